"""Vehicles apart from tasks: their status is computed, and only the idle can be taken aside."""

import pytest
from msgspec.structs import replace

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from stations.status import ReasonKind, VehicleState
from tests.support.small_world import CITY_DESK, Core, crew

REQUIREMENTS = ("VEH-01",)

S = VehicleState
V = "十堰01"

PAUSE = c.PauseVehicle(vehicle_id=V, reason="加油")
RESUME = c.ResumeVehicle(vehicle_id=V)
LEAVE = c.LeaveStation(vehicle_id=V)
RETURN = c.ReturnToStation(vehicle_id=V)
SIGN_OFF = c.SignOff(vehicle_id=V)
SIGN_ON = c.SignOn(vehicle_id=V)


@pytest.mark.parametrize(
    ("commands", "state"),
    [
        ((), S.AVAILABLE_STATION),
        ((LEAVE,), S.AVAILABLE_MOBILE),
        ((LEAVE, RETURN), S.AVAILABLE_STATION),
        ((PAUSE,), S.PAUSED),
        ((PAUSE, RESUME), S.AVAILABLE_STATION),
        ((LEAVE, PAUSE, RESUME), S.AVAILABLE_MOBILE),
        ((SIGN_OFF,), S.OFF_DUTY),
        ((SIGN_OFF, SIGN_ON), S.AVAILABLE_STATION),
        ((PAUSE, SIGN_OFF), S.OFF_DUTY),
        ((PAUSE, SIGN_OFF, SIGN_ON), S.PAUSED),
    ],
)
def test_status_is_computed_from_what_is_known(
    commands: tuple[c.AnyCommand, ...], state: VehicleState
) -> None:
    core = Core()
    for command in commands:
        core.ask(CITY_DESK, command)
    assert vehicle_state(core.board, V) is state


@pytest.mark.parametrize(
    "commands",
    [(LEAVE,), (PAUSE,), (SIGN_OFF,)],
    ids=lambda commands: type(commands[0]).__name__,
)
def test_asking_twice_changes_nothing_more(commands: tuple[c.AnyCommand, ...]) -> None:
    core = Core()
    for command in commands:
        assert core.ask(CITY_DESK, command).events
        assert core.ask(CITY_DESK, command).events == ()


@pytest.mark.parametrize(
    ("before", "press"),
    [
        ((SIGN_OFF,), SIGN_ON),
        ((), SIGN_OFF),
        ((), PAUSE),
        ((PAUSE,), RESUME),
        ((), LEAVE),
        ((LEAVE,), RETURN),
    ],
)
def test_what_was_pressed_without_network_counts_from_when_it_was_pressed(
    before: tuple[c.AnyCommand, ...], press: c.SignOn
) -> None:
    core = Core()
    for command in before:
        core.ask(CITY_DESK, command)
    changed_ms = core.now_ms
    core.now_ms += 1_800_000
    pressed_ms = core.now_ms - 1_200_000
    core.ask(CITY_DESK, replace(press, pressed_ms=pressed_ms))
    duty = core.board.duty(V)
    assert (duty.since_ms, duty.received_ms) == (pressed_ms, core.now_ms)
    assert pressed_ms > changed_ms


@pytest.mark.parametrize(("minutes", "counts_from"), [(-120, 0), (600, 30)])
def test_a_phones_wrong_clock_moves_no_time_before_the_last_change_or_into_the_future(
    minutes: int, counts_from: int
) -> None:
    core = Core()
    core.ask(CITY_DESK, LEAVE)
    left_ms = core.now_ms
    core.now_ms += 30 * 60_000
    claimed_ms = left_ms + minutes * 60_000
    answer = core.ask(crew(V), replace(RETURN, pressed_ms=claimed_ms))
    assert core.board.duty(V).since_ms == left_ms + counts_from * 60_000
    [event] = answer.events
    assert isinstance(event, e.VehicleParkedAt)
    assert event.pressed_ms == claimed_ms  # what the phone said is kept


@pytest.mark.parametrize(
    "command", [PAUSE, LEAVE, RETURN, SIGN_OFF], ids=lambda c: type(c).__name__
)
def test_a_vehicle_on_a_task_is_left_alone(command: c.AnyCommand) -> None:
    core = Core()
    core.send(core.open_incident(), V)
    assert core.refuse(CITY_DESK, command).code == "vehicle_not_idle"


@pytest.mark.parametrize(
    ("before", "command"),
    [((SIGN_OFF,), PAUSE), ((SIGN_OFF,), LEAVE), ((PAUSE,), RETURN), ((PAUSE,), LEAVE)],
)
def test_whoever_is_off_duty_or_paused_does_not_move_or_pause(
    before: tuple[c.AnyCommand, ...], command: c.AnyCommand
) -> None:
    core = Core()
    for done in before:
        core.ask(CITY_DESK, done)
    assert core.refuse(CITY_DESK, command).code == "vehicle_not_idle"


def test_a_recalled_vehicle_is_where_it_was() -> None:
    core = Core()
    incident_id = core.open_incident()
    for presses, state in (((), S.AVAILABLE_STATION), ((S.EN_ROUTE,), S.AVAILABLE_MOBILE)):
        task_id = core.send(incident_id, V)
        if presses:
            core.press(task_id, *presses)
        recall = c.RecallTask(task_id=task_id, reason=ReasonKind.RECALLED_BEFORE_DEPARTURE)
        core.ask(CITY_DESK, recall)
        assert vehicle_state(core.board, V) is state


def test_a_crew_that_ends_its_task_in_the_station_is_in_the_station() -> None:
    core = Core()
    task_id = core.send(core.open_incident(), V)
    core.press(task_id, S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL, S.AVAILABLE_STATION)
    assert vehicle_state(core.board, V) is S.AVAILABLE_STATION
    assert core.ask(crew(V), RETURN).events == ()
