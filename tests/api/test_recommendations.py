"""Recommendation over HTTP: alternatives, pairs, neighbours, exchanges, helpers near by."""

from typing import Any

from tests.support.running import STREET, Running, Seat

REQUIREMENTS = ("DSP-03", "DSP-04", "DSP-05", "DSP-13", "DSP-21", "DSP-22")

JUNXIAN = {"lon": 111.13973, "lat": 32.66762, "datum": "wgs84"}
"""A town on the reservoir: a nurse's crew is near, a doctor is across the water."""


def ranked(seat: Seat, incident_id: str) -> dict[str, Any]:
    found: dict[str, Any] = seat.get(f"/incidents/{incident_id}/candidates").json()
    return found


def test_a_pair_goes_with_one_request_and_its_meeting_stands_in_both_orders(
    server: Running,
) -> None:
    city = server.seat("city")
    incident_id = server.call_in(location=JUNXIAN, urgency="I", needs=["doctor"])
    ranking = ranked(city, incident_id)
    ways = {way["kind"]: way for way in ranking["alternatives"]}
    assert list(ways) == ["nearest", "own_county", "capable", "pair"]
    by_boat = next(c for c in ranking["ranked"] if c["legs"])
    assert [leg["mode"] for leg in by_boat["legs"]] == ["road", "boat", "road"]
    pair = ways["pair"]
    wish = {
        "basic_id": pair["vehicle_id"],
        "advanced_id": pair["partner_id"],
        "answer_id": ranking["answer_id"],
    }
    receipt = city.do(f"/incidents/{incident_id}/pair", wish)
    slip = city.get(f"/tasks/{receipt['task_id']}/order").json()
    partner = city.get(f"/tasks/{receipt['partner_task_id']}/order").json()
    assert slip["meets_ms"] == partner["meets_ms"]
    assert slip["meets_vehicle"]
    assert partner["meets_vehicle"]


def test_a_neighbour_is_asked_and_answers_at_its_own_desk(server: Running) -> None:
    county, neighbour = server.seat("yunyang"), server.seat("danjiangkou")
    incident_id = server.call_in(location={"lon": 110.81, "lat": 32.83})
    asked = [
        c
        for c in ranked(county, incident_id)["ranked"]
        if c["boundary"] == "ask" and c["county_code"] == "420381"
    ]
    vehicle = asked[0]["vehicle_id"]
    refused = county.post(f"/incidents/{incident_id}/dispatch", {"vehicle_id": vehicle})
    assert refused.status_code in (403, 409)
    receipt = county.do(f"/incidents/{incident_id}/neighbour", {"vehicle_id": vehicle})
    answer = {"granted": True}
    granted = neighbour.do(f"/boundary/{receipt['boundary_id']}/answer", answer)
    incident = county.get(f"/incidents/{incident_id}").json()
    assert [t["vehicle_id"] for t in incident["tasks"]] == [vehicle]
    assert granted["task_id"] == incident["tasks"][0]["id"]
    told = neighbour.get("/board").json()["boundaries"]
    assert [b["state"] for b in told if b["id"] == receipt["boundary_id"]] == ["granted"]


def test_another_vehicle_than_the_recommended_one_is_kept_with_its_reason(
    server: Running,
) -> None:
    city = server.seat("city")
    incident_id = server.call_in(location=STREET)
    ranking = ranked(city, incident_id)
    wish = {
        "vehicle_id": ranking["ranked"][3]["vehicle_id"],
        "answer_id": ranking["answer_id"],
        "override_code": "road_known",
        "override_reason": "桥头堵车",
    }
    city.do(f"/incidents/{incident_id}/dispatch", wish)
    unknown = {**wish, "override_code": "because"}
    assert city.post(f"/incidents/{incident_id}/dispatch", unknown).status_code == 422


def test_all_open_incidents_are_ranked_at_once_and_policies_and_rules_are_told(
    server: Running,
) -> None:
    city = server.seat("city")
    incident_id = server.call_in(location=STREET)
    standing = [s for s in city.get("/standings").json() if s["incident_id"] == incident_id]
    assert standing[0]["best"]
    assert {p["policy"] for p in city.get("/policies").json()} == {"closest"}
    rules = city.get("/boundary/rules", params={"asking": "420304"}).json()
    assert {rule["rule"] for rule in rules} == {"notify", "ask"}


def test_who_is_near_is_listed_called_and_answers(server: Running) -> None:
    city = server.seat("city")
    incident_id = server.call_in(location=JUNXIAN)
    near = city.get(f"/incidents/{incident_id}/nearby").json()
    code = near["volunteers"][0]["code"]
    receipt = city.do(f"/incidents/{incident_id}/volunteers", {"volunteer_code": code})
    call_id = receipt["volunteer_call_id"]
    city.do(f"/volunteer-calls/{call_id}/answer", {"coming": True, "minutes": 6})
    called = city.get(f"/incidents/{incident_id}/nearby").json()["called"]
    assert [(v["volunteer_code"], v["coming"], v["minutes"]) for v in called] == [(code, True, 6)]


def test_every_agreement_is_listed_with_what_comes(server: Running) -> None:
    leader = server.seat("leader-city")
    later = server.system.clock.now_ms() + 3_600_000
    leader.do("/policies", {"unit": "420323", "policy": "coverage_aware", "from_ms": later})
    pair = {"asking": "420323", "lending": "420381"}
    leader.do("/boundary/rules", {**pair, "rule": "ask", "timeout_s": 45, "from_ms": later})
    told = leader.get("/agreements").json()
    mine = [one for one in told["policies"] if one["unit"] == "420323"]
    assert [(one["policy"], one["in_force"]) for one in mine][1:] == [("coverage_aware", False)]
    assert mine[0]["in_force"]
    (coming,) = (one["term"] for one in told["rules"] if not one["in_force"])
    assert (coming["asking"], coming["rule"], coming["from_ms"]) == ("420323", "ask", later)
    assert told["policy_names"]["coverage_aware"] == ["兼顾覆盖", "coverage-aware"]
    centres = {one["unit"] for one in told["policies"]}
    in_force = [one for one in told["rules"] if one["in_force"]]
    assert len(in_force) == len(centres) * (len(centres) - 1)
