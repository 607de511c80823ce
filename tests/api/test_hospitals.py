"""Receiving hospitals over HTTP: told, answering, asking; the wall and the shift leader's page."""

import json
from typing import Any

from tests.support.running import STREET, Running

REQUIREMENTS = ("HOS-03", "HOS-06", "HOS-07", "UI-04", "ORG-03", "ORG-05")

HOUR_MS = 3_600_000
NUMBER, NAME, DOOR = "13987654321", "张秀兰", "公园路12号3单元"


def announced(server: Running, **incident: Any) -> tuple[str, dict[str, Any]]:
    """Somebody is on board of a vehicle; the task and what the hospital is told."""
    incident_id = server.call_in(location=STREET, urgency="I", complaint="胸痛", **incident)
    task_id, vehicle_id = server.send_best(incident_id)
    crew = server.seat(f"crew-{vehicle_id}")
    for state in ("acked", "en_route", "on_scene", "loaded"):
        crew.do(f"/tasks/{task_id}/status", {"state": state})
    return task_id, next(n for n in notices(server, "city") if n["task_id"] == task_id)


def notices(server: Running, user: str) -> list[dict[str, Any]]:
    """What a login reads of notices."""
    told: list[dict[str, Any]] = server.seat(user).get("/board").json()["notices"]
    return told


def test_only_the_hospital_that_is_meant_reads_who_comes_and_nothing_of_the_caller(
    server: Running,
) -> None:
    _, notice = announced(server, address=f"{DOOR}{NAME}家", contact_phone=NUMBER)
    code = notice["hospital_code"]
    own = server.seat(f"hospital-{code}").get("/board").json()
    (told,) = [n for n in own["notices"] if n["id"] == notice["id"]]
    assert told["patient"]["complaint"] == "胸痛"
    assert told["eta_ms"] is not None
    assert not any(own[name] for name in ("calls", "incidents", "vehicles", "alarms", "requests"))
    text = json.dumps(own, ensure_ascii=False)
    assert [word for word in (NUMBER, NAME, DOOR, "13800000000") if word in text] == []
    others = [h for h in server.system.region.hospitals if h != code]
    for other in others[:3]:
        seat = server.seat(f"hospital-{other}")
        assert notice["id"] not in seat.get("/board").text
        answer = seat.post(f"/notices/{notice['id']}/acknowledge")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_own_hospital")


def test_a_hospital_asks_the_desk_decides_and_the_next_hospital_is_told(server: Running) -> None:
    task_id, notice = announced(server)
    code, path = notice["hospital_code"], f"/notices/{notice['id']}"
    hospital, desk = server.seat(f"hospital-{code}"), server.seat("city")
    vehicle = server.seat(f"crew-{notice['vehicle_id']}")
    condition = {"sex": "female", "age_years": 67, "diagnosis": "STEMI", "direct_to": "cath_lab"}
    vehicle.do(f"/tasks/{task_id}/condition", condition)
    hospital.do(f"{path}/preparations", {"item": "cath_lab"})
    hospital.do(f"{path}/divert", {"reason": "equipment", "note": "导管机故障"})
    (asked,) = [n for n in notices(server, "city") if n["id"] == notice["id"]]
    assert asked["acknowledged"]["by"]["user"] == f"hospital-{code}", "who prepares has seen it"
    assert asked["divert"]["granted"] is None
    same = desk.post(f"{path}/divert/answer", {"granted": True, "hospital_code": code})
    assert same.json()["code"] == "other_hospital_missing"
    ranked = desk.get(f"/tasks/{task_id}/hospitals").json()
    other = next(one["code"] for one in ranked if one["code"] != code)
    desk.do(f"{path}/divert/answer", {"granted": True, "hospital_code": other})
    gone, come = [n for n in notices(server, "city") if n["task_id"] == task_id]
    assert (gone["withdrawn_why"], gone["patient"]) == ("redirected", None)
    assert (come["hospital_code"], come["patient"]["condition"]["age_years"]) == (other, 67)
    assert come["eta_ms"] is not None
    late = hospital.post(f"{path}/reception", {"step": "arrived"})
    assert late.json()["code"] == "notice_withdrawn"
    vehicle.do(f"/tasks/{task_id}/status", {"state": "at_hospital"})
    receiving = server.seat(f"hospital-{other}")
    receiving.do(f"/notices/{come['id']}/reception", {"step": "arrived", "at_ms": 1_000})
    (there,) = [n for n in notices(server, f"hospital-{other}") if n["id"] == come["id"]]
    assert there["arrived"]["pressed_ms"] == 1_000, "its own clock is kept beside ours"
    assert there["arrived_ms"] is not None


