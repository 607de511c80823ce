"""The two times of the roads and what the fleet teaches them, in a running server."""

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dispatch.domain.clock import Clock, ManualClock
from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.routing.router import Router
from geo.routing.scipy_router import ScipyRouter
from stations.region import Region
from tests.support.running import STREET, Running, Seat, run_server, shiyan, shiyan_roads

MONDAY_0730_MS = 1_795_390_200_000
"""2026-11-23 07:30 in Beijing, in the middle of the morning rush."""
HOUR_MS = 3_600_000
WITHIN_S = 60.0


def until(true: Callable[[], Any], what: str) -> Any:
    """The first answer that is not empty; the server works beside its answers."""
    pause = threading.Event()
    for _ in range(round(WITHIN_S / 0.1)):
        if found := true():
            return found
        pause.wait(0.1)
    raise AssertionError(f"{what} has not happened")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    """A clock that the test moves, in place of the server's own."""
    manual = ManualClock(MONDAY_0730_MS)

    def chosen(*_: object) -> Clock:
        return manual

    monkeypatch.setattr("console.composition._clock", chosen)
    return manual


@pytest.fixture
def server(tmp_path: Path, clock: ManualClock) -> Iterator[Running]:
    with run_server(tmp_path) as running:
        yield running


def candidates(desk: Seat, incident_id: str) -> dict[str, float]:
    """Seconds of driving of every candidate that comes by road all the way."""
    ranking = desk.get(f"/incidents/{incident_id}/candidates").json()
    assert ranking["basis"] == "road"
    return {c["vehicle_id"]: c["drive_s"] for c in ranking["ranked"] if not c["legs"]}


def times(desk: Seat) -> dict[str, Any]:
    view: dict[str, Any] = desk.get("/roads/times").json()
    return view


def test_what_is_not_urgent_is_ranked_by_the_slower_times(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    hurried = candidates(desk, incident_id)
    desk.patch(f"/incidents/{incident_id}", {"urgency": "IV"})
    calm = candidates(desk, incident_id)
    # Without siren a boat across the reservoir may be sooner than the road.
    far = [v for v, seconds in hurried.items() if seconds > 600 and v in calm]
    assert far
    assert all(calm[v] > 1.05 * hurried[v] for v in far)
    desk.patch(f"/incidents/{incident_id}", {"urgency": "I"})
    assert candidates(desk, incident_id) == hurried
    both = times(desk)
    assert both["siren_version"] != both["calm_version"]
    assert both["basis"] == "drawn", "the lines of this pack know no classes"


def test_the_way_home_is_driven_without_siren(server: Running) -> None:
    desk, away = server.seat("city"), {"lon": 110.73417, "lat": 32.055, "datum": "wgs84"}
    incident_id = server.call_in(location=away)
    task_id, vehicle_id = server.send_best(incident_id)
    there = desk.get(f"/tasks/{task_id}/route").json()
    fix = {**away, "vehicle_id": vehicle_id, "at_ms": server.system.clock.now_ms()}
    server.seat("gateway").post("/fixes", {"fixes": [fix]})
    home = desk.get(f"/vehicles/{vehicle_id}/route").json()
    siren, calm = times(desk)["siren_version"], times(desk)["calm_version"]
    assert (there["network_version"], home["network_version"]) == (siren, calm)


def test_a_patient_who_is_not_in_danger_is_driven_without_siren(server: Running) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET, urgency="I")
    task_id, _ = server.send_best(incident_id)

    def hospitals() -> dict[str, float]:
        ranked = desk.get(f"/tasks/{task_id}/hospitals").json()
        return {choice["code"]: choice["drive_s"] for choice in ranked}

    hurried = hospitals()
    desk.patch(f"/incidents/{incident_id}", {"urgency": "III"})
    calm = hospitals()
    assert all(calm[code] > seconds for code, seconds in hurried.items() if seconds > 60)


