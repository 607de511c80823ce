"""Closed roads over HTTP: previewed, closed, heeded by the next ranking, told to every screen."""

import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.running import Running, Seat, shiyan

REQUIREMENTS = ("DSP-20",)

TO_MEIPU = {"lon": 111.10769, "lat": 33.0385}
"""The one road to two townships in the north-east."""
BEYOND = {"谭山镇", "梅铺镇"}
MEIPU = next(t.point for t in shiyan().townships.values() if t.name == "梅铺镇")
IN_MEIPU = {"lon": MEIPU.lon, "lat": MEIPU.lat, "datum": "wgs84", "method": "map_click"}


@pytest.fixture
def desk(server: Running) -> Iterator[Seat]:
    """The city's desk; whatever a test leaves closed is reopened."""
    seat = server.seat("city")
    yield seat
    for restriction in listed(seat)["restrictions"]:
        seat.do(f"/roads/restrictions/{restriction['id']}/reopen")


def listed(seat: Seat) -> dict[str, Any]:
    answer: dict[str, Any] = seat.get("/roads/restrictions").json()
    return answer


def look(seat: Seat) -> dict[str, Any]:
    """What a closure of the one road would mean."""
    return seat.do("/roads/restrictions/preview", {"shape": {"type": "spot", **TO_MEIPU}})


def close(seat: Seat, **more: Any) -> dict[str, Any]:
    shape = {"type": "spot", **TO_MEIPU}
    return seat.do("/roads/restrictions", {"kind": "closed", "shape": shape, **more})


def test_a_closure_is_previewed_before_anything_is_closed(desk: Seat) -> None:
    preview = look(desk)
    assert preview["length_m"] > 1000
    assert all(len(stretch["points"]) > 1 for stretch in preview["stretches"])
    assert {t["name"] for t in preview["cut_off"]["townships"]} == BEYOND
    assert listed(desk)["restrictions"] == []


def test_the_next_ranking_heeds_a_closure_and_its_answer_says_who_is_cut_off(
    server: Running, desk: Seat
) -> None:
    incident_id = server.call_in(location=IN_MEIPU)
    before = desk.get(f"/incidents/{incident_id}/candidates").json()
    receipt = close(desk, note="塌方")
    after = desk.get(f"/incidents/{incident_id}/candidates").json()
    assert receipt["applied"] is True
    assert {t["name"] for t in receipt["cut_off"]["townships"]} == BEYOND
    assert receipt["cut_off"]["vehicles"]
    assert after["network_version"] == receipt["network_version"] != before["network_version"]
    assert {c["vehicle_id"] for c in after["ranked"]} == {
        v["id"] for v in receipt["cut_off"]["vehicles"]
    }
    why = {p["vehicle_id"]: [w["code"] for w in p["why"]] for p in after["passed_over"]}
    assert ["unreachable", "cut_off_by"] in why.values()
    said = next(w for p in after["passed_over"] for w in p["why"] if w["code"] == "cut_off_by")
    assert receipt["restriction_id"] in said["zh"]
    assert "被封路隔断" in said["zh"]
    assert "cut off by the closure of" in said["en"]
    [one] = listed(desk)["restrictions"]
    assert (one["state"], one["note"], one["by"]["user"]) == ("in_force", "塌方", "city")
    reopened = desk.do(f"/roads/restrictions/{receipt['restriction_id']}/reopen")
    assert reopened["cut_off"] == {"vehicles": [], "stations": [], "townships": []}
    again = desk.get(f"/incidents/{incident_id}/candidates").json()
    assert again["network_version"] == before["network_version"]
    assert [c["vehicle_id"] for c in again["ranked"]] == [c["vehicle_id"] for c in before["ranked"]]


def test_every_screen_is_told_of_the_road_and_then_of_the_new_times(
    server: Running, desk: Seat
) -> None:
    with server.live("city") as socket:
        socket.send(json.dumps({"type": "hello"}))
        snapshot = json.loads(socket.recv(timeout=5))
        assert snapshot["restrictions"] == []
        receipt = close(desk)
        frames = [_text(socket)]
        while frames[-1]["type"] != "roads":
            frames.append(_text(socket))
        changes = next(f for f in frames if f["type"] == "changes" and f["restrictions"])
        assert changes["restrictions"][0]["id"] == receipt["restriction_id"]
        assert frames[-1]["version"] == receipt["network_version"]
        desk.do(f"/roads/restrictions/{receipt['restriction_id']}/reopen")
        while (frame := _text(socket))["type"] != "changes":
            pass
        assert frame["removed"]["restrictions"] == [receipt["restriction_id"]]


