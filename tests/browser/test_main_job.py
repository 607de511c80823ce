"""The whole main job by keyboard, from the ringing call to the vehicle at home, on two screens."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.support.console_page import Complaints, ConsolePage, OpenWindow, Tell
from tests.support.outside import Crew, names_of_states, ring, task_of
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("UI-01", "UI-02", "CALL-02")

pytestmark = pytest.mark.browser

KEYSTROKES_MAX = 4
SEEN_AT_ONCE = 12


class Elsewhere:
    """Another dispatcher's screen, and how soon it shows what was acknowledged here."""

    def __init__(self, window: ConsolePage) -> None:
        self.window = window
        self.took_ms: dict[str, float] = {}

    def sees(self, vehicle_id: str, state: str, since_s: float) -> None:
        self.window.one("vehicle-row", vehicle=vehicle_id, state=state).wait_for()
        self.took_ms[state] = 1000 * (time.perf_counter() - since_s)


def test_a_call_is_answered_located_ranked_sent_and_followed_home_by_keyboard_on_two_screens(
    server: ServerProcess, outside: Desks, open_window: OpenWindow, tell: Tell
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    elsewhere = Elsewhere(open_window(server.url))
    elsewhere.window.sit_down("city2")

    call_id = ring(outside)
    incident_id = take_the_call(desk, call_id)
    everybody_is_ranked(desk, outside, incident_id)
    vehicle_id = send_the_recommended(desk, elsewhere)
    task = task_of(outside, incident_id)
    crew = Crew(outside, vehicle_id, task["id"])
    assert task["vehicle_id"] == vehicle_id
    tell(f"keystrokes from the located call to the vehicle sent: {desk.keystrokes}")
    assert desk.keystrokes <= KEYSTROKES_MAX

    follow_to_the_scene(desk, elsewhere, outside, crew)
    follow_to_the_hospital(desk, elsewhere, outside, crew)
    follow_home(desk, elsewhere, outside, crew)

    times = "  ".join(f"{state} {ms:.0f}" for state, ms in elsewhere.took_ms.items())
    worst = max(elsewhere.took_ms.values())
    tell(f"acknowledged → shown on another screen, ms: {times}; worst {worst:.0f}")
    for window in (desk, elsewhere.window):
        assert window.complaints == Complaints()
        assert window.heard() == {"mouse": 0, "violations": []}


def take_the_call(desk: ConsolePage, call_id: str) -> str:
    """It rings, is answered, is seen on the map and becomes an incident; the incident's number."""
    expect(desk.one("call-row", call=call_id, state="ringing")).to_be_visible()
    without_call = desk.settled_overlay()
    desk.keystrokes = 0
    desk.press("a")
    expect(desk.one("call-row", call=call_id, state="talking")).to_be_visible()
    expect(desk.one("caller-number")).to_have_text("13907280001")
    expect(desk.one("caller-words")).to_contain_text("我爸胸口痛")
    expect(desk.one("caller")).to_contain_text("茅箭区")
    assert desk.map_colours() > 50, "a blank map"
    assert desk.overlay_leaves(without_call), "the caller is not on the map"
    desk.press("1")
    expect(desk.one("incident-row")).to_have_count(1)
    return desk.one("incident-row").get_attribute("data-incident") or ""


def everybody_is_ranked(desk: ConsolePage, outside: Desks, incident_id: str) -> None:
    """What the server ranks stands on the screen: order, level, time and reasons."""
    ranking = outside.seat("city").get(f"/incidents/{incident_id}/candidates").json()
    expect(desk.one("basis")).to_have_text("路网时间")
    expect(desk.one("candidates")).to_contain_text(str(len(ranking["ranked"])))
    shown = [" ".join(text.split()) for text in desk.one("candidate-row").all_inner_texts()]
    assert len(shown) >= SEEN_AT_ONCE
    levels = {"city": "市", "county": "县", "township": "乡"}
    for candidate, text in zip(ranking["ranked"], shown, strict=False):
        assert text.startswith(f"{candidate['rank']} {levels[candidate['level']]} "), text
        assert candidate["name"] in text
        assert f"{candidate['eta_s'] // 60:.0f}:" in text
        for reason in candidate["for"] + candidate["against"]:
            assert reason["zh"] in text
    assert {candidate["level"] for candidate in ranking["ranked"]} == set(levels)


def send_the_recommended(desk: ConsolePage, elsewhere: Elsewhere) -> str:
    """One key; the vehicle that went."""
    best = desk.one("candidate-row", rank="1")
    expect(best).to_contain_text("推荐")
    vehicle_id, name = best.get_attribute("data-vehicle") or "", best.locator("b").first
    called = name.inner_text()
    desk.page.wait_for_timeout(400)  # read first: a key that comes sooner is not meant for it
    with desk.page.expect_response(lambda answer: "/dispatch" in answer.url) as answered:
        desk.press("d")
    assert answered.value.ok
    elsewhere.sees(vehicle_id, "assigned", time.perf_counter())
    expect(desk.one("notice")).to_contain_text(f"已派 {called}")
    expect(desk.one("task")).to_have_attribute("data-state", "assigned")
    return vehicle_id


def presses(
    state: str, desk: ConsolePage, elsewhere: Elsewhere, outside: Desks, crew: Crew
) -> None:
    """The crew presses a button; both screens say so, in words."""
    crew.press(state)
    elsewhere.sees(crew.vehicle_id, state, time.perf_counter())
    row = desk.one("vehicle-row", vehicle=crew.vehicle_id)
    official = names_of_states(outside)[state][0]
    # A row has room for four characters; the whole name is one hover away.
    expect(row.get_by_title(official, exact=True)).to_contain_text(official[:4])


def follow_to_the_scene(
    desk: ConsolePage, elsewhere: Elsewhere, outside: Desks, crew: Crew
) -> None:
    """Acknowledged, departed, driving on the map, there."""
    for state in ("acked", "en_route"):
        presses(state, desk, elsewhere, outside, crew)
        expect(desk.one("task")).to_have_attribute("data-state", state)
    row = desk.one("vehicle-row", vehicle=crew.vehicle_id)
    expect(row.locator(".age")).to_have_text("◇—")
    at_the_station = desk.settled_overlay()
    crew.drive()
    expect(row.locator(".age")).to_have_text(re.compile(r"^\d+s$"))
    assert desk.overlay_leaves(at_the_station), "the vehicle does not move on the map"
    for state in ("on_scene", "at_patient"):
        presses(state, desk, elsewhere, outside, crew)
    expect(desk.one("task")).to_have_attribute("data-state", "at_patient")


def follow_to_the_hospital(
    desk: ConsolePage, elsewhere: Elsewhere, outside: Desks, crew: Crew
) -> None:
    """Loaded with a hospital named, there, handed over."""
    hospital = crew.hospitals()[0]
    crew.press("loaded", hospital_code=hospital["code"])
    elsewhere.sees(crew.vehicle_id, "loaded", time.perf_counter())
    expect(desk.one("task")).to_contain_text(f"→ {hospital['name']}")
    for state in ("at_hospital", "handed_over"):
        presses(state, desk, elsewhere, outside, crew)
        expect(desk.one("task")).to_have_attribute("data-state", state)


def follow_home(desk: ConsolePage, elsewhere: Elsewhere, outside: Desks, crew: Crew) -> None:
    """Free again on the road, then at its station; the incident is over and every unit free."""
    free = desk.one("free-city")
    before = free.inner_text()
    presses("available_mobile", desk, elsewhere, outside, crew)
    expect(desk.one("incident-row")).to_have_count(0)
    expect(free).not_to_have_text(before, use_inner_text=True)
    crew.returned()
    elsewhere.sees(crew.vehicle_id, "available_station", time.perf_counter())
