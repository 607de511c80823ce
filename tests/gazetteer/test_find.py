"""What a dispatcher types, and what must come first."""

import pytest

from geo.coordinates import Point
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.place import PlaceKind
from tests.gazetteer.conftest import TUCHENG

REQUIREMENTS = ("CALL-11", "UI-05")

HOSPITAL = "郧阳区人民医院"


def names(gazetteer: Gazetteer, query: str, near: Point | None = None) -> list[str]:
    return [found.place.name for found in gazetteer.find(query, near)]


@pytest.mark.parametrize(
    "typed",
    [
        "郧阳区人民医院",
        "鄖陽區人民醫院",
        "郧阳区 人民医院",
        "郧阳区人明医院",  # a slip
        "郧阳区民人医院",  # neighbours exchanged
        "允阳区人民医院",  # the right sound, the wrong character
        "yunyangqurenminyiyuan",
        "yunyangqu renmin",
        "YUNYANGQU RENMIN",
        "yunyanqurenmin",  # a letter left out
        "yyqrmyy",
        "ysqrmyy",  # a wrong initial
        "郧阳rmyy",
        "yy区renmin",
        "郧阳人民医院",
        "郧阳区人民医院门口往南五十米",
    ],
)
def test_one_hospital_is_found_however_it_is_typed(gazetteer: Gazetteer, typed: str) -> None:
    assert names(gazetteer, typed)[0] == HOSPITAL


@pytest.mark.parametrize("typed", ["tucheng", "tc", "土城", "土城镇", "tuchengzhen", "房县土城"])
def test_a_township_comes_before_what_is_named_after_it(gazetteer: Gazetteer, typed: str) -> None:
    found = gazetteer.find(typed, TUCHENG)
    assert found[0].place.name == "土城镇"
    assert found[0].place.kind is PlaceKind.TOWNSHIP


def test_a_village_is_found_by_name_sound_and_old_name(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "西沟村")[0] == "西沟村"
    assert names(gazetteer, "xigoucun")[0] == "西沟村"
    assert names(gazetteer, "老鹰窝")[0] == "西沟村"
    assert names(gazetteer, "lyw")[0] == "西沟村"


@pytest.mark.parametrize("typed", ["changling", "zhangling"])
def test_a_character_with_two_readings_is_found_by_either(gazetteer: Gazetteer, typed: str) -> None:
    assert "长岭村" in names(gazetteer, typed)


def test_an_area_in_front_leaves_the_places_inside_it(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "竹溪县人民医院")[0] == "竹溪县人民医院"
    assert names(gazetteer, "fangxian rmyy")[0] == "房县人民医院"


@pytest.mark.parametrize(
    "typed", ["人民路车城路", "人民路与车城路路口", "车城路人民路", "rml clu", "人民路 车城路"]
)
def test_a_crossing_is_found_by_both_of_its_roads(gazetteer: Gazetteer, typed: str) -> None:
    best = gazetteer.find(typed)[0].place
    assert (best.kind, best.point) == (PlaceKind.CROSSROADS, Point(110.74, 32.30))


def test_a_bridge_is_no_crossing_and_a_number_does_not_cross_its_own_name(
    gazetteer: Gazetteer,
) -> None:
    crossings = {p.name for p in gazetteer.index.places if p.kind is PlaceKind.CROSSROADS}
    assert crossings == {"人民路与车城路路口"}


def test_a_road_is_found_by_its_number_and_by_the_word_for_it(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "209国道")[0] == "G209"
    assert names(gazetteer, "国道209")[0] == "G209"
    assert names(gazetteer, "Ｇ２０９")[0] == "G209"


def test_of_two_equal_names_the_nearer_one_comes_first(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "人民医院", TUCHENG)[0] == "房县人民医院"
    zhuxi = Point(109.72, 32.32)
    assert names(gazetteer, "人民医院", zhuxi)[0] == "竹溪县人民医院"
    assert names(gazetteer, "土城子", zhuxi)[0] == "土城子村"


def test_an_exact_name_far_away_beats_a_likeness_near_by(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "竹山县人民医院", TUCHENG)[0] == "竹山县人民医院"


def test_the_distance_is_told_when_somebody_asks_from_somewhere(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("土城镇", TUCHENG)[0].distance_m == pytest.approx(0, abs=5)
    assert gazetteer.find("土城镇")[0].distance_m is None


def test_the_order_of_the_places_does_not_matter(gazetteer: Gazetteer) -> None:
    turned = type(gazetteer.index)(gazetteer.index.places[::-1])
    for typed in ("医院", "村", "tc", "y", "rmyy"):
        assert turned.find(typed, TUCHENG) == type(turned)(gazetteer.index.places).find(
            typed, TUCHENG
        )


def test_no_more_than_the_limit_comes_back(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.find("医院", limit=3)) == 3
    assert gazetteer.find("医院", limit=0) == []
