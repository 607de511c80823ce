"""Tasks: every press from every state, the times of stamps, recall and refusal."""

from itertools import product

import pytest

from dispatch.domain import commands as c
from stations.status import (
    IDLE,
    ON_TASK,
    STEPS,
    Origin,
    ReasonKind,
    TaskResult,
    VehicleState,
    find_step,
)
from tests.support.small_world import CITY_DESK, Core, crew

S = VehicleState

WAY_TO: dict[VehicleState, tuple[VehicleState, ...]] = {
    S.ASSIGNED: (),
    S.ACKED: (S.ACKED,),
    S.EN_ROUTE: (S.EN_ROUTE,),
    S.ON_SCENE: (S.EN_ROUTE, S.ON_SCENE),
    S.AT_PATIENT: (S.EN_ROUTE, S.ON_SCENE, S.AT_PATIENT),
    S.LOADED: (S.EN_ROUTE, S.ON_SCENE, S.LOADED),
    S.AT_HOSPITAL: (S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL),
    S.HANDED_OVER: (S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL, S.HANDED_OVER),
}


def on_task(state: VehicleState) -> tuple[Core, str]:
    """A core in which 十堰01 is on a task in this state, and the task."""
    core = Core()
    task_id = core.send(core.open_incident(), "十堰01")
    if WAY_TO[state]:
        core.press(task_id, *WAY_TO[state])
    return core, task_id


@pytest.mark.parametrize(("current", "to"), list(product(WAY_TO, VehicleState)))
def test_every_press_from_every_state_is_a_step_a_repetition_or_refused_with_the_legal_ones(
    current: VehicleState, to: VehicleState
) -> None:
    core, task_id = on_task(current)
    step = find_step(current, to)
    if step is None and to is not current:
        press = c.ReportStatus(task_id=task_id, state=to, reason=ReasonKind.OTHER)
        refusal = core.refuse(crew("十堰01"), press)
        assert refusal.code == "illegal_step"
        assert refusal.extras["allowed"] == [s.to.value for s in STEPS[current]]
        assert to.value not in refusal.extras["allowed"]
        return
    answer = core.press(task_id, to)
    task = core.board.tasks[task_id]
    if to is current:
        assert answer.events == ()
    elif step is not None and step.ends is not None:
        assert (task.result, task.stamps[-1].state) == (step.ends, to)
    else:
        assert (task.state, task.active) == (to, True)


@pytest.mark.parametrize("state", sorted(WAY_TO))
def test_what_a_step_needs_is_asked_for_by_name(state: VehicleState) -> None:
    for step in STEPS[state]:
        core, task_id = on_task(state)
        bare = c.ReportStatus(task_id=task_id, state=step.to)
        if step.needs_reason:
            assert core.refuse(crew("十堰01"), bare).field == "reason"
        elif step.needs_hospital:
            assert core.refuse(crew("十堰01"), bare).field == "hospital_code"
        else:
            core.ask(crew("十堰01"), bare)


def test_a_hospital_nobody_knows_is_refused_at_the_press_and_at_the_choice() -> None:
    core, task_id = on_task(S.ON_SCENE)
    load = c.ReportStatus(task_id=task_id, state=S.LOADED, hospital_code="X")
    choose = c.ChooseHospital(task_id=task_id, hospital_code="X")
    for command in (load, choose):
        assert core.refuse(CITY_DESK, command).code == "unknown_hospital_code"


def test_a_chosen_hospital_brings_its_arrival_time_only_once_the_patient_is_on_board() -> None:
    core, task_id = on_task(S.ON_SCENE)
    choose = c.ChooseHospital(
        task_id=task_id, hospital_code="太和医院", eta_ms=99, eta_basis="road"
    )
    core.ask(CITY_DESK, choose)
    assert core.board.tasks[task_id].eta_ms is None
    core.press(task_id, S.LOADED, hospital_code="太和医院")
    core.ask(CITY_DESK, choose)
    assert core.board.tasks[task_id].eta_ms == 99