def _text(socket: Any) -> dict[str, Any]:
    while not isinstance(frame := socket.recv(timeout=5), str):
        pass
    told: dict[str, Any] = json.loads(frame)
    return told


def test_the_arrival_of_who_is_under_way_moves_with_the_road(server: Running, desk: Seat) -> None:
    incident_id = server.call_in(location=IN_MEIPU)
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    beyond = {"谭山", "梅铺"}
    outside = next(c for c in ranking["ranked"] if c["station_name"][:2] not in beyond)
    desk.do(f"/incidents/{incident_id}/dispatch", {"vehicle_id": outside["vehicle_id"]})
    [task] = desk.get(f"/incidents/{incident_id}").json()["tasks"]
    receipt = close(desk)
    assert _shown(desk, incident_id, "unreachable")["eta_ms"] is None
    desk.do(f"/roads/restrictions/{receipt['restriction_id']}/reopen")
    back = _shown(desk, incident_id, "road")
    assert back["eta_ms"] == pytest.approx(task["eta_ms"], abs=60_000)
    desk.do(f"/tasks/{task['id']}/recall", {"reason": "other"})


def _shown(desk: Seat, incident_id: str, basis: str) -> dict[str, Any]:
    """The task once its arrival rests on ``basis``: it is asked anew beside the answer."""
    for _ in range(100):
        [task] = desk.get(f"/incidents/{incident_id}").json()["tasks"]
        if task["eta_basis"] == basis:
            return dict(task)
        time.sleep(0.05)
    raise AssertionError(f"still {task['eta_basis']}")


def test_a_slow_zone_and_a_line_are_taken_too(desk: Seat) -> None:
    lon, lat = TO_MEIPU["lon"], TO_MEIPU["lat"]
    ring = [[lon - 0.01, lat - 0.01], [lon + 0.01, lat - 0.01], [lon + 0.01, lat + 0.01]]
    zone = {"type": "zone", "points": ring}
    slow = {"kind": "slow", "factor": 0.5, "shape": zone}
    assert desk.do("/roads/restrictions", slow)["applied"] is True
    stretch = look(desk)["stretches"][0]
    line = {"type": "line", "points": stretch["points"]}
    receipt = desk.do("/roads/restrictions", {"kind": "closed", "shape": line})
    assert {t["name"] for t in receipt["cut_off"]["townships"]} == BEYOND
    assert [r["kind"] for r in listed(desk)["restrictions"]] == ["slow", "closed"]


def test_a_retry_closes_the_road_once(desk: Seat) -> None:
    body = {"kind": "closed", "shape": {"type": "spot", **TO_MEIPU}}
    key = str(uuid4())
    first, again = (desk.post("/roads/restrictions", body, key=key).json() for _ in range(2))
    assert first["restriction_id"] == again["restriction_id"]
    assert len(listed(desk)["restrictions"]) == 1


SPOT = {"type": "spot", **TO_MEIPU}
ZONE = {"type": "zone", "points": []}
LINE = {"type": "line", "points": [[111.1, 33.0]]}
FAR, NO_PLACE = {**SPOT, "lon": 90.0}, {**SPOT, "lat": 133.0}
MINUS = {**SPOT, "radius_m": -1}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "closed", "shape": ZONE}, "bad_shape", "shape"),
    ({"kind": "closed", "shape": LINE}, "bad_shape", "shape"),
    ({"kind": "closed", "shape": FAR}, "no_road_there", "shape"),
    ({"kind": "closed", "shape": NO_PLACE}, "bad_coordinate", "shape.lat"),
    ({"kind": "closed", "shape": MINUS}, "invalid_request", "shape.spot.radius_m"),
    ({"kind": "closed", "shape": {"type": "blob"}}, "invalid_request", "shape"),
    ({"kind": "closed", "shape": SPOT, "factor": 0.5}, "bad_factor", "factor"),
    ({"kind": "slow", "shape": SPOT}, "bad_factor", "factor"),
    ({"kind": "slow", "shape": SPOT, "factor": 0}, "bad_factor", "factor"),
    ({"kind": "slow", "shape": SPOT, "factor": 1.5}, "bad_factor", "factor"),
    ({"kind": "closed", "shape": SPOT, "until_ms": 1}, "until_is_past", "until_ms"),
    ({"kind": "wet", "shape": SPOT}, "invalid_request", "kind"),
]


