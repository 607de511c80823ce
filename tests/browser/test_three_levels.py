"""City, county and township work one accident together, each at its own window of one server.

The course is the opening of the requirement: what a person can do when the desk and the three
levels are there. A neighbouring county sits at a fourth window, for it has to be asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.support.console_page import Complaints, ConsolePage, OpenWindow
from tests.support.crew_page import FieldPage
from tests.support.outside import Crew
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = (
    "ORG-02", "ORG-03", "ORG-04", "CALL-02", "CALL-04", "CALL-08", "CALL-12",
    "DSP-01", "DSP-02", "DSP-03", "DSP-04", "DSP-05", "DSP-13", "DSP-17", "DSP-20",
)  # fmt: skip

pytestmark = pytest.mark.browser

WITHIN_MS = 60_000
READ_FIRST_MS = 400
"""A list that has only just come is not sent from: nobody can have read it."""

STATION = "420304S09"
TOWNSHIP, ADVANCED, FREED = "V158", "V061", "V056"
NEAR_QINGQU = {"lon": 110.64, "lat": 32.87, "datum": "wgs84"}
CELL = {**NEAR_QINGQU, "radius_m": 1500, "method": "operator"}
MINUTES, HOURS = re.compile(r"到现场 +\d?\d:\d\d +\d"), re.compile(r"到现场 +\d:\d\d:\d\d")
NUMBER = "13907281234"


@dataclass
class Room:
    """Everybody who has a part in it."""

    outside: Desks
    city: ConsolePage
    county: ConsolePage
    neighbour: ConsolePage
    station: FieldPage


@pytest.fixture
def room(
    browser: Browser, server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> Iterator[Room]:
    """Four windows, city and county ready; one vehicle is still at a hospital's door."""
    outside.seat("yunyang").do(f"/vehicles/{FREED}/pause", {"reason": "交接病人"})
    desks = []
    for login in ("city", "yunyang", "yunxi"):
        desk = open_window(server.url)
        desk.page.set_default_timeout(WITHIN_MS)
        desk.sit_down(login)
        desks.append(desk)
        if login == "yunxi":
            continue  # who is only asked need not take calls
        desk.press("Shift+E")
        shown(desk.one("own-seat"))
        desk.press("r")
        shown(desk.one("own-seat", state="ready"))
        desk.press("Escape")
    station = FieldPage(browser, server.port, "/station", (1280, 900))
    station.log_in(f"duty-{STATION}")
    station.sees("station-vehicle", vehicle=TOWNSHIP)
    yield Room(outside, desks[0], desks[1], desks[2], station)
    station.close()


def shown(what: Locator) -> None:
    expect(what.first).to_be_visible(timeout=WITHIN_MS)


def gone(what: Locator) -> None:
    expect(what).to_have_count(0, timeout=WITHIN_MS)


def says(what: Locator, words: str) -> None:
    expect(what.first).to_contain_text(words, timeout=WITHIN_MS)


def test_city_county_and_township_work_one_accident_together(room: Room) -> None:
    outside, city, county = room.outside, room.city, room.county
    incident_id = the_call_is_taken_by_the_county(room)
    the_pair_is_ordered_by_one_key_before_anything_is_asked(room, incident_id)
    the_questions_go_on_meanwhile(county)
    the_neighbour_is_asked_and_grants(room)
    who_calls_again_is_told(room)
    a_closed_road_moves_the_arrivals(room, incident_id)
    a_nearer_vehicle_is_proposed_and_taken(room, incident_id)
    the_county_hands_over_and_has_it_back(room)
    everything_can_be_read_afterwards(room, incident_id)
    for window in (city, county, room.neighbour):
        assert window.complaints == Complaints()
        assert window.heard() == {"mouse": 0, "violations": []}
    assert room.station.crashes == []
    assert outside.seat("yunyang").get(f"/incidents/{incident_id}").status_code == 200


def look_at(desk: ConsolePage, incident_id: str) -> None:
    desk.press("/")
    desk.type(incident_id)
    says(desk.one("command-option"), incident_id)
    desk.type("Enter")
    shown(desk.one("candidate-row", rank="1"))


