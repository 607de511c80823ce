"""A shift is handed over at one screen; two desks write at one event."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import OpenWindow
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("ORG-06", "UI-06")

pytestmark = pytest.mark.browser

LONG_NAME = "郧阳区柳陂镇舒家沟村三组老槐树下面新修的移民安置小区二期北门对面第四户人家旁边小卖部"


def test_a_shift_is_handed_over_at_one_screen_with_two_signatures(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    incident_id = outside.call_in(address=LONG_NAME)
    window = open_window(server.url)
    window.sit_down("city")
    outside.seat("leader-city").do("/seat", {"state": "logged_in"})
    refused = outside.seat("city").post("/seat", {"state": "out"})
    assert (refused.status_code, refused.json()["code"]) == (409, "shift_items_open")

    window.press("Shift+F6")
    item = window.one("shift-item", key=f"incident:{incident_id}")
    expect(item).to_contain_text(LONG_NAME[:20])
    item.get_by_test_id("shift-note").fill("家属在路口等")
    window.one("shift-sign").click()
    sheet = window.one("shift-sheet")
    expect(sheet).to_contain_text("家属在路口等")
    expect(window.one("shift-take")).to_be_disabled()

    window.one("shift-tick-all").click()
    window.one("shift-username").fill("leader-city")
    window.one("shift-password").fill("not it")
    window.one("shift-take").click()
    expect(window.one("notice")).to_contain_text("密码")
    window.one("shift-password").fill("liandong-120")
    with window.page.expect_navigation():
        window.one("shift-take").click()
    expect(window.one("connection")).to_have_attribute("data-state", "live")
    expect(window.page.get_by_test_id("shift-sheet")).to_have_count(0)

    (taken,) = outside.seat("leader-city").get("/shifts").json()
    assert (taken["state"], taken["by"]["user"]) == ("taken", "city")
    assert taken["settled_by"]["user"] == "leader-city"
    assert [i["note"] for i in taken["items"] if i["record_id"] == incident_id] == ["家属在路口等"]
    who = window.page.evaluate("fetch('/api/session').then((answer) => answer.json())")
    assert who["user"]["username"] == "leader-city"
    assert window.complaints.crashes == []


def test_two_dispatchers_at_one_event_see_each_other_and_nothing_is_written_over(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    incident_id = outside.call_in(address="人民路")
    mine, theirs = open_window(server.url), open_window(server.url)
    mine.sit_down("city")
    theirs.sit_down("leader-city")
    for window in (mine, theirs):
        window.page.locator(f'[data-testid="incident-row"][data-incident="{incident_id}"]').click()
        expect(window.one("field-address")).to_have_value("人民路")
    expect(mine.one("editors")).to_contain_text("打开了本事件")
    theirs.one("field-address").focus()
    expect(mine.one("editors")).to_contain_text("正在写「地址」")

    # Both begin on the same words; the other one is saved first.
    mine.page.route("**/api/incidents/*", lambda route: route.abort())
    mine.one("field-address").fill("人民南路")
    theirs.one("field-address").fill("人民北路12号")
    theirs.press("Enter")
    expect(theirs.one("save-state")).to_contain_text("已保存")
    mine.page.unroute("**/api/incidents/*")
    mine.press("Enter")
    clash = mine.one("choice-clash")
    expect(clash).to_contain_text("人民北路12号")
    expect(clash).to_contain_text("人民南路")
    expect(mine.one("field-address")).to_have_value("人民南路")
    clash.locator('[data-code="theirs"]').click()
    expect(mine.one("field-address")).to_have_value("人民北路12号")
    kept = outside.seat("city").get(f"/incidents/{incident_id}").json()["address"]
    assert kept == "人民北路12号"
