"""A standby post with its hours and a vehicle there; slips drawn, and entered afterwards."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage, OpenWindow
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("ORG-10", "SYS-03", "UI-05")

pytestmark = pytest.mark.browser


def fill(window: ConsolePage, test_id: str, words: str) -> None:
    """What stands in a field, typed."""
    window.one(test_id).focus()
    window.press("Control+a")
    window.type(words)


def refused(window: ConsolePage, field: str, words: str) -> None:
    """These words stand under a field."""
    fault = window.page.locator(f'[data-testid="fault"][data-field="{field}"]')
    expect(fault).to_contain_text(words)


def test_a_post_is_opened_by_its_hours_and_a_vehicle_waits_there(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    window = open_window(server.url)
    window.sit_down("leader-city")
    window.press("F2")
    expect(window.one("posts")).to_be_visible()
    window.press("n")
    expect(window.one("post-name")).to_be_focused()
    window.type("体育场保障", "Enter")
    refused(window, "place", "↓")
    refused(window, "until", "必填")

    window.one("post-place").focus()
    window.type("ysqrmyy")
    expect(window.one("place-name").first).to_contain_text("郧阳区人民医院")
    window.press("ArrowDown", "Enter")
    expect(window.one("post-place-point")).to_be_visible()
    fill(window, "post-until", "+800h")
    window.press("Enter")
    refused(window, "until", "744 小时")
    fill(window, "post-until", "+4h")
    window.press("Enter")
    row = window.one("post-row", phase="in_force")
    expect(row).to_contain_text("体育场保障")
    expect(window.one("post-form")).to_have_count(0)

    window.press("v")
    expect(window.one("choice-post-vehicle")).to_be_visible()
    window.press("1")
    expect(window.one("post-vehicle")).to_have_count(1)
    (post,) = outside.seat("city").get("/board").json()["posts"]
    assert len(post["vehicle_ids"]) == 1
    assert post["until_ms"] - post["from_ms"] == pytest.approx(4 * 3_600_000, abs=60_000)

    window.press("b", "1")
    expect(window.one("post-vehicle")).to_have_count(0)
    window.press("x", "1")
    expect(window.one("post-row")).to_have_count(0)
    assert window.complaints.crashes == []


def test_slips_are_drawn_and_entered_later_with_every_refusal_at_its_field(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    window = open_window(server.url)
    window.sit_down("city")
    window.press("F10")
    expect(window.one("slips")).to_be_visible()
    window.press("d")
    expect(window.one("draw-count")).to_be_focused()
    fill(window, "draw-count", "3")
    window.press("Enter")
    book = window.one("book-row")
    expect(book).to_contain_text("Z0001–Z0003")
    expect(window.one("draw-form")).to_have_count(0)

    window.press("n")
    expect(window.one("slip-number")).to_be_focused()
    window.type("abc", "Enter")
    refused(window, "slip", "看不懂")
    refused(window, "written", "看不懂")
    fill(window, "slip-number", "Z0009")
    fill(window, "slip-written", "现在")
    window.press("Enter")
    refused(window, "slip", "Z0009")
    fill(window, "slip-number", "2")
    fill(window, "slip-written", "昨天 8:10")
    window.press("Enter")
    refused(window, "written", "领用之后")

    fill(window, "slip-written", "现在")
    fill(window, "slip-complaint", "胸痛")
    fill(window, "slip-address", "ysqrmyy")
    expect(window.one("place-name").first).to_contain_text("郧阳区人民医院")
    window.press("ArrowDown", "Enter")
    expect(window.one("slip-address-point")).to_be_visible()
    window.one("slip-vehicle").select_option(index=1)
    window.one("slip-out").select_option("now")
    window.one("slip-complaint").focus()
    window.press("Enter")
    expect(window.one("slip-last")).to_contain_text("Z0002")
    expect(window.one("slip-number")).to_have_value("")
    expect(book).to_have_attribute("data-entered", "1")

    incident_id = window.one("slip-last").get_attribute("data-incident")
    incident = outside.seat("city").get(f"/incidents/{incident_id}").json()
    assert (incident["address"], incident["complaint"]) == ("郧阳区人民医院", "胸痛")
    assert incident["location"]["method"] == "landmark"
    assert len(incident["tasks"]) == 1

    window.press("Escape", "Enter")
    expect(window.one("field-complaint")).to_have_value("胸痛")
    assert window.complaints.crashes == []
