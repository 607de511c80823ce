"""The rebuild: roads grow to every place, nothing is lost on the way, and the bytes repeat."""

from pathlib import Path

import networkx as nx
import pytest

from geo.coordinates import Point
from stations.regionpack import builtin
from stations.regionpack.build.connectors import MOUNTAIN_FACTOR, join_places
from stations.regionpack.build.main_roads import RoadGraph, read_main_roads
from stations.regionpack.build.shiyan import build

WEST, EAST = (110.00, 32.00), (110.20, 32.00)


def highway() -> RoadGraph:
    roads = RoadGraph()
    roads.add(WEST, EAST, 20_000.0, "trunk", schematic=False)
    return roads


def lengths(roads: RoadGraph, schematic: bool) -> float:
    edges = roads.graph.edges(data=True)
    return float(sum(data["length_m"] for *_, data in edges if data["schematic"] == schematic))


def test_a_township_is_joined_at_the_nearest_place_of_the_main_road() -> None:
    roads = highway()
    join_places(roads, [Point(110.10, 32.10)], [])
    assert (110.10, 32.00) in roads.graph
    assert lengths(roads, schematic=False) == pytest.approx(20_000)
    assert lengths(roads, schematic=True) == pytest.approx(11_120 * MOUNTAIN_FACTOR, rel=0.01)


def test_a_remote_township_is_joined_through_its_neighbour() -> None:
    roads = highway()
    join_places(roads, [Point(110.10, 32.10), Point(110.10, 32.15)], [])
    assert roads.graph.has_edge((110.10, 32.10), (110.10, 32.15))
    assert nx.is_connected(roads.graph)


def test_neighbours_get_a_road_when_the_way_around_is_absurd() -> None:
    roads = highway()
    row = [Point(110.05, 32.00 + i / 20) for i in range(4)]
    other = [Point(110.15, 32.00 + i / 20) for i in range(4)]
    join_places(roads, row + other, [])
    assert roads.graph.has_edge((110.05, 32.15), (110.15, 32.15))
    assert not roads.graph.has_edge((110.05, 32.05), (110.15, 32.05))


def test_no_connector_crosses_the_reservoir() -> None:
    roads = highway()
    north, south = Point(111.20, 32.75), Point(111.18, 32.60)
    roads.add(EAST, (111.18, 32.60), 110_000.0, "trunk", schematic=False)
    roads.add((111.18, 32.60), (111.60, 32.60), 50_000.0, "trunk", schematic=False)
    roads.add((111.60, 32.60), (111.20, 32.80), 50_000.0, "trunk", schematic=False)
    join_places(roads, [north, south], [])
    assert not roads.graph.has_edge((111.20, 32.75), (111.18, 32.60))


@pytest.mark.slow
def test_the_shipped_pack_is_what_the_rebuild_writes(tmp_path: Path) -> None:
    pytest.importorskip("scgraph_data", reason="requirements-pack.txt is not installed")
    build(tmp_path, read_main_roads())
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (builtin("shiyan") / path.name).read_bytes(), path.name
