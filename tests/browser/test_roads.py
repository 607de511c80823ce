"""A road breaks: pointed at and confirmed, it is closed on every screen and in every ranking."""

import time

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage, OpenWindow, Tell
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("DSP-20",)

pytestmark = pytest.mark.browser

IN_MEIPU = {"lon": 111.18961, "lat": 33.01368, "method": "map_click"}


def look_at(window: ConsolePage, incident_id: str) -> None:
    window.press("/")
    window.type(incident_id)
    expect(window.one("command-option").first).to_contain_text(incident_id)
    window.type("Enter")
    expect(window.one("candidate-row", rank="1")).to_be_visible()


def test_two_keys_close_a_road_and_everybody_sees_who_is_cut_off(
    server: ServerProcess, outside: Desks, open_window: OpenWindow, tell: Tell
) -> None:
    incident_id = outside.call_in(location=IN_MEIPU)
    ranking = outside.seat("city").get(f"/incidents/{incident_id}/candidates").json()
    outsider = next(c for c in ranking["ranked"] if c["station_name"][:2] not in ("梅铺", "谭山"))
    order = {"vehicle_id": outsider["vehicle_id"], "answer_id": ranking["answer_id"]}
    outside.seat("city").do(f"/incidents/{incident_id}/dispatch", order)
    desk, other = open_window(server.url), open_window(server.url)
    desk.sit_down("city")
    look_at(desk, incident_id)
    other.sit_down("yunyang")

    desk.press("/")
    desk.type("谭山镇")
    expect(desk.one("command-option").first).to_contain_text("谭山镇")
    desk.page.keyboard.press("Shift+Enter")  # only look: the incident stays where it is
    desk.page.keyboard.press("Control+b")
    expect(desk.one("choice-closeRoad")).to_contain_text("梅铺镇")
    before = desk.settled_overlay()
    desk.press("Enter")
    pressed_s = time.perf_counter()
    expect(desk.one("no-road")).to_be_visible()
    tell(f"road closed → arrival on the screen {time.perf_counter() - pressed_s:.2f} s")
    expect(desk.one("candidate-row")).to_have_count(2)
    assert desk.overlay_leaves(before), "the closure is not on the map"
    expect(other.one("roads-cut-off")).to_contain_text("梅铺镇")

    desk.press("Shift+B")
    expect(desk.one("road-restriction")).to_have_attribute("data-state", "in_force")
    desk.press("1")
    expect(desk.one("roads")).to_have_count(0)
    expect(other.one("roads")).to_have_count(0)
    expect(desk.one("no-road")).to_have_count(0)


def test_escape_closes_nothing(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    desk.press("/")
    desk.type("谭山镇")
    expect(desk.one("command-option").first).to_contain_text("谭山镇")
    desk.type("Enter")
    desk.press("/")
    desk.type("封路")
    expect(desk.one("command-option").first).to_contain_text("封路")
    desk.type("Enter")
    expect(desk.one("choice-closeRoad")).to_be_visible()
    desk.press("Escape")
    expect(desk.one("choice-closeRoad")).to_have_count(0)
    assert outside.seat("city").get("/roads/restrictions").json()["restrictions"] == []


def test_enter_after_a_closure_that_failed_sends_no_vehicle(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    incident_id = outside.call_in(location=IN_MEIPU)
    desk = open_window(server.url)
    desk.sit_down("city")
    for words, reason in (("封路 G999 K1-K2", "G999"), ("封路 哪条路", "道路无法识别")):
        look_at(desk, incident_id)
        desk.press("/")
        desk.type(words)
        expect(desk.one("command-option").first).to_contain_text("封路")
        desk.type("Enter")
        expect(desk.one("notice")).to_contain_text(reason)
        desk.press("Enter", "Enter")
    desk.press("c", "Enter")  # meant: the only one that goes
    expect(desk.one("task")).to_have_count(1)
    assert len(outside.seat("city").get(f"/incidents/{incident_id}").json()["tasks"]) == 1


def test_a_planned_slow_zone_is_typed_kept_moved_and_lifted(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    desk.press("/")
    desk.type("谭山镇")
    expect(desk.one("command-option").first).to_contain_text("谭山镇")
    desk.type("Enter")
    desk.press("/")
    desk.type("封路 G209 K1234-K1236")
    expect(desk.one("command-option").first).to_contain_text("G209 K1234–K1236")
    desk.type("Enter")
    expect(desk.one("notice")).to_contain_text("没有任何里程桩")
    desk.page.keyboard.press("Control+b")
    expect(desk.one("road-from")).to_be_visible()
    desk.press("t")
    desk.type("明天6:0")
    expect(desk.one("road-draft")).to_contain_text("无法识别")
    desk.type("0")
    expect(desk.one("road-draft")).to_contain_text("06:00")
    desk.type("Enter")
    desk.press("5")  # half the speed
    expect(desk.one("notice")).to_contain_text("已设慢行")
    expect(desk.one("roads")).to_be_visible()
    desk.press("Shift+B")
    row = desk.one("road-restriction")
    expect(row).to_have_attribute("data-state", "planned")
    expect(row).to_contain_text("未到")
    desk.press("Escape")
    desk.press("Shift+U")
    desk.press("1")
    expect(desk.one("road-end")).to_be_focused()
    desk.type("+2h")
    desk.type("Enter")
    expect(row).to_contain_text("08:00")
    [planned] = outside.seat("city").get("/roads/restrictions").json()["restrictions"]
    assert (planned["kind"], planned["factor"]) == ("slow", 0.5)
    assert planned["until_ms"] - planned["from_ms"] == 2 * 3_600_000
    desk.press("Shift+B")
    desk.press("1")
    expect(row).to_have_count(0)
