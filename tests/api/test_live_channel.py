"""The live channel: who may come in, what it hears, how it resumes."""

from contextlib import suppress

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from console.demo import PASSWORD
from console.live.protocol import ESTIMATED
from tests.support.running import STREET, Running
from tests.support.screen import Screen, close_code

REQUIREMENTS = ("UI-01",)


def test_a_screen_starts_with_a_snapshot_and_then_hears_every_change(server: Running) -> None:
    with server.live("city") as socket:
        screen = Screen()
        screen.hello(socket)
        screen.hear_until(socket, "snapshot")
        incident_id = server.call_in(location=STREET)
        task_id, vehicle_id = server.send_best(incident_id)
        seq = server.system.writer.seq
        screen.hear_up_to(socket, seq)
        assert screen.incidents[incident_id]["tasks"][0]["id"] == task_id
        assert screen.vehicles[vehicle_id]["state"] == "assigned"
        assert screen.shows(server.seat("city").get("/board").json())


def test_two_screens_hear_the_same_within_a_second(server: Running) -> None:
    with server.live("city") as one, server.live("city2") as other:
        screens = [Screen(), Screen()]
        for screen, socket in zip(screens, (one, other), strict=True):
            screen.hello(socket)
            screen.hear_until(socket, "snapshot")
        incident_id = server.call_in()
        for screen, socket in zip(screens, (one, other), strict=True):
            screen.hear_up_to(socket, server.system.writer.seq, within_s=1)
            assert incident_id in screen.incidents


def test_a_screen_that_comes_back_is_told_only_what_it_missed(server: Running) -> None:
    screen = Screen()
    with server.live("city") as socket:
        screen.hello(socket)
        screen.hear_until(socket, "snapshot")
    missed = server.call_in()
    with server.live("city") as socket:
        screen.hello(socket)
        changes = screen.hear_until(socket, "changes")
        assert [incident["id"] for incident in changes["incidents"]] == [missed]
        assert changes["vehicles"] == []
    assert "snapshot" not in screen.kinds[1:]
    assert screen.shows(server.seat("city").get("/board").json())


@pytest.mark.parametrize(("epoch", "seq"), [("another-run", 1), (None, 10**9), (None, None)])
def test_a_screen_of_another_server_run_or_of_the_future_starts_anew(
    server: Running, epoch: str | None, seq: int | None
) -> None:
    screen = Screen()
    screen.epoch, screen.seq = epoch or server.system.hub.epoch, seq
    with server.live("city") as socket:
        screen.hello(socket)
        assert screen.hear(socket.recv(timeout=5)) == "snapshot"


def test_a_second_brings_a_tick_and_the_positions_of_all_vehicles(server: Running) -> None:
    at_ms = server.system.clock.now_ms()
    fix = {"vehicle_id": "V002", "lon": 110.7512345, "lat": 32.6, "datum": "wgs84", "at_ms": at_ms}
    server.seat("gateway").post("/fixes", {"fixes": [{**fix, "speed_kmh": 61, "heading_deg": 275}]})
    with server.live("city") as socket:
        screen = Screen()
        screen.hello(socket)
        tick = screen.hear_until(socket, "tick")
        screen.hear_until(socket, "positions")
        assert tick["seq"] == server.system.writer.seq
        assert tick["clients"] >= 1
    assert len(screen.positions) == len(server.system.region.vehicles)
    moved = screen.positions[1]
    assert (moved.lon_e6, moved.lat_e6) == (110751234, 32600000)
    assert (moved.speed_kmh, moved.heading_deg, moved.flags) == (61, 275, 0)
    assert moved.age_s < 60
    assert screen.positions[5].flags & ESTIMATED, "nobody has heard of it: taken to be at home"


def test_a_crew_hears_of_its_own_vehicle_only(server: Running) -> None:
    with server.live("crew-V100") as socket:
        screen = Screen()
        screen.hello(socket)
        screen.hear_until(socket, "snapshot")
        server.call_in(location=STREET)
        screen.hear_up_to(socket, server.system.writer.seq)
        screen.hear_until(socket, "positions")
    assert list(screen.vehicles) == ["V100"]
    assert (screen.calls, screen.incidents) == ({}, {})
    index = server.system.region.vehicle_order.index("V100")
    assert [record.vehicle_index for record in screen.positions] == [index]


def test_without_a_login_the_channel_closes_with_4401(server: Running) -> None:
    with connect(server.url.replace("http", "ws") + "/live") as socket:
        assert close_code(socket) == 4401


def test_a_page_of_another_origin_is_closed_with_4403(server: Running) -> None:
    with server.live("city", origin="http://elsewhere.example") as socket:
        assert close_code(socket) == 4403
    with server.live("city", origin=server.url) as socket:
        Screen().hello(socket)
        assert socket.recv(timeout=5)


def test_logging_out_darkens_the_screens_of_that_session(server: Running) -> None:
    with httpx2.Client(base_url=server.url) as client:
        body = {"username": "danjiangkou", "password": PASSWORD}
        token = client.post("/api/session", json=body).json()["token"]
        with connect(server.url.replace("http", "ws") + f"/live?token={token}") as socket:
            screen = Screen()
            screen.hello(socket)
            screen.hear_until(socket, "snapshot")
            client.delete("/api/session")
            assert close_code(socket) == 4401


@pytest.mark.parametrize(
    "message", ['{"type":"shout"}', "not json", '{"type":"pong"}', '{"type":"hello","seq":"x"}']
)
def test_who_does_not_say_hello_is_let_go(server: Running, message: str) -> None:
    with server.live("city") as socket:
        socket.send(message)
        assert close_code(socket) == 1008


def test_who_talks_too_much_is_let_go(server: Running) -> None:
    with server.live("city") as socket:
        Screen().hello(socket)
        with suppress(ConnectionClosed):  # the server may have had enough before the last of them
            for _ in range(40):
                socket.send('{"type":"pong"}')
        assert close_code(socket) == 1008


def test_what_ended_long_ago_leaves_every_screen(server: Running) -> None:
    incident_id = server.call_in()
    server.seat("city").do(f"/incidents/{incident_id}/close")
    with server.live("city") as socket:
        screen = Screen()
        screen.hello(socket)
        screen.hear_until(socket, "snapshot")
        assert incident_id in screen.incidents
        loop = server.system.loop
        later_ms = server.system.clock.now_ms() + 1
        loop.call_soon_threadsafe(server.system.hub.forget_before, later_ms)
        changes = screen.hear_until(socket, "changes")
        assert incident_id in changes["removed"]["incidents"]
        assert incident_id not in screen.incidents
        assert screen.shows(server.seat("city").get("/board").json())
