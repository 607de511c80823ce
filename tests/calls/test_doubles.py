"""What is proposed as one happening, what is not, and how two records become one and two again."""

import pytest

from dispatch.board import dump
from dispatch.domain import commands as c
from dispatch.domain.triage import CallClass
from dispatch.doubles import DoubleKind, Likeness, incidents_like_call, incidents_like_incident
from dispatch.handlers.merges import SPLIT_WITHIN_MS
from dispatch.likeness import likeness
from stations.status import ReasonKind
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, Core, location

REQUIREMENTS = ("CALL-06", "DSP-17")

MINUTE_MS = 60_000


def ring(core: Core, call_id: str, number: str, spot: str = "", words: str = "") -> str:
    place = location(spot, core.now_ms) if spot else None
    command = c.RingCall(call_id=call_id, number=number, words=words, location=place)
    core.ask(GATEWAY, command)
    return call_id


def opened(core: Core, call_id: str, number: str, spot: str = "", words: str = "") -> str:
    ring(core, call_id, number, spot, words)
    core.ask(CITY_DESK, c.AnswerCall(call_id=call_id))
    details = c.IncidentDetails(location=location(spot, core.now_ms)) if spot else None
    accept = c.AcceptCall(call_id=call_id, details=details or c.IncidentDetails())
    incident_id = core.ask(CITY_DESK, accept).incident_id
    assert incident_id is not None
    return incident_id


def like(core: Core, call_id: str) -> tuple[Likeness, ...]:
    return incidents_like_call(core.board, core.region, core.board.calls[call_id])


def test_the_same_number_within_half_an_hour_is_proposed_wherever_it_is() -> None:
    core = Core()
    incident_id = opened(core, "A", "13900000001", "郧阳", "胸痛")
    core.now_ms += 29 * MINUTE_MS
    [found] = like(core, ring(core, "B", "13900000001"))
    assert (found.incident_id, found.same_number) == (incident_id, True)
    assert found.apart_ms == 29 * MINUTE_MS
    core.now_ms += 2 * MINUTE_MS
    assert like(core, ring(core, "C", "13900000001")) == ()


@pytest.mark.parametrize(
    ("spot", "minutes", "words", "proposed"),
    [
        ("郧阳+200m", 10, "桥头撞车了，有人受伤", True),
        ("郧阳+200m", 10, "交通事故，快来", True),
        ("郧阳+200m", 10, "", True),
        ("郧阳+200m", 10, "老人肚子疼了一天", False),
        ("郧阳+200m", 21, "桥头撞车了", False),
        ("郧阳+400m", 10, "桥头撞车了", False),
    ],
)
def test_near_in_place_and_time_with_similar_words_is_proposed(
    spot: str, minutes: int, words: str, proposed: bool
) -> None:
    core = Core()
    opened(core, "A", "13900000001", "郧阳", "郧阳桥头两车相撞，一人受伤")
    core.now_ms += minutes * MINUTE_MS
    assert bool(like(core, ring(core, "B", "13800000002", spot, words))) is proposed


def test_a_call_without_number_or_place_is_like_nothing_and_goes_through_everything() -> None:
    core = Core()
    opened(core, "A", "", words="胸痛")
    assert like(core, ring(core, "B", "", words="胸痛")) == ()
    core.ask(CITY_DESK, c.AnswerCall(call_id="B"))
    other = core.ask(CITY_DESK, c.AcceptCall(call_id="B")).incident_id
    assert other is not None
    core.send(other, "郧阳01")


def test_who_calls_again_while_a_vehicle_comes_is_taken_for_chasing() -> None:
    core = Core()
    incident_id = opened(core, "A", "13900000001", "郧阳", "胸痛")
    core.send(incident_id, "南化01")
    core.now_ms += 45 * MINUTE_MS
    [found] = like(core, ring(core, "B", "13900000001", words="车怎么还没到"))
    assert found.kind is DoubleKind.CHASING
    core.ask(CITY_DESK, c.AnswerCall(call_id="B"))
    chase = c.AttachChasing(call_id="B", incident_id=incident_id)
    core.ask(CITY_DESK, chase)
    assert core.ask(CITY_DESK, chase).events == ()
    assert core.board.calls["B"].call_class is CallClass.CHASING
    assert core.board.incidents[incident_id].call_ids == ("A", "B")
    core.ask(CITY_DESK, c.UndoClassify(call_id="B"))
    assert core.board.incidents[incident_id].call_ids == ("A",)


def test_what_was_declined_is_not_proposed_again() -> None:
    core = Core()
    incident_id = opened(core, "A", "13900000001", "郧阳")
    ring(core, "B", "13900000001")
    core.ask(CITY_DESK, c.DeclineProposal(incident_id=incident_id, call_id="B"))
    assert like(core, "B") == ()


