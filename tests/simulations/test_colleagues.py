import asyncio
from typing import Any

import msgspec
import pytest

from simulations.day.chance import Chance
from simulations.day.colleagues import ANSWER_AFTER_S, LEFT_ALONE_S, Colleagues
from simulations.day.demand import Demand, PlannedCall, Schedule
from simulations.day.hands import Hands
from simulations.day.picture import Picture
from simulations.day.views import SessionView, UserView
from stations.questions import built_in
from tests.support.day_world import (
    NOON_MS,
    RecordingLink,
    call,
    changes,
    incident,
    region,
    task,
    towns,
)

PLAN = Schedule(120, towns(), Demand(factor=60.0))
CALLS = PLAN.between(NOON_MS, NOON_MS + 3_600_000)
REQUEST = next(c for c in CALLS if c.trouble and not c.about and c.town.county_name == "西县")
MINUTE_MS = 60_000
BOOK = msgspec.to_builtins(built_in())

RANKING = {
    "answer_id": "R1",
    "ranked": [
        {"vehicle_id": "V001", "name": "一", "group": "soon"},
        {"vehicle_id": "V002", "name": "二", "group": "ready"},
    ],
}


class Line(RecordingLink):
    """Two colleagues can log in; the third name is unknown."""

    async def session(self, user: str) -> SessionView:
        unit = {"dongxian": "C1", "xixian": "C2"}[user]
        return SessionView(token="t", user=UserView(user, user, "dispatcher", unit))


def said_after(now_ms: int, *boards: Any, **settings: Any) -> list[tuple[str, str, Any]]:
    """What the colleagues do at a moment, with this on the board."""

    async def act() -> list[tuple[str, str, Any]]:
        link = Line({"/api/incidents/I1/candidates": RANKING, "/api/triage": BOOK})
        picture, hands = Picture(), Hands()
        for board in boards:
            picture.merge(board)
        colleagues = Colleagues(
            users=settings.pop("users", ("dongxian", "xixian")),
            region=region(),
            schedule=PLAN,
            picture=picture,
            chance=Chance(120),
            link=link,
            hands=hands,
            **settings,
        )
        await colleagues.sit_down()
        colleagues.beat(now_ms)
        for _ in range(6):
            await asyncio.sleep(0)
        return [(user, path, body) for user, path, body, _ in link.said]

    return asyncio.run(act())


def ringing(plan: PlannedCall = REQUEST) -> dict[str, Any]:
    return call(plan.id, rang_ms=NOON_MS)


def talking(plan: PlannedCall, user: str, **more: Any) -> dict[str, Any]:
    by = {"user": user}
    return call(plan.id, state="talking", answered_ms=NOON_MS, answered_by=by, **more)


def test_the_person_at_the_screen_has_first_choice_of_a_ringing_call() -> None:
    board = changes(calls=[ringing()])
    assert said_after(NOON_MS + round(ANSWER_AFTER_S * 1000), board) == []
    answered = said_after(NOON_MS + round(ANSWER_AFTER_S * 1000) + 1, board)
    assert answered == [("xixian", f"/api/calls/{REQUEST.id}/answer", {})]


def test_a_call_goes_to_another_desk_when_the_own_one_talks() -> None:
    other = next(c for c in CALLS if c.id != REQUEST.id)
    board = changes(calls=[talking(other, "xixian"), ringing()])
    said = said_after(NOON_MS + 121_000, board)
    assert ("dongxian", f"/api/calls/{REQUEST.id}/answer", {}) in said


def test_without_colleagues_nothing_is_touched() -> None:
    board = changes(calls=[ringing()], incidents=[incident()])
    assert said_after(NOON_MS + 60 * MINUTE_MS, board, users=()) == []


def test_a_call_that_a_person_answered_stays_that_persons() -> None:
    board = changes(calls=[talking(REQUEST, "city")])
    assert said_after(NOON_MS + 60 * MINUTE_MS, board) == []


def test_a_stranger_is_left_to_people() -> None:
    board = changes(calls=[call("C7")])
    assert said_after(NOON_MS + 60 * MINUTE_MS, board) == []


def test_a_request_is_taken_down_with_all_that_asking_brings() -> None:
    board = changes(calls=[talking(REQUEST, "xixian")])
    assert said_after(NOON_MS + 10_000, board) == []
    [(user, path, body)] = said_after(NOON_MS + 80_000, board)
    assert (user, path) == ("xixian", f"/api/calls/{REQUEST.id}/accept")
    assert REQUEST.trouble is not None
    assert body["incident"]["urgency"] == REQUEST.trouble.urgency
    assert body["incident"]["address"] == REQUEST.place.spoken.address
    assert body["incident"]["location"]["lon"] == pytest.approx(REQUEST.place.point.lon, abs=1e-5)


