"""The tables are the same in the code, after the migration steps, and on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

import dispatch.journal.tables
import stations.accounts
import stations.partners
import stations.positions.tables
import stations.preferences
import stations.regionpack.tables
import stations.terminals.tables
from geo.coordinates import Point
from geo.database import DatabaseUnusable, create_engine, metadata, writing
from geo.database import server as server_module
from geo.database.cluster import PrivateCluster
from geo.database.migrate import downgrade, find_drift, find_revision, upgrade
from stations.positions.fix import LivePosition
from stations.positions.store import PositionStore
from tests.contract.stores import DatabaseStore

REQUIREMENTS = ("SYS-06",)

ROOMS_WITH_TABLES = (
    dispatch.journal.tables,
    stations.accounts,
    stations.partners,
    stations.positions.tables,
    stations.preferences,
    stations.regionpack.tables,
    stations.terminals.tables,
)


@pytest.fixture
def engine(database: DatabaseStore) -> Iterator[Engine]:
    engine = create_engine(database.url)
    upgrade(engine)
    yield engine
    engine.dispose()


def test_the_steps_lead_to_the_tables_in_the_code(engine: Engine) -> None:
    assert len(metadata.tables) >= 11
    assert find_drift(engine) == []


def test_a_difference_would_show(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE call ADD COLUMN mood TEXT"))
    assert len(find_drift(engine)) == 1


def test_down_and_up_again_leaves_the_same_tables(engine: Engine) -> None:
    downgrade(engine)
    left = set(inspect(engine).get_table_names()) - {"spatial_ref_sys"}  # PostGIS's own
    assert left == {"alembic_version"}
    assert find_revision(engine) is None
    upgrade(engine)
    assert find_drift(engine) == []


def test_a_database_of_a_newer_release_is_not_touched(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="9999"):
        upgrade(engine)


def test_one_active_task_per_vehicle_is_a_rule_of_the_database(engine: Engine) -> None:
    (index,) = (i for i in inspect(engine).get_indexes("task") if i["unique"])
    assert index["column_names"] == ["vehicle_id"]
    options = index.get("dialect_options", {})
    where = options.get(f"{engine.dialect.name}_where")
    assert str(where).strip("()") == "active"


def test_positions_come_back_and_an_older_one_never_wins(engine: Engine) -> None:
    store = PositionStore(engine)
    store.save([])
    store.save([_position("v1", 2_000, 110.80), _position("v2", 1_000, 110.70)])
    store.save([_position("v1", 1_000, 110.79), _position("v1", 1_500, 110.795)])
    store.save([_position("v2", 3_000, 110.72), _position("v2", 2_000, 110.71)])
    latest = {p.vehicle_id: p for p in store.load_latest()}
    assert latest == {"v1": _position("v1", 2_000, 110.80), "v2": _position("v2", 3_000, 110.72)}


@pytest.mark.postgis
def test_a_cluster_keeps_its_data_while_it_is_stopped(postgis_cluster: PrivateCluster) -> None:
    url = postgis_cluster.ensure_database("kept")
    postgis_cluster.start()
    engine = create_engine(url)
    upgrade(engine)
    PositionStore(engine).save([_position("v1", 1_000, 110.8)])
    postgis_cluster.stop()
    postgis_cluster.stop()
    assert not postgis_cluster.is_running()
    postgis_cluster.start()
    assert postgis_cluster.ensure_database("kept") == url
    assert len(PositionStore(engine).load_latest()) == 1
    engine.dispose()
    postgis_cluster.drop_database("kept")


@pytest.mark.postgis
def test_a_cluster_in_a_deep_folder_still_has_a_short_socket(tmp_path: Path) -> None:
    url = PrivateCluster(tmp_path / ("deep" * 30)).url()
    assert len(create_engine(url).url.query["host"]) < 100


def test_a_machine_without_postgresql_is_told_which_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "_DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseUnusable, match="apt install postgresql"):
        PrivateCluster(tmp_path / "pg").start()


def _position(vehicle: str, at_ms: int, lon: float) -> LivePosition:
    return LivePosition(
        vehicle_id=vehicle,
        point=Point(lon, 32.6),
        at_ms=at_ms,
        received_ms=at_ms + 200,
        speed_kmh=42.5,
        heading_deg=270.0,
    )
