"""The simulated day against the server as its users run it, through power cuts of both."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from console.demo import PASSWORD
from simulations.day.main import Plan, run_day
from stations.status import PROGRESS
from tests.support.http_line import BROKEN, HttpLine
from tests.support.server import ServerProcess, free_port

SPEED = 120.0
BUSY_DAY = 6.0
SORTIE_WITHIN_S = 90.0

Board = dict[str, Any]
Task = dict[str, Any]


class World:
    """A server on a clock that runs fast, and a day that can be started, killed and watched."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self._line = HttpLine(server.port)
        self._day: asyncio.Task[None] | None = None

    def start_day(self) -> None:
        plan = Plan(self.server.url, PASSWORD, 120, BUSY_DAY, answer_after_s=10.0)
        self._day = asyncio.create_task(run_day(plan))

    def log_in(self) -> None:
        self._line.login("admin", PASSWORD)

    def close(self) -> None:
        self._line.close()

    async def kill_day(self) -> None:
        assert self._day is not None
        self._day.cancel()
        await asyncio.gather(self._day, return_exceptions=True)

    async def board(self) -> Board:
        try:
            reply = await asyncio.to_thread(self._line.get, "/api/board")
        except BROKEN:  # an idle line was hung up; the next request dials anew
            reply = await asyncio.to_thread(self._line.get, "/api/board")
        assert reply.ok, reply.body
        board: Board = reply.body
        return board

    async def wait(self, seen: Callable[[Board], bool], within_s: float = SORTIE_WITHIN_S) -> Board:
        deadline_s = time.monotonic() + within_s
        while time.monotonic() < deadline_s:
            assert self._day is None or not self._day.done(), "the day ended by itself"
            board = await self.board()
            if seen(board):
                return board
            await asyncio.sleep(0.25)
        raise AssertionError(f"not seen within {within_s} s: {summary(board)}\n{self.server.log}")


def tasks(board: Board) -> list[Task]:
    return [task for incident in board["incidents"] for task in incident["tasks"]]


def summary(board: Board) -> dict[str, int]:
    return {
        "calls": len(board["calls"]),
        "active": sum(t["active"] for t in tasks(board)),
        "ended": sum(not t["active"] for t in tasks(board)),
    }


def delivered(board: Board) -> list[Task]:
    """Sorties that brought somebody to a hospital, whose vehicle is back in its station."""
    home = {v["id"] for v in board["vehicles"] if v["state"] == "available_station"}
    return [t for t in tasks(board) if t["result"] == "completed" and t["vehicle_id"] in home]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_call_becomes_a_whole_sortie_through_power_cuts_of_day_and_server(
    tmp_path: Path,
) -> None:
    server = ServerProcess(tmp_path, clock="simulated", clock_speed=SPEED)
    with server, closing(World(server)) as world:
        board = asyncio.run(live(world))
    assert_whole(delivered(board)[0], board)
    ids = [call["id"] for call in board["calls"]]
    assert len(ids) == len(set(ids))


async def live(world: World) -> Board:
    world.log_in()
    world.start_day()
    before = await world.wait(lambda board: sum(t["active"] for t in tasks(board)) >= 3)
    under_way = {t["id"] for t in tasks(before) if t["active"]}

    await world.kill_day()
    world.start_day()
    await world.wait(lambda board: any(t["state"] == "on_scene" for t in tasks(board)))

    world.server.kill()
    world.server.start()
    board = await world.wait(lambda board: bool(delivered(board)))
    known = {t["id"] for t in tasks(board)}
    assert under_way <= known, "the power cut lost a task"
    board = await world.wait(
        lambda board: any(t["id"] in under_way and not t["active"] for t in tasks(board))
    )
    await world.kill_day()
    return board


def assert_whole(task: Task, board: Board) -> None:
    """Every button was pressed by the crew, in order, at believable times."""
    states = [stamp["state"] for stamp in task["stamps"]]
    assert states == [*PROGRESS, "available_mobile"]
    crew = f"crew-{task['vehicle_id']}"
    assert {stamp["by"] for stamp in task["stamps"][1:]} == {crew}
    at_ms = {stamp["state"]: stamp["at_ms"] for stamp in task["stamps"]}
    assert list(at_ms.values()) == sorted(at_ms.values())
    minutes = (at_ms["available_mobile"] - at_ms["assigned"]) / 60_000
    assert 15 < minutes < 240
    [incident] = [i for i in board["incidents"] if i["id"] == task["incident_id"]]
    assert incident["call_ids"]
    assert incident["urgency"]


def test_the_day_waits_for_a_server_that_is_not_there_and_stops_when_told() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "simulations.day", "--url", url, "--password", "x"]
    day = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert day.stderr is not None
    said = day.stderr.readline()
    day.send_signal(signal.SIGTERM)
    _, rest = day.communicate(timeout=10)
    assert "waiting for the server" in said
    assert "it goes on from here" in rest
    assert day.returncode == 0


def test_a_killed_demo_leaves_no_day_behind() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    day = f"'-m', 'simulations.day', '--url', {url!r}, '--password', 'x'"
    start = f"import subprocess, sys; subprocess.run([sys.executable, {day}])"
    demo = subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.PIPE, text=True)
    assert demo.stderr is not None
    assert "waiting for the server" in demo.stderr.readline()
    demo.kill()
    demo.communicate(timeout=15)  # returns when the day too has let go of the pipe
