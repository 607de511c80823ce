"""The time matrix that planners take away: the engine's own figures, whole or not at all."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from geo.coordinates import Point
from geo.routing.contracted import ContractedRouter
from geo.routing.matrices import (
    LONGEST_S,
    METADATA_KEY,
    UNREACHABLE_S,
    Ends,
    SecondsType,
    write_matrix,
)
from tests.geo.drawing import Drawing, draw

TOWN = draw("ABC\nD.E", "A-B B>C D-E")
SLOW = draw("A........B", "A-B:0.1")


def router_of(town: Drawing) -> ContractedRouter:
    router = ContractedRouter(town.network)
    router.wait()
    return router


def ends(town: Drawing, letters: str) -> Ends:
    return Ends(list(letters), [town.point(letter) for letter in letters])


def read(path: Path) -> dict[tuple[str, str], float]:
    rows = pq.read_table(path).to_pylist()
    return {(row["source"], row["target"]): row["seconds"] for row in rows}


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pq.read_metadata(path).metadata[METADATA_KEY.encode()])
    return found


@pytest.mark.parametrize("block_pairs", [1, 2, 4, 7, 1_000_000])
def test_every_pair_is_there_once_whatever_the_size_of_a_block(
    tmp_path: Path, block_pairs: int
) -> None:
    router, path, heard = router_of(TOWN), tmp_path / "m.parquet", list[int]()
    sides = ends(TOWN, "ABCDE"), ends(TOWN, "CEA")
    done = write_matrix(router, *sides, path, on_pairs=heard.append, block_pairs=block_pairs)
    kept = read(path)
    assert set(kept) == set(product("ABCDE", "CEA"))
    places = {letter: router.locate(TOWN.point(letter)) for letter in "ABCDE"}
    for (source, target), seconds in kept.items():
        (asked,) = router.times_from(places[source], [places[target]]).seconds
        assert seconds == np.float32(asked)
    assert (sum(heard), done.pairs) == (15, pq.read_metadata(path).num_rows)
    assert max(heard) <= block_pairs
    assert done.unreachable == np.isinf(list(kept.values())).sum() > 0


def test_whole_seconds_mark_the_unreachable_and_never_fold_a_long_drive(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    write_matrix(router_of(TOWN), ends(TOWN, "A"), ends(TOWN, "CD"), path, kind=SecondsType.UINT16)
    assert read(path) == {("A", "C"): 120, ("A", "D"): UNREACHABLE_S}
    done = write_matrix(
        router_of(SLOW), ends(SLOW, "A"), ends(SLOW, "AB"), path, kind=SecondsType.UINT16
    )
    assert read(path) == {("A", "A"): 0, ("A", "B"): LONGEST_S}
    assert (done.saturated, done.unreachable, told(path)["saturated"]) == (1, 0, 1)


def test_the_file_says_what_it_rests_on(tmp_path: Path) -> None:
    router, path = router_of(TOWN), tmp_path / "m.parquet"
    labels = {"profile": "急救车", "hour": 8}
    write_matrix(router, ends(TOWN, "A"), ends(TOWN, "BCD"), path, labels=labels)
    facts = told(path)
    assert (facts["profile"], facts["hour"], facts["datum"]) == ("急救车", 8, "WGS-84")
    assert (facts["network_version"], facts["unreachable"]) == (router.network_version, 1)
    assert (facts["sources"], facts["targets"], facts["unit"]) == (1, 3, "s")


def test_what_fails_midway_leaves_the_former_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    write_matrix(router_of(TOWN), ends(TOWN, "A"), ends(TOWN, "B"), path)
    before = path.read_bytes()

    def give_up(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_matrix(router_of(TOWN), ends(TOWN, "AB"), ends(TOWN, "B"), path, on_pairs=give_up)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda: Ends(["A", "A"], [Point(110, 33)] * 2), "twice"),
        (lambda: Ends([], []), "1 to"),
        (lambda: Ends(["A"], []), "1 to"),
    ],
)
def test_places_that_cannot_be_told_apart_are_refused(
    tmp_path: Path, spoil: Callable[[], Ends], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        write_matrix(router_of(TOWN), spoil(), ends(TOWN, "A"), tmp_path / "m.parquet")
    assert list(tmp_path.iterdir()) == []
