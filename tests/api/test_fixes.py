"""Positions: a bad record is rejected by itself, and never takes its batch along."""

from typing import Any

import pytest

from stations.positions.fix import FixOrigin
from tests.support.dialled import wait_for
from tests.support.running import Running

REQUIREMENTS = ("VEH-04", "SYS-07")

HERE = {"lon": 110.80, "lat": 32.63, "datum": "wgs84", "speed_kmh": 40, "heading_deg": 90}


def report(server: Running, user: str, *fixes: Any) -> dict[str, Any]:
    response = server.seat(user).post("/fixes", {"fixes": list(fixes)})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def now(server: Running) -> int:
    return server.system.clock.now_ms()


def test_a_bad_record_is_rejected_by_itself(server: Running) -> None:
    at_ms = now(server)
    answer = report(
        server,
        "gateway",
        {**HERE, "vehicle_id": "V001", "at_ms": at_ms},
        {**HERE, "vehicle_id": "V999", "at_ms": at_ms},
        {**HERE, "vehicle_id": "V002", "at_ms": at_ms, "lat": 95},
        {**HERE, "vehicle_id": "V003", "at_ms": at_ms, "datum": "mars"},
        {**HERE, "vehicle_id": "V004"},
        "not a fix",
        {**HERE, "vehicle_id": "V005", "at_ms": at_ms + 3_600_000},
        {**HERE, "vehicle_id": "V006", "at_ms": at_ms},
    )
    assert answer["accepted"] == 2
    codes = {r["index"]: (r["code"], r["field"]) for r in answer["rejected"]}
    assert codes == {
        1: ("unknown_vehicle", "vehicle_id"),
        2: ("bad_coordinate", "lon,lat"),
        3: ("bad_record", "datum"),
        4: ("bad_record", "fix"),
        5: ("bad_record", "fix"),
        6: ("future_time", "at_ms"),
    }
    assert all(r["detail"] and r["detail_en"] and r["remedy"] for r in answer["rejected"])


def test_a_good_fix_moves_the_vehicle_on_the_board(server: Running) -> None:
    report(server, "gateway", {**HERE, "vehicle_id": "V010", "at_ms": now(server)})
    board = server.seat("planner").get("/board").json()
    fix = next(v["fix"] for v in board["vehicles"] if v["id"] == "V010")
    assert (fix["lon"], fix["lat"], fix["stale"]) == (HERE["lon"], HERE["lat"], False)


def test_a_crew_reports_its_own_vehicle_only(server: Running) -> None:
    at_ms = now(server)
    answer = report(
        server,
        "crew-V020",
        {**HERE, "vehicle_id": "V020", "at_ms": at_ms},
        {**HERE, "vehicle_id": "V021", "at_ms": at_ms},
    )
    assert answer["accepted"] == 1
    assert [r["code"] for r in answer["rejected"]] == ["not_own_vehicle"]


def emergencies(server: Running, vehicle_id: str) -> list[dict[str, Any]]:
    asked = server.seat("city").get("/board").json()["requests"]
    return [r for r in asked if (r["vehicle_id"], r["kind"]) == (vehicle_id, "emergency")]


def test_the_emergency_bit_of_a_fix_stands_at_the_desk_as_a_terminals_button_does(
    server: Running,
) -> None:
    at_ms = now(server) - 10_000

    def says(second: int, **more: Any) -> None:
        fix = {**HERE, "vehicle_id": "V040", "at_ms": at_ms + second * 1000, **more}
        report(server, "gateway", fix)

    says(1)
    says(2, alarms=1, located=False)
    [alarm] = wait_for(lambda: emergencies(server, "V040"))
    assert alarm["asked_ms"] == at_ms + 2000
    server.seat("city").do(f"/requests/{alarm['id']}/answer", {"granted": True})
    says(3, alarms=1)  # repeated until it ends
    says(0)  # kept back: tells nothing of now
    says(4, alarms=1 << 1)  # another alarm
    says(5, alarms=1)
    wait_for(lambda: len(emergencies(server, "V040")) == 2)


def test_the_button_of_a_vehicle_that_is_not_registered_alarms_nobody(server: Running) -> None:
    before = server.seat("city").get("/board").json()["requests"]
    fix = {**HERE, "vehicle_id": "V999", "at_ms": now(server), "alarms": 1}
    assert [r["code"] for r in report(server, "gateway", fix)["rejected"]] == ["unknown_vehicle"]
    report(server, "gateway", {**HERE, "vehicle_id": "V041", "at_ms": now(server), "alarms": 1})
    wait_for(lambda: emergencies(server, "V041"))
    after = server.seat("city").get("/board").json()["requests"]
    assert len(after) == len(before) + 1


def test_who_measured_a_fix_is_known_by_its_door_whatever_the_sender_says(server: Running) -> None:
    fix = {**HERE, "vehicle_id": "V042", "at_ms": now(server), "origin": "jt808"}
    assert report(server, "gateway", fix)["accepted"] == 1
    assert server.system.positions.latest["V042"].origin is FixOrigin.HTTP


def test_a_dispatcher_does_not_report_positions(server: Running) -> None:
    response = server.seat("city").post("/fixes", {"fixes": []})
    assert (response.status_code, response.json()["code"]) == (403, "role_may_not")


@pytest.mark.parametrize("body", [{}, [], {"fixes": 5}, {"fixes": [0] * 1001}])
def test_what_is_no_batch_is_refused_whole(server: Running, body: Any) -> None:
    response = server.seat("gateway").post("/fixes", body)
    assert response.status_code == 422
    assert response.json()["field"] == "fixes"


def test_a_batch_nested_without_end_is_refused_as_a_sender_s_mistake(server: Running) -> None:
    gateway = server.seat("gateway")
    response = gateway.http.post("/api/fixes", content=b"[" * 5000 + b"]" * 5000)
    assert response.status_code == 422, response.text


def test_the_ranking_counts_from_the_newest_fix(server: Running) -> None:
    scene = {"lon": 110.73417, "lat": 32.055}
    report(server, "gateway", {**HERE, **scene, "vehicle_id": "V030", "at_ms": now(server)})
    incident_id = server.call_in(location={**scene, "datum": "wgs84"})
    ranking = server.seat("city").get(f"/incidents/{incident_id}/candidates").json()
    candidate = next(c for c in ranking["ranked"] if c["vehicle_id"] == "V030")
    assert candidate["drive_s"] < 60
    assert candidate["fix_age_s"] < 60
