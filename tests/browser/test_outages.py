"""What a dispatcher sees when the server dies, when it comes back, and while it has no roads."""

import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geo.routing.router import Router
from stations.region import Region
from tests.support.console_page import SCREEN, Complaints, ConsolePage, OpenWindow, Tell
from tests.support.dialled import wait_for
from tests.support.outside import ring
from tests.support.running import STREET, at, run_server, shiyan_roads
from tests.support.server import ServerProcess

REQUIREMENTS = ("UI-01",)

pytestmark = pytest.mark.browser

OWNED_UP_WITHIN_S = 5.0
BUSY_S = 50.0
"""What a machine that also runs other tests may add."""
COMES_BACK_WITHIN_S = 60.0


def on_the_screen(window: ConsolePage) -> dict[str, list[str]]:
    """Every call, incident, task and vehicle with its state."""
    marks = {"call-row": "call", "incident-row": "incident", "task": "task"}
    marks["vehicle-row"] = "vehicle"
    return {
        test_id: window.one(test_id).evaluate_all(
            "(rows, key) => rows.map((row) => `${row.dataset[key]} ${row.dataset.state}`).sort()",
            key,
        )
        for test_id, key in marks.items()
    }


def test_a_killed_server_is_owned_up_to_in_five_seconds_and_comes_back_with_everything(
    tmp_path: Path, browser: Browser, open_window: OpenWindow, tell: Tell
) -> None:
    with ServerProcess(tmp_path, clock="simulated") as server, at(server.url) as outside:
        desk = open_window(server.url)
        desk.sit_down("city")
        incident_id = outside.call_in(location=STREET)
        outside.send_best(incident_id)
        waiting = ring(outside)
        expect(desk.one("call-row", call=waiting, state="ringing")).to_be_visible()
        desk.press("e", "ArrowDown")
        expect(desk.one("task")).to_have_attribute("data-state", "assigned")
        before = on_the_screen(desk)

        server.kill()
        killed_s = time.perf_counter()
        banner = desk.one("banner")
        banner.wait_for()
        told_s = time.perf_counter() - killed_s
        assert told_s <= OWNED_UP_WITHIN_S + BUSY_S, "stale data must not be taken for live"
        box = banner.bounding_box()
        assert box is not None
        assert box["width"] == SCREEN[0]
        expect(banner).to_contain_text("请勿凭此画面派车")
        expect(desk.one("connection")).not_to_have_attribute("data-state", "live")
        desk.press("s")
        expect(desk.one("field-complaint")).to_be_focused()
        desk.type("typed while nobody listened")

        server.start()
        ready_s = time.perf_counter()
        expect(banner).to_have_count(0)
        back_s = time.perf_counter() - ready_s
        tell(f"server killed → banner {told_s:.1f} s; ready again → gone {back_s:.1f} s")
        expect(desk.one("connection")).to_have_attribute("data-state", "live")
        wait_for(lambda: on_the_screen(desk) == before, COMES_BACK_WITHIN_S)
        expect(desk.one("field-complaint")).to_have_value("typed while nobody listened")
        expect(desk.one("save-state")).to_contain_text("已保存")
        desk.press("Escape", "a")
        expect(desk.one("call-row", call=waiting, state="talking")).to_be_visible()
        expect(desk.one("login-username")).to_have_count(0)
        assert desk.complaints.without_outage() == Complaints()


def test_without_roads_every_time_is_labelled_an_estimate_until_they_are_there(
    tmp_path: Path, browser: Browser, open_window: OpenWindow
) -> None:
    built = threading.Event()

    def late(region: Region) -> Router:
        built.wait(60)
        return shiyan_roads()

    with run_server(tmp_path, load_router=late, wait_for_roads=False) as server:
        desk = open_window(server.url)
        desk.sit_down("city")
        expect(desk.one("alarm", code="router_not_ready")).to_be_visible()
        call_id = ring(server)
        expect(desk.one("call-row", call=call_id)).to_be_visible()
        desk.press("a")
        expect(desk.one("call-row", call=call_id, state="talking")).to_be_visible()
        desk.press("2")
        expect(desk.one("basis")).to_contain_text("估算")
        expect(desk.one("candidate-row", rank="1")).to_be_visible()
        built.set()
        expect(desk.one("alarm", code="router_not_ready")).to_have_count(0)
        desk.press("y")
        expect(desk.one("basis")).to_have_text("路网时间")
        assert desk.complaints == Complaints()
