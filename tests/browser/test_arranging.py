"""What an administrator arranges by hand, and a refusal that wants its reason."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.console_page import OpenWindow
from tests.support.running import STREET, run_server, shiyan

pytestmark = pytest.mark.browser

REQUIREMENTS = ("CALL-09", "DSP-04", "ORG-02")


def test_an_administrator_changes_by_click_how_a_centre_works_and_what_is_proposed(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, region=replace(shiyan()), wait_for_roads=False) as server:
        window = open_window(server.url)
        window.sit_down("admin")
        page = window.page
        page.goto(f"{server.url}/admin#layouts")
        page.get_by_test_id("set-layout").click()
        page.locator('[data-testid="choice-option"][data-code="420323"]').click()
        page.locator('[data-testid="choice-option"][data-code="unified"]').click()
        expect(page.locator('[data-testid="layouts"] tr[data-unit="420323"]')).to_have_attribute(
            "data-layout", "unified"
        )
        page.get_by_test_id("tab-policies").click()
        page.locator('[data-testid="policy"][data-unit="420323"]').click()
        page.get_by_test_id("policy-code").select_option("coverage_aware")
        page.get_by_test_id("policy-set").click()
        expect(page.locator('[data-testid="policy"][data-unit="420323"]')).to_have_attribute(
            "data-policy", "coverage_aware"
        )


def test_a_question_is_added_in_the_page_refused_at_its_place_and_put_into_force(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, region=replace(shiyan()), wait_for_roads=False) as server:
        window = open_window(server.url)
        window.sit_down("admin")
        page = window.page
        page.goto(f"{server.url}/admin#questions")
        page.locator('[data-testid="set"][data-id="burns"]').click()
        page.get_by_test_id("add-question").click()
        page.get_by_test_id("set-day").fill("2031-12-01")
        page.get_by_test_id("set-save").click()
        page.get_by_test_id("draft-check").click()
        expect(page.get_by_test_id("set-problem").first).to_contain_text("question[3].zh")
        expect(page.get_by_test_id("take")).to_have_count(0)
        page.locator('[data-path="question[3].zh"]').fill("现在在哪里？")
        page.locator('[data-path="question[3].en"]').fill("Where are you now?")
        page.get_by_test_id("set-save").click()
        page.get_by_test_id("draft-check").click()
        expect(page.get_by_test_id("change")).to_contain_text("2031-12-01")
        page.get_by_test_id("reason").fill("多问一句")
        page.get_by_test_id("take").click()
        coming = page.locator('[data-testid="set"][data-id="burns"][data-from="2031-12-01"]')
        expect(coming).to_contain_text("2026.2")
        assert [dated.day for dated in server.system.region.coming_questions] == ["2031-12-01"]


def test_a_refusal_without_a_reason_stands_in_its_field(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, region=replace(shiyan()), wait_for_roads=False) as server:
        window = open_window(server.url)
        window.sit_down("fangxian")
        incident = server.call_in("yunyang", location=STREET)
        vehicle = next(
            v for v in server.system.region.vehicles.values() if v.county_code == "420325"
        )
        body = {"vehicle_id": vehicle.id}
        server.seat("yunyang").do(f"/incidents/{incident}/neighbour", body)
        panel = window.page.get_by_test_id("neighbours")
        expect(panel.get_by_test_id("refuse")).to_be_visible()
        panel.get_by_test_id("refuse").click()
        expect(panel.locator("input")).to_be_focused()
