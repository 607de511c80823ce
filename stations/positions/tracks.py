"""Where vehicles were (轨迹): the port of the track store, and which of the two a database has.

Tracks are the lossy lane's memory: written in bunches, never journalled. On PostgreSQL each day is
a partition (``track_rows``), on SQLite each half hour of a vehicle is one packed chunk
(``track_chunks``). Times are UTC milliseconds, points WGS-84.
"""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from geo.database import is_postgresql
from stations.positions.fix import LivePosition
from stations.positions.track_chunks import TrackChunks
from stations.positions.track_rows import TrackRows


class TrackStore(Protocol):
    """Keeps the positions of every vehicle by time; a moment of a vehicle is kept once."""

    def ready(self, positions: Sequence[LivePosition]) -> Any:
        """One bunch, in whatever order, as ``write`` wants it: the work that needs no lock."""
        ...

    def write(self, connection: Connection, ready: Any) -> None:
        """Keep what was made ready; what is known of a moment stays as it is. No other bunch may
        be made ready between the two."""
        ...

    def load(
        self, vehicle_id: str, from_ms: int, to_ms: int, limit: int | None = None
    ) -> list[LivePosition]:
        """The way of one vehicle between two moments, both included, oldest first."""
        ...

    def prepare(self, now_ms: int) -> None:
        """Make room for the days to come, so that midnight is like any other moment."""
        ...

    def prune(self, before_ms: int, vehicle_ids: Collection[str] | None = None) -> int:
        """Drop what is older than a moment, of all vehicles or of these; how many points.

        What is dropped whole (a day, a half hour) goes when all of it is older."""
        ...


def track_store(engine: Engine) -> TrackStore:
    """The store that this database has."""
    return TrackRows(engine) if is_postgresql(engine) else TrackChunks(engine)
