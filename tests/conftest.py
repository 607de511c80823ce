"""Fixtures that every area of the tests may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.machine import require
from tests.postgis import postgis_cluster, postgis_url
from tests.second_try import (
    pytest_addoption,
    pytest_report_teststatus,
    pytest_runtest_protocol,
    pytest_terminal_summary,
)

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


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the repository; too large and too varied to ship."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    require(folder.is_dir(), "../shared/data")
    return folder
