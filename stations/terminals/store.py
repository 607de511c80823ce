"""Keeps the register of terminals in the database."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Engine, delete, insert, select

from geo.database import writing
from stations.terminals.tables import terminal as table
from stations.terminals.terminal import Terminal

_FIELDS = tuple(str(column.name) for column in table.c)


class TerminalStore:
    """Reads and writes whole entries; waits for the database, so call it from a worker thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self) -> list[Terminal]:
        """Every entry."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.id))
            return [msgspec.convert(dict(zip(_FIELDS, row, strict=True)), Terminal) for row in rows]

    def save(self, terminals: Iterable[Terminal]) -> None:
        """Write entries over those of the same id. All old ones go first: two terminals may have
        changed places, and no vehicle may have two of them even for a moment."""
        rows: list[dict[str, Any]] = [msgspec.to_builtins(each) for each in terminals]
        if not rows:
            return
        with writing(self._engine) as connection:
            ids = [row["id"] for row in rows]
            connection.execute(delete(table).where(table.c.id.in_(ids)))
            connection.execute(insert(table), rows)

    def add_missing(self, terminals: Iterable[Terminal]) -> None:
        """Enter those of a region pack that neither are in the register nor clash with it."""
        known = self.load()
        ids = {each.id for each in known}
        vehicles, phones, devices = (
            {getattr(each, field) for each in known} - {None}
            for field in ("vehicle_id", "phone", "device_id")
        )
        self.save(
            each
            for each in terminals
            if each.id not in ids
            and each.vehicle_id not in vehicles
            and each.phone not in phones
            and each.device_id not in devices
        )
