"""What an administrator arranges by hand, and a refusal that wants its reason."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Response, expect

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


def test_the_lines_between_boards_are_pulled_and_moved_by_keys_and_stay_where_they_were_put(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, region=replace(shiyan()), wait_for_roads=False) as server:
        window = open_window(server.url)
        window.sit_down("city")
        page = window.page
        upright, level = (
            page.get_by_test_id("divider-column-0"),
            page.get_by_test_id("divider-row-0"),
        )
        expect(upright).to_have_attribute("aria-valuenow", re.compile(r"\d"))
        usual = share_of(upright), share_of(level)
        box = upright.bounding_box()
        assert box
        page.mouse.move(box["x"] + 2, box["y"] + 200)
        page.mouse.down()
        page.mouse.move(box["x"] + 102, box["y"] + 200, steps=5)
        expect(upright).to_have_class(re.compile("pulled"))
        page.mouse.up()
        expect(upright).not_to_have_class(re.compile("pulled"))
        expect(upright).not_to_have_attribute("aria-valuenow", str(usual[0]))
        level.focus()
        with page.expect_response(saves_a_split):
            page.keyboard.press("ArrowDown")
            expect(level).not_to_have_attribute("aria-valuenow", str(usual[1]))
        wide, low = share_of(upright), share_of(level)
        assert (wide > usual[0], low > usual[1]) == (True, True)
        page.reload()
        expect(upright).to_have_attribute("aria-valuenow", str(wide))
        expect(level).to_have_attribute("aria-valuenow", str(low))
        upright.focus()
        page.keyboard.press("Home")
        expect(upright).to_have_attribute("aria-valuenow", str(usual[0]))
        expect(level).to_have_attribute("aria-valuenow", str(low))


def share_of(line: Locator) -> int:
    """What the first of the two boards has of their room, percent, as the page tells it."""
    return int(line.get_attribute("aria-valuenow") or "")


def saves_a_split(answer: Response) -> bool:
    """The server has kept a layout with a column that is no longer shared as usual."""
    if answer.request.method != "PUT" or not answer.url.endswith("/api/preferences"):
        return False
    kept = answer.request.post_data_json or {}
    return answer.ok and any(column["split_percent"] for column in kept["columns"])
