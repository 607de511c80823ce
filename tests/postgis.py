"""A real PostgreSQL with PostGIS for tests: one private cluster per run, emptied for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from geo.database import SCHEMA, DatabaseUnusable
from geo.database.cluster import PrivateCluster
from tests.machine import require

_CUT_EVERYBODY = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="session")
def postgis_cluster() -> Iterator[PrivateCluster]:
    """A running cluster with one database that knows PostGIS."""
    # Not in pytest's own folder: as root the server runs as a user who may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="liandong-"))
    folder.chmod(0o755)
    cluster = PrivateCluster(folder / "pg")
    try:
        try:
            cluster.start()
            cluster.ensure_database()
        except DatabaseUnusable as error:
            require(False, str(error))
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgis_url(postgis_cluster: PrivateCluster) -> str:
    """The address of a database without any table of ours; opening a journal makes them."""
    url = postgis_cluster.url()
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(_CUT_EVERYBODY)
        connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE')
    engine.dispose()
    return url
