"""The board: kept as a snapshot, forgotten when old, the same bytes everywhere."""

import os
import subprocess
import sys
from pathlib import Path

from dispatch.board import Touched, dump, forget, restore
from dispatch.domain import commands as c
from stations.status import ReasonKind, VehicleState
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, Core

ROOT = Path(__file__).parents[2]
HOUR_MS = 3_600_000


def busy_core() -> Core:
    """One incident done, one under way, one call that is still talking."""
    core = Core()
    done, going = core.open_incident("A"), core.open_incident("B")
    core.press(
        core.send(done, "十堰01"),
        VehicleState.EN_ROUTE,
        VehicleState.ON_SCENE,
        VehicleState.LOADED,
        VehicleState.AT_HOSPITAL,
        VehicleState.AVAILABLE_MOBILE,
    )
    core.send(going, "郧阳01")
    for call_id in ("A", "B"):
        core.ask(CITY_DESK, c.EndCall(call_id=call_id, by_caller=False))
    core.ring("C")
    return core


def test_a_snapshot_brings_the_whole_board_back() -> None:
    board = busy_core().board
    assert restore(dump(board)) == board


def test_only_what_ended_long_ago_is_forgotten_with_all_that_hangs_on_it() -> None:
    core = busy_core()
    gone = forget(core.board, core.now_ms + HOUR_MS)
    assert gone == Touched(
        calls={"A"},
        incidents={"20261121-市-0001"},
        tasks={"20261121-市-0001-01"},
        notices={"20261121-市-0001-01-N1"},
    )
    assert set(core.board.calls) == {"B", "C"}
    assert set(core.board.incidents) == {"20261121-市-0002"}
    assert (core.board.patients, len(core.board.acceptances)) == ({}, 1)
    assert forget(core.board, core.now_ms + HOUR_MS) == Touched()


def test_what_ended_just_now_is_kept() -> None:
    core = busy_core()
    assert forget(core.board, core.now_ms - HOUR_MS) == Touched()


def test_the_numbers_go_on_after_forgetting() -> None:
    core = busy_core()
    core.ask(CITY_DESK, c.RecallTask(task_id="20261121-市-0002-01", reason=ReasonKind.OTHER))
    core.ask(CITY_DESK, c.CloseIncident(incident_id="20261121-市-0002"))
    forget(core.board, core.now_ms + HOUR_MS)
    assert not core.board.incidents
    assert core.open_incident("D") == "20261121-市-0003"


def test_a_call_that_outlasts_its_incident_is_forgotten_once_it_ends() -> None:
    core = Core()
    incident_id = core.open_incident("A")
    core.ask(CITY_DESK, c.CloseIncident(incident_id=incident_id))
    forget(core.board, core.now_ms + HOUR_MS)
    assert set(core.board.calls) == {"A"}
    core.ask(GATEWAY, c.EndCall(call_id="A", by_caller=True))
    assert forget(core.board, core.now_ms + HOUR_MS).calls == {"A"}


def test_an_event_is_the_same_bytes_in_every_process() -> None:
    # Sets have no order of their own; it changes with each process's hash seed, the chain must not.
    script = (
        "from dispatch.acknowledgement import digest_of\n"
        "from dispatch.domain.commands import *\n"
        "from dispatch.domain.events import IncidentDescribed, encode\n"
        "from dispatch.domain.actors import SYSTEM\n"
        "details = IncidentDetails(needs=frozenset(Capability))\n"
        "event = IncidentDescribed(at_ms=1, by=SYSTEM, incident_id='I', details=details)\n"
        "wish = DescribeIncident(incident_id='I', details=details)\n"
        "request = Request(command_id='k', actor=SYSTEM, command=wish)\n"
        "import sys; sys.stdout.write(encode(event).decode() + digest_of(request).hex())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
