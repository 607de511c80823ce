"""Three windows of one dispatcher: one selection, one line to the server, and no mouse at all."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.console_page import Complaints, ConsolePage, OpenWindow, Tell
from tests.support.dialled import wait_for
from tests.support.outside import ring
from tests.support.running import STREET, Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("UI-01", "UI-02")

pytestmark = pytest.mark.browser

KEYSTROKES_MAX = 4
AHEAD_MS = 3_600_000
DAY_S = 86_400
_UNPLUGGED = """
for (const kind of ['pointerdown', 'mousedown', 'mouseup', 'click', 'dblclick', 'wheel'])
  addEventListener(kind, (e) => {
    if (!e.isTrusted || e.detail === 0) return
    e.preventDefault()
    e.stopImmediatePropagation()
  }, true)
"""
_WRONG_CLOCK = """
delete window.SharedWorker
Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })
delete Navigator.prototype.locks
const right = Date.now.bind(Date)
window.aheadMs = 0
Date.now = () => right() + window.aheadMs
"""
"""A clock that can be set, in the window itself: without a worker, whose clock is its own."""


def on(page: Page, test_id: str, **data: str) -> Locator:
    """An element of one of the windows."""
    more = "".join(f'[data-{name}="{value}"]' for name, value in data.items())
    return page.locator(f'[data-testid="{test_id}"]{more}')


def open_board(desk: ConsolePage, board: str) -> Page:
    """A board in a window of its own, by the panel of windows and the board's digit."""
    desk.page.bring_to_front()
    if not on(desk.page, "window-row").first.is_visible():
        desk.press("F3")
    row = on(desk.page, "window-row", board=board)
    digit = row.locator("kbd").inner_text()
    with desk.context.expect_page() as opened:
        desk.press(digit)
    page = opened.value
    expect(on(page, "connection")).to_have_attribute("data-state", "live")
    return page


def end_shared_workers(browser: Browser) -> None:
    """What a crash of the browser's worker process does to the line."""
    session = browser.new_browser_cdp_session()
    for target in session.send("Target.getTargets")["targetInfos"]:
        if target["type"] == "shared_worker":
            session.send("Target.closeTarget", {"targetId": target["targetId"]})


def clients(server: ServerProcess) -> int:
    with urllib.request.urlopen(f"{server.url}/api/health", timeout=20) as answer:
        return int(json.load(answer)["clients"])


def seconds_shown(desk: ConsolePage) -> int:
    """The time of day on the clock of a desk."""
    told = re.search(r"(\d\d):(\d\d):(\d\d)", desk.one("clock").inner_text())
    assert told is not None
    hours, minutes, seconds = map(int, told.groups())
    return (hours * 60 + minutes) * 60 + seconds


def unplugged(desk: ConsolePage) -> tuple[ConsolePage, Page, Page]:
    """A desk without a mouse, with the map and the vehicles in windows of their own."""
    desk.context.add_init_script(_UNPLUGGED)
    desk.sit_down("city")
    wall, list_ = open_board(desk, "map"), open_board(desk, "vehicles")
    desk.page.bring_to_front()
    desk.press("Escape")
    return desk, wall, list_


