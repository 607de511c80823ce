import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.day.callers import CATCH_UP_MS, Callers, ring_body
from simulations.day.chance import Chance
from simulations.day.demand import Demand, PlannedCall, Schedule
from simulations.day.hands import Hands
from simulations.day.picture import Picture
from tests.support.day_world import NOON_MS, RecordingLink, call, changes, incident, task, towns

HOUR_MS = 3_600_000
BEAT_S_MAX = 30


def schedule(factor: float = 30.0) -> Schedule:
    return Schedule(120, towns(), Demand(factor=factor))


BUSY = schedule(100.0)


def callers(plan: Schedule, picture: Picture, link: RecordingLink, hands: Hands) -> Callers:
    return Callers(schedule=plan, picture=picture, chance=Chance(120), link=link, hands=hands)


async def settle() -> None:
    """Let everything that was started finish."""
    for _ in range(6):
        await asyncio.sleep(0)


async def live_through(plan: Schedule, lives: list[tuple[int, int, int]]) -> list[Any]:
    """Several lives of the process, each from one moment to another in equal beats."""
    link, picture = RecordingLink(), Picture()
    for from_ms, to_ms, beat_ms in lives:
        hands = Hands()
        public = callers(plan, picture, link, hands)
        for now_ms in range(from_ms, to_ms + 1, beat_ms):
            public.beat(now_ms)
            await settle()
        await hands.stop()
    return [(body, key) for _, path, body, key in link.said if path == "/api/calls"]


@given(
    lives_s=st.lists(st.integers(30, 400), min_size=1, max_size=4),
    away_s=st.integers(0, CATCH_UP_MS // 1000 - BEAT_S_MAX),
    beat_s=st.sampled_from([5, 13, BEAT_S_MAX]),
)
@settings(max_examples=15, deadline=None)
def test_no_call_is_lost_or_made_another_however_often_the_day_is_killed(
    lives_s: list[int], away_s: int, beat_s: int
) -> None:
    plan, lives, from_ms = BUSY, list[tuple[int, int, int]](), NOON_MS
    for life_s in lives_s:
        lives.append((from_ms, from_ms + life_s * 1000, beat_s * 1000))
        from_ms += (life_s + away_s) * 1000
    said = asyncio.run(live_through(plan, lives))
    rung: dict[str, Any] = {}
    for body, key in said:
        # The same call told twice is told in the same words under the same key: one call.
        assert rung.setdefault(key, body) == body
    until_ms = lives[-1][1] - beat_s * 1000
    due = plan.between(NOON_MS - CATCH_UP_MS, until_ms)
    # Who gives up sooner than the day may be away has hung up by himself.
    expected = {c.id for c in due if c.patience_s * 1000 > CATCH_UP_MS}
    assert len(expected) > 3
    assert expected <= {body["call_id"] for body in rung.values()}
    assert len({body["call_id"] for body in rung.values()}) == len(rung)


def first_request(plan: Schedule) -> PlannedCall:
    return next(c for c in plan.between(NOON_MS, NOON_MS + HOUR_MS) if c.trouble and not c.about)


def told_after(now_ms: int, plan: Schedule, *frames: Any) -> list[Any]:
    """What the public does at a moment, with this on the board: user, path, body, key."""

    async def act() -> list[Any]:
        link, picture, hands = RecordingLink(), Picture(), Hands()
        for frame in frames:
            picture.merge(frame)
        callers(plan, picture, link, hands).beat(now_ms)
        await settle()
        return list(link.said)

    return asyncio.run(act())


def said_after(now_ms: int, plan: Schedule, *frames: Any) -> list[tuple[str, Any]]:
    return [(path, body) for _, path, body, _ in told_after(now_ms, plan, *frames)]


def test_a_call_comes_with_the_callers_words_and_what_the_network_knows() -> None:
    plan = schedule()
    call_ = next(c for c in plan.between(NOON_MS, NOON_MS + HOUR_MS) if c.location)
    body = ring_body(call_)
    assert body["script"] == {"words": call_.words}
    assert body["rang_ms"] == call_.rings_ms
    assert call_.location is not None
    assert body["location"] == {
        "lon": call_.location.lon,
        "lat": call_.location.lat,
        "datum": call_.location.datum,
        "radius_m": call_.location.radius_m,
        "method": call_.location.method,
    }


def test_a_call_that_the_board_shows_is_not_dialled_again() -> None:
    plan = schedule()
    mine = first_request(plan)
    board = changes(calls=[call(mine.id, rang_ms=mine.rings_ms)])
    said = said_after(mine.rings_ms, plan, board)
    assert mine.id not in [body.get("call_id") for path, body in said if path == "/api/calls"]
    assert mine.id in [b.get("call_id") for _, b in said_after(mine.rings_ms, plan)]


def test_a_caller_whom_nobody_answers_gives_up_after_his_patience() -> None:
    plan = schedule()
    mine = first_request(plan)
    ringing = changes(calls=[call(mine.id, rang_ms=mine.rings_ms)])
    end = (f"/api/calls/{mine.id}/end", {"by": "caller"})
    gives_up_ms = mine.rings_ms + round(mine.patience_s * 1000)
    assert end not in said_after(gives_up_ms - 1000, plan, ringing)
    assert end in said_after(gives_up_ms + 1000, plan, ringing)


def test_a_caller_hangs_up_soon_after_help_is_promised() -> None:
    plan = schedule()
    mine = first_request(plan)
    answered_ms = mine.rings_ms + 10_000
    talking = call(
        mine.id, state="talking", rang_ms=mine.rings_ms, answered_ms=answered_ms, incident_id="I1"
    )
    opened = incident(opened_ms=answered_ms + 50_000)
    board = changes(calls=[talking], incidents=[opened])
    end = (f"/api/calls/{mine.id}/end", {"by": "caller"})
    assert end not in said_after(answered_ms + 51_000, plan, board)
    assert end in said_after(answered_ms + 81_000, plan, board)


def test_who_gave_up_and_was_rung_back_hangs_up_a_second_time() -> None:
    plan = schedule()
    mine = first_request(plan)
    ringing = call(mine.id, rang_ms=mine.rings_ms)
    answered_ms = mine.rings_ms + 20 * 60_000
    reached = call(mine.id, state="talking", rang_ms=mine.rings_ms, answered_ms=answered_ms)
    keys = {
        key
        for shown in (ringing, reached)
        for _, path, _, key in told_after(answered_ms + HOUR_MS, plan, changes(calls=[shown]))
        if path == f"/api/calls/{mine.id}/end"
    }
    assert len(keys) == 2, "the second would otherwise be taken for the first, told again"


def test_a_strangers_call_is_never_hung_up_for_him() -> None:
    strange = changes(calls=[call("C42")])
    said = said_after(NOON_MS + 24 * HOUR_MS, schedule(1.0), strange)
    assert not any("C42" in path for path, _ in said)


@pytest.mark.parametrize(("state", "rings"), [("en_route", True), ("on_scene", False)])
def test_nobody_chases_an_ambulance_that_stands_before_the_door(state: str, rings: bool) -> None:
    plan = schedule()
    calls = plan.between(NOON_MS, NOON_MS + HOUR_MS)
    chase = next(c for c in calls if c.call_class == "chasing")
    assert chase.about is not None
    first = call(chase.about, state="ended", answered_ms=1, ended_ms=2, incident_id="I1")
    board = changes(calls=[first], incidents=[incident(task(state))])
    said = said_after(chase.rings_ms, plan, board)
    assert (chase.id in [body.get("call_id") for _, body in said]) is rings
