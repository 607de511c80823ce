"""Advice where a free vehicle should wait, at two county desks: one follows it, one does not."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage, OpenWindow
from tests.support.dialled import wait_for
from tests.support.running import Desks, shiyan
from tests.support.server import ServerProcess

REQUIREMENTS = ("DSP-18", "UI-05")

pytestmark = pytest.mark.browser


def advised(
    server: ServerProcess, outside: Desks, open_window: OpenWindow, desk: str, county: str
) -> ConsolePage:
    """A county's desk whose townships have lost their crews, with the advice open before it."""
    window = open_window(server.url)
    window.sit_down(desk)
    expect(window.one("panel-moveup")).to_have_count(0)
    for vehicle in shiyan().vehicles.values():
        if vehicle.county_code == county and vehicle.level == "township":
            outside.seat(desk).do(f"/vehicles/{vehicle.id}/pause", {"reason": "检修"})
    expect(window.one("panel-moveup")).to_be_visible(timeout=60_000)
    window.press("Shift+F2")
    expect(window.one("move-advice")).to_contain_text("待命")
    expect(window.one("move-advice")).to_contain_text("多覆盖")
    return window


def test_one_key_follows_it_and_the_vehicle_waits_at_a_post(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    window = advised(server, outside, open_window, "fangxian", "420325")
    vehicle = window.one("move-advice").get_attribute("data-vehicle") or ""
    assert outside.seat("fangxian").get("/board").json()["posts"] == []
    window.press("y")
    expect(window.one("notice")).to_contain_text("待命")
    wait_for(lambda: outside.seat("fangxian").get("/board").json()["posts"])
    (post,) = outside.seat("fangxian").get("/board").json()["posts"]
    assert post["vehicle_ids"] == [vehicle]
    window.press("F2")
    expect(window.one("post-vehicle", vehicle=vehicle)).to_be_visible()
    assert window.complaints.crashes == []


def test_declining_asks_for_a_reason_and_then_there_is_peace(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    window = advised(server, outside, open_window, "zhushan", "420323")
    window.press("n")
    expect(window.one("move-reason")).to_be_focused()
    window.type("山路结冰", "Enter")
    expect(window.one("move-advice")).to_have_count(0)
    posts = outside.seat("zhushan").get("/board").json()["posts"]
    assert [post for post in posts if post["unit"] == "420323"] == []
    assert window.complaints.crashes == []


def test_advice_that_is_overtaken_leaves_the_screen_by_itself(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    """The vehicle is needed elsewhere before anybody has answered: nobody is told to move it."""
    window = advised(server, outside, open_window, "yunxi", "420322")
    vehicle = window.one("move-advice").get_attribute("data-vehicle") or ""
    outside.seat("yunxi").do(f"/vehicles/{vehicle}/pause", {"reason": "故障"})
    expect(window.one("move-advice", vehicle=vehicle)).to_have_count(0, timeout=60_000)
    posts = outside.seat("yunxi").get("/board").json()["posts"]
    assert [post for post in posts if post["unit"] == "420322"] == []
    assert window.complaints.crashes == []