def test_a_diversion_counts_once_a_desk_agrees_and_is_heeded_with_its_reason(
    server: Running,
) -> None:
    task_id, notice = announced(server)
    code, desk = notice["hospital_code"], server.seat("city")
    hospital, path = server.seat(f"hospital-{code}"), f"/hospitals/{code}/states/emergency"
    until_ms = server.system.clock.now_ms() + HOUR_MS
    hospital.do(path, {"load": "diverting", "reason": "full", "until_ms": until_ms})

    def said() -> tuple[int, set[str]]:
        ranked = desk.get(f"/tasks/{task_id}/hospitals").json()
        mine = next(one for one in ranked if one["code"] == code)
        return mine["rank"], {reason["code"] for reason in mine["against"]}

    asked_rank, reasons = said()
    assert "diversion_asked" in reasons
    assert hospital.post(f"{path}/decision", {"approved": True}).status_code == 403
    desk.do(f"{path}/decision", {"approved": True})
    rank, reasons = said()
    assert "diverting" in reasons
    assert rank >= asked_rank
    hospital.do(path, {"load": "open"})
    assert not {"diverting", "diversion_asked", "crowded"} & said()[1]
    far_ms = until_ms + 48 * HOUR_MS
    refused = hospital.post(path, {"load": "crowded", "until_ms": far_ms})
    assert refused.json()["code"] == "bad_until"


def test_a_refusal_is_reported_by_the_crew_settled_by_the_desk_and_told_to_the_authority(
    server: Running,
) -> None:
    task_id, notice = announced(server)
    crew = server.seat(f"crew-{notice['vehicle_id']}")
    refusal_id = crew.do(f"/tasks/{task_id}/hospital-refusal", {"reason": "full"})["refusal_id"]
    again = crew.do(f"/tasks/{task_id}/hospital-refusal", {"reason": "full"})
    assert again["refusal_id"] == refusal_id
    desk = server.seat("city")
    settled = {"settlement": "received", "authority_told": True, "note": "已协调"}
    desk.do(f"/hospital-refusals/{refusal_id}/settle", settled)
    (shown,) = [r for r in desk.get("/board").json()["refusals"] if r["id"] == refusal_id]
    assert shown["settlement"] == "received"
    assert shown["authority_told_ms"] is not None
    board = server.seat(f"hospital-{notice['hospital_code']}").get("/board").json()
    assert board["refusals"] == [], "no hospital reads who accused it"


def test_the_wall_is_told_nothing_about_anybody(server: Running) -> None:
    task_id, notice = announced(server, address=f"{DOOR}{NAME}家", contact_phone=NUMBER)
    server.call_in(location=STREET, urgency="II", complaint=f"{NAME}摔倒", address=DOOR)
    for user in ("observer", "city", "leader-city"):
        text = server.seat(user).get("/wall").text
        personal = (
            NUMBER,
            "13800000000",
            NAME,
            DOOR,
            "摔倒",
            "胸痛",
            task_id,
            notice["vehicle_id"],
        )
        assert [word for word in personal if word in text] == []
        assert not any(vehicle.name in text for vehicle in server.system.region.vehicles.values())
        assert not any(vehicle.plate in text for vehicle in server.system.region.vehicles.values())
    wall = json.loads(text)
    assert wall["waiting"] >= 1
    assert wall["longest"]["area"] in {t.name for t in server.system.region.townships.values()} | {
        c.name for c in server.system.region.counties.values()
    }
    seats = {(t.point.lon, t.point.lat) for t in server.system.region.townships.values()}
    assert {(event["lon"], event["lat"]) for event in wall["events"]} <= seats
    assert wall["response"]["count"] >= 1
    assert wall["response"]["median_s"] <= wall["response"]["p90_s"]
    assert "首次受理" in wall["response"]["definition_zh"]
    assert server.seat("gateway").get("/wall").status_code == 403


def test_a_leader_reads_who_sent_another_vehicle_and_why(server: Running) -> None:
    incident_id = server.call_in(location=STREET, urgency="II")
    desk = server.seat("city")
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    ready = [one for one in ranking["ranked"] if one["group"] == "ready"]
    order = {
        "vehicle_id": ready[1]["vehicle_id"],
        "answer_id": ranking["answer_id"],
        "override_reason": "刚从那边回来",
        "override_code": "road_known",
    }
    desk.do(f"/incidents/{incident_id}/dispatch", order)
    server.system.supervision._read_ms = None
    (shown,) = [
        one
        for one in server.seat("leader-city").get("/supervision/overrides").json()
        if one["incident_id"] == incident_id
    ]
    assert (shown["vehicle_id"], shown["recommended"]) == (
        ready[1]["vehicle_id"],
        ready[0]["vehicle_id"],
    )
    assert (shown["code"], shown["reason"]) == ("road_known", "刚从那边回来")
    assert desk.get("/supervision/overrides").status_code == 403
    elsewhere = server.seat("leader-zhuxi").get("/supervision/overrides").json()
    assert incident_id not in json.dumps(elsewhere)
