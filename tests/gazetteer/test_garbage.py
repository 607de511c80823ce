"""Nothing that a person can type makes the search fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.index import PlaceIndex
from tests.gazetteer.conftest import TUCHENG


@pytest.mark.parametrize(
    "typed", ["", " ", "\n", "！？", "\x00", "😀", "()[]*+?.\\", "a" * 5000, "阳" * 5000, "\ud800"]
)
def test_an_odd_query_is_answered(gazetteer: Gazetteer, typed: str) -> None:
    assert len(gazetteer.find(typed, TUCHENG)) <= 10


@pytest.mark.parametrize("typed", ["", "   ", "！？。", "😀"])
def test_a_query_without_a_single_letter_finds_nothing(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.find(typed) == []


@given(typed=st.text(max_size=120) | st.text("土城镇g209k yyqrm县 +/与路", max_size=60))
def test_any_text_is_answered_with_known_places_in_order(gazetteer: Gazetteer, typed: str) -> None:
    found = gazetteer.find(typed, TUCHENG, 5)
    assert len(found) <= 5
    assert all(0.4 <= one.quality <= 1.0 for one in found)
    assert len({one.place.id for one in found}) == len(found)
    assert found == gazetteer.find(typed, TUCHENG, 5)


def test_a_region_without_a_single_name_still_answers() -> None:
    assert PlaceIndex([]).find("土城") == []
    empty = Gazetteer.build([], [], [], [], {})
    assert empty.find("G209 K12") == []
    assert empty.describe(TUCHENG).zh == "不在已知地点附近"