@pytest.mark.parametrize(("body", "code", "field"), WRONG)
def test_what_cannot_be_is_refused_with_its_field_and_a_remedy(
    desk: Seat, body: dict[str, Any], code: str, field: str
) -> None:
    response = desk.post("/roads/restrictions", body)
    problem = response.json()
    assert (response.status_code, problem["code"], problem["field"]) == (422, code, field)
    assert all(problem[part] for part in ("detail", "detail_en", "remedy"))
    assert listed(desk)["restrictions"] == []


def test_a_preview_far_from_any_road_is_refused(desk: Seat) -> None:
    response = desk.post("/roads/restrictions/preview", {"shape": {**SPOT, "lon": 100, "lat": 30}})
    assert (response.status_code, response.json()["code"]) == (422, "no_road_there")
    wrong = desk.post("/roads/restrictions/preview", {"shape": {**SPOT, "lon": "nan"}})
    assert wrong.status_code == 422


def test_reopening_what_nobody_closed_is_refused(desk: Seat) -> None:
    response = desk.post("/roads/restrictions/20261121-R-9999/reopen")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_restriction_id")


def test_the_end_of_a_closure_is_moved_and_taken_away(desk: Seat) -> None:
    receipt = close(desk)
    path = f"/roads/restrictions/{receipt['restriction_id']}/until"
    in_an_hour = listed(desk)["restrictions"][0]["from_ms"] + 3_600_000
    assert desk.do(path, {"until_ms": in_an_hour})["applied"] is True
    assert listed(desk)["restrictions"][0]["until_ms"] == in_an_hour
    desk.do(path, {"until_ms": None})
    assert listed(desk)["restrictions"][0]["until_ms"] is None
    past = desk.post(path, {"until_ms": 1})
    assert (past.status_code, past.json()["code"]) == (422, "until_is_past")
    unknown = desk.post("/roads/restrictions/20261121-R-9999/until", {"until_ms": None})
    assert unknown.status_code == 404


def test_a_closure_to_come_changes_nothing_yet_and_says_so(server: Running, desk: Seat) -> None:
    version = listed(desk)["network_version"]
    later = server.system.clock.now_ms() + 3_600_000
    receipt = close(desk, from_ms=later, until_ms=later + 3_600_000)
    assert receipt["applied"] is True
    assert receipt["cut_off"]["townships"] == []
    assert receipt["network_version"] == version
    assert [one["state"] for one in listed(desk)["restrictions"]] == ["planned"]


def test_two_closures_of_one_road_are_lifted_one_by_one(desk: Seat) -> None:
    first, second = close(desk), close(desk)
    desk.do(f"/roads/restrictions/{first['restriction_id']}/reopen")
    assert {t["name"] for t in listed(desk)["cut_off"]["townships"]} == BEYOND
    desk.do(f"/roads/restrictions/{second['restriction_id']}/reopen")
    assert listed(desk)["cut_off"]["townships"] == []


def test_a_closure_wins_over_a_slow_zone_on_the_same_road(desk: Seat) -> None:
    close(desk, kind="slow", factor=0.5)
    closed = close(desk)
    assert {t["name"] for t in closed["cut_off"]["townships"]} == BEYOND
    desk.do(f"/roads/restrictions/{closed['restriction_id']}/reopen")
    [slow] = listed(desk)["restrictions"]
    assert slow["kind"] == "slow"


def test_a_crew_sees_closures_and_closes_none(server: Running, desk: Seat) -> None:
    crew = server.seat("crew-V001")
    assert crew.get("/roads/restrictions").status_code == 200
    body = {"kind": "closed", "shape": SPOT}
    assert crew.post("/roads/restrictions", body).status_code == 403
    assert server.seat("gateway").get("/roads/restrictions").status_code == 403


def test_a_name_says_in_which_township_the_road_is_closed(desk: Seat) -> None:
    assert look(desk)["name"].endswith("镇段")
