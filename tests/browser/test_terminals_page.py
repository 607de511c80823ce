"""The administrator's page of terminals, by keyboard, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.console_page import OpenWindow
from tests.support.dialled import Dialled, device_of
from tests.support.running import run_server

pytestmark = pytest.mark.browser


def test_the_administrator_sees_who_is_there_and_unbinds_and_binds_by_keyboard(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, wait_for_roads=False, jt808=True, jt808_port=0) as server:
        window = open_window(server.url)
        window.sit_down("admin")
        window.page.goto(f"{server.url}/terminals")
        rows = window.one("terminal")
        stranger = device_of(server, "V003", phone="99900001111", device_id="NOBODY1")
        with Dialled(server, device_of(server, "V001")).log_in() as line:
            line.report()
            with Dialled(server, stranger).log_in():
                expect(rows.first).to_contain_text("T001", timeout=30_000)
                expect(rows.first).to_have_attribute("data-state", "connected")
                expect(window.one("stranger")).to_contain_text("99900001111")
        keyboard = window.page.keyboard
        window.page.get_by_role("searchbox").focus()
        keyboard.type("V002")
        keyboard.press("ArrowDown")
        window.one("unbind").focus()
        keyboard.press("Enter")
        expect(window.one("vehicle")).to_be_visible()
        window.page.get_by_role("searchbox").fill("T002")
        expect(rows.first).to_have_attribute("data-state", "unbound", timeout=30_000)
        window.one("vehicle").fill("V002")
        keyboard.press("Enter")
        expect(rows.first).to_have_attribute("data-state", "away", timeout=30_000)