def test_the_rush_hour_ends_and_every_time_is_shorter(server: Running, clock: ManualClock) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    rush = candidates(desk, incident_id)
    assert (times(desk)["part_of_day"], times(desk)["workday"]) == (2, True)
    clock.advance_s(2 * 3600)
    until(lambda: times(desk)["part_of_day"] == 3, "the next part of the day")
    after = candidates(desk, incident_id)
    far = [v for v, seconds in rush.items() if seconds > 600]
    assert all(after[v] < rush[v] for v in far)


class Failing(ScipyRouter):
    """The real engine, which can be told to fail at the second of both times."""

    fails = False

    def under(self, state: RoadState) -> ScipyRouter:
        """Only the state without siren fails: that with siren is made by then."""
        if Failing.fails and state.base[0] > self.network.arc_seconds[0] * 1.02:
            raise MemoryError("no room for new times")
        return super().under(state)


def test_new_times_that_fail_midway_leave_both_old_ones_in_force(
    tmp_path: Path, clock: ManualClock
) -> None:
    def engine(region: Region) -> Router:
        return Failing(region.roads)

    with run_server(tmp_path, load_router=engine) as server:
        desk = server.seat("city")
        incident_id = server.call_in(location=STREET)
        before, ranked = times(desk), candidates(desk, incident_id)
        Failing.fails = True
        try:
            clock.advance_s(2 * 3600)
            alarms = until(lambda: desk.get("/health").json()["alarms"], "the alarm")
            assert [alarm["code"] for alarm in alarms] == ["roads_not_renewed"]
            after = times(desk)
            for version in ("siren_version", "calm_version"):
                assert after[version] == before[version]
            assert candidates(desk, incident_id) == ranked
        finally:
            Failing.fails = False
        until(lambda: not desk.get("/health").json()["alarms"], "the end of the alarm")
        assert times(desk)["siren_version"] != before["siren_version"]


MEIPU = next(t.point for t in shiyan().townships.values() if t.name == "梅铺镇")
ELSEWHERE = {"lon": MEIPU.lon, "lat": MEIPU.lat, "datum": "wgs84"}


def fixes_on(vehicle_id: str, route: dict[str, Any], slower: float, end_ms: int) -> list[Any]:
    """A drive along a route, every stretch so many times slower than expected, that ends now."""
    start_ms, told = end_ms - round(route["duration_s"] * slower * 1000), []
    for (a, from_s), (b, to_s) in pairwise(zip(route["points"], route["passed_s"], strict=True)):
        steps = max(1, round((to_s - from_s) * slower / 15))
        for share in (nth / steps for nth in range(steps)):
            lon, lat = (a[i] + (b[i] - a[i]) * share for i in (0, 1))
            at_ms = start_ms + round((from_s + (to_s - from_s) * share) * slower * 1000)
            at = {"vehicle_id": vehicle_id, "at_ms": at_ms, "lon": lon, "lat": lat}
            told.append({**at, "datum": "wgs84", "speed_kmh": 20.0})
    return told


def colleagues(desk: Seat, incident_id: str) -> list[str]:
    """Three vehicles of one station that is some minutes away."""
    by_station: dict[str, list[str]] = {}
    for c in desk.get(f"/incidents/{incident_id}/candidates").json()["ranked"]:
        if 240 < c["drive_s"] < 900:
            by_station.setdefault(c["station_name"], []).append(c["vehicle_id"])
    return next(vehicles for vehicles in by_station.values() if len(vehicles) > 2)[:3]


def drive(server: Running, incident_id: str, vehicle_id: str, slower: float) -> None:
    """Send a vehicle, which then drives there and tells where it is all the way.

    The way is on its roads when this returns: what a minute teaches is what was matched by its end.
    """
    desk, crew = server.seat("city"), server.seat(f"crew-{vehicle_id}")
    order = {"vehicle_id": vehicle_id, "override_reason": "演练"}
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
    route = desk.get(f"/tasks/{task_id}/route").json()
    for state in ("acked", "en_route"):
        crew.do(f"/tasks/{task_id}/status", {"state": state})
    fixes = fixes_on(vehicle_id, route, slower, server.system.clock.now_ms())
    answer = server.seat("gateway").post("/fixes", {"fixes": fixes}).json()
    assert answer == {"accepted": len(fixes), "rejected": []}
    latest = server.system.positions.latest
    until(lambda: latest[vehicle_id].road, "the road of the last fix")