@pytest.mark.parametrize("call_class", ["silent", "consult"])
def test_a_call_that_asks_for_nothing_is_classified(call_class: str) -> None:
    plan = next(c for c in CALLS if c.call_class == call_class)
    [(_, path, body)] = said_after(NOON_MS + 30_000, changes(calls=[talking(plan, "xixian")]))
    assert (path, body) == (f"/api/calls/{plan.id}/classify", {"call_class": call_class})


def test_who_chases_is_attached_and_who_saw_the_same_joins() -> None:
    chase = next(c for c in CALLS if c.call_class == "chasing")
    witness = next(c for c in CALLS if c.about and not c.call_class)
    for plan, path, wish in (
        (chase, "chasing", {"incident_id": "I1"}),
        (witness, "accept", {"join_incident_id": "I1"}),
    ):
        first = call(plan.about or "", state="ended", answered_ms=1, ended_ms=2, incident_id="I1")
        board = changes(calls=[first, talking(plan, "xixian")], incidents=[incident(task())])
        said = said_after(NOON_MS + 80_000, board)
        assert ("xixian", f"/api/calls/{plan.id}/{path}", wish) in said


def test_who_chases_but_was_never_answered_is_taken_as_a_request() -> None:
    chase = next(c for c in CALLS if c.call_class == "chasing")
    first = call(chase.about or "", state="abandoned", ended_ms=2)
    board = changes(calls=[first, talking(chase, "xixian")])
    [(_, path, body)] = said_after(NOON_MS + 80_000, board)
    assert path == f"/api/calls/{chase.id}/accept"
    assert body["incident"]["complaint"]


def of_a_colleague(*tasks: dict[str, Any], **more: Any) -> Any:
    taken = talking(REQUEST, "xixian", incident_id="I1", ended_ms=NOON_MS)
    return changes(calls=[taken], incidents=[incident(*tasks, call_ids=[REQUEST.id], **more)])


def test_the_first_vehicle_that_can_go_is_sent_after_a_human_while() -> None:
    assert said_after(NOON_MS + 5_000, of_a_colleague()) == []
    sent = said_after(NOON_MS + 41_000, of_a_colleague())
    order = {"vehicle_id": "V002", "answer_id": "R1"}
    assert sent == [("xixian", "/api/incidents/I1/dispatch", order)]


def test_an_incident_with_a_vehicle_under_way_needs_no_other_unless_many_are_hurt() -> None:
    asked = {"triage": {"revision": 1}}
    assert said_after(NOON_MS + MINUTE_MS, of_a_colleague(task(), **asked)) == []
    [(_, path, _)] = said_after(NOON_MS + MINUTE_MS, of_a_colleague(task(), patient_count=3))
    assert path == "/api/incidents/I1/dispatch"
    two = (task(), task(vehicle_id="V002"))
    assert said_after(NOON_MS + MINUTE_MS, of_a_colleague(*two, patient_count=3, **asked)) == []


def test_questions_are_asked_once_when_a_vehicle_is_under_way() -> None:
    [(_, path, body)] = said_after(NOON_MS + MINUTE_MS, of_a_colleague(task()))
    assert path == "/api/incidents/I1/triage"
    assert body["answers"][0]["set_id"] == "universal"


def test_a_parked_or_closed_incident_is_left_alone() -> None:
    for state in ("parked", "closed"):
        assert said_after(NOON_MS + 60 * MINUTE_MS, of_a_colleague(state=state)) == []


def test_a_persons_incident_is_helped_only_when_it_was_left_without_a_vehicle() -> None:
    taken = talking(REQUEST, "city", incident_id="I1")
    board = changes(calls=[taken], incidents=[incident(call_ids=[REQUEST.id])])
    left_ms = round(LEFT_ALONE_S * 1000)
    assert said_after(NOON_MS + left_ms - 1, board) == []
    [(_, path, _)] = said_after(NOON_MS + left_ms, board)
    assert path == "/api/incidents/I1/dispatch"


