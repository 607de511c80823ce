"""Snapshot, catch-up and live join without a gap, whenever a screen comes and goes."""

from contextlib import ExitStack
from random import Random

import pytest
from websockets.sync.client import ClientConnection

from tests.support.running import STREET, Running
from tests.support.screen import Screen

REQUIREMENTS = ("UI-01",)


def act(server: Running, rng: Random, incidents: list[str]) -> None:
    """Something happens."""
    desk = server.seat("city")
    match rng.randrange(4) if incidents else 0:
        case 0:
            incidents.append(server.call_in(location=STREET, urgency=rng.choice(["I", "II", None])))
        case 1:
            desk.patch(f"/incidents/{rng.choice(incidents)}", {"address": f"路 {rng.random()}"})
        case 2:
            server.send_best(rng.choice(incidents))
        case _:
            desk.post(f"/incidents/{rng.choice(incidents)}/park")


@pytest.mark.parametrize("seed", range(6))
def test_a_screen_that_comes_and_goes_ends_as_a_fresh_snapshot(server: Running, seed: int) -> None:
    rng = Random(seed)
    screen, incidents = Screen(), list[str]()
    with ExitStack() as stack:
        socket: ClientConnection | None = None
        for _ in range(30):
            if socket is None and rng.random() < 0.5:
                socket = stack.enter_context(server.live("city"))
                screen.hello(socket)
            elif socket is not None and rng.random() < 0.3:
                socket.close()
                socket = None
            act(server, rng, incidents)
            if socket is not None and rng.random() < 0.5:
                screen.hear(socket.recv(timeout=5))
        if socket is None:
            socket = stack.enter_context(server.live("city"))
            screen.hello(socket)
        screen.hear_up_to(socket, server.system.writer.seq)
    assert screen.shows(server.seat("city").get("/board").json())
