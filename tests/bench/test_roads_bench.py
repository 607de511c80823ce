"""The roads bench on graphs that others bring: odd ones are measured, broken ones refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench.figures import Effort
from tests.bench.roads import measure_graphs
from tests.bench.roads_files import GraphFileInvalid, read
from tests.bench.roads_graphs import of_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

RING = np.arange(300)
ODD: dict[str, tuple[list[int], list[int], list[float]]] = {
    "one junction with a loop": ([0], [0], [5]),
    "one arc": ([0], [1], [7]),
    "a one-way ring": (RING.tolist(), np.roll(RING, -1).tolist(), (RING + 1.0).tolist()),
    "islands": ([0, 1, 2, 3, 5, 6], [1, 0, 3, 2, 6, 5], [4, 4, 9, 9, 1, 1]),
    "parallel arcs and loops": ([0, 0, 0, 1, 1, 1], [1, 1, 0, 1, 0, 0], [9, 3, 1, 1, 8, 2]),
    "arcs that take no time": ([0, 1, 2, 2], [1, 2, 0, 1], [0, 0, 0, 3]),
    "six days and a closed arc": ([0, 1, 2, 0], [1, 2, 0, 2], [2**29 - 1, 2**29 - 1, 1, np.inf]),
}


def written(folder: Path, **arrays: Any) -> Path:
    path = folder / "graph.npz"
    np.savez(path, allow_pickle=False, **arrays)
    return path


@pytest.mark.parametrize("name", ODD)
def test_an_odd_graph_is_measured_and_equal_to_the_others(tmp_path: Path, name: str) -> None:
    tail, head, w = ODD[name]
    nodes = max(tail + head) + 1
    place = {"lat": np.arange(nodes) / 100, "lon": np.arange(nodes) % 7 / 100}
    for more in (place, {}):
        path = written(tmp_path, tail=tail, head=head, w=w, **more)
        tables = measure_graphs([of_file(path)], Effort.SMOKE)
        notes = [note for table in tables for note in table.notes]
        assert any(note.endswith("all equal") for note in notes), notes
        assert any("worst difference 0 of a tick" in note for note in notes), notes


def test_whole_milliseconds_are_taken_as_they_are(tmp_path: Path) -> None:
    roads = of_file(written(tmp_path, tail=[0, 1], head=[1, 0], w=np.array([1234567, 3], "u4")))
    assert roads.ticks.tolist() == [1234567, 3]
    assert roads.ticks_per_s == 1000
    assert np.isnan(roads.lat).all()


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"tail": [0], "head": [1]}, r"缺少数组 w.*arrays w are missing \(there are head, tail\)"),
        ({"tail": [], "head": [], "w": []}, "at least one arc"),
        ({"tail": [0, 1], "head": [1], "w": [5, 5]}, r"head has the shape \(1,\)"),
        ({"tail": [[0]], "head": [[1]], "w": [[5]]}, r"tail has the shape \(1, 1\)"),
        ({"tail": [0.5], "head": [1], "w": [5]}, "tail must be integers"),
        ({"tail": [0, -1], "head": [1, 0], "w": [5, 5]}, r"tail\[1\] is -1"),
        (
            {"tail": [0], "head": [2], "w": [5], "lat": [0.0, 1.0], "lon": [0.0, 1.0]},
            r"head\[0\] is 2: nodes are numbered from 0 to 1",
        ),
        ({"tail": [0], "head": [1], "w": [5], "lat": [0.0, 1.0]}, "lat has 2 values and lon 0"),
        ({"tail": [0, 1], "head": [1, 0], "w": [5, np.nan]}, r"w\[1\] is nan"),
        ({"tail": [0, 1], "head": [1, 0], "w": [-3, 5]}, r"w\[0\] is -3"),
        ({"tail": [0], "head": [1], "w": [2.0**40]}, r"w\[0\] is 1099511627776.0.*6 days"),
        ({"tail": [0], "head": [1], "w": [np.inf]}, "every arc is closed"),
        ({"tail": [0], "head": [1], "w": ["long"]}, "w must be numbers"),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(
    tmp_path: Path, arrays: dict[str, Any], said: str
) -> None:
    with pytest.raises(GraphFileInvalid, match=said):
        read(written(tmp_path, **arrays))


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphFileInvalid, match="no such file"):
        read(tmp_path / "nowhere.npz")
    torn = tmp_path / "torn.npz"
    torn.write_bytes(b"PK\x03\x04 not an archive")
    with pytest.raises(GraphFileInvalid, match="cannot be read"):
        read(torn)
    plain = tmp_path / "plain.npz"
    np.save(tmp_path / "plain.npy", np.arange(3))
    (tmp_path / "plain.npy").rename(plain)
    with pytest.raises(GraphFileInvalid, match="cannot be read"):
        read(plain)
