"""Triage over HTTP: questions as data, answers that retry safely, an urgency with its reason."""

from typing import Any

from tests.support.running import STREET, Running, Seat

REQUIREMENTS = ("CALL-09", "CALL-10", "CALL-15")

AWAKE = {"set_id": "universal", "question_id": "awake", "answer_id": "yes"}
BREATHES = {"set_id": "universal", "question_id": "breathing", "answer_id": "normal"}
CHEST = {"set_id": "universal", "question_id": "what", "answer_id": "chest"}
COLD_SWEAT = {"set_id": "chest_pain", "question_id": "shock", "answer_id": "yes"}


def shown(desk: Seat, incident_id: str) -> dict[str, Any]:
    view: dict[str, Any] = desk.get(f"/incidents/{incident_id}").json()
    return view


def test_the_book_of_questions_is_read_once_and_then_kept_by_the_browser(server: Running) -> None:
    desk = server.seat("city")
    answer = desk.get("/triage")
    assert {one["id"] for one in answer.json()["sets"]} >= {"universal", "stroke", "labour"}
    assert any(card["per_min"] for card in answer.json()["cards"])
    again = desk.get("/triage", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_answers_give_an_urgency_with_its_rule_and_a_retry_counts_once(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    body = {"answers": [AWAKE, BREATHES, CHEST, COLD_SWEAT], "revision": 0}
    first = desk.post(f"/incidents/{incident_id}/triage", body, key="triage-once")
    again = desk.post(f"/incidents/{incident_id}/triage", body, key="triage-once")
    assert first.json() == again.json()
    view = shown(desk, incident_id)
    assert (view["urgency"], view["triage"]["revision"]) == ("I", 1)
    assert view["triage"]["verdict"]["why"] == COLD_SWEAT
    assert view["triage"]["next"] == {"set_id": "chest_pain", "question_id": "kind"}
    assert set(view["needs"]) >= {"doctor", "monitor"}
    assert any("chest_pain/shock = yes（2026.1）" in line["zh"] for line in view["log"])
    late = desk.post(f"/incidents/{incident_id}/triage", {"answers": [AWAKE], "revision": 0})
    assert (late.status_code, late.json()["code"]) == (409, "triage_moved_on")
    desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_a_person_overrides_with_a_reason_that_the_log_keeps(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    desk.do(f"/incidents/{incident_id}/determinant", {"code": "9-E-1"})
    assert shown(desk, incident_id)["urgency"] == "I"
    bare = desk.post(f"/incidents/{incident_id}/urgency", {"urgency": "III", "reason": " "})
    assert (bare.status_code, bare.json()["code"]) == (422, "override_reason_missing")
    desk.do(f"/incidents/{incident_id}/urgency", {"urgency": "III", "reason": "已能走动"})
    view = shown(desk, incident_id)
    assert view["urgency"] == "III"
    assert view["triage"]["override"]["instead_of"] == "I"
    assert any("已能走动" in line["zh"] for line in view["log"])
    desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_what_is_no_answer_is_named_with_what_would_be(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    wrong = {**AWAKE, "answer_id": "perhaps"}
    refused = desk.post(f"/incidents/{incident_id}/triage", {"answers": [wrong]})
    assert (refused.status_code, refused.json()["code"]) == (422, "no_such_answer")
    assert "yes" in refused.json()["remedy"]
    unknown = desk.post(f"/incidents/{incident_id}/determinant", {"code": "cardiac"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_determinant")
    desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})
