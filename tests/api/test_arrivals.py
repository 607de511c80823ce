"""Expected arrivals follow the vehicle: who is nearer than thought arrives sooner."""

import time
from typing import Any

from tests.support.running import STREET, Running, Seat

REQUIREMENTS = ("DSP-15", "VEH-06")

MOVES_WITHIN_S = 30.0
VEHICLE = "V001"
NEAR = (110.819, 32.62)
"""Four hundred metres from the scene."""


def task_of(desk: Seat, task_id: str) -> dict[str, Any]:
    incidents = desk.get("/board").json()["incidents"]
    task: dict[str, Any] = next(t for i in incidents for t in i["tasks"] if t["id"] == task_id)
    return task


def is_at(server: Running, lon: float, lat: float) -> None:
    now_ms = server.system.clock.now_ms()
    fix = {"lon": lon, "lat": lat, "datum": "wgs84", "at_ms": now_ms, "speed_kmh": 40}
    server.seat("gateway").do("/fixes", {"fixes": [{**fix, "vehicle_id": VEHICLE}]})


def wait_until(server: Running, task_id: str, what: Any) -> dict[str, Any]:
    deadline_s = time.monotonic() + MOVES_WITHIN_S
    while not what(task := task_of(server.seat("city"), task_id)):
        assert time.monotonic() < deadline_s, task
        time.sleep(0.3)
    return task


def test_an_arrival_is_told_anew_as_the_vehicle_drives(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    body = {"vehicle_id": VEHICLE, "override_reason": "演练"}
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", body)["task_id"]
    desk.do(f"/tasks/{task_id}/status", {"state": "acked"})
    desk.do(f"/tasks/{task_id}/status", {"state": "en_route"})
    promised_ms = task_of(desk, task_id)["eta_ms"]
    is_at(server, *NEAR)
    near = wait_until(server, task_id, lambda t: t["eta_ms"] < promised_ms - 30_000)
    assert near["trouble"] is None
    desk.do(f"/tasks/{task_id}/recall", {"reason": "other"})
    desk.post(f"/incidents/{incident_id}/close", {"reason": "x"})