def test_a_shift_is_worked_in_three_windows_with_the_mouse_unplugged(
    server: ServerProcess, outside: Desks, open_window: OpenWindow, tell: Tell
) -> None:
    desk, wall, list_ = unplugged(open_window(server.url))
    call_id = ring(outside)
    expect(desk.one("call-row", call=call_id, state="ringing")).to_be_visible()
    desk.press("a")
    expect(desk.one("call-row", call=call_id, state="talking")).to_be_visible()
    desk.press("1")
    expect(desk.one("candidate-row", rank="1")).to_be_visible()
    number = desk.one("incident-row").locator(".id").inner_text()
    for window in (wall, list_):
        expect(on(window, "selection")).to_contain_text(number)
        expect(on(window, "best")).to_be_visible()

    list_.bring_to_front()
    list_.wait_for_timeout(400)  # read first: a key that comes sooner is not meant for it
    sending = "d"
    for key in sending:
        list_.keyboard.press(key)
    expect(on(list_, "notice")).to_contain_text("已派")
    expect(desk.one("task")).to_have_attribute("data-state", "assigned")
    tell(f"keystrokes from located call to vehicle sent, elsewhere: {len(sending)}")
    assert len(sending) <= KEYSTROKES_MAX

    sent = desk.one("task").locator("b").first.inner_text()
    expect(on(wall, "best")).not_to_contain_text(sent)
    wall.bring_to_front()
    wall.keyboard.press("d")
    guest = on(wall, "guest", board="candidates")
    expect(guest.locator('[data-testid="choice-reinforce"]')).to_be_visible()
    wall.keyboard.press("1")
    expect(desk.one("task")).to_have_count(2)
    wall.keyboard.press("Escape")
    expect(guest).to_have_count(0)

    desk.page.bring_to_front()
    desk.press("/")
    expect(desk.one("command")).to_be_focused()
    desk.type("诉 胸痛两小时")
    expect(desk.one("command-preview")).to_contain_text("胸痛两小时")
    desk.press("Enter")
    expect(desk.one("field-complaint")).to_have_value("胸痛两小时")
    desk.press("/")
    expect(desk.one("command")).to_be_focused()
    desk.type("派 太和0")
    expect(desk.one("command-preview")).to_contain_text("同样符合")
    desk.press("Enter")
    expect(desk.one("command")).to_be_focused()
    desk.press("Escape")

    prank = ring(outside)
    expect(desk.one("call-row", call=prank, state="ringing")).to_be_visible()
    desk.press("a")
    expect(desk.one("call-row", call=prank, state="talking")).to_be_visible()
    desk.press("5")
    expect(desk.one("notice")).to_contain_text("已归类")

    desk.press("e", "ArrowDown")
    expect(desk.one("task")).to_have_count(2)
    for left in (1, 0):
        desk.press("r", "1")
        expect(desk.one("task").locator(".here")).to_have_count(left)
    desk.press("x", "1")
    expect(desk.one("incident-row")).to_have_count(0)
    for page in desk.context.pages:
        assert page.evaluate("window.heard.mouse") == 0
    assert desk.complaints == Complaints()


def test_all_windows_share_a_line_that_outlives_its_worker_and_end_with_the_login(
    server: ServerProcess, outside: Desks, browser: Browser, open_window: OpenWindow
) -> None:
    incident_id = outside.call_in(location=STREET)
    desk = open_window(server.url)
    desk.sit_down("city")
    beside = open_board(desk, "incidents")
    windows = (desk.page, beside)
    for window in windows:
        expect(on(window, "connection", way="shared")).to_be_visible()
    wait_for(lambda: clients(server) == 1)

    end_shared_workers(browser)
    wait_for(lambda: desk.page.evaluate("localStorage.getItem('liandong.line')") == "1", 60.0)
    for window in windows:
        expect(on(window, "connection", way="shared", state="live")).to_be_visible()
        expect(on(window, "banner")).to_have_count(0)
    wait_for(lambda: clients(server) == 1)  # the line that was cut is gone at the server too

    desk.press("Escape", "e", "ArrowDown")
    chosen = on(beside, "incident-row", incident=incident_id)
    expect(chosen).to_have_attribute("aria-selected", "true")
    desk.press("Shift+q")
    expect(desk.one("login-username")).to_be_visible()
    if not beside.is_closed():
        beside.wait_for_event("close", timeout=60_000)


def test_a_clock_that_is_off_is_noticed_and_an_hour_of_sleep_is_made_up_for(
    server: ServerProcess, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.context.add_init_script(_WRONG_CLOCK)
    desk.sit_down("city2")
    expect(desk.one("connection", way="own")).to_be_visible()
    expect(desk.one("clock-off")).to_have_count(0)
    before_s = seconds_shown(desk)
    with desk.page.expect_websocket(timeout=60_000):
        desk.page.evaluate(f"window.aheadMs = {AHEAD_MS}")
    expect(desk.one("clock-off")).to_contain_text("快 3600 秒", timeout=60_000)
    expect(desk.one("banner")).to_have_count(0)
    expect(desk.one("connection")).to_have_attribute("data-state", "live")
    passed_s = (seconds_shown(desk) - before_s) % DAY_S
    assert passed_s < AHEAD_MS / 2000, "the time shown is the server's"
