"""A vehicle that nobody hears of stands still for nobody: it is out of contact (VEH-12)."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.dialled import wait_for
from tests.support.running import STREET, Running, run_server

FAR = (110.70, 32.60)
"""Some ten kilometres from the scene."""

WITHIN_S = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Its clock runs forty times as fast: three minutes of silence in five seconds."""
    folder = tmp_path_factory.mktemp("silent")
    with run_server(folder, clock="simulated", clock_speed=40.0) as running:
        yield running


def under_way(server: Running, vehicle_id: str) -> str:
    """A vehicle that has left for the scene and tells once where it is."""
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    order = {"vehicle_id": vehicle_id, "override_reason": "演练"}
    task_id: str = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
    desk.do(f"/tasks/{task_id}/status", {"state": "acked"})
    desk.do(f"/tasks/{task_id}/status", {"state": "en_route"})
    tell(server, vehicle_id)
    return task_id


def tell(server: Running, vehicle_id: str) -> None:
    fix = {"lon": FAR[0], "lat": FAR[1], "datum": "wgs84", "at_ms": server.system.clock.now_ms()}
    answer = server.seat("gateway").do("/fixes", {"fixes": [{**fix, "vehicle_id": vehicle_id}]})
    assert answer["accepted"] == 1


def board(server: Running, task_id: str, vehicle_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    renewed = asyncio.run_coroutine_threadsafe(server.system.arrivals.renew(), server.system.loop)
    renewed.result(WITHIN_S)
    told = server.seat("city").get("/board").json()
    tasks = (task for incident in told["incidents"] for task in incident["tasks"])
    vehicle = next(v for v in told["vehicles"] if v["id"] == vehicle_id)
    return next(task for task in tasks if task["id"] == task_id), vehicle


def test_a_vehicle_that_falls_silent_is_out_of_contact_and_its_arrival_stays(
    server: Running,
) -> None:
    task_id = under_way(server, "V001")
    troubles: list[str] = []

    def lost() -> dict[str, Any] | None:
        task, vehicle = board(server, task_id, "V001")
        troubles.append(task["trouble"])
        return task if task["trouble"] == "no_contact" and vehicle["link_lost_s"] else None

    first = wait_for(lost, WITHIN_S)
    assert set(troubles) == {None, "no_contact"}  # at no time a standstill
    limit_s = server.system.region.meta.limits.link_lost_s
    assert server.system.clock.now_ms() - first["trouble_since_ms"] > limit_s * 1000
    # Expected as if it had driven on: a minute of silence adds no minute.
    later_ms = server.system.clock.now_ms() + 60_000
    wait_for(lambda: server.system.clock.now_ms() > later_ms)
    again, _ = board(server, task_id, "V001")
    assert again["eta_ms"] == first["eta_ms"]


def test_a_vehicle_that_stands_and_says_so_is_at_a_standstill(server: Running) -> None:
    task_id = under_way(server, "V002")

    def stands() -> bool:
        tell(server, "V002")
        task, _ = board(server, task_id, "V002")
        return bool(task["trouble"] == "standstill")

    wait_for(stands, WITHIN_S)
