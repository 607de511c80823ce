"""The main job over HTTP: a call becomes a patient in a hospital, and the vehicle is home again."""

from typing import Any

from tests.support.running import STREET, Running


def board_incident(server: Running, incident_id: str) -> dict[str, Any]:
    board = server.seat("city").get("/board").json()
    return next(i for i in board["incidents"] if i["id"] == incident_id)


def board_vehicle(server: Running, vehicle_id: str) -> dict[str, Any]:
    board = server.seat("city").get("/board").json()
    return next(v for v in board["vehicles"] if v["id"] == vehicle_id)


def test_a_call_is_answered_ranked_dispatched_and_ends_with_the_vehicle_home(
    server: Running,
) -> None:
    desk, exchange = server.seat("city"), server.seat("gateway")
    exchange.do("/calls", {"call_id": "main-1", "number": "13907280001", "words": "胸口痛"})
    desk.do("/calls/main-1/answer")
    incident = {"complaint": "胸痛", "urgency": "I", "needs": ["doctor"], "location": STREET}
    incident_id = desk.do("/calls/main-1/accept", {"incident": incident})["incident_id"]

    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    listed = {c["vehicle_id"] for c in ranking["ranked"] + ranking["passed_over"]}
    assert listed == set(server.system.region.vehicles)
    assert ranking["basis"] == "road"
    best = ranking["ranked"][0]
    assert best["eta_s"] == round(best["mobilisation_s"] + best["drive_s"], 1)
    assert "fastest" in {reason["code"] for reason in best["for"]}

    order = {"vehicle_id": best["vehicle_id"], "answer_id": ranking["answer_id"]}
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
    crew = server.seat(f"crew-{best['vehicle_id']}")
    assert crew.get(f"/tasks/{task_id}/route").json()["to"] == "scene"
    for state in ("acked", "en_route", "on_scene", "at_patient"):
        crew.do(f"/tasks/{task_id}/status", {"state": state})

    crew.do(f"/tasks/{task_id}/status", {"state": "loaded"})
    task = board_incident(server, incident_id)["tasks"][0]
    hospitals = crew.get(f"/tasks/{task_id}/hospitals").json()
    assert task["hospital_code"] == hospitals[0]["code"]
    assert "has_centre" in {reason["code"] for reason in hospitals[0]["for"]}
    assert task["eta_ms"] > task["stamps"][-1]["at_ms"] + 60_000
    assert task["eta_basis"] == "road"
    assert crew.get(f"/tasks/{task_id}/route").json()["to"] == "hospital"

    for state in ("at_hospital", "handed_over", "available_mobile"):
        crew.do(f"/tasks/{task_id}/status", {"state": state})
    assert board_incident(server, incident_id)["state"] == "closed"
    vehicle = best["vehicle_id"]
    assert crew.get(f"/vehicles/{vehicle}/route").json()["to"] == "station"
    crew.do(f"/vehicles/{vehicle}/returned")
    assert board_vehicle(server, vehicle)["state"] == "available_station"


def test_an_incident_keeps_a_log_that_can_be_read_in_words(server: Running) -> None:
    incident_id = server.call_in(location=STREET)
    server.send_best(incident_id)
    detail = server.seat("city").get(f"/incidents/{incident_id}").json()
    kinds = [line["kind"] for line in detail["log"]]
    assert kinds[0] == "IncidentOpened"
    assert kinds[-1] == "VehicleDispatched"
    assert all(line["zh"] and line["en"] for line in detail["log"])


def test_the_decision_is_kept_with_what_lay_on_the_desk(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    second = ranking["ranked"][1]["vehicle_id"]
    order = {"vehicle_id": second, "answer_id": ranking["answer_id"], "override_reason": "家属要求"}
    seq = desk.do(f"/incidents/{incident_id}/dispatch", order)["seq"]
    page = server.seat("admin").get("/journal", params={"after": seq - 1, "limit": 1}).json()
    decision = page["entries"][0]["event"]["decision"]
    assert decision["answer_id"] == ranking["answer_id"]
    assert decision["chosen_rank"] == 2
    assert decision["recommended"] == ranking["ranked"][0]["vehicle_id"]
    assert decision["override_reason"] == "家属要求"
    assert len(decision["considered"]) == len(ranking["ranked"])


def test_a_call_without_a_location_can_be_dispatched_all_the_same(server: Running) -> None:
    incident_id = server.call_in(complaint="昏倒")
    ranking = server.seat("city").get(f"/incidents/{incident_id}/candidates").json()
    assert ranking["note"]["code"] == "no_location"
    assert ranking["ranked"][0]["eta_s"] is None
    server.send_best(incident_id)
    task = board_incident(server, incident_id)["tasks"][0]
    assert task["eta_ms"] is None


def test_the_callers_line_says_where_when_the_desk_does_not(server: Running) -> None:
    place = {**STREET, "radius_m": 500, "method": "operator"}
    call = {"call_id": "line-1", "number": "07198880001", "location": place}
    server.seat("gateway").do("/calls", call)
    server.seat("city").do("/calls/line-1/answer")
    incident_id = server.seat("city").do("/calls/line-1/accept")["incident_id"]
    location = board_incident(server, incident_id)["location"]
    assert location["method"] == "operator"
    assert location["radius_m"] == 500
    assert len(location["area"]) == 2


def test_a_place_in_another_datum_is_kept_in_wgs84_and_named(server: Running) -> None:
    place = {"lon": 110.7918, "lat": 32.6389, "datum": "gcj02", "method": "map_click"}
    incident_id = server.call_in(location=place)
    location = board_incident(server, incident_id)["location"]
    assert location["datum"] == "gcj02"
    assert 300 < abs(location["lon"] - 110.7918) * 93_700 < 700


def test_a_place_in_a_county_belongs_to_that_county_s_centre(server: Running) -> None:
    county_seat = {"lon": 110.73417, "lat": 32.055, "datum": "wgs84", "method": "map_click"}
    incident_id = server.call_in(location=county_seat)
    incident = board_incident(server, incident_id)
    assert incident["owner_unit"] == "420325"
    assert incident["county_code"] == "420325"


def test_more_is_told_later_and_a_field_left_out_stays(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(address="北京路", complaint="腹痛", urgency="II")
    response = desk.patch(f"/incidents/{incident_id}", {"urgency": None, "location": STREET})
    assert response.status_code == 200, response.text
    incident = board_incident(server, incident_id)
    assert (incident["address"], incident["complaint"]) == ("北京路", "腹痛")
    assert incident["urgency"] is None
    assert incident["location"]["lon"] == STREET["lon"]


def test_a_parked_incident_waits_and_is_woken(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in()
    desk.do(f"/incidents/{incident_id}/park")
    assert board_incident(server, incident_id)["parked"] is True
    desk.do(f"/incidents/{incident_id}/wake")
    assert board_incident(server, incident_id)["state"] == "waiting"
    desk.do(f"/incidents/{incident_id}/close", {"reason": "病人已自行就医"})
    assert board_incident(server, incident_id)["state"] == "closed"


def test_a_paused_vehicle_says_why_it_is_passed_over(server: Running) -> None:
    desk = server.seat("city")
    desk.do("/vehicles/V200/pause", {"reason": "洗消", "expected_minutes": 30})
    incident_id = server.call_in(location=STREET)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    passed_over = {p["vehicle_id"]: p["why"] for p in ranking["passed_over"]}
    assert passed_over["V200"][0]["code"] == "paused"
    desk.do("/vehicles/V200/resume")
