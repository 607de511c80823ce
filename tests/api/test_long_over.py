"""A press that waited on a phone until its task was filed is kept and explained (VEH-07)."""

from pathlib import Path

import pytest

from tests.support.running import STREET, run_server

CREW = "crew-V010"


def test_a_press_for_a_task_filed_long_ago_is_kept_told_and_found_with_its_track(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What ends is forgotten by the next snapshot, and a restart begins with that.
    monkeypatch.setattr("dispatch.writer.KEEP_CLOSED_MS", 0)
    with run_server(tmp_path, wait_for_roads=False) as server:
        desk = server.seat("city")
        incident_id = server.call_in(location=STREET)
        order = {"vehicle_id": "V010", "override_reason": "演练"}
        task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
        pressed_ms = server.system.clock.now_ms()
        desk.do(f"/tasks/{task_id}/recall", {"reason": "other"})
        desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})
    with run_server(tmp_path, wait_for_roads=False) as server:
        assert task_id not in server.system.readside.board.tasks
        crew, path = server.seat(CREW), f"/tasks/{task_id}/status"
        body = {"state": "en_route", "at_ms": pressed_ms, "keep": True}
        first = crew.post(path, body, "press-1").json()
        assert (first["kept"], first["task_id"]) == ("long_over", task_id)
        assert crew.post(path, body, "press-1").json() == first, "a retry is the same press"
        stamps = server.seat("city").get(f"/tasks/{task_id}/track").json()["stamps"]
        [kept] = [stamp for stamp in stamps if stamp["kind"] == "kept"]
        assert (kept["state"], kept["at_ms"]) == ("en_route", pressed_ms)

        elsewhere = server.seat("crew-V011").post(path, body)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "not_own_vehicle")
        unknown = crew.post("/tasks/20200101-420300-0001-01/status", body)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_task_id")