def two(core: Core) -> tuple[str, str]:
    first = opened(core, "A", "13900000001", "郧阳", "郧阳桥头撞车")
    return first, opened(core, "B", "13800000002", "郧阳+100m", "桥头撞车")


def test_a_merge_moves_the_calls_and_a_split_puts_everything_back() -> None:
    core = Core()
    first, second = two(core)
    incident = core.board.incidents[second]
    [found] = incidents_like_incident(core.board, core.region, incident)
    assert found.incident_id == first
    before = core.board.incidents[first], core.board.incidents[second]
    core.ask(CITY_DESK, c.MergeIncidents(incident_id=second, into_id=first))
    merged = core.board.incidents
    assert merged[first].call_ids == ("A", "B")
    assert merged[first].absorbed == (second,)
    assert (merged[second].merged_into, merged[second].closed_ms) == (first, core.now_ms)
    assert merged[first].location == before[0].location
    core.ask(CITY_DESK, c.SplitIncidents(incident_id=second))
    after = core.board.incidents
    for old, new in zip(before, (after[first], after[second]), strict=True):
        assert new.call_ids == old.call_ids
        assert (new.location, new.reports, new.closed_ms) == (old.location, old.reports, None)
    assert core.board.calls["B"].incident_id == second
    assert incidents_like_incident(core.board, core.region, after[second]) == ()


def test_of_two_incidents_with_vehicles_neither_goes_into_the_other() -> None:
    core = Core()
    first, second = two(core)
    core.send(second, "南化01")
    merge = c.MergeIncidents(incident_id=second, into_id=first)
    refusal = core.refuse(CITY_DESK, merge)
    assert refusal.code == "merge_the_other_way"
    assert f"{first} 并入 {second}" in (refusal.remedy or "")
    core.send(first, "郧阳01")
    refusal = core.refuse(CITY_DESK, merge)
    assert refusal.code == "both_have_vehicles"
    assert "南化01" in refusal.zh
    assert "郧阳01" in refusal.zh
    task_id = core.board.incidents[second].task_ids[0]
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER))
    core.ask(CITY_DESK, merge)
    assert core.board.incidents[second].merged_into == first


def test_a_chain_of_merges_is_taken_apart_from_its_end() -> None:
    core = Core()
    first, second = two(core)
    third = opened(core, "C", "13700000003", "郧阳")
    core.ask(CITY_DESK, c.MergeIncidents(incident_id=third, into_id=second))
    core.ask(CITY_DESK, c.MergeIncidents(incident_id=second, into_id=first))
    refusal = core.refuse(CITY_DESK, c.SplitIncidents(incident_id=third))
    assert refusal.code == "split_the_other_first"
    core.ask(CITY_DESK, c.SplitIncidents(incident_id=second))
    core.ask(CITY_DESK, c.SplitIncidents(incident_id=third))
    assert [core.board.calls[i].incident_id for i in "ABC"] == [first, second, third]


def test_a_merge_can_be_taken_back_for_two_hours() -> None:
    core = Core()
    first, second = two(core)
    assert core.refuse(CITY_DESK, c.SplitIncidents(incident_id=second)).code == "not_merged"
    core.ask(CITY_DESK, c.MergeIncidents(incident_id=second, into_id=first))
    core.now_ms += SPLIT_WITHIN_MS + 1
    assert core.refuse(CITY_DESK, c.SplitIncidents(incident_id=second)).code == "split_too_late"


def test_an_incident_goes_neither_into_itself_nor_into_a_closed_one() -> None:
    core = Core()
    first, second = two(core)
    alone = c.MergeIncidents(incident_id=first, into_id=first)
    assert core.refuse(CITY_DESK, alone).code == "same_incident"
    core.ask(CITY_DESK, c.CloseIncident(incident_id=second))
    closed = c.MergeIncidents(incident_id=first, into_id=second)
    before = dump(core.board)
    assert core.refuse(CITY_DESK, closed).code == "incident_closed"
    assert dump(core.board) == before


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("人民路18号菜市场门口", "在人民路菜市场这边", True),
        ("王家湾村3组，桥过来第三家", "王家湾村桥边，老人摔了", True),
        ("有人叫不醒", "一个老人晕倒了", True),
        ("人民路18号", "柳陂镇白果坪村", False),
        ("胸口疼", "脚崴了", False),
    ],
)
def test_words_are_compared_by_pairs_of_characters_and_by_sense(
    one: str, other: str, alike: bool
) -> None:
    assert ((likeness(one, other) or 0.0) >= 0.3) is alike
    assert likeness(one, other) == likeness(other, one)


def test_who_says_nothing_is_compared_with_nothing() -> None:
    assert likeness("", "胸痛") is None
    assert likeness("救护车快来", "你好") is None


def test_the_name_of_the_township_both_lie_in_proves_nothing() -> None:
    assert likeness("柳陂镇卫生院对面", "柳陂镇龙头沟", common="郧阳区 柳陂镇") == 0.0
