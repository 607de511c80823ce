"""What lies beside a call: who rang before, what it may be about, and what to say; by rights."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.running import STREET, Running, run_server

REQUIREMENTS = ("CALL-04", "CALL-05", "CALL-06", "DSP-17")

NEAR = {**STREET, "lon": 110.816}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_server(tmp_path_factory.mktemp("cards")) as running:
        yield running


def ring(server: Running, number: str, *, answered: bool = True, **fields: object) -> str:
    call_id = f"K{uuid4().hex[:10]}"
    server.seat("gateway").do("/calls", {"call_id": call_id, "number": number, **fields})
    if answered:
        server.seat("city").do(f"/calls/{call_id}/answer")
    return call_id


def card(server: Running, call_id: str) -> dict[str, Any]:
    view: dict[str, Any] = server.seat("city").get(f"/calls/{call_id}/card").json()
    return view


def test_a_sixth_call_within_a_year_marks_a_repeat_caller_and_blocks_nothing(
    server: Running,
) -> None:
    for nth in range(5):
        call_id = ring(server, "13911110000")
        body = {"call_class": "consult" if nth else "silent"}
        server.seat("city").do(f"/calls/{call_id}/classify", body)
    caller = card(server, ring(server, "13911110000"))["caller"]
    assert (caller["calls_this_year"], caller["repeat"]) == (6, True)
    assert [past["call_class"] for past in caller["recent"]] == ["consult"] * 4 + ["silent"]
    assert caller["open_incident_ids"] == []


def test_a_withheld_number_has_no_past(server: Running) -> None:
    assert card(server, ring(server, ""))["caller"] is None


def test_a_chasing_caller_is_told_when_the_ambulance_comes(server: Running) -> None:
    first = ring(server, "13922220000", words="撞车了", location=STREET)
    accept = server.seat("city").do(f"/calls/{first}/accept", {"incident": {"location": STREET}})
    incident_id = accept["incident_id"]
    task_id, _ = server.send_best(incident_id)
    server.seat("city").do(f"/tasks/{task_id}/status", {"state": "acked", "origin": "manual"})
    server.seat("city").do(f"/tasks/{task_id}/status", {"state": "en_route", "origin": "manual"})
    again = ring(server, "13922220000")
    view = card(server, again)
    [double] = view["doubles"]
    assert (double["kind"], double["incident_id"]) == ("chasing", incident_id)
    assert "已出发" in double["say_zh"]
    assert "分钟后" in double["say_zh"]
    assert "expected in" in double["say_en"]
    server.seat("city").do(f"/calls/{again}/chasing", {"incident_id": incident_id})
    calls = server.seat("city").get("/board").json()["calls"]
    mine = next(one for one in calls if one["id"] == again)
    assert (mine["call_class"], mine["incident_id"]) == ("chasing", incident_id)


def test_near_in_place_and_words_is_proposed_and_a_decline_is_remembered(server: Running) -> None:
    first = ring(server, "13933330000", words="桥头两车相撞", location=STREET)
    accept = server.seat("city").do(f"/calls/{first}/accept", {"incident": {"location": STREET}})
    second = ring(server, "13944440000", words="有车祸，快来", location=NEAR)
    doubles = card(server, second)["doubles"]
    found = next(one for one in doubles if one["incident_id"] == accept["incident_id"])
    assert found["kind"] == "duplicate"
    assert 50 < found["distance_m"] < 150
    assert found["text"] == 1.0
    decline = f"/incidents/{accept['incident_id']}/decline"
    server.seat("city").do(decline, {"call_id": second})
    doubles = card(server, second)["doubles"]
    assert all(one["incident_id"] != accept["incident_id"] for one in doubles)


def test_two_incidents_are_proposed_merged_and_taken_apart_again(server: Running) -> None:
    spot = {**STREET, "lon": 110.70}
    one, other = server.call_in(location=spot), server.call_in(location=spot)
    desk = server.seat("city")
    doubles = desk.get(f"/incidents/{other}/doubles").json()["doubles"]
    assert one in [double["incident_id"] for double in doubles]
    desk.do(f"/incidents/{other}/merge", {"into_id": one})
    merged = desk.get(f"/incidents/{other}").json()
    assert (merged["merged_into"], merged["state"]) == (one, "closed")
    assert desk.get(f"/incidents/{one}").json()["absorbed"] == [other]
    desk.do(f"/incidents/{other}/split")
    assert desk.get(f"/incidents/{other}").json()["state"] == "waiting"


def test_a_slip_of_the_finger_is_taken_back_over_http(server: Running) -> None:
    desk, call_id = server.seat("city"), ring(server, "13955550000")
    desk.do(f"/calls/{call_id}/classify", {"call_class": "prank"})
    desk.do(f"/calls/{call_id}/undo-class")
    other = ring(server, "13966660000")
    desk.do(f"/calls/{other}/release")
    calls = {one["id"]: one for one in desk.get("/board").json()["calls"]}
    assert (calls[call_id]["call_class"], calls[call_id]["to_call_back"]) == (None, True)
    assert calls[other]["state"] == "ringing"


def test_only_a_desk_reads_who_called(server: Running) -> None:
    call_id = ring(server, "13977770000")
    vehicle_id = next(iter(server.system.region.vehicles))
    for user in ("gateway", f"crew-{vehicle_id}", "observer"):
        assert server.seat(user).get(f"/calls/{call_id}/card").status_code == 403
    assert server.seat("city").get("/calls/unknown/card").status_code == 404
