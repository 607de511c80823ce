"""Alarms and limits over HTTP and on the live channel, with the ticker that raises them."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.running import STREET, Running, run_server

REQUIREMENTS = ("CALL-03", "DSP-07", "DSP-08", "UI-03")

WITHIN_S = 30.0
SPEED = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A room that lives a minute in a second."""
    folder = tmp_path_factory.mktemp("server")
    with run_server(folder, clock="simulated", clock_speed=SPEED) as running:
        yield running


def alarm_of(server: Running, kind: str, user: str = "city", **about: str) -> dict[str, Any]:
    """The alarm of this kind about these records, once it is there."""
    deadline_s = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline_s:
        for alarm in server.seat(user).get("/alarms").json():
            if alarm["kind"] == kind and all(alarm[k] == v for k, v in about.items()):
                found: dict[str, Any] = alarm
                return found
        time.sleep(0.05)
    raise AssertionError(f"no alarm {kind}")


def gone(server: Running, alarm_id: str) -> bool:
    """Whether an alarm is no longer shown, given time."""
    deadline_s = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline_s:
        if all(a["id"] != alarm_id for a in server.seat("city").get("/alarms").json()):
            return True
        time.sleep(0.05)
    return False


def test_a_call_that_nobody_answers_is_told_at_its_second_and_goes_when_answered(
    server: Running,
) -> None:
    with server.live("city") as socket:
        socket.send(json.dumps({"type": "hello", "epoch": None, "seq": None}))
        server.seat("gateway").do("/calls", {"call_id": "late-1", "number": "13800000001"})
        alarm = alarm_of(server, "call_missed", call_id="late-1")
        assert alarm["due_ms"] == alarm["since_ms"] + 30_000
        assert alarm["zh"] == "来电 30 秒未接"
        server.seat("city").do("/calls/late-1/answer")
        assert gone(server, alarm["id"])
        told, removed = set(), set()
        while alarm["id"] not in removed:
            frame = socket.recv(timeout=WITHIN_S)
            if isinstance(frame, str) and '"changes"' in frame:
                changes = json.loads(frame)
                told |= {one["id"] for one in changes["alarms"]}
                removed |= set(changes["removed"].get("alarms", ()))
        assert alarm["id"] in told
    server.seat("city").do("/calls/late-1/classify", {"call_class": "silent"})


