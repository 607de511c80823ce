"""Crews over HTTP: sign-on, what they ask, and what they pressed out of coverage."""

import time
from typing import Any

import pytest

from tests.support.running import STREET, Running
from tests.support.screen import Screen

REQUIREMENTS = ("ORG-08", "VEH-07", "VEH-08")

CREW = "crew-V010"
PROPOSED_WITHIN_S = 20.0


def crew_of(server: Running) -> tuple[Any, str]:
    seat = server.seat(CREW)
    return seat, seat.user["vehicle_id"]


def on_board(server: Running, kind: str, key: str) -> dict[str, Any]:
    listed: list[dict[str, Any]] = server.seat("city").get("/board").json()[kind]
    return next(one for one in listed if one["id"] == key)


@pytest.fixture
def task_id(server: Running) -> Any:
    """A task of the crew's vehicle; ended when the test is over."""
    desk = server.seat("city")
    _, vehicle_id = crew_of(server)
    incident_id = server.call_in(location=STREET)
    task = desk.do(f"/incidents/{incident_id}/dispatch", {"vehicle_id": vehicle_id})["task_id"]
    yield task
    desk.post(f"/tasks/{task}/recall", {"reason": "other"})
    desk.post(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_a_crew_signs_on_by_name_and_the_desk_sees_who_is_on_board(server: Running) -> None:
    crew, vehicle_id = crew_of(server)
    people = [
        {"name": "王师傅", "role": "driver", "staff_no": "7"},
        {"name": "李", "role": "nurse"},
    ]
    crew.do(f"/vehicles/{vehicle_id}/sign-on", {"crew": people})
    seen = on_board(server, "vehicles", vehicle_id)["crew"]
    assert [(one["name"], one["role"]) for one in seen] == [("王师傅", "driver"), ("李", "nurse")]
    crowded = crew.post(f"/vehicles/{vehicle_id}/sign-on", {"crew": people[:1] * 3})
    assert (crowded.status_code, crowded.json()["code"]) == (422, "crew_role_full")
    crew.do(f"/vehicles/{vehicle_id}/sign-on")
    assert on_board(server, "vehicles", vehicle_id)["crew"] == seen, "the roster stays"


@pytest.mark.parametrize(
    ("press", "body"),
    [
        ("left", {}),
        ("returned", {}),
        ("pause", {"reason": "加油", "expected_minutes": 20}),
        ("resume", {}),
        ("sign-off", {}),
        ("sign-on", {"crew": [{"name": "王师傅", "role": "driver"}]}),
    ],
)
def test_a_press_on_the_way_through_a_valley_carries_its_own_time(
    server: Running, press: str, body: dict[str, Any]
) -> None:
    crew, vehicle_id = crew_of(server)
    seat = server.seat("city") if press in ("pause", "resume") else crew
    time.sleep(0.3)  # after the last change: times never go back before it
    at_ms = server.system.clock.now_ms() - 200
    seat.do(f"/vehicles/{vehicle_id}/{press}", {**body, "at_ms": at_ms})
    vehicle = on_board(server, "vehicles", vehicle_id)
    assert vehicle["since_ms"] == at_ms
    assert vehicle["received_ms"] > at_ms
    if press == "pause":
        assert vehicle["pause_ends_ms"] == at_ms + 20 * 60_000


def test_what_a_crew_asks_is_on_every_desk_at_once_and_answered_once(server: Running) -> None:
    crew, vehicle_id = crew_of(server)
    desk = server.seat("city")
    with server.live("city2") as socket:
        screen = Screen()
        screen.hello(socket)
        body = {"kind": "pause", "text": "加油", "minutes": 15}
        request_id = crew.do(f"/vehicles/{vehicle_id}/requests", body)["request_id"]
        frame = screen.hear_until(socket, "changes")
        assert [one["id"] for one in frame["requests"]] == [request_id]
    silent = desk.post(f"/requests/{request_id}/answer", {"granted": False})
    assert silent.json()["code"] == "reason_missing"
    desk.do(f"/requests/{request_id}/answer", {"granted": True})
    assert on_board(server, "vehicles", vehicle_id)["state"] == "paused"
    again = server.seat("city2").post(f"/requests/{request_id}/answer", {"granted": True})
    assert (again.status_code, again.json()["code"]) == (409, "request_answered")
    desk.do(f"/vehicles/{vehicle_id}/resume")


def test_a_crew_answers_no_request_and_speaks_for_no_other_vehicle(server: Running) -> None:
    crew, vehicle_id = crew_of(server)
    note = {"kind": "note", "text": "桥头积水"}
    request_id = crew.do(f"/vehicles/{vehicle_id}/requests", note)["request_id"]
    assert crew.post(f"/requests/{request_id}/answer", {"granted": True}).status_code == 403
    assert crew.post("/vehicles/V200/requests", note).status_code == 403
    server.seat("city").do(f"/requests/{request_id}/answer", {"granted": True})


def test_a_press_for_a_task_recalled_meanwhile_is_kept_and_explained(
    server: Running, task_id: str
) -> None:
    crew, _ = crew_of(server)
    pressed_ms = server.system.clock.now_ms()
    server.seat("city").do(f"/tasks/{task_id}/recall", {"reason": "recalled_before_departure"})
    body = {"state": "en_route", "at_ms": pressed_ms, "keep": True}
    first = crew.post(f"/tasks/{task_id}/status", body, "press-1").json()
    again = crew.post(f"/tasks/{task_id}/status", body, "press-1").json()
    assert first["kept"] == "task_ended"
    assert again == first, "a retry of the queue is the same press"
    tasks = [t for i in server.seat("city").get("/board").json()["incidents"] for t in i["tasks"]]
    [kept] = next(t["kept"] for t in tasks if t["id"] == task_id)
    assert (kept["state"], kept["pressed_ms"], kept["why"]) == (
        "en_route",
        pressed_ms,
        "task_ended",
    )
    incident_id = next(t["incident_id"] for t in tasks if t["id"] == task_id)
    log = server.seat("city").get(f"/incidents/{incident_id}").json()["log"]
    assert any("驶向现场，任务已结束" in line["zh"] for line in log)


def drives(server: Running, vehicle_id: str, lon: float, lat: float, speed_kmh: float) -> None:
    """A fix of the vehicle, now."""
    fix = {"vehicle_id": vehicle_id, "lon": lon, "lat": lat, "datum": "wgs84"}
    more = {"at_ms": server.system.clock.now_ms(), "speed_kmh": speed_kmh}
    server.seat("gateway").do("/fixes", {"fixes": [{**fix, **more}]})


def proposed(server: Running, task_id: str, state: str) -> dict[str, Any]:
    """The proposal of this state, once it is on the board."""
    deadline_s = time.monotonic() + PROPOSED_WITHIN_S
    while time.monotonic() < deadline_s:
        incidents = server.seat("city").get("/board").json()["incidents"]
        task = next(t for i in incidents for t in i["tasks"] if t["id"] == task_id)
        seen: list[dict[str, Any]] = [o for o in task["observed"] if o["state"] == state]
        if seen:
            assert task["state"] == "assigned", "a fence never presses"
            return seen[0]
        time.sleep(0.2)
    raise AssertionError(f"{state} was never proposed")


def test_a_vehicle_that_leaves_without_a_press_is_proposed_as_under_way_and_the_desk_takes_it(
    server: Running, task_id: str
) -> None:
    _, vehicle_id = crew_of(server)
    region = server.system.region
    station = region.units[region.vehicles[vehicle_id].station_code].point
    drives(server, vehicle_id, station.lon, station.lat, 0.0)
    time.sleep(0.01)
    drives(server, vehicle_id, station.lon + 0.0025, station.lat, 30.0)
    seen = proposed(server, task_id, "en_route")
    body = {"state": "en_route", "at_ms": seen["at_ms"], "origin": "geofence"}
    server.seat("city").do(f"/tasks/{task_id}/status", body)
    incidents = server.seat("city").get("/board").json()["incidents"]
    task = next(t for i in incidents for t in i["tasks"] if t["id"] == task_id)
    stamp = task["stamps"][-1]
    assert (stamp["state"], stamp["origin"]) == ("en_route", "geofence")