def ring(outside: Desks, words: str) -> str:
    call_id = f"T{uuid4().hex[:8]}"
    call = {"call_id": call_id, "number": NUMBER, "words": words, "location": CELL}
    outside.seat("gateway").do("/calls", call)
    return call_id


def pick_up(desk: ConsolePage, call_id: str) -> None:
    shown(desk.one("call-row", call=call_id, state="ringing"))
    desk.press("a")
    shown(desk.one("call-row", call=call_id, state="talking"))


def the_call_is_taken_by_the_county(room: Room) -> str:
    """It rings at the desk that the layout says, and its place is a circle first."""
    call_id = ring(room.outside, "路上摔车，人叫不醒")
    pick_up(room.county, call_id)
    gone(room.neighbour.one("call-row"))
    gone(room.city.one("call-row", state="ringing"))
    room.county.press("1")
    shown(room.county.one("candidate-row", rank="1"))
    says(room.county.one("event"), "± 1.5 km")
    return room.county.one("incident-row").first.get_attribute("data-incident") or ""


def the_pair_is_ordered_by_one_key_before_anything_is_asked(room: Room, incident_id: str) -> None:
    """The township's crew and the county's, which meet on the way; the station is rung."""
    county, station = room.county, room.station
    county.press("Shift+D")
    pair = county.page.locator('[data-way="pair"]')
    says(pair, "青曲01")
    says(pair, "会车")
    county.page.wait_for_timeout(READ_FIRST_MS)
    county.press("4")
    for vehicle_id in (TOWNSHIP, ADVANCED):
        shown(county.one("vehicle-row", vehicle=vehicle_id, state="assigned"))
        shown(room.city.one("vehicle-row", vehicle=vehicle_id, state="assigned"))
    county.press("Escape")
    station.sees("station-order", state="assigned")
    says(station.one("order-meeting"), "郧中01")
    for state in ("acked", "en_route"):
        station.presses(state)
        station.sees("station-order", state=state)
        shown(county.one("vehicle-row", vehicle=TOWNSHIP, state=state))
    advanced = task_of(room.outside, incident_id, ADVANCED)
    for state in ("acked", "en_route"):
        Crew(room.outside, ADVANCED, advanced["id"]).press(state)
        shown(county.one("vehicle-row", vehicle=ADVANCED, state=state))


def task_of(outside: Desks, incident_id: str, vehicle_id: str) -> dict[str, Any]:
    tasks = outside.seat("yunyang").get(f"/incidents/{incident_id}").json()["tasks"]
    return next(task for task in tasks if task["vehicle_id"] == vehicle_id)


def the_questions_go_on_meanwhile(county: ConsolePage) -> None:
    county.press("Shift+W")
    question = county.one("triage-question")
    expect(question).to_have_attribute("data-question", "universal/awake", timeout=WITHIN_MS)
    county.press("2")
    expect(question).to_have_attribute("data-question", "universal/breathing", timeout=WITHIN_MS)
    county.press("1")
    expect(county.one("triage-urgency")).to_have_text("Ⅰ", timeout=WITHIN_MS)
    county.press("Escape")


def the_neighbour_is_asked_and_grants(room: Room) -> None:
    """Its vehicle is chosen as any other; the key asks where asking is agreed."""
    county, neighbour = room.county, room.neighbour
    county.press("c")
    says(county.one("candidate-row", rank="1"), "满足需求")  # ranked by what was answered
    asked = county.one("candidate-row").filter(has_text="须先征求").first
    shown(asked)
    vehicle_id = asked.get_attribute("data-vehicle") or ""
    chosen = county.page.locator(f'[data-vehicle="{vehicle_id}"][aria-selected="true"]')
    for _ in range(int(asked.get_attribute("data-rank") or 1) - 1):
        county.press("ArrowDown")
    shown(chosen)
    county.press("Enter")
    shown(county.one("choice-reinforce").or_(county.one("choice-override")))
    county.press("1")
    shown(neighbour.page.locator("[data-boundary]"))
    neighbour.press("Shift+K")
    shown(neighbour.one("grant"))
    neighbour.press("y")
    shown(county.one("vehicle-row", vehicle=vehicle_id, state="assigned"))
    expect(county.one("task")).to_have_count(3, timeout=WITHIN_MS)