def test_two_beats_order_a_vehicle_under_one_key() -> None:
    async def act() -> list[str]:
        link, picture, hands = Line({"/api/incidents/I1/candidates": RANKING}), Picture(), Hands()
        picture.merge(of_a_colleague())
        colleagues = Colleagues(
            users=("xixian",),
            region=region(),
            schedule=PLAN,
            picture=picture,
            chance=Chance(120),
            link=link,
            hands=hands,
        )
        await colleagues.sit_down()
        for _ in range(2):
            colleagues.beat(NOON_MS + MINUTE_MS)
            for _ in range(6):
                await asyncio.sleep(0)
        return [key for *_, key in link.said]

    keys = asyncio.run(act())
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_lost_caller_is_rung_back_by_the_own_desk_after_a_person_had_the_chance() -> None:
    lost = call(REQUEST.id, state="abandoned", ended_ms=NOON_MS, to_call_back=True)
    board = changes(calls=[lost])
    assert said_after(NOON_MS + 100_000, board) == []
    [(user, path, body)] = said_after(NOON_MS + 500_000, board)
    assert (user, path) == ("xixian", f"/api/calls/{REQUEST.id}/call-back")
    assert body["outcome"] in ("reached", "no_answer")


def test_who_was_rung_back_twice_in_vain_is_left_alone() -> None:
    given_up = call(REQUEST.id, state="abandoned", ended_ms=NOON_MS, call_backs=2)
    assert said_after(NOON_MS + 9_000_000, changes(calls=[given_up])) == []


def test_a_call_is_picked_up_only_where_it_rings() -> None:
    for rings, taken_by in (
        ({"desk_unit": "C1"}, ["dongxian"]),
        ({"desk_unit": "C2"}, ["xixian"]),
        ({"desk_unit": "C9", "overflowed_to": "C1"}, ["dongxian"]),
        ({"desk_unit": "C9"}, []),
    ):
        board = changes(calls=[{**ringing(), **rings}])
        said = said_after(NOON_MS + 121_000, board)
        assert [user for user, _, _ in said] == taken_by


def test_what_a_partner_handed_over_is_taken_at_once_by_the_desk_of_that_ground() -> None:
    alarm = call("partner:110:7", state="ended", ended_ms=NOON_MS, alarm={"name": "110"})
    board = changes(calls=[alarm], incidents=[incident(owner_unit="C2", call_ids=[alarm["id"]])])
    said = said_after(NOON_MS + 41_000, board)
    assert said[-1][:2] == ("xixian", "/api/incidents/I1/dispatch")


def test_an_incident_is_looked_after_by_its_own_desk_only() -> None:
    for owner, helped_by in (("C1", ["dongxian"]), ("C2", ["xixian"]), ("C9", [])):
        board = changes(incidents=[incident(owner_unit=owner)])
        said = said_after(NOON_MS + round(LEFT_ALONE_S * 1000) + 1, board)
        assert [user for user, _, _ in said] == helped_by


def test_a_colleague_acknowledges_what_a_clock_raised_at_his_desk_as_people_do() -> None:
    alarm = {
        "id": "not_acknowledged:I1-01:7",
        "unit": "C2",
        "raised_ms": NOON_MS,
        "acknowledged": False,
        "outcomes": ["reached", "not_reached"],
    }
    path = "/api/alarms/not_acknowledged:I1-01:7/acknowledge"
    assert said_after(NOON_MS + 7_000, changes(alarms=[alarm])) == []
    ((user, said, wish),) = said_after(NOON_MS + 41_000, changes(alarms=[alarm]))
    assert (user, said) == ("xixian", path)
    assert wish["outcome"] in ("reached", "not_reached")
    seen = changes(alarms=[{**alarm, "acknowledged": True}])
    assert said_after(NOON_MS + 41_000, seen) == []
    assert said_after(NOON_MS + 41_000, changes(alarms=[{**alarm, "unit": "C9"}])) == []


def test_what_is_handed_over_to_a_colleague_is_accepted_after_a_look() -> None:
    offered = {"id": "I1-H01", "state": "offered", "to_unit": "C2", "offered_ms": NOON_MS}
    board = changes(handovers=[offered])
    assert said_after(NOON_MS + 5_000, board) == []
    accepted = [("xixian", "/api/handovers/I1-H01/answer", {"accepted": True})]
    assert said_after(NOON_MS + 31_000, board) == accepted
    settled = changes(handovers=[{**offered, "state": "bounced"}])
    assert said_after(NOON_MS + 31_000, settled) == []


def test_each_colleague_says_that_he_is_there() -> None:
    async def act() -> list[tuple[str, Any]]:
        link = Line()
        colleagues = Colleagues(
            users=("dongxian",),
            region=region(),
            schedule=PLAN,
            picture=Picture(),
            chance=Chance(120),
            link=link,
            hands=Hands(),
        )
        await colleagues.sit_down()
        await colleagues.take_seats()
        return [(path, body["state"]) for _, path, body, _ in link.said]

    assert asyncio.run(act()) == [("/api/seat", "logged_in"), ("/api/seat", "ready")]
