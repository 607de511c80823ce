"""Networks that the tests of matching share."""

from pathlib import Path

import pytest

from geo.roads.network import RoadNetwork
from tests.geo.jinan import jinan_roads


@pytest.fixture(scope="session")
def jinan(shared_data: Path) -> RoadNetwork:
    """The real roads of a city."""
    return jinan_roads(shared_data / "jinan")
