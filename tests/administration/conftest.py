"""A database of either kind, and a register that a test may change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.people.accounts import Account, Accounts
from console.people.administration import Administration
from geo.database import create_engine
from geo.database.migrate import upgrade
from stations import regionpack
from stations.region import Region
from tests.contract.stores import PostgisStore
from tests.support.administrators import ROOT, YUNYANG


@pytest.fixture
def region() -> Region:
    """A pack of its own: what runs is changed in place."""
    return regionpack.load(regionpack.builtin("shiyan"))


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Both databases, with our tables."""
    url = f"sqlite:///{tmp_path / 'liandong.db'}"
    if request.param == "postgis":
        cluster = request.getfixturevalue("postgis_cluster")
        url = PostgisStore(cluster, request.getfixturevalue("postgis_url")).url
    engine = create_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[Engine]:
    """The database in a file, for what does not depend on which one it is."""
    engine = create_engine(f"sqlite:///{tmp_path / 'file.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def accounts(engine: Engine) -> Accounts:
    """An administrator of the city and one of a county."""
    accounts = Accounts(engine, 12.0)
    for each in (ROOT, YUNYANG):
        account = Account(username=each.user, name=each.name, role=each.role, unit=each.unit)
        accounts.add(account, "pass-word")
    return accounts


@pytest.fixture
def administration(engine: Engine, accounts: Accounts, region: Region) -> Administration:
    return Administration(engine, accounts, region)
