"""The gazetteer of the built-in pack, with some villages, named roads and posts drawn in."""

import pytest

from geo.coordinates import Point
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.place import KPost, Place, PlaceKind
from geo.roads.segments import RoadSegment
from stations import regionpack
from stations.places import places_of
from stations.region import Region

TUCHENG = Point(110.68884, 32.26372)
"""The seat of 土城镇 in 房县."""


@pytest.fixture(scope="session")
def shiyan() -> Region:
    return regionpack.load(regionpack.builtin("shiyan"))


@pytest.fixture(scope="session")
def gazetteer(shiyan: Region) -> Gazetteer:
    places = [
        *places_of(shiyan),
        village("v1", "土城村", 110.6890, 32.2700),
        village("v2", "土城子村", 109.7000, 32.3000),
        village("v3", "长岭村", 110.7000, 32.2500),
        village("v4", "西沟村", 110.6500, 32.2300, "老鹰窝"),
    ]
    areas = {county.code: county.name for county in shiyan.counties.values()}
    areas |= {township.code: township.name for township in shiyan.townships.values()}
    return Gazetteer.build(places, ROADS, POSTS, shiyan.areas, areas)


def village(code: str, name: str, lon: float, lat: float, *aliases: str) -> Place:
    point = Point(lon, lat)
    return Place(id=code, name=name, kind=PlaceKind.VILLAGE, point=point, aliases=aliases)


def road(name: str, ref: str, *coordinates: tuple[float, float]) -> RoadSegment:
    return RoadSegment(coordinates=coordinates, road_class="primary", name=name, ref=ref)


ROADS = (
    # G209 from south to north past 土城镇, bent once; a degree of latitude is 111.2 km.
    road("", "G209", (110.68, 32.10), (110.68, 32.20)),
    road("郧阳大道", "G209", (110.68, 32.20), (110.70, 32.20), (110.70, 32.40)),
    road("人民路", "", (110.66, 32.30), (110.70, 32.30), (110.74, 32.30)),
    road("车城路", "", (110.74, 32.25), (110.74, 32.30), (110.74, 32.35)),
    # A bridge over G209: it crosses on the map and shares no vertex.
    road("", "G70", (110.60, 32.35), (110.80, 32.35)),
    # Two carriageways that never meet in the map.
    road("福银高速", "G7011", (110.50, 32.00), (110.50, 32.20)),
    road("福银高速", "G7011", (110.5003, 32.20), (110.5003, 32.00)),
    road("", "S303", (110.20, 32.10), (110.30, 32.10), (110.40, 32.10)),
)

POSTS = (
    KPost(ref="G209", k_km=1230.0, point=Point(110.68, 32.11)),
    KPost(ref="209国道", k_km=1240.0, point=Point(110.6801, 32.20)),
    KPost(ref="G7011", k_km=100.0, point=Point(110.4999, 32.02)),
    KPost(ref="G7011", k_km=110.0, point=Point(110.5004, 32.12)),
    KPost(ref="S303", k_km=20.0, point=Point(110.30, 32.1001)),
    KPost(ref="X001", k_km=5.0, point=Point(110.30, 32.1001)),
)
