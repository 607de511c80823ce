"""What lies beside a call, on the screen: chasing, doubles, slips, better places; by keyboard."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage, OpenWindow
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("CALL-04", "CALL-05", "CALL-06", "CALL-12", "DSP-17")

pytestmark = pytest.mark.browser

CORNER = {"lon": 110.7905, "lat": 32.6461, "datum": "wgs84", "radius_m": 60, "method": "operator"}
READ_FIRST_MS = 400
"""A list that has only just come is not sent from: nobody can have read it."""
NEAR = {**CORNER, "lon": 110.7915}


def ring(outside: Desks, number: str, words: str, location: object = CORNER) -> str:
    call_id = f"K{uuid4().hex[:8]}"
    body = {"call_id": call_id, "number": number, "words": words, "location": location}
    outside.seat("gateway").do("/calls", body)
    return call_id


def pick_up(desk: ConsolePage, call_id: str) -> None:
    expect(desk.one("call-row", call=call_id)).to_be_visible()
    desk.press("a")
    expect(desk.one("call-row", call=call_id)).to_have_attribute("data-state", "talking")


def test_a_chasing_caller_a_double_a_slip_and_a_better_place(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    first = ring(outside, "13912345678", "路口两车相撞，有人受伤")
    pick_up(desk, first)
    desk.press("2")
    expect(desk.one("candidate-row", rank="1")).to_be_visible()
    desk.page.wait_for_timeout(READ_FIRST_MS)
    desk.press("d")
    expect(desk.one("task")).to_have_count(1)

    again = ring(outside, "13912345678", "车怎么还没到")
    pick_up(desk, again)
    expect(desk.one("double").first).to_have_attribute("data-kind", "chasing")
    expect(desk.one("say").first).to_contain_text("已派出")
    desk.press("Shift+J")
    expect(desk.one("notice")).to_contain_text("已关联催车")
    expect(desk.one("task")).to_have_count(1)  # the desk looks at the event the call belongs to

    other = ring(outside, "13800000001", "路口出车祸了", NEAR)
    pick_up(desk, other)
    expect(desk.one("double").first).to_have_attribute("data-kind", "duplicate")
    expect(desk.one("evidence").first).to_contain_text("文字相似 100%")
    desk.press("i", "Enter")  # taken for another event; then the two are merged
    expect(desk.one("incident-row")).to_have_count(2)
    expect(desk.one("field-address")).to_be_visible()
    desk.press("Shift+J")
    expect(desk.one("merge-out")).to_be_visible()
    desk.press("o")
    expect(desk.one("notice")).to_contain_text("已并案")
    expect(desk.one("task")).to_have_count(1)
    expect(desk.one("split")).to_have_count(1)

    wrong = ring(outside, "13700000009", "打错了")
    pick_up(desk, wrong)
    desk.press("7")
    expect(desk.one("notice")).to_contain_text("误拨")
    desk.press("Shift+X")
    expect(desk.one("notice")).to_contain_text("已撤销归类")

    # the second is what the merged event brought along
    link = {**NEAR, "radius_m": 8, "method": "link"}
    outside.seat("gateway").do(f"/calls/{first}/location", link)
    incident = outside.seat("city").get("/board").json()["incidents"][0]["id"]
    desk.press("/")
    desk.type(incident)
    expect(desk.one("command-option").first).to_contain_text(incident)
    desk.type("Enter")
    expect(desk.one("panel-places")).to_contain_text("◆")
    desk.press("Shift+H")
    expect(desk.one("notice")).to_contain_text("已采用第 3 条定位")
    assert desk.complaints.crashes == []
