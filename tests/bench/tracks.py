"""The track store: positions written in a second, bytes a position, the time to ask for a sortie.

Both databases hold the same simulated fleet: vehicles that drive and stop, a fix every five
seconds, written in bunches as the server does. Compared in the same run: plain rows on SQLite, as
one would write them first.
"""

import math
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from sqlalchemy import Engine, text

import dispatch.journal.tables
import stations.accounts
import stations.terminals.tables
from geo.coordinates import Point
from geo.database import DatabaseUnusable, create_engine
from geo.database.cluster import PrivateCluster
from geo.database.migrate import upgrade
from stations.positions.fix import LivePosition
from stations.positions.store import PositionStore
from tests.bench.figures import Cell, Effort, Table

ROOMS_WITH_TABLES = (dispatch.journal.tables, stations.accounts, stations.terminals.tables)

START_MS = 1_795_276_800_000
EVERY_MS = 5_000
ASKED = 15
_FLEETS = {Effort.FULL: (226, 720), Effort.QUICK: (226, 180), Effort.SMOKE: (20, 12)}
"""Vehicles, and fixes of each."""

Bunch = list[LivePosition]


def measure(effort: Effort) -> list[Table]:
    """One table, a row for each way of keeping tracks."""
    vehicles, fixes = _FLEETS[effort]
    bunches = list(_fleet(vehicles, fixes))
    rows: list[dict[str, Cell]] = [
        _stored(name, opened, bunches) for name, opened in (("SQLite", _sqlite), ("PostGIS", _pg))
    ]
    rows.append(_plain(bunches))
    return [
        Table(
            title="Tracks: written, kept, asked for",
            rows=rows,
            notes=(
                f"{vehicles} vehicles, {fixes} fixes each every {EVERY_MS // 1000} s, a bunch for "
                "each moment; writes/s by the median bunch",
                "a sortie: one vehicle's hour, median of "
                f"{ASKED}; GB/year: 226 vehicles, a fix every 5 s, day and night",
                "bytes with indexes: SQLite after VACUUM, PostGIS by its own count",
            ),
        )
    ]


def _fleet(vehicles: int, fixes: int) -> Iterator[Bunch]:
    """Positions of all vehicles, moment by moment."""
    rng = np.random.default_rng(120)
    heading = rng.uniform(0, 2 * math.pi, vehicles)
    lon, lat = np.full(vehicles, 110.8), np.full(vehicles, 32.6)
    stands = np.zeros(vehicles)
    for n in range(fixes):
        stands = np.where(
            stands > 0, stands - 1, (rng.random(vehicles) < 0.02) * rng.integers(2, 60, vehicles)
        )
        kmh = np.where(stands > 0, 0.0, rng.uniform(20, 70, vehicles).round(1))
        heading = heading + rng.normal(0, 0.15, vehicles)
        metres = kmh / 3.6 * EVERY_MS / 1000
        noise = 3e-5 * (kmh > 0)
        lon = lon + metres * np.sin(heading) / 93_700 + rng.normal(0, 1, vehicles) * noise
        lat = lat + metres * np.cos(heading) / 111_195 + rng.normal(0, 1, vehicles) * noise
        delay = rng.exponential(300, vehicles)
        yield [
            LivePosition(
                vehicle_id=f"V{v:03}",
                point=Point(float(lon[v]), float(lat[v])),
                at_ms=START_MS + n * EVERY_MS,
                received_ms=START_MS + n * EVERY_MS + int(delay[v]),
                speed_kmh=float(kmh[v]),
                heading_deg=float(round(math.degrees(heading[v])) % 360),
                mileage_km=round(10_000 + n * 0.06, 1),
            )
            for v in range(vehicles)
        ]


def _stored(
    name: str, opened: Callable[[], AbstractContextManager[Engine]], bunches: list[Bunch]
) -> dict[str, Cell]:
    try:
        with opened() as engine:
            before = _size(engine)
            store = PositionStore(engine)
            store.tracks.prepare(START_MS)
            seconds = [_timed(partial(store.save, bunch)) for bunch in bunches]
            kept = _size(engine) - before
            end_ms = START_MS + 3_600_000
            asked = [
                _timed(partial(store.tracks.load, f"V{n:03}", START_MS, end_ms))
                for n in range(ASKED)
            ]
    except DatabaseUnusable as error:
        return {"store": f"{name}: {error.en}"}
    return _row(name, len(bunches[0]), seconds, kept / (len(bunches) * len(bunches[0])), asked)


def _plain(bunches: list[Bunch]) -> dict[str, Cell]:
    """A row for each fix, numbers only, the key in order; what one would write first."""
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        path = Path(folder) / "plain.db"
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE fix (vehicle TEXT, at_ms INTEGER, lon REAL, lat REAL, received_ms INTEGER"
            ", kmh REAL, heading REAL, km REAL, PRIMARY KEY (vehicle, at_ms)) WITHOUT ROWID"
        )

        def write(bunch: Bunch) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT OR IGNORE INTO fix VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        p.vehicle_id, p.at_ms, p.point.lon, p.point.lat, p.received_ms,
                        p.speed_kmh, p.heading_deg, p.mileage_km,
                    )
                    for p in bunch
                ],
            )  # fmt: skip
            connection.execute("COMMIT")

        seconds = [_timed(partial(write, bunch)) for bunch in bunches]
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT * FROM fix WHERE vehicle = ? AND at_ms BETWEEN ? AND ? ORDER BY at_ms"

        def ask(vehicle: str) -> None:
            connection.execute(query, (vehicle, START_MS, START_MS + 3_600_000)).fetchall()

        asked = [_timed(partial(ask, f"V{n:03}")) for n in range(ASKED)]
        connection.close()
        each = path.stat().st_size / (len(bunches) * len(bunches[0]))
    return _row("plain rows on SQLite, bare driver", len(bunches[0]), seconds, each, asked)


def _row(
    name: str, bunch: int, seconds: list[float], each: float, asked: list[float]
) -> dict[str, Cell]:
    year = each * 226 * 365 * 86_400_000 / EVERY_MS / 1e9
    return {
        "store": name,
        "writes/s": round(bunch / median(seconds)),
        "bytes/fix": round(each, 1),
        "GB/year": round(year, 1),
        "a sortie, ms": round(1000 * median(asked), 1),
    }


def _timed(work: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    work()
    return time.perf_counter() - start_s


def _size(engine: Engine) -> int:
    """Bytes of everything there is, without what a clean-up would give back."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            whole = "SELECT SUM(pg_total_relation_size(relid)) FROM pg_partition_tree(:name)"
            return int(connection.scalar(text(whole), {"name": "track_point"}) or 0)
    path = engine.url.database or ""
    bare = sqlite3.connect(path)
    bare.execute("VACUUM")
    bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    bare.close()
    return Path(path).stat().st_size


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        engine = create_engine(f"sqlite:///{folder}/tracks.db")
        upgrade(engine)
        yield engine
        engine.dispose()


@contextmanager
def _pg() -> Iterator[Engine]:
    folder = Path(tempfile.mkdtemp(prefix="liandong-"))
    folder.chmod(0o755)
    cluster = PrivateCluster(folder / "pg")
    try:
        cluster.start()
        engine = create_engine(cluster.ensure_database())
        upgrade(engine)
        yield engine
        engine.dispose()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
