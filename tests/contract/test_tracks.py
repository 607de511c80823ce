"""The store of tracks keeps the same promises packed on SQLite and by day on PostGIS."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

import dispatch.journal.tables
import stations.accounts
import stations.terminals.tables
from geo.coordinates import Point
from geo.database import create_engine, is_postgresql, writing
from geo.database.migrate import downgrade, find_drift, upgrade
from stations.positions.fix import LivePosition
from stations.positions.store import PositionStore
from tests.contract.stores import DatabaseStore

REQUIREMENTS = ("VEH-09", "REC-02")

ROOMS_WITH_TABLES = (dispatch.journal.tables, stations.accounts, stations.terminals.tables)

DAY_MS = 86_400_000
MIDNIGHT_MS = 1_795_276_800_000
"""2026-11-22 00:00 in China."""


@pytest.fixture
def engine(database: DatabaseStore) -> Iterator[Engine]:
    engine = create_engine(database.url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> PositionStore:
    return PositionStore(engine)


def position(at_ms: int, vehicle: str = "v1", lon: float = 110.8) -> LivePosition:
    return LivePosition(
        vehicle_id=vehicle,
        point=Point(lon, 32.6),
        at_ms=at_ms,
        received_ms=at_ms + 200,
        speed_kmh=42.5,
        heading_deg=270.0,
        mileage_km=81_234.5,
    )


def drive(start_ms: int, count: int, every_ms: int = 5_000, **more: str) -> list[LivePosition]:
    return [
        position(start_ms + i * every_ms, lon=round(110.8 + i / 1e4, 6), **more)
        for i in range(count)
    ]


def test_a_track_is_read_in_order_however_it_came(store: PositionStore) -> None:
    track = drive(MIDNIGHT_MS - 900_000, 400)
    store.save(reversed(track[200:]))
    store.save(track[:220])
    store.save([position(MIDNIGHT_MS, "v2")])
    assert store.tracks.load("v1", 0, 2 * MIDNIGHT_MS) == track
    first, last = track[3].at_ms, track[7].at_ms
    assert store.tracks.load("v1", first, last) == track[3:8], "both ends are included"
    assert store.tracks.load("v1", first, last, limit=2) == track[3:5]
    assert store.tracks.load("v3", 0, 2 * MIDNIGHT_MS) == []


def test_a_moment_is_kept_once_and_the_first_report_stays(store: PositionStore) -> None:
    at_ms = MIDNIGHT_MS + 1
    store.save([position(at_ms), position(at_ms, lon=110.9)])
    store.save([position(at_ms, lon=111.0), position(at_ms + 1)])
    kept = store.tracks.load("v1", 0, 2 * MIDNIGHT_MS)
    assert [(p.at_ms, p.point.lon) for p in kept] == [(at_ms, 110.8), (at_ms + 1, 110.8)]


def test_odd_but_possible_figures_survive(store: PositionStore) -> None:
    odd = [
        replace(position(MIDNIGHT_MS), point=Point(-179.999999, -89.999999), mileage_km=None),
        replace(position(MIDNIGHT_MS + 1), point=Point(180.0, 90.0), mileage_km=0.0),
        replace(position(MIDNIGHT_MS + 2), received_ms=MIDNIGHT_MS + 7 * DAY_MS),
        replace(position(MIDNIGHT_MS + 3), received_ms=MIDNIGHT_MS - 60_000, heading_deg=359.9),
    ]
    store.save(odd)
    assert store.tracks.load("v1", 0, 2 * MIDNIGHT_MS) == odd


def test_whole_days_are_pruned_and_the_rest_stays(store: PositionStore) -> None:
    days = [drive(MIDNIGHT_MS + n * DAY_MS + 3_600_000, 10) for n in range(3)]
    for day in days:
        store.save(day)
    assert store.tracks.prune(MIDNIGHT_MS + DAY_MS) == 10
    assert store.tracks.load("v1", 0, 2 * MIDNIGHT_MS) == days[1] + days[2]
    assert store.tracks.prune(MIDNIGHT_MS + DAY_MS) == 0
    assert store.tracks.prune(MIDNIGHT_MS + 3 * DAY_MS) == 20
    store.save(days[0])
    assert len(store.tracks.load("v1", 0, 2 * MIDNIGHT_MS)) == 10, "a dropped day may come again"


def test_one_units_vehicles_may_be_forgotten_before_the_others(store: PositionStore) -> None:
    mine, theirs = drive(MIDNIGHT_MS, 10, vehicle="v1"), drive(MIDNIGHT_MS, 10, vehicle="v2")
    store.save(mine + theirs)
    assert store.tracks.prune(MIDNIGHT_MS + DAY_MS, {"v1", "nobody"}) == 10
    assert store.tracks.load("v1", 0, 2 * MIDNIGHT_MS) == []
    assert store.tracks.load("v2", 0, 2 * MIDNIGHT_MS) == theirs
    assert store.tracks.prune(MIDNIGHT_MS + DAY_MS, ()) == 0


def test_a_bunch_that_cannot_be_written_leaves_no_trace_and_can_be_written_again(
    store: PositionStore, engine: Engine
) -> None:
    track = drive(MIDNIGHT_MS, 5)
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE latest_position RENAME TO away"))
    with pytest.raises(SQLAlchemyError):
        store.save(track)
    assert store.tracks.load("v1", 0, 2 * MIDNIGHT_MS) == []
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE away RENAME TO latest_position"))
    store.save(track)
    assert store.tracks.load("v1", 0, 2 * MIDNIGHT_MS) == track


def test_days_are_made_ahead_and_the_tables_are_still_those_in_the_code(
    store: PositionStore, engine: Engine
) -> None:
    store.tracks.prepare(MIDNIGHT_MS - 1)
    store.tracks.prepare(MIDNIGHT_MS - 1)
    names = {n for n in inspect(engine).get_table_names() if n.startswith("track_point_")}
    days = {f"track_point_202611{day}" for day in (21, 22, 23)}
    assert names == (days if is_postgresql(engine) else set())
    store.save([position(MIDNIGHT_MS - 1), position(MIDNIGHT_MS + 9 * DAY_MS)])
    assert find_drift(engine) == []


def test_tracks_of_the_release_before_are_carried_over(engine: Engine) -> None:
    downgrade(engine, "0003")
    track = [replace(p, mileage_km=None) for p in drive(MIDNIGHT_MS - 900_000, 400)]
    with writing(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO track_point (vehicle_id, at_ms, geom, received_ms, speed_kmh, "
                "heading_deg) VALUES (:v, :at, GeomFromEWKT(:geom), :received, 42.5, 270.0)"
                if not is_postgresql(engine)
                else "INSERT INTO track_point (vehicle_id, at_ms, geom, received_ms, speed_kmh, "
                "heading_deg) VALUES (:v, :at, ST_GeomFromEWKT(:geom), :received, 42.5, 270.0)"
            ),
            [
                {
                    "v": p.vehicle_id,
                    "at": p.at_ms,
                    "geom": f"SRID=4326;POINT({p.point.lon} {p.point.lat})",
                    "received": p.received_ms,
                }
                for p in track
            ],
        )
    upgrade(engine)
    assert PositionStore(engine).tracks.load("v1", 0, 2 * MIDNIGHT_MS) == track
    assert find_drift(engine) == []
