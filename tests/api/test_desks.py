"""Desks over HTTP: seats, hand-over, take-over, layouts, posts and slips, each login as far as
it reaches."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

from tests.support.running import STREET, Running
from tests.support.screen import Screen

REQUIREMENTS = ("ORG-02", "ORG-03", "ORG-05", "ORG-10", "SYS-03")

YUNYANG = {"lon": 110.81, "lat": 32.83, "datum": "wgs84", "method": "operator"}
CITY, COUNTY = "420300", "420304"
HOUR_MS = 3_600_000


def call_at_county(server: Running) -> str:
    """A call from 郧阳 is answered and accepted at its own desk; the incident."""
    call_id, desk = f"D{uuid4().hex[:8]}", server.seat("yunyang")
    server.seat("gateway").do("/calls", {"call_id": call_id, "number": "139", "location": YUNYANG})
    desk.do(f"/calls/{call_id}/answer")
    wish = {"incident": {"location": {**YUNYANG, "method": "map_click"}}}
    incident_id: str = desk.do(f"/calls/{call_id}/accept", wish)["incident_id"]
    return incident_id


def run(server: Running, work: Coroutine[Any, Any, None]) -> None:
    """Have the server's loop do something now."""
    asyncio.run_coroutine_threadsafe(work, server.system.loop).result(timeout=30)


def wait_until(holds: Callable[[], bool], within_s: float = 30.0) -> None:
    """Wait for what comes by itself."""
    end_s = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end_s, "it never came"
        time.sleep(0.05)


def sit(server: Running, *users: str) -> None:
    """These come to their desks."""
    for user in users:
        for state in ("out", "logged_in", "ready"):
            server.seat(user).post("/seat", {"state": state})


def owner(server: Running, incident_id: str) -> tuple[str, str | None]:
    """Who owns it, and who is asked to take it."""
    shown = server.seat("city").get(f"/incidents/{incident_id}").json()
    return shown["owner_unit"], shown["offered_to"]


def test_an_incident_goes_up_when_it_is_accepted_and_another_county_never_hears_of_it(
    server: Running,
) -> None:
    sit(server, "city", "yunyang")
    county, other = server.seat("yunyang"), server.seat("zhuxi")
    with server.live("zhuxi") as socket:
        screen = Screen()
        screen.hello(socket)
        incident_id = call_at_county(server)
        wish = {"to_unit": CITY, "reason": "要市里接手"}
        handover_id = county.do(f"/incidents/{incident_id}/hand-over", wish)["handover_id"]
        assert owner(server, incident_id) == (COUNTY, CITY)
        server.seat("city").do(f"/handovers/{handover_id}/answer", {"accepted": True})
        assert owner(server, incident_id) == (CITY, None)
        screen.hear_up_to(socket, server.system.writer.seq)
        assert incident_id not in screen.incidents
    assert other.get(f"/incidents/{incident_id}").status_code == 404
    assert other.get(f"/incidents/{incident_id}/candidates").status_code == 404
    refused = county.post(f"/incidents/{incident_id}/park").json()
    assert (refused["status"], refused["code"], refused["owner"]) == (403, "beyond_reach", CITY)
    assert county.get(f"/incidents/{incident_id}").status_code == 200, "it looks on"
    log = [line["zh"] for line in county.get(f"/incidents/{incident_id}").json()["log"]]
    assert "转分中心：郧阳区急救中心→十堰市急救中心 要市里接手" in log
    assert "转交结果：已接收" in log


def test_a_take_over_needs_a_reason_and_is_on_record(server: Running) -> None:
    incident_id, city = call_at_county(server), server.seat("city")
    assert city.post(f"/incidents/{incident_id}/take-over", {}).json()["code"] == "reason_missing"
    city.do(f"/incidents/{incident_id}/take-over", {"reason": "伤员多"})
    assert owner(server, incident_id) == (CITY, None)
    [kept] = [
        one for one in city.get("/board").json()["handovers"] if one["incident_id"] == incident_id
    ]
    assert (kept["kind"], kept["reason"], kept["state"]) == ("take_over", "伤员多", "accepted")