def live(desk: Seat) -> dict[str, Any]:
    speeds: dict[str, Any] = desk.get("/health").json()["router"]["live_speeds"]
    return speeds


def test_two_slow_drives_slow_the_road_within_a_minute_and_no_other_road(
    server: Running, clock: ManualClock
) -> None:
    desk = server.seat("city")
    incident_id = server.call_in(location=STREET)
    elsewhere_id = server.call_in(location=ELSEWHERE)
    first, second, third = colleagues(desk, incident_id)
    before = candidates(desk, incident_id)[third]
    near = {v: s for v, s in candidates(desk, elsewhere_id).items() if s < 900}
    assert near
    drive(server, incident_id, first, slower=3.0)
    clock.advance_s(60)
    until(lambda: live(desk)["samples"], "the first vehicle's drive")
    assert live(desk)["arcs_live"] == 0, "one vehicle alone moves no road"
    drive(server, incident_id, second, slower=3.0)
    clock.advance_s(60)
    until(lambda: live(desk)["arcs_live"], "the live speed")
    assert candidates(desk, incident_id)[third] > 1.2 * before
    unmoved = candidates(desk, elsewhere_id)
    assert {v: unmoved[v] for v in near} == near
    assert live(desk)["fleet"] == 2
    found = desk.get("/roads/speeds.geojson", params={"limit": 1}).json()
    [feature] = found["features"]
    assert feature["properties"]["source"] == "live"
    assert feature["properties"]["kmh"] < feature["properties"]["usual_kmh"]
    assert found["complete"] is (live(desk)["arcs_live"] == 1)
    clock.advance_s(1900)
    until(lambda: live(desk)["arcs_live"] == 0, "the end of the window")
    until(lambda: candidates(desk, incident_id)[third] == before, "the usual time")


def test_a_vehicle_that_is_matched_is_ranked_from_its_own_road(server: Running) -> None:
    desk, now_ms = server.seat("city"), server.system.clock.now_ms()
    incident_id = server.call_in(location=STREET)
    [vehicle_id] = list(candidates(desk, incident_id))[:1]
    street = shiyan_roads().locate(Point(110.815, 32.62)).on_road
    beside = {"lon": street.lon + 0.0002, "lat": street.lat + 0.0002, "datum": "wgs84"}
    fix = {**beside, "vehicle_id": vehicle_id, "at_ms": now_ms}
    assert server.seat("gateway").post("/fixes", {"fixes": [fix]}).json()["accepted"] == 1
    latest = server.system.positions.latest
    place = until(lambda: latest[vehicle_id].road, "the road of the fix")
    assert place.point == latest[vehicle_id].point
    assert place.network == shiyan().roads.shape_version
    assert 0 < place.access_m < 30
    assert candidates(desk, incident_id)[vehicle_id] < 120


def test_who_may_not_see_the_roads_does_not(server: Running) -> None:
    assert server.seat("gateway").get("/roads/times").status_code == 403
    assert server.seat("gateway").get("/roads/speeds.geojson").status_code == 403
    assert server.seat("city").get("/roads/speeds.geojson").json()["features"] == []
    too_many = server.seat("city").get("/roads/speeds.geojson", params={"limit": 10**6})
    assert too_many.status_code == 422


def test_live_speeds_can_be_switched_off(tmp_path: Path, clock: ManualClock) -> None:
    with run_server(tmp_path, live_speeds=False) as server:
        desk = server.seat("city")
        incident_id = server.call_in(location=STREET)
        first, second, _ = colleagues(desk, incident_id)
        for vehicle_id in (first, second):
            drive(server, incident_id, vehicle_id, slower=3.0)
        clock.advance_s(60)
        assert live(desk) == {**live(desk), "enabled": False, "samples": 0, "arcs_live": 0}
