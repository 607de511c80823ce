"""The planner's door on a running server: scenarios, a run to its end, files, refusals."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.support.running import STREET, Running, run_server

REQUIREMENTS = ("SIM-03", "SIM-07", "SIM-08")

WITHIN_S = 900.0
FANGXIAN = {
    "name": "房县",
    "days": 1,
    "warm_up_days": 0,
    "replications": 2,
    "vehicles": [{"do": "add", "station": "420325S01", "count": 2}],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    with run_server(folder, planning_folder=folder / "planning") as running:
        yield running


@pytest.fixture(scope="module")
def planner(server: Running) -> httpx2.Client:
    return server.seat("planner").http


def test_a_scenario_is_checked_kept_read_and_thrown_away(planner: httpx2.Client) -> None:
    seen = planner.post("/api/planning/scenarios/check", json=FANGXIAN).json()
    assert seen["vehicles"] == seen["vehicles_today"] + 2
    assert seen["described"][0]["zh"] == "房县人民医院急救站 增加 2 辆车"
    assert planner.put("/api/planning/scenarios/fx", json=FANGXIAN).status_code == 200
    assert [one["id"] for one in planner.get("/api/planning/scenarios").json()] == ["fx"]
    toml = planner.get("/api/planning/scenarios/fx/scenario.toml").text
    again = planner.post("/api/planning/scenarios/read", json={"toml": toml}).json()
    assert again["scenario"] == planner.get("/api/planning/scenarios/fx").json()["scenario"]
    assert planner.delete("/api/planning/scenarios/fx").status_code == 204
    assert planner.get("/api/planning/scenarios/fx").status_code == 404


def test_every_wrong_row_is_told_by_its_field(planner: httpx2.Client) -> None:
    wrong = {
        "name": "x",
        "stations": [{"do": "remove", "code": "S-1"}],
        "vehicles": [{"do": "remove", "id": "V001"}, {"do": "remove", "id": "V9999"}],
    }
    answer = planner.post("/api/planning/scenarios/check", json=wrong)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "scenario_invalid"
    assert [one["field"] for one in problem["errors"]] == ["stations.0.code", "vehicles.1.id"]
    assert all(one["detail"] and one["detail_en"] and one["remedy"] for one in problem["errors"])


def test_only_planners_come_in(server: Running) -> None:
    city = server.seat("city").http
    for address in ("", "/scenarios", "/runs", "/places"):
        assert city.get(f"/api/planning{address}").status_code == 403


def test_what_is_too_large_or_not_there_is_refused(planner: httpx2.Client) -> None:
    huge = {**FANGXIAN, "days": 3000, "replications": 1000}
    answer = planner.post("/api/planning/runs", json={"scenarios": [huge]})
    assert (answer.status_code, answer.json()["code"]) == (422, "run_too_large")
    assert planner.get("/api/planning/runs/R99999").status_code == 404
    assert planner.put("/api/planning/scenarios/..%2Fx", json=FANGXIAN).status_code in (404, 422)
    assert planner.get("/api/planning/runs/R99999/export/report.html").status_code == 404


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_run_goes_to_its_end_and_is_handed_out(planner: httpx2.Client) -> None:
    wanted = {"scenarios": [FANGXIAN], "compare": True}
    key = {"Idempotency-Key": "one"}
    run = planner.post("/api/planning/runs", json=wanted, headers=key).json()
    assert planner.post("/api/planning/runs", json=wanted, headers=key).json()["id"] == run["id"]
    address, until = f"/api/planning/runs/{run['id']}", time.monotonic() + WITHIN_S
    while (now := planner.get(address).json())["state"] in ("queued", "running"):
        assert time.monotonic() < until, now
        time.sleep(0.5)
    assert (now["state"], now["done"], now["total"]) == ("done", 4, 4), now
    told = planner.get(f"{address}/results", params={"group": "all"}).json()
    columns = told["columns"]
    assert set(columns["scenario"]) == {0, 1}
    assert told["inputs"]["partial"] is False
    at = columns["figure"].index("response_mean_s")
    assert columns["mean"][at] > 0
    assert planner.get(f"{address}/export/results.parquet").content[:4] == b"PAR1"
    assert "房县" in planner.get(f"{address}/export/results.csv").content.decode("utf-8-sig")
    day = planner.get(f"{address}/day", params={"scenario": 1}, timeout=WITHIN_S).json()
    assert len(day["days"]) == 1
    assert day["days"][0]["calls"] == len(day["calls"]) > 10
    assert len(day["vehicles"]) == told["inputs"]["vehicles"][1]
    assert {step["call"] for step in day["steps"]} - {None} == set(range(len(day["calls"])))
    for drive in day["drives"]:
        seconds = [at_s for _, _, at_s in drive["points"]]
        assert seconds == sorted(seconds), drive["vehicle"]
    none = planner.get(f"{address}/day", params={"day": 9}, timeout=WITHIN_S)
    assert (none.status_code, none.json()["field"]) == (422, "day")
    assert planner.get(f"{address}/day", params={"scenario": 7}).status_code == 404
    assert planner.delete(address).status_code == 204


def test_a_server_without_planning_starts_nothing(tmp_path: Path) -> None:
    with run_server(
        tmp_path, planning=False, planning_folder=tmp_path / "planning", wait_for_roads=False
    ) as off:
        client = off.seat("planner").http
        assert client.get("/api/planning").json()["enabled"] is False
        answer = client.post("/api/planning/runs", json={"scenarios": [FANGXIAN]})
        assert (answer.status_code, answer.json()["code"]) == (503, "planning_off")


def replayed(planner: httpx2.Client) -> httpx2.Response:
    """The busiest day; a machine that has the kernel to compile first asks to be asked again."""
    until_s = time.monotonic() + WITHIN_S
    while True:
        found = planner.post("/api/planning/replay", json={}, timeout=WITHIN_S)
        if found.status_code != 503 or time.monotonic() > until_s:
            return found
        time.sleep(1)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_servers_own_journal_teaches_and_its_busiest_day_is_replayed(
    planner: httpx2.Client, server: Running
) -> None:
    """After the run above: the travel tables are on the shelf."""
    for path in ("calibrate", "replay"):
        span = {"since": "1990-01-01", "until": "1990-01-02"}
        body = span if path == "calibrate" else {"day": "1990-01-01"}
        nothing = planner.post(f"/api/planning/{path}", json=body)
        assert (nothing.status_code, nothing.json()["code"]) == (422, "no_history")
    wrong = planner.post("/api/planning/replay", json={"day": "today"})
    assert wrong.status_code == 422
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    best = next(c for c in ranking["ranked"] if c["group"] == "ready")
    order = {"vehicle_id": best["vehicle_id"], "answer_id": ranking["answer_id"]}
    desk.do(f"/incidents/{incident_id}/dispatch", order)
    learned = planner.post("/api/planning/calibrate", json={}).json()
    assert learned["cases"] >= 1
    assert all(term["learned"] is None for term in learned["terms"]), "one call teaches nothing"
    assert learned["scenario"]["name"]
    day = replayed(planner).json()
    assert day["left_out"] == 0
    assert [one["name"] for one in day["scenarios"]] == ["现状 / today"]
    call = day["calls"][-1]
    assert call["real"] == {"vehicle": best["vehicle_id"], "response_s": None}
    assert call["runs"][0]["vehicle"]
    assert server.seat("city").post("/planning/replay", {}).status_code == 403
    real_day_is_played(planner, best["vehicle_id"])


def real_day_is_played(planner: httpx2.Client, sent: str) -> None:
    """The same day for the map: as it was, and under today's rules; and as files."""
    days = planner.get("/api/planning/history/days", timeout=WITHIN_S).json()
    assert days[-1]["calls"] >= 1
    address = "/api/planning/history/day"
    real = planner.get(address, params={"rules": "real"}, timeout=WITHIN_S).json()
    assert [day["date"] for day in real["days"]] == [day["date"] for day in days]
    assert sent in {step["vehicle"] for step in real["steps"] if step["call"] is not None}
    under = planner.get(address, params={"rules": "today"}, timeout=WITHIN_S).json()
    assert len(under["calls"]) == len(real["calls"])
    assert any(step["state"] == "en_route" for step in under["steps"])
    none = planner.get(address, params={"day": "1990-01-01"}, timeout=WITHIN_S)
    assert (none.status_code, none.json()["field"]) == (422, "day")
    page = planner.post("/api/planning/replay/export/replay.html", json={}, timeout=WITHIN_S)
    assert page.text.startswith("<!doctype html>")
    assert planner.post("/api/planning/replay/export/x.exe", json={}).status_code == 404


def test_a_scenario_that_was_kept_meanwhile_is_not_written_over(planner: httpx2.Client) -> None:
    address = "/api/planning/scenarios/two-windows"
    first = planner.put(address, json=FANGXIAN, params={"seen_ms": 0}).json()
    again = {**FANGXIAN, "name": "别处"}
    assert planner.put(address, json=again).status_code == 200, "asked for without a condition"
    late = planner.put(address, json=FANGXIAN, params={"seen_ms": first["changed_ms"] - 1})
    assert (late.status_code, late.json()["code"]) == (409, "scenario_changed")
    assert planner.get(address).json()["scenario"]["name"] == "别处"
    assert planner.delete(address).status_code == 204
