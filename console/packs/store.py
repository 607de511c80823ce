"""Keeps the editions (版本) of region packs in the database: added once, never changed."""

from typing import Any

import msgspec
from sqlalchemy import Engine, insert, select, text

from geo.database import is_postgresql, writing
from stations.regionpack.tables import region_edition


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition that was put into force: when, by whom, why, and what it was made from."""

    number: int
    hash: str
    former_hash: str
    folder_hash: str
    at_ms: int
    journal_seq: int
    by_user: str
    by_name: str
    reason: str


class FormerChanged(Exception):
    """Somebody put another edition into force meanwhile."""


_SHOWN = [region_edition.c[name] for name in Edition.__struct_fields__]


class PackStore:
    """Waits for the database: call it from a worker thread."""

    def __init__(self, engine: Engine, region: str) -> None:
        self._engine = engine
        self._region = region

    def list_editions(self) -> list[Edition]:
        """Every edition of this region, the newest first."""
        mine = region_edition.c.region == self._region
        query = select(*_SHOWN).where(mine).order_by(region_edition.c.number.desc())
        with self._engine.connect() as connection:
            return [Edition(**row) for row in connection.execute(query).mappings()]

    def find_wish(self, wish_key: str) -> Edition | None:
        """The edition that a wish has made already."""
        query = select(*_SHOWN).where(region_edition.c.wish_key == wish_key)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Edition(**row)

    def content(self, number: int) -> bytes | None:
        """The zip of an edition; None where there is none of this region."""
        edition = region_edition.c
        query = select(edition.content).where(
            edition.number == number, edition.region == self._region
        )
        with self._engine.connect() as connection:
            found: bytes | None = connection.scalar(query)
        return found

    def add(self, after: int, content: bytes, wish_key: str, **facts: Any) -> Edition:
        """Put an edition into force in one transaction, if number ``after`` still is the newest
        (0: none yet); raises ``FormerChanged``."""
        mine = region_edition.c.region == self._region
        newest = select(region_edition.c.number).where(mine)
        newest = newest.order_by(region_edition.c.number.desc()).limit(1)
        with writing(self._engine) as connection:
            if is_postgresql(connection):  # SQLite has but one writer's turn
                connection.execute(text("LOCK TABLE region_edition IN SHARE ROW EXCLUSIVE MODE"))
            if (connection.scalar(newest) or 0) != after:
                raise FormerChanged
            values = {**facts, "region": self._region, "content": content, "wish_key": wish_key}
            number = connection.execute(
                insert(region_edition).values(values).returning(region_edition.c.number)
            ).scalar_one()
        return Edition(number=number, **facts)
