"""A real PostgreSQL with PostGIS for tests: one private cluster per run, one database per test."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from geo.database import DatabaseUnusable, create_engine
from geo.database.cluster import PrivateCluster
from geo.database.migrate import upgrade
from tests.machine import require

_TEMPLATE = "template_liandong"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgis_cluster() -> Iterator[PrivateCluster]:
    """A running cluster with a template database at this release's tables."""
    # Not in pytest's own folder: as root the server runs as a user who may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="liandong-"))
    folder.chmod(0o755)
    cluster = PrivateCluster(folder / "pg")
    try:
        try:
            cluster.start()
            engine = create_engine(cluster.ensure_database(_TEMPLATE))
            upgrade(engine)
            engine.dispose()
        except DatabaseUnusable as error:
            require(False, str(error))
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgis_url(postgis_cluster: PrivateCluster) -> Iterator[str]:
    """The address of a fresh database with all tables, still empty."""
    name = f"test_{next(_numbers)}"
    yield postgis_cluster.clone_database(_TEMPLATE, name)
    postgis_cluster.drop_database(name)
