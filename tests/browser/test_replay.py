"""A past hour on the dispatcher's own boards: marked, stepped through, and without a command."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.support.console_page import SCREEN, ConsolePage, OpenWindow
from tests.support.running import STREET, Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("UI-01",)

pytestmark = pytest.mark.browser

WITHIN_MS = 60_000
STEPS_MAX = 15
BEIJING = timezone(timedelta(hours=8))


def step_until(window: ConsolePage, shown: Locator) -> None:
    """From one event to the next, each step awaited, until this is there."""
    page = window.one("replay-page")
    for _ in range(STEPS_MAX):
        if shown.count():
            return
        before = page.get_attribute("data-now") or ""
        window.press("PageDown")
        expect(page).not_to_have_attribute("data-now", before)


def test_a_past_event_is_stepped_through_on_the_same_boards_and_nothing_can_be_sent(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    begin_ms = outside.seat("city").get("/clock").json()["now_ms"]
    incident_id = outside.call_in(location=STREET, urgency="II", address="人民路 8 号")
    task_id, _ = outside.send_best(incident_id)
    later_id = outside.call_in(address="昨夜之后的事件")
    window = open_window(server.url)
    window.sit_down("city")
    expect(window.one("incident-row", incident=later_id)).to_be_visible()

    # The hour that the page would begin with comes late: what was typed before it stays.
    late: list[Route] = []
    window.page.route("**/api/clock", lambda asked: late.append(asked), times=1)
    window.page.goto(f"{server.url}/replay")
    mark = window.one("replay-mark")
    expect(mark).to_contain_text("回放", timeout=WITHIN_MS)
    began = datetime.fromtimestamp(begin_ms / 1000, UTC).astimezone(BEIJING)
    moment = began - timedelta(seconds=2)
    window.one("replay-from").fill(moment.strftime("%Y-%m-%dT%H:%M:%S"))
    window.press("Enter")
    expect(mark).to_contain_text(moment.strftime("%Y-%m-%d %H:%M:%S"), timeout=WITHIN_MS)
    for asked in late:
        with window.page.expect_response("**/api/clock"):
            asked.continue_()
    assert late, "the page asks the time only once it is open"
    expect(mark).to_contain_text(moment.strftime("%Y-%m-%d %H:%M:%S"), timeout=WITHIN_MS)
    expect(window.one("replay-line")).not_to_have_count(0, timeout=WITHIN_MS)
    box = mark.bounding_box()
    assert box is not None
    assert box["width"] == SCREEN[0], "nobody takes the past for the present"
    rows = window.one("incident-row")
    expect(rows).to_have_count(0)

    # The event begins, is sent to, and is followed by the next one: never before its time.
    step_until(window, rows)
    expect(rows).to_have_attribute("data-incident", incident_id)
    window.press("e", "ArrowDown")
    sent = window.one("replay-line", kind="VehicleDispatched")
    step_until(window, sent)
    # To the very moment, however far the steps have gone.
    sent.first.click()
    expect(window.one("task")).to_have_attribute("data-task", task_id, timeout=WITHIN_MS)
    expect(window.one("incident-row", incident=later_id)).to_have_count(0)

    before = outside.seat("city").get(f"/incidents/{incident_id}").json()["log"]
    window.press("p")
    expect(window.one("notice")).to_contain_text("回放中", timeout=WITHIN_MS)
    assert outside.seat("city").get(f"/incidents/{incident_id}").json()["log"] == before
    assert window.complaints.crashes == []
    assert window.complaints.foreign == []
