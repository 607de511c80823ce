"""Over HTTP: who waits, who is proposed, diversion in one act, planned drives, the reports."""

import time
from typing import Any

from tests.support.running import STREET, Running, Seat

REQUIREMENTS = ("DSP-09", "DSP-11", "DSP-12", "DSP-14", "DSP-19")
PATIENT = {"sex": "女", "age": 71, "condition": "髋部骨折"}


def best_of(desk: Seat, incident_id: str) -> dict[str, Any]:
    """The answer of a ranking, and its first that can be sent."""
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    ready = next(c for c in ranking["ranked"] if c["group"] == "ready")
    return {"vehicle_id": ready["vehicle_id"], "answer_id": ranking["answer_id"]}


def incident(desk: Seat, incident_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = desk.get(f"/incidents/{incident_id}").json()
    return shown


def offer_of(desk: Seat, incident_id: str) -> dict[str, Any]:
    """The proposal, which comes by itself a moment later."""
    for _ in range(200):
        offer: dict[str, Any] | None = incident(desk, incident_id)["offer"]
        if offer is not None:
            return offer
        time.sleep(0.05)
    raise AssertionError("no vehicle was proposed")


def test_after_a_refusal_the_next_best_is_proposed_and_nothing_is_sent(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    best = best_of(desk, incident_id)
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", best)["task_id"]
    wrong = desk.post(f"/tasks/{task_id}/refuse", {"reason": "nobody_on_scene"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "reason_does_not_fit")
    desk.do(f"/tasks/{task_id}/refuse", {"reason": "no_crew", "note": "夜班缺人"})
    offer = offer_of(desk, incident_id)
    assert offer["why"] == "refused"
    ranked = desk.get(f"/incidents/{incident_id}/candidates").json()["ranked"]
    others = [c for c in ranked if c["group"] == "ready" and c["vehicle_id"] != best["vehicle_id"]]
    assert offer["vehicle_id"] == others[0]["vehicle_id"], "the next best, never who refused"
    shown = incident(desk, incident_id)
    assert (shown["state"], shown["waits_for"], shown["refusals"]) == ("waiting", "refused", 1)
    [refused] = [a for a in shown["acceptances"] if a["kind"] == "refused"]
    assert (refused["task_id"], refused["note"]) == (task_id, "夜班缺人")
    listed = [line["incident_id"] for line in desk.get("/waiting").json()]
    assert incident_id in listed
    desk.do(f"/incidents/{incident_id}/offer/decline", {"reason": "另有安排"})
    assert incident(desk, incident_id)["offer"] is None
    desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_no_vehicle_is_refused_while_there_is_one_and_kept_with_words(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    refused = desk.post(f"/incidents/{incident_id}/no-vehicle")
    assert (refused.status_code, refused.json()["code"]) == (409, "vehicle_available")
    desk.do(f"/incidents/{incident_id}/no-vehicle", {"note": "全部车辆为大型活动保障"})
    shown = incident(desk, incident_id)
    assert (shown["waits_for"], shown["no_vehicle"]) == ("no_vehicle", 1)
    report = desk.get("/reports/decisions?from_ms=1&to_ms=31000000000").json()
    assert report["satisfaction"] is None
    day_ms = 24 * 3_600_000
    opened_ms = shown["opened_ms"]
    span = f"from_ms={opened_ms - day_ms}&to_ms={opened_ms + day_ms}"
    report = desk.get(f"/reports/decisions?{span}").json()
    counts = {row["kind"]: row for row in report["counts"]}
    assert counts["no_vehicle"]["count"] == report["no_vehicle"] == 1
    assert counts["no_vehicle"]["codes"] == {"anke": 7, "shanghai": None}
    assert report["satisfaction"] == round(1 - 1 / report["needed"], 4)
    assert report["definition_zh"]
    desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_a_diversion_sends_the_replacement_in_the_same_keystroke(server: Running) -> None:
    desk = server.seat("city")
    minor = server.call_in(location=STREET, urgency="III")
    best = best_of(desk, minor)
    task_id = desk.do(f"/incidents/{minor}/dispatch", best)["task_id"]
    worse = server.call_in(location=STREET, urgency="I")
    order = {"incident_id": worse, "send_next": True}
    receipt = desk.do(f"/tasks/{task_id}/divert", order)
    left, gained = incident(desk, minor), incident(desk, worse)
    assert [t["result"] for t in left["tasks"]] == ["diverted", None]
    assert left["tasks"][1]["id"] == receipt["replacement_task_id"]
    assert gained["tasks"][0]["id"] == receipt["task_id"]
    assert gained["tasks"][0]["vehicle_id"] == best["vehicle_id"]
    assert left["tasks"][1]["vehicle_id"] != best["vehicle_id"]
    again = desk.post(f"/tasks/{receipt['task_id']}/divert", {"incident_id": minor})
    assert (again.status_code, again.json()["code"]) == (409, "not_more_urgent")
    titles = [line["kind"] for line in left["log"]]
    assert titles[-4:].count("TaskEnded") == 1
    for task in (receipt["task_id"], receipt["replacement_task_id"]):
        desk.do(f"/tasks/{task}/recall", {"reason": "other"})
    for one in (minor, worse):
        desk.do(f"/incidents/{one}/close", {"reason": "x"})


def test_a_referral_goes_up_and_is_counted(server: Running) -> None:
    desk = server.seat("city")
    hospitals = desk.get("/region").json()["hospitals"]
    low = min(hospitals, key=lambda one: one["grade_rank"])["code"]
    high = max(hospitals, key=lambda one: one["grade_rank"])["code"]
    order = {"from_hospital": low, "to_hospital": high, "direction": "up", "reason": "手术"}
    referral_id = desk.do("/referrals", {**order, "patient": PATIENT})["referral_id"]
    desk.do(f"/referrals/{referral_id}/answer", {"accepted": True})
    incident_id = desk.do(f"/referrals/{referral_id}/schedule")["incident_id"]
    shown = incident(desk, incident_id)
    assert (shown["kind"], shown["destination_code"]) == ("transfer", high)
    assert shown["referral_id"] == referral_id
    sent = desk.do(f"/incidents/{incident_id}/dispatch", best_of(desk, incident_id))
    [task] = incident(desk, incident_id)["tasks"]
    assert task["hospital_code"] == high
    [known] = [r for r in desk.get("/board").json()["referrals"] if r["id"] == referral_id]
    assert (known["state"], known["patient"]["age"]) == ("under_way", 71)
    desk.do(f"/tasks/{sent['task_id']}/recall", {"reason": "other"})
    desk.do(f"/referrals/{referral_id}/cancel", {"reason": "病情好转"})
    day_ms = 24 * 3_600_000
    span = f"from_ms={known['requested_ms'] - day_ms}&to_ms={known['requested_ms'] + day_ms}"
    report = desk.get(f"/reports/referrals?{span}").json()
    assert report["by_direction"] == {"up": 1}
    assert report["rows"][0]["states"] == {"cancelled": 1}
    assert desk.get("/reports/referrals?from_ms=5&to_ms=5").json()["code"] == "bad_span"


def test_a_planned_drive_waits_parked_and_crews_see_what_to_bring(server: Running) -> None:
    desk, crew = server.seat("city"), server.seat("crew-V012")
    details = {
        "location": STREET,
        "meeting_place": "东门岗亭",
        "contact_phone": "13911112222",
        "special_needs": "带保温箱",
        "infection": True,
    }
    soon = {"kind": "standby", "incident": details}
    incident_id = desk.do("/incidents", soon)["incident_id"]
    assert incident(desk, incident_id)["second_lane"]
    later_ms = incident(desk, incident_id)["opened_ms"] + 6 * 3_600_000
    planned = desk.do("/incidents", {**soon, "scheduled_ms": later_ms})["incident_id"]
    shown = incident(desk, planned)
    assert (shown["state"], shown["wake_ms"]) == ("parked", later_ms - 30 * 60_000)
    order = {"vehicle_id": crew.user["vehicle_id"]}
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
    slip = crew.get(f"/tasks/{task_id}/order").json()
    assert slip["meeting_place"] == "东门岗亭"
    assert slip["contact_phone"] == "13911112222"
    assert slip["special_needs"] == "带保温箱"
    assert slip["infection"] is True
    assert slip["radius_m"] == STREET.get("radius_m", 0.0)
    desk.do(f"/tasks/{task_id}/recall", {"reason": "other"})
    for one in (incident_id, planned):
        desk.do(f"/incidents/{one}/close", {"reason": "x"})
