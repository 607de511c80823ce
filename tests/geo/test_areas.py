"""Areas: every point has one chain, also on a border."""

import csv
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, shape

from geo.coordinates import Point
from geo.regions.areas import Area, AreaIndex, AreaKind


def area(
    code: str,
    kind: AreaKind,
    parent: str | None,
    west: float,
    south: float,
    east: float,
    north: float,
) -> Area:
    return Area(code, f"area {code}", kind, parent, box(west, south, east, north), modelled=True)


PREFECTURE = area("42", AreaKind.PREFECTURE, None, 110, 32, 112, 33)
WEST = area("4201", AreaKind.COUNTY, "42", 110, 32, 111, 33)
EAST = area("4202", AreaKind.COUNTY, "42", 111, 32, 112, 33)
WEST_TOWN = area("420101", AreaKind.TOWNSHIP, "4201", 110.5, 32, 111, 32.5)
EAST_TOWN = area("420201", AreaKind.TOWNSHIP, "4202", 111, 32, 111.5, 32.5)
ALL = (EAST_TOWN, WEST_TOWN, PREFECTURE, EAST, WEST)


def test_a_chain_runs_from_the_largest_area_to_the_smallest() -> None:
    assert AreaIndex(ALL).chain(Point(111.2, 32.2)) == (PREFECTURE, EAST, EAST_TOWN)


def test_a_point_without_a_township_has_a_shorter_chain() -> None:
    assert AreaIndex(ALL).chain(Point(110.2, 32.2)) == (PREFECTURE, WEST)


def test_a_point_outside_has_no_chain() -> None:
    assert AreaIndex(ALL).chain(Point(120.0, 32.2)) == ()
    assert AreaIndex(()).chain(Point(111.2, 32.2)) == ()


@pytest.mark.parametrize("order", [ALL, ALL[::-1]])
def test_a_point_on_a_shared_border_goes_to_the_lowest_code(order: tuple[Area, ...]) -> None:
    assert AreaIndex(order).chain(Point(111.0, 32.2)) == (PREFECTURE, WEST, WEST_TOWN)


def test_a_township_over_its_county_border_does_not_join_another_county() -> None:
    greedy = area("420101", AreaKind.TOWNSHIP, "4201", 110.5, 32, 111.3, 32.5)
    index = AreaIndex((PREFECTURE, WEST, EAST, greedy))
    assert index.chain(Point(111.2, 32.2)) == (PREFECTURE, EAST)


def test_a_township_of_a_county_that_nobody_drew_still_counts() -> None:
    index = AreaIndex((PREFECTURE, EAST_TOWN))
    assert index.chain(Point(111.2, 32.2)) == (PREFECTURE, EAST_TOWN)


@given(st.floats(109.5, 112.5), st.floats(31.5, 33.5))
def test_each_area_of_a_chain_holds_the_point_and_obeys_the_one_before(
    lon: float, lat: float
) -> None:
    chain = AreaIndex(ALL).chain(Point(lon, lat))
    assert bool(chain) == (110 <= lon <= 112 and 32 <= lat <= 33)
    assert all(a.polygon.intersects(box(lon, lat, lon, lat)) for a in chain)
    assert all(below.parent == above.code for above, below in pairwise(chain))


def test_the_townships_of_shiyan_lie_in_the_county_they_belong_to(shared_data: Path) -> None:
    borders = json.loads((shared_data / "shiyan/counties_tianditu.geojson").read_text("utf-8"))
    index = AreaIndex(_official(feature) for feature in borders["features"])
    with (shared_data / "shiyan/townships.csv").open(encoding="utf-8-sig", newline="") as file:
        placed = [row for row in csv.DictReader(file) if row["lat"]]
    chains = [index.chain(Point(float(row["lon"]), float(row["lat"]))) for row in placed]
    found = [chain[0].code if chain else "" for chain in chains]
    assert len(placed) == 85
    assert sum(a == row["county_code"] for a, row in zip(found, placed, strict=True)) >= 83


def _official(feature: dict[str, Any]) -> Area:
    code, name = feature["properties"]["gb"][3:], feature["properties"]["name"]
    return Area(code, name, AreaKind.COUNTY, None, shape(feature["geometry"]), modelled=False)
