"""The same promises are asked of every place a journal can live in."""

from pathlib import Path

import pytest

from tests.contract.stores import DatabaseStore, MemoryStore, PostgisStore, SqliteStore, Store

_POSTGIS = pytest.param("postgis", marks=pytest.mark.postgis)


@pytest.fixture(params=["memory", "sqlite", _POSTGIS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Every kind of store."""
    return MemoryStore() if request.param == "memory" else _database(request, tmp_path)


@pytest.fixture(params=["sqlite", _POSTGIS])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseStore:
    """The two that outlive a process."""
    return _database(request, tmp_path)


@pytest.fixture
def sqlite_store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "liandong.db")


@pytest.fixture
def postgis_store(request: pytest.FixtureRequest) -> PostgisStore:
    return _postgis(request)


def _database(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseStore:
    if request.param == "sqlite":
        return SqliteStore(tmp_path / "liandong.db")
    return _postgis(request)


def _postgis(request: pytest.FixtureRequest) -> PostgisStore:
    cluster = request.getfixturevalue("postgis_cluster")
    return PostgisStore(cluster, request.getfixturevalue("postgis_url"))