def test_a_county_sees_its_own_and_its_neighbours_and_a_station_its_vehicles(
    server: Running,
) -> None:
    region = server.system.region
    station = region.vehicles["V150"].station_code
    sees = {
        user: {v["id"] for v in server.seat(user).get("/board").json()["vehicles"]}
        for user in ("city", "zhuxi", f"duty-{station}", "observer")
    }
    county = region.reaches[server.seat("zhuxi").user["unit"]]
    assert sees["city"] == set(region.vehicles) == sees["observer"]
    assert sees["zhuxi"] <= county.vehicles | county.neighbours
    assert sees["zhuxi"] >= county.vehicles
    assert sees[f"duty-{station}"] == {
        v.id for v in region.vehicles.values() if v.station_code == station
    }
    incident_id = server.call_in(location=STREET)
    assert server.seat("zhuxi").get(f"/incidents/{incident_id}").status_code == 404
    assert server.seat("observer").get("/board").json()["calls"] == []


def test_a_leader_changes_the_layout_and_calls_ring_elsewhere_at_once(server: Running) -> None:
    leader = server.seat("leader-city")
    wish = {"layout": "unified", "reason": "夜间归并"}
    assert server.seat("city").post(f"/layouts/{COUNTY}", wish).status_code == 403
    assert leader.post(f"/layouts/{CITY}", wish).json()["code"] == "nobody_above"
    leader.do(f"/layouts/{COUNTY}", wish)
    call_id = f"L{uuid4().hex[:8]}"
    server.seat("gateway").do("/calls", {"call_id": call_id, "number": "1", "location": YUNYANG})
    [shown] = [c for c in leader.get("/board").json()["calls"] if c["id"] == call_id]
    assert shown["desk_unit"] == CITY
    desks = {d["unit"]: d for d in leader.get("/desks").json()}
    assert desks[COUNTY]["desk"] == desks[COUNTY]["owner"] == CITY
    assert desks[COUNTY]["logins"] >= 1
    leader.do(f"/layouts/{COUNTY}", {"layout": "own"})
    assert leader.get("/desks").json()[1]["layout"] == "own"


def test_a_seat_whose_screen_was_closed_is_signed_out_after_a_while(server: Running) -> None:
    sit(server, "fangxian")
    presence, now_s = server.system.housekeeping._presence, [0.0]
    presence._now_s, real = lambda: now_s[0], presence._now_s
    try:
        with server.live("fangxian") as socket:
            Screen().hello(socket)
            socket.recv(timeout=5)
            run(server, presence.look())
        wait_until(lambda: "fangxian" not in server.system.hub.users)
        now_s[0] = 60.0
        run(server, presence.look())
        assert "fangxian" in server.system.readside.board.seats
        now_s[0] = 100.0
        run(server, presence.look())
    finally:
        presence._now_s = real
    wait_until(lambda: "fangxian" not in server.system.readside.board.seats)


def test_a_post_and_a_slip_over_http(server: Running) -> None:
    leader, county = server.seat("leader-city"), server.seat("yunyang")
    now_ms = server.system.clock.now_ms()
    wish = {
        "name": "体育场",
        "unit": CITY,
        "lon": 110.8,
        "lat": 32.6,
        "from_ms": now_ms,
        "until_ms": now_ms + HOUR_MS,
    }
    post_id = leader.do("/posts", wish)["post_id"]
    leader.do("/vehicles/V001/post", {"post_id": post_id})
    [post] = [p for p in leader.get("/board").json()["posts"] if p["id"] == post_id]
    assert post["vehicle_ids"] == ["V001"]
    leader.do(f"/posts/{post_id}/close")
    book_id = county.do("/papers", {"unit": COUNTY, "seat": "1", "count": 2})["book_id"]
    slip = int(book_id.rpartition("Z")[2])
    entered = {"unit": COUNTY, "slip": slip, "written_ms": server.system.clock.now_ms()}
    incident_id = county.do("/papers/enter", entered)["incident_id"]
    assert incident_id.endswith(f"-{COUNTY}-Z{slip:04d}")
    assert county.post("/papers/enter", entered).json()["code"] == "slip_entered"
