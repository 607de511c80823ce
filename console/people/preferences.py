"""How a person likes to work (个人布局): which boards in which window, theme, sound, language.

Kept for the login and not for the browser, so that a dispatcher finds the own desk at any machine.
It is no part of what happened in the centre: it stands beside the journal, the last writer wins,
and each writer is told whether it wrote over something it had not seen.
"""

import msgspec
from sqlalchemy import Engine, insert, select, update

from dispatch.domain.clock import wall_ms
from geo.database import writing
from stations.preferences import user_preference as table


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a login has saved: the text as it came, and which saving it was; 0 is none yet."""

    version: int = 0
    saved_ms: int | None = None
    content: str = "{}"


class Saved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which saving this was, and the one it wrote over unseen, if any."""

    version: int
    saved_ms: int
    over_version: int | None = None


class Preferences:
    """The table of preferences; waits for the database, so call it from a worker thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, username: str) -> Kept:
        """What this login has saved last."""
        with self._engine.connect() as connection:
            row = connection.execute(select(table).where(table.c.username == username)).first()
        if row is None:
            return Kept()
        return Kept(version=row.version, saved_ms=row.saved_ms, content=row.content)

    def save(self, username: str, content: str, base_version: int) -> Saved:
        """Save, whatever is there; ``base_version`` is what the writer had last seen."""
        own = table.c.username == username
        with writing(self._engine) as connection:
            before: int = connection.scalar(select(table.c.version).where(own)) or 0
            version, saved_ms = before + 1, wall_ms()
            values = {"version": version, "saved_ms": saved_ms, "content": content}
            if before:
                connection.execute(update(table).where(own).values(values))
            else:
                connection.execute(insert(table).values(username=username, **values))
        unseen = before if before != base_version else None
        return Saved(version=version, saved_ms=saved_ms, over_version=unseen)
