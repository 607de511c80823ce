"""Presses out of a queue, and what the track shows: kept beside the task, never forced into it."""

import pytest
from msgspec.structs import replace

from dispatch.board import forget
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import SYSTEM
from dispatch.domain.requests import WhyKept
from dispatch.handlers.presses import KEPT_MAX
from geo.coordinates import Point
from stations.status import Origin, ReasonKind, VehicleState
from tests.support.small_world import CITY_DESK, Core, crew

REQUIREMENTS = ("VEH-02", "VEH-03")

S = VehicleState
V = "十堰01"
GATE = Point(110.8, 32.6)


def sent() -> tuple[Core, str]:
    core = Core()
    return core, core.send(core.open_incident(), V)


def queued(task_id: str, state: VehicleState, pressed_ms: int) -> c.ReportStatus:
    return c.ReportStatus(task_id=task_id, state=state, pressed_ms=pressed_ms, keep=True)


def test_a_queued_press_that_is_still_legal_counts_like_any_other() -> None:
    core, task_id = sent()
    answer = core.ask(crew(V), queued(task_id, S.ACKED, core.now_ms))
    assert answer.kept is None
    assert core.board.tasks[task_id].state is S.ACKED
    assert core.board.tasks[task_id].kept == ()


@pytest.mark.parametrize(
    ("pressed", "why"),
    [(S.EN_ROUTE, WhyKept.REPEATED), (S.ACKED, WhyKept.OUT_OF_ORDER)],
)
def test_a_press_backwards_or_twice_is_kept_and_changes_nothing(
    pressed: VehicleState, why: WhyKept
) -> None:
    core, task_id = sent()
    core.press(task_id, S.ACKED, S.EN_ROUTE)
    stamps = core.board.tasks[task_id].stamps
    pressed_ms = core.now_ms - 90_000
    assert core.ask(crew(V), queued(task_id, pressed, pressed_ms)).kept == why.value
    task = core.board.tasks[task_id]
    assert (task.state, task.stamps) == (S.EN_ROUTE, stamps)
    [kept] = task.kept
    assert (kept.state, kept.pressed_ms, kept.why) == (pressed, pressed_ms, why)


def filed(incident_id: str, vehicle_id: str = V, kept: int = 0) -> c.PastTask:
    return c.PastTask(vehicle_id=vehicle_id, incident_id=incident_id, kept=kept)


def test_a_press_for_a_task_that_the_board_has_forgotten_is_kept_in_the_journal_and_explained() -> (
    None
):
    core, task_id = sent()
    incident_id = core.board.tasks[task_id].incident_id
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER))
    core.ask(CITY_DESK, c.CloseIncident(incident_id=incident_id))
    forget(core.board, core.now_ms + 1)
    press = replace(queued(task_id, S.EN_ROUTE, core.now_ms), past=filed(incident_id))
    answer = core.ask(crew(V), press)
    assert (answer.kept, answer.incident_id) == (WhyKept.LONG_OVER.value, incident_id)
    [event] = answer.events
    assert isinstance(event, e.PressKept)
    assert (event.state, event.why) == (S.EN_ROUTE, WhyKept.LONG_OVER)
    full = replace(press, past=filed(incident_id, kept=KEPT_MAX))
    assert core.refuse(crew(V), full).code == "too_many_presses"


def test_a_crew_presses_for_no_forgotten_task_of_others_and_an_unknown_one_is_told_as_such() -> (
    None
):
    core = Core()
    press = queued("20261121-420300-0001-01", S.EN_ROUTE, core.now_ms)
    of_others = replace(press, past=filed("20261121-420300-0001", "郧阳01"))
    assert core.refuse(crew(V), of_others).code == "not_own_vehicle"
    assert core.refuse(crew(V), press).code == "unknown_task_id"


def test_what_was_pressed_for_a_task_recalled_meanwhile_is_kept_with_it() -> None:
    core, task_id = sent()
    pressed_ms = core.now_ms + 1_000
    core.now_ms += 60_000
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.RECALLED_EN_ROUTE))
    assert core.ask(crew(V), queued(task_id, S.EN_ROUTE, pressed_ms)).kept == WhyKept.TASK_ENDED
    [kept] = core.board.tasks[task_id].kept
    assert (kept.pressed_ms, kept.received_ms) == (pressed_ms, core.now_ms)


def test_a_press_made_now_is_still_refused_with_what_may_be_pressed() -> None:
    core, task_id = sent()
    wrong = c.ReportStatus(task_id=task_id, state=S.AT_HOSPITAL)
    assert core.refuse(crew(V), wrong).code == "illegal_step"


def test_what_is_missing_in_a_press_is_asked_for_and_not_kept_away() -> None:
    core, task_id = sent()
    core.press(task_id, S.ACKED, S.EN_ROUTE, S.ON_SCENE)
    wordless = queued(task_id, S.AVAILABLE_MOBILE, core.now_ms)
    assert core.refuse(crew(V), wordless).code == "reason_missing"


def test_a_stuck_button_fills_no_journal() -> None:
    core, task_id = sent()
    core.press(task_id, S.ACKED)
    for _ in range(KEPT_MAX):
        core.ask(crew(V), queued(task_id, S.ACKED, core.now_ms))
    assert core.refuse(crew(V), queued(task_id, S.ACKED, 0)).code == "too_many_presses"


def test_what_the_track_shows_stands_beside_what_was_pressed() -> None:
    core, task_id = sent()
    core.press(task_id, S.ACKED, S.EN_ROUTE)
    crossed_ms = core.now_ms + 5_000
    core.now_ms += 30_000
    seen = c.NoteFence(task_id=task_id, state=S.ON_SCENE, crossed_ms=crossed_ms, point=GATE)
    core.ask(SYSTEM, seen)
    task = core.board.tasks[task_id]
    assert task.state is S.EN_ROUTE, "a fence proposes, it never presses"
    [observed] = task.observed
    assert (observed.state, observed.at_ms, observed.point) == (S.ON_SCENE, crossed_ms, GATE)
    assert core.ask(SYSTEM, seen).events == (), "each state is proposed once"


def test_a_desk_takes_a_proposal_and_the_stamp_says_so() -> None:
    core, task_id = sent()
    core.press(task_id, S.ACKED, S.EN_ROUTE)
    crossed_ms = core.now_ms + 5_000
    core.now_ms += 60_000
    taken = c.ReportStatus(
        task_id=task_id, state=S.ON_SCENE, pressed_ms=crossed_ms, origin=Origin.GEOFENCE
    )
    core.ask(CITY_DESK, taken)
    stamp = core.board.tasks[task_id].stamps[-1]
    assert (stamp.state, stamp.at_ms, stamp.origin) == (S.ON_SCENE, crossed_ms, Origin.GEOFENCE)
    assert stamp.by == CITY_DESK.user


def test_a_task_that_is_over_gets_no_more_proposals() -> None:
    core, task_id = sent()
    core.ask(crew(V), c.RefuseTask(task_id=task_id, reason=ReasonKind.VEHICLE_FAULT))
    seen = c.NoteFence(task_id=task_id, state=S.EN_ROUTE, crossed_ms=core.now_ms, point=GATE)
    assert core.ask(SYSTEM, seen).events == ()
