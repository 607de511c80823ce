"""Every bench runs and tells figures; whether they are good is read, not asserted."""

from collections.abc import Callable

import pytest

from tests.bench import (
    crowding,
    dispatching,
    gateway,
    host,
    importing,
    live,
    matching,
    places,
    planning,
    race,
    ranking,
    recommending,
    siting,
    starting,
    surge,
    tracks,
)
from tests.bench.figures import Effort, Table, ratio, spread

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

SOAK = pytest.mark.soak
"""Whole servers under load, half a minute each; one of them, the race, runs with the others."""


@pytest.mark.parametrize(
    "measure",
    [
        ranking.measure,
        recommending.measure,
        pytest.param(dispatching.measure, marks=[SOAK, pytest.mark.postgis]),
        pytest.param(race.measure, marks=pytest.mark.postgis),
        pytest.param(gateway.measure, marks=SOAK),
        pytest.param(live.measure, marks=SOAK),
        pytest.param(crowding.measure, marks=SOAK),
        places.measure,
        planning.measure,
        importing.measure,
        matching.measure,
        siting.measure,
        pytest.param(starting.measure, marks=SOAK),
        pytest.param(surge.measure, marks=SOAK),
        pytest.param(tracks.measure, marks=pytest.mark.postgis),
    ],
    ids=lambda measure: measure.__module__.rpartition(".")[2],
)
def test_a_bench_tells_a_table_of_figures(measure: Callable[[Effort], list[Table]]) -> None:
    for table in measure(Effort.SMOKE):
        assert table.title
        assert table.rows
        for row in table.rows:
            assert set(row) <= set(table.columns)
            assert any(isinstance(cell, int | float) for cell in row.values()), row


def test_the_machine_is_told_with_its_versions() -> None:
    told = {str(row["what"]): row["found"] for row in host.describe().rows}
    assert told["cores"]
    assert "numpy" in str(told["packages"])


def test_percentiles_say_how_many_samples_they_rest_on() -> None:
    assert spread([0.001] * 10) == {"n": 10, "p50 ms": 1.0, "max ms": 1.0}
    assert spread([0.001] * 100)["p99 ms"] == 1.0
    assert spread([]) == {"n": 0}
    assert ratio([0.004, 0.004], [0.002, 0.002]) == 2.0