def who_calls_again_is_told(room: Room) -> None:
    county = room.county
    pick_up(county, ring(room.outside, "车怎么还没到"))
    expect(county.one("double").first).to_have_attribute("data-kind", "chasing", timeout=WITHIN_MS)
    says(county.one("say"), "分钟")
    county.press("Shift+J")
    says(county.one("notice"), "已关联催车")
    expect(county.one("task")).to_have_count(3, timeout=WITHIN_MS)


def a_closed_road_moves_the_arrivals(room: Room, incident_id: str) -> None:
    """The township's only way: minutes become hours, at every window."""
    county = room.county
    task = task_of(room.outside, incident_id, TOWNSHIP)["id"]
    for desk in (county, room.city):
        look_at(desk, incident_id)
        expect(desk.one("task", task=task)).to_contain_text(MINUTES, timeout=WITHIN_MS)
    county.press("/")
    county.type("青曲镇")
    says(county.one("command-option"), "青曲镇")
    county.press("Shift+Enter")  # only look: the event stays where it is
    county.press("Control+b")
    says(county.one("choice-closeRoad"), "青曲镇")
    county.press("Enter")
    for desk in (county, room.city):
        shown(desk.one("roads"))
        expect(desk.one("task", task=task)).to_contain_text(HOURS, timeout=WITHIN_MS)


def a_nearer_vehicle_is_proposed_and_taken(room: Room, incident_id: str) -> None:
    """It has handed its patient over close by; the one that is far away is stood down."""
    county, outside = room.county, room.outside
    now_ms = outside.seat("city").get("/board").json()["now_ms"]
    fix = {"vehicle_id": FREED, **NEAR_QINGQU, "at_ms": now_ms}
    outside.seat("gateway").do("/fixes", {"fixes": [fix]})
    outside.seat("yunyang").do(f"/vehicles/{FREED}/resume")
    county.press("Shift+D")
    says(county.one("swap"), "郧阳01")
    county.press("s")
    shown(county.one("vehicle-row", vehicle=FREED, state="assigned"))
    shown(county.one("vehicle-row", vehicle=ADVANCED, state="available_mobile"))
    gone(county.one("swap"))
    gone(room.station.one("order-meeting"))  # nobody waits for who was stood down
    county.press("Escape")


def hand_over(desk: ConsolePage, reason: str, to: str) -> None:
    """A reason, a key, a centre."""
    desk.press("Shift+M")
    shown(desk.one("handover-reason"))
    desk.press("t")  # without a reason it asks for one
    expect(desk.one("handover-reason")).to_be_focused(timeout=WITHIN_MS)
    desk.type(reason, "Escape")
    desk.press("t")
    says(desk.one("choice-option"), to)
    desk.press("1")


def the_county_hands_over_and_has_it_back(room: Room) -> None:
    """An event changes desks only when the other one has accepted."""
    city, county = room.city, room.county
    hand_over(county, "伤情重，请市里统筹", "十堰市急救中心")
    shown(county.one("offered"))
    says(county.one("owner"), "郧阳区急救中心")
    shown(city.one("accept-handover"))
    city.press("Shift+Y", "y")
    gone(city.one("accept-handover"))
    for desk in (county, city):
        says(desk.one("event"), "十堰市急救中心")
    hand_over(city, "县里可以处置", "郧阳区急救中心")
    shown(county.one("accept-handover"))
    county.press("Shift+Y", "y")
    gone(county.one("accept-handover"))
    says(county.one("owner"), "郧阳区急救中心")
    says(city.one("owner"), "郧阳区急救中心")


def everything_can_be_read_afterwards(room: Room, incident_id: str) -> None:
    """Who, when, from what list, why, and what was passed over: the log says it in words."""
    log = room.county.one("log")
    for words in (
        "派车：青曲01，名单",
        "郧阳01(暂停调用)",
        "约定会车：青曲镇",
        "跨界请求：西妇01 郧阳区急救中心→郧西县急救中心",
        "邻县答复：同意",
        "关联来电",
        "换车建议：郧阳01",
        "派车：郧阳01，名单",
        "转分中心：郧阳区急救中心→十堰市急救中心 伤情重，请市里统筹",
        "转分中心：十堰市急救中心→郧阳区急救中心 县里可以处置",
    ):
        says(log, words)
