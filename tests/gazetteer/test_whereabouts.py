"""From a point to words."""

import pytest

from geo.coordinates import Point
from geo.gazetteer.compass import compass
from geo.gazetteer.gazetteer import Gazetteer
from tests.gazetteer.conftest import TUCHENG


def test_the_words_are_those_a_crew_uses(gazetteer: Gazetteer) -> None:
    told = gazetteer.describe(Point(110.7005, 32.24))
    assert told.zh == "土城镇东南 2.9 公里，G209 旁"
    assert told.en == "2.9 km south-east of 土城镇, by G209"
    assert told.seat is not None
    assert told.seat_bearing_deg == pytest.approx(157, abs=3)


def test_some_way_off_the_road_the_distance_is_told(gazetteer: Gazetteer) -> None:
    told = gazetteer.describe(Point(110.705, 32.24))
    assert told.zh.endswith("，距 G209 470 米")
    assert told.en.endswith(", 470 m from G209")


def test_at_the_seat_no_direction_is_told(gazetteer: Gazetteer) -> None:
    assert gazetteer.describe(TUCHENG).zh.startswith("土城镇附近")


def test_far_outside_the_region_nothing_is_made_up(gazetteer: Gazetteer) -> None:
    told = gazetteer.describe(Point(100.0, 20.0))
    assert (told.zh, told.en) == ("不在已知地点附近", "near no known place")
    assert told.seat is None
    assert told.road is None


@pytest.mark.parametrize(
    ("bearing", "word"),
    [(0, "北"), (22, "北"), (23, "东北"), (90, "东"), (225, "西南"), (359, "北")],
)
def test_a_bearing_is_one_of_eight_words(bearing: float, word: str) -> None:
    assert compass(bearing)[0] == word