@pytest.mark.parametrize(
    ("pressed_s", "at_s", "kept_s"),
    [
        (None, 60, None),
        (30, 30, None),
        (-30, 0, -30),
        (90, 60, 90),
    ],
    ids=["now", "earlier", "before the last stamp", "in the future"],
)
def test_a_press_counts_from_when_it_was_made_as_far_as_that_can_be(
    pressed_s: int | None, at_s: int, kept_s: int | None
) -> None:
    core, task_id = on_task(S.ASSIGNED)
    start_ms = core.now_ms
    core.now_ms += 60_000
    pressed_ms = None if pressed_s is None else start_ms + pressed_s * 1000
    command = c.ReportStatus(
        task_id=task_id, state=S.ACKED, pressed_ms=pressed_ms, origin=Origin.GEOFENCE
    )
    core.ask(crew("十堰01"), command)
    stamp = core.board.tasks[task_id].stamps[-1]
    kept_ms = None if kept_s is None else start_ms + kept_s * 1000
    assert (stamp.at_ms, stamp.pressed_ms) == (start_ms + at_s * 1000, kept_ms)
    assert (stamp.received_ms, stamp.origin) == (core.now_ms, Origin.GEOFENCE)


@pytest.mark.parametrize("how", ["press", "recall", "refuse"])
def test_stamps_do_not_go_back_when_a_restarted_servers_clock_is_behind(how: str) -> None:
    core, task_id = on_task(S.ACKED)
    last_ms = core.board.tasks[task_id].stamps[-1].at_ms
    core.now_ms -= 3_600_000
    commands: dict[str, c.AnyCommand] = {
        "press": c.ReportStatus(task_id=task_id, state=S.EN_ROUTE),
        "recall": c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER),
        "refuse": c.RefuseTask(task_id=task_id, reason=ReasonKind.NO_CREW),
    }
    core.ask(CITY_DESK, commands[how])
    assert core.board.tasks[task_id].stamps[-1].at_ms == last_ms


@pytest.mark.parametrize("state", sorted(WAY_TO))
def test_a_vehicle_is_recalled_until_it_arrives_and_refuses_until_it_leaves(
    state: VehicleState,
) -> None:
    for wish, result, until in (
        (c.RecallTask, TaskResult.STOPPED, {S.ASSIGNED, S.ACKED, S.EN_ROUTE}),
        (c.RefuseTask, TaskResult.REFUSED, {S.ASSIGNED, S.ACKED}),
    ):
        core, task_id = on_task(state)
        command = wish(task_id=task_id, reason=ReasonKind.OTHER)
        if state in until:
            core.ask(CITY_DESK, command)
            assert core.board.tasks[task_id].result is result
        else:
            assert core.refuse(CITY_DESK, command).code.startswith("too_late_to_")


def test_a_refusal_that_waited_on_a_phone_counts_from_when_it_was_pressed() -> None:
    core, task_id = on_task(S.ACKED)
    core.now_ms += 600_000
    pressed_ms = core.now_ms - 480_000
    refusal = c.RefuseTask(task_id=task_id, reason=ReasonKind.NO_CREW, pressed_ms=pressed_ms)
    core.ask(crew("十堰01"), refusal)
    task = core.board.tasks[task_id]
    stamp = task.stamps[-1]
    assert (task.ended_ms, stamp.at_ms, stamp.received_ms) == (pressed_ms, pressed_ms, core.now_ms)


def test_an_ended_task_takes_no_more_presses() -> None:
    core, task_id = on_task(S.ACKED)
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER))
    press = c.ReportStatus(task_id=task_id, state=S.EN_ROUTE)
    assert core.refuse(CITY_DESK, press).code == "task_ended"


def test_each_patient_loaded_opens_a_record() -> None:
    core, task_id = on_task(S.LOADED)
    core.press(task_id, S.ON_SCENE, S.LOADED)
    assert list(core.board.patients) == [f"{task_id}-P1", f"{task_id}-P2"]


def test_the_way_to_every_state_is_covered_here() -> None:
    assert set(WAY_TO) == ON_TASK
    assert not IDLE & ON_TASK
