"""City models run as JEMSS runs them: its recordings of Auckland are met to the last call."""

import csv
import gzip
import heapq
import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.jemss import engine, preparing
from simulations.jemss.errors import ModelInvalid
from simulations.jemss.network import Network, prepare
from simulations.jemss.roads import Roads, read_roads
from simulations.jemss.routes import way
from simulations.jemss.run import Ready, Silent, calls_for, make_ready, move_up_of, simulate
from simulations.kernel.compiling import compiled
from tests.support.jemss_models import write_small
from tests.support.jemss_plain import Plain
from tests.support.jemss_towns import write_town

REQUIREMENTS = ("SIM-02",)

# Compiling takes a while where nothing is kept from an earlier run.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SECOND = 1 / 86_400


@compiled
def all_ways(
    network: Network, mode: int, count: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Days between all nodes by the reduced graph."""
    days = np.empty((count, count))
    for source in range(count):
        for goal in range(count):
            days[source, goal] = way(network, mode, source, goal)[0]
    return days


def full_graph(roads: Roads, mode: int) -> list[list[float]]:
    """The same by Dijkstra on all nodes."""
    rows = []
    for source in range(len(roads.x)):
        days = [np.inf] * len(roads.x)
        heap = [(0.0, source)]
        days[source] = 0.0
        while heap:
            so_far, here = heapq.heappop(heap)
            if so_far > days[here]:
                continue
            for arc in range(roads.first[here], roads.first[here + 1]):
                there = so_far + float(roads.times[mode, arc])
                if there < days[roads.head[arc]]:
                    days[roads.head[arc]] = there
                    heapq.heappush(heap, (there, int(roads.head[arc])))
        rows.append(days)
    return rows


def roads_of(pairs: list[tuple[int, int]], seed: int) -> Roads:
    """Roads of these one-way arcs, each with a time and a length of its own."""
    pairs = sorted(set(pairs))
    tail, head = (np.array(ends, dtype=np.int32) for ends in zip(*pairs, strict=True))
    count = int(max(tail.max(), head.max())) + 1
    rng = np.random.default_rng(seed)
    first = np.searchsorted(tail, np.arange(count + 1)).astype(np.int32)
    times = rng.uniform(0.1, 1.0, (1, len(pairs)))
    flat = np.zeros(count)
    return Roads(flat, flat, np.ones(count, np.bool_), first, head, times[0] * 60, times)


def both_ways(*chain: int) -> list[tuple[int, int]]:
    """A two-way road through these nodes."""
    return [pair for a, b in itertools.pairwise(chain) for pair in ((a, b), (b, a))]


SHAPES = {
    "two nodes": both_ways(0, 1),
    "a loop of one way": [(0, 1), (1, 2), (2, 3), (3, 0)],
    "a loop": both_ways(0, 1, 2, 3, 0),
    "a loop at the end of a road": both_ways(0, 1, 2, 3, 4, 1),
    "a roundabout": [(0, 1), (1, 2), (2, 3), (3, 0), *both_ways(0, 4), *both_ways(2, 5)],
    "a road that becomes one way": [*both_ways(0, 1, 2), (2, 3), (3, 4), (4, 0)],
    "two roads between the same crossings": [*both_ways(0, 1, 2, 3), *both_ways(0, 4, 3)],
    "a grid": [
        *(p for r in range(3) for p in both_ways(*(3 * r + c for c in range(3)))),
        *(p for c in range(3) for p in both_ways(*(3 * r + c for r in range(3)))),
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_times_on_the_reduced_graph_are_those_on_the_full_one(shape: str) -> None:
    roads = roads_of(SHAPES[shape], 3)
    network = prepare(roads, Silent())
    found = all_ways(network, 0, len(roads.x))
    np.testing.assert_allclose(found, full_graph(roads, 0), rtol=1e-12)


@settings(max_examples=60)
@given(st.integers(2, 14), st.integers(0, 20), st.integers(0, 2**31))
def test_so_they_are_on_any_roads(count: int, more: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = [(n, (n + 1) % count) for n in range(count)]
    for a, b in rng.integers(0, count, (more, 2)).tolist():
        pairs += [(a, b)] if a != b else []
    roads = roads_of(pairs, seed)
    found = all_ways(prepare(roads, Silent()), 0, count)
    np.testing.assert_allclose(found, full_graph(roads, 0), rtol=1e-12)


@pytest.fixture(scope="module")
def auckland(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    cache = tmp_path_factory.mktemp("prepared")
    make_ready(shared_data / "jemss_auckland", cache=cache)
    return make_ready(shared_data / "jemss_auckland", cache=cache)  # what is read back will do


@pytest.mark.parametrize(("recording", "busy"), [("percall_1", None), ("percall_dmexclp_1", 0.5)])
def test_aucklands_recording_is_met_call_by_call(
    auckland: Ready, shared_data: Path, recording: str, busy: float | None
) -> None:
    folder = shared_data / "jemss_auckland"
    answer = simulate(auckland, calls_for(auckland, folder / "calls_1.csv.gz"), busy)
    with gzip.open(folder / f"{recording}.csv.gz", "rt") as opened:
        rows = list(csv.DictReader(opened))
    assert (answer.calls["ambulance"] + 1).tolist() == [int(row["ambIndex"]) for row in rows]
    assert answer.calls["bumps"].tolist() == [int(row["numBumps"]) for row in rows]
    arrived = np.array([float(row["ambArrivalTime"]) for row in rows])
    assert np.abs(answer.calls["arrived"] - arrived).max() <= 1e-6 * SECOND


def test_everything_that_is_counted_adds_up(auckland: Ready, shared_data: Path) -> None:
    calls = calls_for(auckland, shared_data / "jemss_auckland" / "calls_1.csv.gz")
    answer = simulate(auckland, calls)
    end = answer.totals.days.sum(axis=1)
    assert np.ptp(end) < 1e-9  # everybody's states fill the same time
    assert np.allclose(answer.totals.idle_days.sum(axis=1), end[0])
    taken = calls.transport.sum()
    assert answer.hospitals["calls"].sum() == taken
    on_the_way = answer.calls["freed"] - answer.calls["arrived"]
    assert (on_the_way >= calls.on_scene - 1e-12).all()
    speed = answer.totals.km[:, 2].sum() / answer.totals.days[:, 2].sum() / 24
    assert 20 < speed < 80  # km/h to the scene


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("busy", [None, 0.3])
def test_towns_of_every_kind_run_as_the_plain_rules_say(
    tmp_path: Path, seed: int, busy: float | None
) -> None:
    ready = make_ready(write_town(tmp_path, seed))
    model, calls = ready.model, calls_for(ready, None)
    scale = float(model.map[4]), float(model.map[5])
    modes = len(model.travel.off_road)
    roads = read_roads(model.file("nodes"), model.file("arcs"), modes, scale)
    answer, plain = simulate(ready, calls, busy), Plain(model, roads, calls, busy).run()
    assert answer.calls["ambulance"].tolist() == [told.ambulance for told in plain]
    assert answer.calls["bumps"].tolist() == [told.bumps for told in plain]
    arrived = np.array([told.arrived for told in plain])
    assert np.abs(answer.calls["arrived"] - arrived).max() <= 1e-6 * SECOND


@pytest.mark.parametrize("busy", [None, 0.3])
def test_what_is_prepared_ahead_is_all_that_a_run_compiles(
    tmp_path: Path, busy: float | None
) -> None:
    preparing.prepare()
    compiled_ahead = list(engine.simulate.signatures)  # type: ignore[attr-defined]
    ready = make_ready(write_town(tmp_path, 3))
    simulate(ready, calls_for(ready, None), busy)
    assert engine.simulate.signatures == compiled_ahead  # type: ignore[attr-defined]


def test_a_model_that_only_generates_its_calls_asks_for_a_file(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    config = folder / "sim_config.xml"
    generated = "<callGenConfig>gen_config.xml</callGenConfig>"
    config.write_text(config.read_text().replace("<calls>calls.csv</calls>", generated))
    ready = make_ready(folder)
    assert len(calls_for(ready, folder / "calls.csv")) == 60
    with pytest.raises(ModelInvalid, match="--calls"):
        calls_for(ready, None)


def test_a_model_says_itself_how_it_moves_up(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    text = (folder / "sim_config.xml").read_text()
    moved = "<moveUp><module>dmexclp</module><dmexclp><busyFraction>4/10</busyFraction></dmexclp>"
    (folder / "sim_config.xml").write_text(text.replace("<moveUp><module>none</module>", moved))
    model = make_ready(folder).model
    assert move_up_of(model, None, None) == pytest.approx(0.4)
    assert move_up_of(model, None, 0.2) == 0.2
    assert move_up_of(model, "none", None) is None


RUN = """
import sys
from pathlib import Path
from simulations.jemss.run import calls_for, make_ready, simulate
ready = make_ready(Path(sys.argv[1]))
answer = simulate(ready, calls_for(ready, None))
print(answer.calls.tobytes().hex()[:4000], answer.totals.km.sum())
"""


def test_two_processes_say_the_same(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    said = [
        subprocess.run(
            [sys.executable, "-c", RUN, str(folder)], capture_output=True, check=True, timeout=300
        ).stdout
        for _ in range(2)
    ]
    assert said[0] == said[1]
    assert said[0]
