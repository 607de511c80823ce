"""A server that stops and starts again: nothing is lost and nobody has to log in anew."""

import time
from pathlib import Path

from tests.support.running import STREET, at, run_server
from tests.support.screen import Screen, close_code
from tests.support.server import ServerProcess

REQUIREMENTS = ("SYS-05",)

GONE_WITHIN_S = 30.0


def test_after_a_restart_the_board_sessions_positions_and_receipts_are_still_there(
    tmp_path: Path,
) -> None:
    with run_server(tmp_path) as server:
        desk = server.seat("city")
        incident_id = server.call_in(location=STREET)
        server.send_best(incident_id)
        fix = {"lon": 110.8, "lat": 32.6, "datum": "wgs84", "at_ms": server.system.clock.now_ms()}
        server.seat("gateway").post("/fixes", {"fixes": [{**fix, "vehicle_id": "V001"}]})
        receipt = desk.post(f"/incidents/{incident_id}/close", {}, "key-close")
        token, epoch = desk.token, server.system.hub.epoch
        before = desk.get("/board").json()
    with run_server(tmp_path) as server:
        desk.http.close()
        again = server.seat("city")
        again.http.headers["Authorization"] = f"Bearer {token}"
        after = again.get("/board").json()
        assert server.system.hub.epoch != epoch
        for part in ("seq", "calls", "incidents", "vehicles"):
            assert after[part] == before[part], part
        repeated = again.post(f"/incidents/{incident_id}/close", {}, "key-close")
        assert repeated.status_code == receipt.status_code == 409


def test_a_training_clock_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with run_server(tmp_path, clock="simulated", clock_speed=100) as server:
        desk = server.seat("city")
        server.call_in()
        time.sleep(0.3)
        server.call_in()
        desk.http.post("/api/clock", json={"paused": True})
        stopped = desk.get("/clock").json()
        assert stopped["paused"] is True
        assert desk.get("/clock").json()["now_ms"] == stopped["now_ms"]
        assert desk.http.post("/api/clock", json={"speed": 500}).status_code == 422
        last_ms = max(c["rang_ms"] for c in desk.get("/board").json()["calls"])
    with run_server(tmp_path, clock="simulated") as server:
        resumed_ms = server.seat("city").get("/clock").json()["now_ms"]
        assert last_ms <= resumed_ms < last_ms + 60_000


def test_stopping_tells_screens_to_come_back_and_ends_by_itself(
    tmp_path: Path,
) -> None:
    with ServerProcess(tmp_path) as process:
        with at(process.url) as server, server.live("city") as socket:
            screen = Screen()
            screen.hello(socket)
            screen.hear_until(socket, "snapshot")
            assert process.process is not None
            process.process.terminate()
            assert close_code(socket) == 1012
        assert process.process.wait(GONE_WITHIN_S) == 0
    assert "Traceback" not in process.log


def test_a_killed_server_starts_again_with_everything_it_had_said(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as process, at(process.url) as server:
        incident_id = server.call_in(location=STREET)
        task_id, _ = server.send_best(incident_id)
        process.kill()
        process.start()
        incident = server.seat("city").get(f"/incidents/{incident_id}").json()
        assert [task["id"] for task in incident["tasks"]] == [task_id]
        assert process.stop() == 0
