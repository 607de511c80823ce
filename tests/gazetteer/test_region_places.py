"""What a region brings to its gazetteer, by its own files and beside imported roads."""

import dataclasses
from pathlib import Path

import pytest
from msgspec.structs import replace

from geo.coordinates import Point
from geo.gazetteer import store
from geo.gazetteer.place import KPost, Place, PlaceKind
from geo.gazetteer.store import PlacesInvalid
from stations import regionpack
from stations.places import gazetteer_of, place_file_of, places_of
from stations.region import Region
from tests.gazetteer.conftest import village
from tests.stations.region_packs import write_pack

PLACES = """\
编号,名称,别名,类型,经度,纬度,人口
P1,柳树沟村民委员会,老柳沟；柳沟,村、社区,110.12,32.12,800
P2,东大桥,,地标,110.13,32.11,
"""
KPOSTS = """\
路线号,桩号,经度,纬度
G209,1200,110.10,32.10
G209,1201.5,110.11,32.10
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


def test_places_and_posts_of_the_centres_own_staff_are_found(pack: Path) -> None:
    (pack / "places.csv").write_text(PLACES, encoding="utf-8")
    (pack / "kposts.csv").write_text(KPOSTS, encoding="utf-8")
    region = regionpack.load(pack)
    assert [(post.ref, post.k_km) for post in region.kposts] == [("G209", 1200), ("G209", 1201.5)]
    gazetteer = gazetteer_of(region)
    for typed in ("柳树沟村", "柳树沟村民委员会", "老柳沟", "lsgc"):
        assert gazetteer.find(typed)[0].place.id == "place:P1", typed
    assert gazetteer.find("dongdaqiao")[0].place.kind is PlaceKind.LANDMARK


def test_a_pack_without_them_is_whole(pack: Path) -> None:
    assert regionpack.check(pack) == []
    assert regionpack.load(pack).places == ()


def test_a_bad_row_is_named_with_its_remedy(pack: Path) -> None:
    (pack / "places.csv").write_text(PLACES.replace("地标", "宇宙"), encoding="utf-8")
    (pack / "kposts.csv").write_text(KPOSTS + "G209,1200,110.2,32.1\n", encoding="utf-8")
    problems = {(p.file, p.line) for p in regionpack.check(pack)}
    assert problems == {("places.csv", 3), ("kposts.csv", 4)}


def test_every_seat_station_and_hospital_is_found_by_its_own_name(shiyan: Region) -> None:
    gazetteer = gazetteer_of(shiyan)
    for place in places_of(shiyan):
        best = gazetteer.find(place.name, place.point, 3)
        assert place.name in {found.place.name for found in best}, place.name
        assert best[0].quality == 1.0


def test_imported_names_are_read_from_beside_the_roads(shiyan: Region, tmp_path: Path) -> None:
    roads = tmp_path / "roads.network"
    imported = [village("n1", "白鹤铺", 110.7, 32.6), village("n2", "青岩寨", 110.8, 32.6)]
    store.save(imported, place_file_of(roads))
    region = dataclasses.replace(shiyan, road_file=roads)
    assert set(imported) <= set(places_of(region))


def test_what_the_pack_has_itself_is_not_told_again_from_the_map(
    shiyan: Region, tmp_path: Path
) -> None:
    seat = next(iter(shiyan.townships.values()))
    near, far = (
        village("near", seat.name, seat.point.lon + 0.01, seat.point.lat),
        village("far", seat.name, seat.point.lon + 0.2, seat.point.lat),
    )
    shop = replace(near, id="shop", kind=PlaceKind.LANDMARK)
    roads = tmp_path / "roads.network"
    store.save([near, far, shop], place_file_of(roads))
    found = {place.id for place in places_of(dataclasses.replace(shiyan, road_file=roads))}
    assert {"near", "far", "shop"} & found == {"far", "shop"}


def test_a_damaged_file_of_names_says_so(tmp_path: Path) -> None:
    path = tmp_path / "roads.places"
    posts = [KPost(ref="G209", k_km=1.0, point=Point(1, 1))]
    store.save([replace(village("n", "x", 1, 1), population=5)], path, posts)
    content = path.read_bytes()
    assert store.load(path).places[0].population == 5
    assert store.load(path).kposts == posts
    for at in range(0, len(content), 7):
        spoiled = bytearray(content)
        spoiled[at] ^= 4
        path.write_bytes(spoiled)
        with pytest.raises(PlacesInvalid, match=r"roads\.places.*liandong region roads"):
            store.load(path)
    path.write_bytes(content[:-3])
    with pytest.raises(PlacesInvalid, match="已损坏"):
        store.load(path)
    with pytest.raises(PlacesInvalid, match="打不开"):
        store.load(tmp_path / "none.places")


def test_a_place_without_a_reach_of_its_own_has_that_of_its_kind() -> None:
    place = Place(id="x", name="x", kind=PlaceKind.TOWNSHIP, point=Point(1, 1))
    assert place.reach_m == 3000
