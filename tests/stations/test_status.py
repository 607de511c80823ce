"""The ambulance state machine is sound as a table: all of it reachable, none of it a trap."""

from itertools import pairwise

import pytest

from stations.status import (
    IDLE,
    ON_TASK,
    PROGRESS,
    STEPS,
    TaskResult,
    VehicleState,
    find_step,
    list_next,
)

REQUIREMENTS = ("VEH-01",)

S = VehicleState


def reachable_from(start: VehicleState) -> set[VehicleState]:
    """Every state of a task that presses can lead to."""
    found: set[VehicleState] = set()
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [step.to for step in STEPS[state] if step.ends is None]
    return found


def test_every_state_of_a_task_is_reached_from_the_order() -> None:
    assert reachable_from(S.ASSIGNED) == ON_TASK == set(STEPS)


@pytest.mark.parametrize("state", sorted(ON_TASK))
def test_from_every_state_the_task_can_end(state: VehicleState) -> None:
    assert any(step.ends for reached in reachable_from(state) for step in STEPS[reached])


def test_a_step_leads_to_idle_exactly_when_it_ends_the_task() -> None:
    for steps in STEPS.values():
        for step in steps:
            assert (step.to in IDLE) is (step.ends is not None)


def test_from_one_state_no_button_means_two_things() -> None:
    for steps in STEPS.values():
        assert len({step.to for step in steps}) == len(steps)


def test_only_a_completed_run_ends_without_a_reason() -> None:
    for steps in STEPS.values():
        for step in steps:
            if step.ends is not None:
                assert step.needs_reason is (step.ends is not TaskResult.COMPLETED)


def test_loading_a_patient_always_needs_a_destination() -> None:
    for steps in STEPS.values():
        for step in steps:
            assert step.needs_hospital is (step.to is S.LOADED)


def test_the_normal_course_is_legal_step_by_step() -> None:
    for current, to in pairwise(PROGRESS):
        assert find_step(current, to) is not None


def test_the_only_way_back_is_to_the_scene_for_another_patient() -> None:
    order = {state: nth for nth, state in enumerate(PROGRESS)}
    back = [
        (current, step.to)
        for current, steps in STEPS.items()
        for step in steps
        if step.ends is None and order[step.to] <= order[current]
    ]
    assert back == [(S.LOADED, S.ON_SCENE)]


def test_a_skipped_state_is_marked_late_unless_it_is_optional() -> None:
    order = {state: nth for nth, state in enumerate(PROGRESS)}
    skips = {
        (current, step.to): step.late
        for current, steps in STEPS.items()
        for step in steps
        if step.ends is None and order[step.to] > order[current] + 1
    }
    # Nobody must press "at patient" (domain: optional), everybody should press "acknowledged".
    assert skips == {(S.ASSIGNED, S.EN_ROUTE): True, (S.ON_SCENE, S.LOADED): False}


@pytest.mark.parametrize("state", sorted(set(VehicleState) - ON_TASK))
def test_outside_a_task_nothing_can_be_pressed(state: VehicleState) -> None:
    assert list_next(state) == ()
    assert all(find_step(state, to) is None for to in VehicleState)
