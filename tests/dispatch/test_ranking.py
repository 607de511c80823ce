"""Ranking: everybody is ranked or passed over once, in the policy's order, with true reasons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain import commands as c
from dispatch.domain.decisions import Ranking, decision_of
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.triage import Urgency
from dispatch.pins import RoadPins
from dispatch.policies import closest
from dispatch.policies.options import Options
from dispatch.policies.reasons import known_codes, reason
from dispatch.prospects import HANDOVER_S
from dispatch.ranking import Question, rank_vehicles
from geo.roads.network import RoadNetwork
from geo.routing.scipy_router import ScipyRouter
from stations.positions.fix import LivePosition
from stations.status import VehicleState
from stations.vehicles import Capability
from tests.support.scenario_region import SPEEDS_KMH
from tests.support.small_world import CITY_DESK, Core, crew, small_map

REQUIREMENTS = ("DSP-02", "DSP-05")

S = VehicleState
NETWORK = RoadNetwork.build(small_map().segments, SPEEDS_KMH)


def rank(core: Core, incident_id: str, positions: dict[str, LivePosition] | None = None) -> Ranking:
    return rank_vehicles(
        Question(
            board=core.board,
            region=core.region,
            positions=positions or {},
            pins=RoadPins(ScipyRouter(NETWORK)),
            incident=core.board.incidents[incident_id],
            now_ms=core.now_ms,
        )
    )


def position(core: Core, vehicle_id: str, spot: str, age_s: float = 0.0) -> dict[str, LivePosition]:
    at_ms = core.now_ms - round(age_s * 1000)
    return {
        vehicle_id: LivePosition(
            vehicle_id=vehicle_id,
            point=small_map().point(spot),
            at_ms=at_ms,
            received_ms=at_ms,
            speed_kmh=0.0,
            heading_deg=0.0,
        )
    }


def codes(ranking: Ranking, vehicle_id: str) -> set[str]:
    candidate = ranking.find(vehicle_id)
    assert candidate is not None
    return {r.code for r in (*candidate.reasons_for, *candidate.reasons_against)}


def test_ranks_count_from_one_and_every_vehicle_is_listed_once() -> None:
    core = Core()
    ranking = rank(core, core.open_incident(spot="南化-2km"))
    assert [x.rank for x in ranking.ranked] == list(range(1, 6))
    listed = [candidate.vehicle_id for candidate in ranking.ranked]
    listed += [passed.vehicle_id for passed in ranking.passed_over]
    assert sorted(listed) == sorted(core.region.vehicles)


def test_the_same_question_has_the_same_answer() -> None:
    core = Core()
    incident_id = core.open_incident(spot="郧阳")
    first, second = rank(core, incident_id), rank(core, incident_id)
    assert first.ranked == second.ranked
    assert first.answer_id == second.answer_id
    core.now_ms += 1
    assert rank(core, incident_id).answer_id != first.answer_id


@pytest.mark.parametrize(
    ("state", "age_s", "stale"),
    [
        (S.AVAILABLE_STATION, 899, False),
        (S.AVAILABLE_STATION, 901, True),
        (S.AVAILABLE_MOBILE, 59, False),
        (S.AVAILABLE_MOBILE, 61, True),
    ],
)
def test_a_fix_grows_old_faster_on_the_road_than_in_the_station(
    state: VehicleState, age_s: float, stale: bool
) -> None:
    core = Core()
    if state is S.AVAILABLE_MOBILE:
        core.ask(CITY_DESK, c.LeaveStation(vehicle_id="郧阳01"))
    ranking = rank(core, core.open_incident(spot="郧阳"), position(core, "郧阳01", "郧阳", age_s))
    assert ("stale_fix" in codes(ranking, "郧阳01")) is stale
    assert "assumed_at_station" not in codes(ranking, "郧阳01")


def test_a_fix_from_a_terminal_that_runs_ahead_is_simply_fresh() -> None:
    core = Core()
    ranking = rank(core, core.open_incident(spot="郧阳"), position(core, "郧阳01", "郧阳", -30))
    candidate = ranking.find("郧阳01")
    assert candidate is not None
    assert candidate.fix_age_s == 0.0


@pytest.mark.parametrize(
    ("presses", "waited_s", "mobilisation_s"),
    [
        ((S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL), 0, HANDOVER_S + 15),
        ((S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL), 300, HANDOVER_S - 300 + 15),
        ((S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL), 9000, 15),
        ((S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL, S.HANDED_OVER), 0, 15),
    ],
)
def test_a_vehicle_at_a_hospital_is_free_after_what_is_left_of_the_hand_over(
    presses: tuple[VehicleState, ...], waited_s: int, mobilisation_s: float
) -> None:
    core = Core()
    core.press(core.send(core.open_incident("A"), "郧阳01"), *presses)
    core.now_ms += waited_s * 1000
    ranking = rank(core, core.open_incident("B", spot="郧阳"))
    candidate = ranking.find("郧阳01")
    assert candidate is not None
    assert (candidate.group, candidate.sendable) == ("soon", False)
    assert candidate.mobilisation_s == mobilisation_s


@pytest.mark.parametrize(
    ("there", "here", "divertible"),
    [
        (Urgency.III, Urgency.I, True),
        (Urgency.III, None, True),
        (Urgency.II, None, False),
        (Urgency.I, Urgency.I, False),
        (Urgency.I, Urgency.III, False),
        (None, Urgency.I, True),
    ],
)
def test_a_vehicle_is_taken_only_off_a_less_urgent_incident(
    there: Urgency | None, here: Urgency | None, divertible: bool
) -> None:
    core = Core()
    core.send(core.open_incident("A", urgency=there), "郧阳01")
    ranking = rank(core, core.open_incident("B", spot="郧阳", urgency=here))
    candidate = ranking.find("郧阳01")
    assert (candidate is not None) is divertible
    if candidate is None:
        assert [r.code for p in ranking.passed_over for r in p.why if p.vehicle_id == "郧阳01"] == [
            "on_task"
        ]


def test_whoever_has_reached_a_patient_is_never_taken_away() -> None:
    core = Core()
    task_id = core.send(core.open_incident("A", urgency=Urgency.IV), "郧阳01")
    core.press(task_id, S.EN_ROUTE, S.ON_SCENE)
    assert (
        rank(core, core.open_incident("B", spot="郧阳", urgency=Urgency.I)).find("郧阳01") is None
    )


def test_an_ambulance_without_a_clinician_is_fit_for_nobody() -> None:
    core = Core()
    ranking = rank(core, core.open_incident(spot="南化"))
    last = ranking.ranked[-1]
    assert (last.vehicle_id, last.fit) == ("南化02", False)
    assert "no_clinician" in codes(ranking, "南化02")


def test_a_crew_in_danger_is_sent_nowhere_until_somebody_has_answered_it() -> None:
    core = Core()
    incident_id = core.open_incident(spot="南化-2km")
    best = rank(core, incident_id).ranked[0].vehicle_id
    asked = c.AskDesk(vehicle_id=best, kind=CrewRequestKind.EMERGENCY, text="")
    request_id = core.ask(crew(best), asked).request_id
    assert request_id is not None
    ranking = rank(core, incident_id)
    [passed] = [one for one in ranking.passed_over if one.vehicle_id == best]
    assert [why.code for why in passed.why] == ["crew_in_danger"]
    core.ask(CITY_DESK, c.AnswerCrew(request_id=request_id, granted=True, reason="已报警"))
    assert rank(core, incident_id).ranked[0].vehicle_id == best


def test_the_next_best_can_be_sent_now_and_is_another() -> None:
    core = Core()
    ranking = rank(core, core.open_incident(spot="郧阳"))
    best = ranking.ranked[0]
    following = ranking.next_best(without=best.vehicle_id)
    assert following is not None
    assert following.vehicle_id == ranking.ranked[1].vehicle_id


def test_a_decision_keeps_who_was_first_and_who_was_taken_and_all_the_others() -> None:
    core = Core()
    incident_id = core.open_incident(spot="南化-2km", needs=frozenset({Capability.DOCTOR}))
    ranking = rank(core, incident_id)
    decision = decision_of(ranking, "南化01", "家属要求")
    assert (decision.recommended, decision.chosen_rank) == ("郧阳01", 3)
    assert decision.override_reason == "家属要求"
    assert len(decision.considered) + len(decision.passed_over) == len(core.region.vehicles)
    assert decision_of(ranking, "十堰00", None).chosen_rank is None


def test_an_order_on_a_ranking_keeps_its_arrival_time() -> None:
    core = Core()
    incident_id = core.open_incident(spot="南化-2km")
    ranking = rank(core, incident_id)
    wish = c.DispatchVehicle(incident_id=incident_id, vehicle_id="南化01", ranking=ranking)
    task = core.board.tasks[core.ask(CITY_DESK, wish).task_id or ""]
    assert (task.eta_ms, task.eta_basis) == (core.now_ms + (150 + 120) * 1000, "road")


numbers = st.lists(
    st.tuples(st.sampled_from([1.0, 2.0, 3.0, np.inf]), st.booleans(), st.integers(0, 2)),
    max_size=12,
)


@given(numbers)
def test_the_policy_orders_by_group_then_fitness_then_minutes_then_register(
    rows: list[tuple[float, bool, int]],
) -> None:
    placed = closest.order(
        Options(
            np.array([r[0] for r in rows], dtype=np.float64),
            np.array([r[1] for r in rows], dtype=bool),
            np.array([r[2] for r in rows], dtype=np.int64),
            own=np.ones(len(rows), dtype=bool),
            level=np.zeros(len(rows), dtype=np.int64),
            lost=np.zeros(len(rows)),
            critical=False,
        )
    )
    keys = [(rows[i][2], not rows[i][1], rows[i][0], i) for i in placed]
    assert keys == sorted(keys)
    assert sorted(placed) == list(range(len(rows)))


def test_every_reason_has_words_in_both_languages_without_gaps() -> None:
    values = {
        "until": "18:00",
        "zh": "甲",
        "en": "a",
        "minutes": 1,
        "age": "1",
        "metres": 1,
        "why": "b",
        "grade": "c",
        "roads": "G209",
        "before": 80,
        "after": 60,
        "place": "南化",
    }
    for code in known_codes():
        said = reason(code, **values)
        assert said.zh.strip(), code
        assert said.en.strip(), code
        assert "{" not in said.zh + said.en, code
