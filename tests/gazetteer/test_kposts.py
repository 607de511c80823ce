"""``G209 K1234`` becomes a point on the road, and says how sure it is."""

import pytest

from geo.coordinates import Point, distance_m
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.kposts import read_kpost
from geo.gazetteer.place import PlaceKind

REQUIREMENTS = ("CALL-11",)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("G209 K1234", ("G209", 1234.0)),
        ("g209k1234+500", ("G209", 1234.5)),
        ("Ｇ２０９　Ｋ１２３４", ("G209", 1234.0)),
        ("209国道1234公里", ("G209", 1234.0)),
        ("国道209 K1234+50", ("G209", 1234.05)),
        ("G209 1234公里500米处", ("G209", 1234.5)),
        ("福银高速K105附近", ("福银高速", 105.0)),
        ("S303 21.5公里", ("S303", 21.5)),
    ],
)
def test_a_post_is_read_however_it_is_said(said: str, meant: tuple[str, float]) -> None:
    assert read_kpost(said) == meant


@pytest.mark.parametrize("said", ["G209", "人民路", "K1234", "十堰市人民医院", "", "G209 K"])
def test_what_is_no_post_is_left_to_the_names(said: str) -> None:
    assert read_kpost(said) is None


def test_a_post_between_two_known_ones_lies_along_the_road(gazetteer: Gazetteer) -> None:
    best = gazetteer.find("G209 K1234")[0].place
    assert best.kind is PlaceKind.KPOST
    assert best.name == "G209 K1234"
    # 10 km are posted between 32.11 and 32.20 north; kilometre 1234 is four tenths of the way.
    assert distance_m(best.point, Point(110.68, 32.146)) < 5
    assert best.reach_m == pytest.approx(50 + 0.02 * 0.4 * 10_008, abs=5)


def test_a_known_post_is_where_it_stands(gazetteer: Gazetteer) -> None:
    best = gazetteer.find("209国道1240公里")[0].place
    assert distance_m(best.point, Point(110.68, 32.20)) < 15
    assert best.reach_m == 50


def test_beyond_the_last_post_the_measure_goes_on_around_the_bend(gazetteer: Gazetteer) -> None:
    best = gazetteer.find("G209 K1245")[0].place
    # 1.88 km east to the bend, 3.12 km north from there.
    assert distance_m(best.point, Point(110.70, 32.2281)) < 60
    assert best.reach_m > 250


def test_far_beyond_the_last_post_nothing_is_made_up(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("G209 K1900")
    assert all(one.place.kind is not PlaceKind.KPOST for one in found)


def test_one_post_alone_gives_both_directions_and_says_so(gazetteer: Gazetteer) -> None:
    found = [f.place for f in gazetteer.find("S303 K22") if f.place.kind is PlaceKind.KPOST]
    assert {place.name for place in found} == {"S303 K22（东侧）", "S303 K22（西侧）"}
    assert {round(place.point.lon, 2) for place in found} == {110.28, 110.32}


def test_two_carriageways_that_never_meet_are_one_road_to_the_posts(gazetteer: Gazetteer) -> None:
    best = gazetteer.find("G7011 K105")[0].place
    assert best.point.lat == pytest.approx(32.07, abs=0.001)


def test_a_road_that_nobody_has_drawn_has_no_posts(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("X001 K5")
    assert all(one.place.kind is not PlaceKind.KPOST for one in found)
