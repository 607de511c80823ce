"""Names out of an OpenStreetMap file: what a caller may name, once each, where it stands."""

from pathlib import Path

import pytest
from shapely.geometry import box

from geo.coordinates import Point, distance_m
from geo.gazetteer.milestones import posts_on_roads
from geo.gazetteer.osm_names import Milestone, OsmNames, read_names
from geo.gazetteer.osm_tags import milestone_of, naming_of
from geo.gazetteer.place import Place, PlaceKind
from geo.roads.osm.source import OsmSource
from geo.roads.segments import RoadSegment
from tests.roads_osm.osm_drawing import place_of, write_osm

TOWN = """
    A.B.C.D
    E.F.G.H
    I.J.K.L
    ---
    way main    A-B-C-D    highway=trunk name=郧阳大道 ref=G209
    way bridge  B-F        highway=primary bridge=yes name=汉江大桥
    way twin    C-G        highway=primary bridge=yes bridge:name=二桥 name=环城路
    way school  E-F-J-I-E  amenity=school name=实验小学
    way shed    G-H-L-G    building=yes
    way river   I-J-K-L    waterway=river name=汉江
    node A  highway=milestone distance=1234
    node D  highway=milestone pk=1240+500 ref=G209
    node K  highway=milestone distance=7
    node E  place=town name:zh=土城镇 name=Tucheng alt_name=老土城;土城街 population=12~000
    node F  amenity=hospital name=郧阳区人民医院
    node G  place=village name=西沟村
    node H  highway=traffic_signals name=十字口
    node I  amenity=bench
    node J  highway=traffic_signals
    node L  amenity=pharmacy name=
    """


def names_of(drawing: str, folder: Path, west_only: bool = False) -> OsmNames:
    """The names of a drawing."""
    path = folder / "names.osm"
    write_osm(drawing, path)
    clip = box(109.0, 31.0, place_of(3.0, 0)[0], 33.0) if west_only else None
    return read_names(OsmSource(path), clip)


def by_name(names: OsmNames) -> dict[str, Place]:
    return {spot.place.name: spot.place for spot in names.spots}


def test_what_a_caller_may_name_is_found_with_its_kind(tmp_path: Path) -> None:
    found = by_name(names_of(TOWN, tmp_path))
    assert {name: place.kind.value for name, place in found.items()} == {
        "土城镇": "township",
        "郧阳区人民医院": "hospital",
        "西沟村": "village",
        "十字口": "crossroads",
        "实验小学": "landmark",
        "汉江大桥": "landmark",
        "二桥": "landmark",
    }
    town = found["土城镇"]
    assert town.aliases == ("Tucheng", "老土城", "土城街")
    assert town.population == 12_000


def test_an_outline_lies_in_its_middle_and_says_how_far_it_reaches(tmp_path: Path) -> None:
    school = by_name(names_of(TOWN, tmp_path))["实验小学"]
    assert distance_m(school.point, Point(*place_of(1.0, 1.5))) < 5
    assert 1_000 < school.radius_m < 1_300, "half the diagonal of a kilometre by two"


def test_what_lies_outside_the_region_is_left_out(tmp_path: Path) -> None:
    names = names_of(TOWN, tmp_path, west_only=True)
    assert set(by_name(names)) == {"土城镇", "郧阳区人民医院", "汉江大桥", "实验小学"}
    assert [post.k_km for post in names.milestones] == [1234.0]


def test_one_place_drawn_twice_is_told_once(tmp_path: Path) -> None:
    drawing = """
        A.B
        ...
        ...
        C
        ---
        way outline  A-B-C-A  landuse=residential name=柳树沟村 population=9
        node A  place=village name=柳树沟村
        node B  amenity=pharmacy name=柳树沟村
        """
    kept = [(s.told, s.place.kind.value) for s in names_of(drawing, tmp_path).spots]
    assert sorted(kept) == [("amenity=pharmacy", "landmark"), ("place=village", "village")]


@pytest.mark.parametrize(
    ("tags", "meant"),
    [
        ("highway=milestone distance=1234.5", ("", 1234.5)),
        ("highway=milestone distance=12~km ref=S303", ("S303", 12.0)),
        ("highway=milestone pk=1234+567 ref=209国道", ("G209", 1234.567)),
        ("highway=milestone name=K88 ref=G70", ("G70", 88.0)),
        ("highway=milestone ref=K88+100", ("", 88.1)),
        ("highway=milestone distance=nan", None),
        ("highway=milestone distance=-3", None),
        ("highway=milestone", None),
        ("railway=milestone distance=5", None),
    ],
)
def test_a_kilometre_post_as_mappers_write_it(tags: str, meant: tuple[str, float] | None) -> None:
    assert milestone_of(dict(_pairs(tags))) == meant


@pytest.mark.parametrize(
    ("tags", "meant"),
    [
        ("place=city name=十堰", ("十堰", PlaceKind.COUNTY)),
        ("place=hamlet name=老屋场", ("老屋场", PlaceKind.VILLAGE)),
        ("emergency=ambulance_station name=120急救站", ("120急救站", PlaceKind.STATION)),
        ("healthcare=clinic name=卫生室", ("卫生室", PlaceKind.HOSPITAL)),
        ("boundary=administrative admin_level=6 name=房县", ("房县", PlaceKind.COUNTY)),
        ("boundary=administrative admin_level=2 name=中国", None),
        ("highway=tertiary tunnel=yes name=牛头山隧道", ("牛头山隧道", PlaceKind.LANDMARK)),
        ("highway=tertiary bridge=no name=石桥", None),
        ("highway=tertiary name=人民路", None),
        ("building=no name=没了", None),
        ("amenity=school", None),
        ("amenity=school name=~", None),
    ],
)
def test_what_a_tag_makes_of_a_name(tags: str, meant: tuple[str, PlaceKind] | None) -> None:
    naming = naming_of(dict(_pairs(tags)))
    assert (naming and (naming.name, naming.kind)) == meant


def test_a_post_belongs_to_the_numbered_road_it_stands_by() -> None:
    roads = [
        RoadSegment(coordinates=((110.0, 32.0), (110.1, 32.0)), road_class="trunk", ref="G209"),
        RoadSegment(coordinates=((110.0, 32.0001), (110.1, 32.0001)), road_class="road", name="x"),
    ]
    beside, said, lost = (
        Milestone("", 1.0, Point(110.05, 32.0001)),
        Milestone("S1", 2.0, Point(110.05, 32.5)),
        Milestone("", 3.0, Point(110.05, 32.01)),
    )
    posts = posts_on_roads([beside, said, lost], roads)
    assert [(post.ref, post.k_km) for post in posts] == [("G209", 1.0), ("S1", 2.0)]
    assert posts_on_roads([lost], []) == []


def test_a_border_cut_off_by_the_extract_is_no_place(shared_data: Path) -> None:
    names = read_names(OsmSource(shared_data / "osm" / "liechtenstein.osm.pbf"))
    told = {spot.place.name: spot for spot in names.spots}
    assert "Landquart" not in told, "its border lies in Switzerland and in part in the file"
    assert told["Balzers"].told == "place=village"
    assert told["Liechtensteinisches Landesspital"].place.kind is PlaceKind.HOSPITAL
    assert "Vaduz" in told["瓦杜茲"].place.aliases


def _pairs(tags: str) -> list[tuple[str, str]]:
    words = [word.replace("~", " ").partition("=") for word in tags.split()]
    return [(key, value) for key, _, value in words]
