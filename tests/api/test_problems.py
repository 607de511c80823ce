"""Every error is problem details: field, value, remedy, in two languages, never a traceback."""

from typing import Any

import httpx2
import pytest

from tests.support.running import STREET, Running


def check(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"].endswith(code)
    assert problem["title"]
    assert problem["detail"]
    assert problem["detail_en"]
    return problem


def test_an_unknown_address_is_told(server: Running) -> None:
    problem = check(server.seat("city").get("/no/such"), 404, "no_such_address")
    assert problem["value"] == "/api/no/such"


def test_an_unknown_incident_is_told_with_its_remedy(server: Running) -> None:
    problem = check(server.seat("city").post("/incidents/X1/park"), 404, "unknown_incident_id")
    assert problem["field"] == "incident_id"
    assert problem["value"] == "X1"
    assert problem["remedy"]


def test_a_method_that_is_not_there_is_told(server: Running) -> None:
    check(httpx2.put(f"{server.url}/api/board"), 405, "method_not_allowed")


RING = {"call_id": "p1", "number": "120"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"number": "1"}, "call_id"),
        ({**RING, "number": "x" * 40}, "number"),
        ({**RING, "wrods": ""}, "wrods"),
        ({**RING, "location": {**STREET, "lon": "east"}}, "location.lon"),
        ({**RING, "location": {**STREET, "lon": 999}}, "location.lon"),
        ({**RING, "location": {**STREET, "radius_m": -1}}, "location.radius_m"),
        ({**RING, "location": {**STREET, "datum": "mars"}}, "location.datum"),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_remedy(
    server: Running, body: dict[str, Any], field: str
) -> None:
    response = server.seat("gateway").post("/calls", body)
    assert response.status_code == 422
    problem = check(response, 422, response.json()["code"])
    assert problem["field"] == field
    assert problem["remedy"]


def test_several_wrong_fields_are_all_told_at_once(server: Running) -> None:
    response = server.seat("gateway").post("/calls", {"number": 5, "trunk": []})
    problem = check(response, 422, "invalid_request")
    assert {error["field"] for error in problem["errors"]} == {"call_id", "number", "trunk"}
    assert all(e["detail"] and e["detail_en"] and e["remedy"] for e in problem["errors"])


def test_broken_json_is_told(server: Running) -> None:
    http = server.seat("gateway").http
    headers = {"Idempotency-Key": "k-broken", "Content-Type": "application/json"}
    check(http.post("/api/calls", content=b'{"call_id": ', headers=headers), 422, "invalid_request")


def test_a_write_without_an_idempotency_key_is_refused(server: Running) -> None:
    http = server.seat("gateway").http
    response = http.post("/api/calls", json={"call_id": "p2", "number": "120"})
    problem = check(response, 422, "idempotency_key_missing")
    assert problem["field"] == "Idempotency-Key"


def test_a_wrong_press_is_told_what_may_be_pressed_instead(server: Running) -> None:
    task_id, vehicle_id = server.send_best(server.call_in(location=STREET))
    crew = server.seat(f"crew-{vehicle_id}")
    response = crew.post(f"/tasks/{task_id}/status", {"state": "at_hospital"})
    problem = check(response, 409, "illegal_step")
    assert problem["allowed"] == ["acked", "en_route", "available_mobile"]


def test_too_large_a_request_is_refused_before_it_is_read(server: Running) -> None:
    http = server.seat("gateway").http
    response = http.post("/api/calls", content=b" " * 2_000_001)
    check(response, 413, "too_large")


def test_a_fault_inside_is_logged_and_shown_without_its_insides(
    server: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(viewer: object) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr(server.system.hub, "snapshot", broken)
    response = server.seat("city").get("/board")
    check(response, 500, "server_fault")
    assert "secret insides" not in response.text
    assert "secret insides" in caplog.text


def test_the_real_clock_cannot_be_steered(server: Running) -> None:
    check(server.seat("city").post("/clock", {"paused": True}), 409, "clock_is_real")
