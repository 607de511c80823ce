"""Which hospital: minutes, plus what each lack is worth in minutes."""

import pytest

from dispatch.hospital_choice import (
    DETOUR_FOR_CENTRE_S,
    centres_needed,
    rank_hospitals,
)
from dispatch.policies.reasons import known_codes
from geo.roads.network import RoadNetwork
from geo.routing.scipy_router import ScipyRouter
from stations.hospitals import CentreFlag
from stations.vehicles import Capability
from tests.support.scenario_map import draw_map
from tests.support.scenario_region import SPEEDS_KMH, build_region
from tests.support.small_world import Core, small_map

REQUIREMENTS = ("HOS-01",)


@pytest.mark.parametrize(
    ("complaint", "centres"),
    [
        ("胸痛半小时", {CentreFlag.CHEST_PAIN}),
        ("疑似卒中，口角歪斜", {CentreFlag.STROKE}),
        ("车祸", {CentreFlag.TRAUMA}),
        ("农药中毒", {CentreFlag.POISONING}),
        ("羊水破了", {CentreFlag.MATERNAL}),
        ("开水烫伤", {CentreFlag.BURNS}),
        ("车祸后胸痛", {CentreFlag.TRAUMA, CentreFlag.CHEST_PAIN}),
        ("头晕", set()),
        ("", set()),
    ],
)
def test_words_of_a_complaint_call_for_a_centre(complaint: str, centres: set[CentreFlag]) -> None:
    core = Core()
    incident = core.board.incidents[core.open_incident(complaint=complaint)]
    assert centres_needed(core.region.questions, incident) == centres


def test_infection_and_obstetric_need_call_for_their_centres_too() -> None:
    core = Core()
    needs = frozenset({Capability.OBSTETRIC})
    incident = core.board.incidents[core.open_incident(infection=True, needs=needs)]
    assert centres_needed(core.region.questions, incident) == {
        CentreFlag.FEVER,
        CentreFlag.MATERNAL,
    }


@pytest.mark.parametrize(
    ("hospitals", "ranked"),
    [
        (["近院 三甲 @近", "远院 二甲 fever @远"], ["远院"]),
        (["近院 三甲 @近", "远院 二甲 @远"], ["近院", "远院"]),
    ],
    ids=["designated only", "all where none is designated"],
)
def test_who_may_be_infectious_goes_to_a_designated_hospital_only(
    hospitals: list[str], ranked: list[str]
) -> None:
    tiny = draw_map(["远 --50-- 现场 --5-- 近"])
    region = build_region(tiny, [], [], hospitals)
    router = ScipyRouter(RoadNetwork.build(tiny.segments, SPEEDS_KMH))
    core = Core()
    incident = core.board.incidents[core.open_incident(infection=True)]
    assert Capability.ISOLATION in incident.needs
    choices = rank_hospitals(region, router, incident, tiny.point("现场"))
    assert [choice.code for choice in choices] == ranked
    against = {why.code for choice in choices for why in choice.reasons_against}
    assert ("lacks_centre" in against) == (len(ranked) > 1)


@pytest.mark.parametrize("beyond_s", [-60, 60])
def test_a_centre_is_worth_its_detour_and_not_a_minute_more(beyond_s: int) -> None:
    to_centre = (DETOUR_FOR_CENTRE_S + beyond_s) / 60 + 5
    tiny = draw_map([f"远 --{to_centre:g}-- 现场 --5-- 近"])
    region = build_region(tiny, [], [], ["远院 三甲 chest_pain @远", "近院 二甲 @近"])
    router = ScipyRouter(RoadNetwork.build(tiny.segments, SPEEDS_KMH))
    core = Core()
    incident = core.board.incidents[core.open_incident(complaint="胸痛")]
    choices = rank_hospitals(region, router, incident, tiny.point("现场"))
    assert choices[0].code == ("远院" if beyond_s < 0 else "近院")


def test_hospitals_are_ranked_from_where_the_patient_is_and_explained() -> None:
    core = Core()
    incident = core.board.incidents[core.open_incident(complaint="头晕")]
    router = ScipyRouter(RoadNetwork.build(small_map().segments, SPEEDS_KMH))
    choices = rank_hospitals(core.region, router, incident, small_map().point("南化"))
    assert [(x.rank, x.code, x.drive_s, x.fit) for x in choices] == [
        (1, "郧阳医院", 1200.0, True),
        (2, "太和医院", 1920.0, True),
        (3, "南化卫生院", 0.0, False),
    ]
    for choice in choices:
        said = {r.code for r in (*choice.reasons_for, *choice.reasons_against)}
        assert said <= set(known_codes())


def test_a_hospital_beyond_a_cut_road_is_no_choice() -> None:
    tiny = draw_map(["甲 --5-- 乙 --/9/-- 丙 --3-- 丁"])
    region = build_region(tiny, [], [], ["甲院 二甲 @甲", "丙院 三甲 @丙"])
    router = ScipyRouter(RoadNetwork.build(tiny.segments, SPEEDS_KMH))
    core = Core()
    incident = core.board.incidents[core.open_incident()]
    choices = rank_hospitals(region, router, incident, tiny.point("乙"))
    assert [x.code for x in choices] == ["甲院"]


def test_a_region_without_hospitals_offers_none() -> None:
    tiny = draw_map(["甲 --5-- 乙"])
    region = build_region(tiny, [], [], [])
    router = ScipyRouter(RoadNetwork.build(tiny.segments, SPEEDS_KMH))
    core = Core()
    incident = core.board.incidents[core.open_incident()]
    assert rank_hospitals(region, router, incident, tiny.point("乙")) == ()
