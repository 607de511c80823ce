"""The administrator's page of terminals, by keyboard, in a real browser."""

import re
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect

from tests.support.console_page import OpenWindow
from tests.support.dialled import Dialled, device_of
from tests.support.running import Running, run_server

pytestmark = pytest.mark.browser

WITHIN_MS = 60_000


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
                expect(rows.first).to_contain_text("T001", timeout=60_000)
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
        expect(rows.first).to_have_attribute("data-state", "unbound", timeout=60_000)
        window.one("vehicle").fill("V002")
        keyboard.press("Enter")
        expect(rows.first).to_have_attribute("data-state", "away", timeout=60_000)


def reports(server: Running, address: str) -> int:
    """A phone that was told this address says where it is; what it is answered."""
    moment = server.system.clock.now_ms() // 1000
    place: dict[str, str | float] = {"id": "V150", "lat": 32.63, "lon": 110.8, "speed": 0}
    return httpx2.post(address, params={**place, "timestamp": moment}, timeout=20).status_code


def test_a_phone_is_entered_told_its_key_once_and_shut_out_when_that_is_revoked(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, wait_for_roads=False) as server:
        window = open_window(server.url)
        window.sit_down("admin")
        window.page.goto(f"{server.url}/terminals")
        expect(window.one("new-phone")).to_be_visible(timeout=WITHIN_MS)
        window.one("new-phone").click()
        window.one("phone-device").fill("V150")
        window.one("phone-vehicle").fill("V150")
        window.one("phone-enter").click()
        told = window.one("told-traccarUrl")
        expect(told).to_have_value(re.compile(r"/intake/osmand/.{8,}"), timeout=WITHIN_MS)
        address = told.input_value()
        assert reports(server, address) == 200
        window.page.get_by_role("searchbox").fill("P-V150")
        row = window.one("terminal").first
        expect(row).to_have_attribute("data-state", "connected", timeout=WITHIN_MS)

        window.one("told-done").click()
        expect(told).to_have_count(0)
        row.click()
        window.one("issue-key").click()
        expect(told).not_to_have_value(address, timeout=WITHIN_MS)
        another = told.input_value()
        assert reports(server, address) == 401, "the former key ended"
        assert reports(server, another) == 200
        window.one("revoke-key").click()
        expect(window.one("phones")).to_contain_text("没有密钥", timeout=WITHIN_MS)
        expect(told).to_have_count(0)
        assert reports(server, another) == 401
        assert window.complaints.crashes == []