def test_a_crew_that_does_not_answer_is_called_by_voice_and_the_next_best_is_named(
    server: Running,
) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    task_id, vehicle_id = server.send_best(incident_id)
    alarm = alarm_of(server, "not_acknowledged", task_id=task_id)
    assert (
        alarm["phone"]
        == server.system.region.units[server.system.region.vehicles[vehicle_id].station_code].phone
    )
    assert alarm["outcomes"] == ["reached", "not_reached"]
    answer = desk.do(f"/alarms/{alarm['id']}/acknowledge", {"outcome": "not_reached"})
    assert answer["next_best"]["vehicle_id"] not in (None, vehicle_id)
    (response,) = alarm_of(server, "not_acknowledged", task_id=task_id)["responses"]
    assert (response["outcome"], response["by"]["user"]) == ("not_reached", "city")
    unfit = desk.post(f"/alarms/{alarm['id']}/acknowledge", {"outcome": "police_asked"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "outcome_unfit")
    alarm_of(server, "not_departed", task_id=task_id)
    late = desk.get("/alarms/late-departures").json()
    (row,) = [one for one in late if one["task_id"] == task_id]
    assert row["limit_s"] == 180
    assert row["left_ms"] is None
    desk.do(f"/tasks/{task_id}/recall", {"reason": "other"})
    assert gone(server, alarm["id"])
    desk.do(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_an_unacknowledged_alarm_climbs_to_the_city_and_a_desk_sees_only_its_own(
    server: Running,
) -> None:
    unit = server.seat("fangxian").user["unit"]
    incident_id = server.call_in("fangxian")
    owner = server.system.readside.board.incidents[incident_id].owner_unit
    assert owner == unit
    alarm = alarm_of(server, "not_ordered", "fangxian", incident_id=incident_id)
    assert alarm["unit"] == unit
    deadline_s = time.monotonic() + WITHIN_S
    while alarm["level"] < 2 and time.monotonic() < deadline_s:
        alarm = alarm_of(server, "not_ordered", incident_id=incident_id)
    assert alarm["level"] == 2
    seen = server.seat("zhuxi").get("/alarms").json()
    assert all(one["id"] != alarm["id"] for one in seen)
    beyond = server.seat("zhuxi").post(f"/alarms/{alarm['id']}/acknowledge", {})
    assert beyond.status_code == 403
    server.seat("fangxian").do(f"/incidents/{incident_id}/close", {"reason": "x"})


def test_a_limit_is_set_by_a_leader_for_his_own_house_from_a_day_on(server: Running) -> None:
    leader = server.seat("leader-fangxian")
    unit, now_ms = leader.user["unit"], server.system.clock.now_ms()
    tomorrow_ms = now_ms + 86_400_000
    wish = {"limit": "departure", "unit": unit, "seconds": 300, "from_ms": tomorrow_ms}
    limit_id = leader.do("/limits", wish)["limit_id"]

    def seconds_at(at_ms: int) -> int:
        rows = leader.get("/limits", params={"unit": unit, "at_ms": at_ms}).json()["limits"]
        return int(next(row["seconds"] for row in rows if row["limit"] == "departure"))

    assert seconds_at(tomorrow_ms - 1) == 180
    assert seconds_at(tomorrow_ms) == 300
    twice = leader.post("/limits", {**wish, "from_ms": tomorrow_ms + 1})
    assert (twice.status_code, twice.json()["code"]) == (409, "limit_overlaps")
    assert limit_id in twice.json()["remedy"]
    other = leader.post("/limits", {**wish, "unit": server.seat("zhuxi").user["unit"]})
    assert other.status_code == 403
    desk = server.seat("fangxian").post("/limits", wish)
    assert (desk.status_code, desk.json()["code"]) == (403, "role_may_not")
    leader.do(f"/limits/{limit_id}/end", {"until_ms": tomorrow_ms})
    assert seconds_at(tomorrow_ms) == 180
    assert all(one["id"] != limit_id for one in leader.get("/limits").json()["settings"])


@pytest.mark.slow
def test_a_stop_in_the_middle_neither_loses_nor_repeats_an_alarm(tmp_path: Path) -> None:
    with run_server(tmp_path, clock="simulated", clock_speed=SPEED) as server:
        incident_id = server.call_in()
        first = alarm_of(server, "not_ordered", incident_id=incident_id)
    with run_server(tmp_path, clock="simulated", clock_speed=SPEED) as server:
        time.sleep(0.5)
        everything = server.seat("city").get("/alarms", params={"cleared": True}).json()
        same = [a for a in everything if a["kind"] == "not_ordered"]
        assert [a["id"] for a in same] == [first["id"]]
        assert same[0]["raised_ms"] == first["raised_ms"]


def test_a_silent_vehicle_is_lost_by_the_limit_of_its_own_unit(server: Running) -> None:
    leader, vehicle_id = server.seat("leader-zhuxi"), "V001"
    region, quality = server.system.region, server.system.quality
    unit = leader.user["unit"]
    own = next(
        v.id for v in region.vehicles.values() if region.centre_of_county(v.county_code) == unit
    )
    before = quality.silence_s(own, server.system.clock.now_ms())
    receipt = leader.do("/limits", {"limit": "no_contact", "unit": unit, "seconds": 300})
    now_ms = server.system.clock.now_ms() + 1000
    deadline_s = time.monotonic() + WITHIN_S
    while quality.silence_s(own, now_ms) == before and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert (quality.silence_s(own, now_ms), quality.silence_s(vehicle_id, now_ms)) == (300, before)
    leader.do(f"/limits/{receipt['limit_id']}/end", {})
