"""Fixtures that every area of the tests may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser_runs import (
    pytest_addoption,
    pytest_report_teststatus,
    pytest_runtest_protocol,
    pytest_terminal_summary,
)
from tests.machine import require
from tests.postgis import postgis_cluster, postgis_url

__all__ = [
    "postgis_cluster",
    "postgis_url",
    "pytest_addoption",
    "pytest_report_teststatus",
    "pytest_runtest_protocol",
    "pytest_terminal_summary",
    "shared_data",
]

# The same examples on every run, however busy the machine; only make soak looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

LONGEST_FIRST = (
    "tests/browser/test_planning.py",
    "tests/browser/test_three_levels.py",
    "tests/browser/test_crew_page.py",
    "tests/demo/",
    "tests/durability/",
    "tests/bench/",
    "tests/simulations/",
    "tests/geo/",
    "tests/planning/",
    "tests/siting/",
    "tests/roads_osm/",
    "tests/api/",
)
"""Whole files go to whoever is free (``--dist loadfile``): a long one that comes last has one
worker wait for the other."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; otherwise everything stays in its order."""
    items.sort(key=_place_in_line)


def _place_in_line(item: pytest.Item) -> int:
    places = (n for n, path in enumerate(LONGEST_FIRST) if item.nodeid.startswith(path))
    return next(places, len(LONGEST_FIRST))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the repository; too large and too varied to ship."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    require(folder.is_dir(), "../shared/data")
    return folder
