"""The administrator's page in a real browser: the register by rows, and a whole pack at once."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dispatch.domain.clock import SimulatedClock
from stations.organisation import day_in_china
from stations.regionpack.contents import from_zip, to_zip
from tests.support.console_page import OpenWindow
from tests.support.running import STREET, run_server, shiyan

pytestmark = pytest.mark.browser

REQUIREMENTS = ("ORG-01", "ORG-04", "ORG-07")

WITHIN_MS = 60_000


def test_a_row_is_mended_at_its_cell_survives_a_reload_and_reaches_the_desk_by_itself(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, region=replace(shiyan()), wait_for_roads=False) as server:
        desk, window = open_window(server.url), open_window(server.url)
        desk.sit_down("city")
        window.sit_down("admin")
        page = window.page
        page.goto(f"{server.url}/admin#rows")
        page.get_by_test_id("rows-find").fill("V001")
        expect(page.get_by_test_id("row")).to_have_count(1, timeout=WITHIN_MS)
        page.keyboard.press("ArrowDown")
        page.get_by_test_id("cell-name").fill("太和零一")
        page.get_by_test_id("cell-kind").fill("卡车")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("draft-count")).to_contain_text("1")
        page.reload()
        page.get_by_test_id("draft-check").click()
        expect(page.get_by_test_id("take")).to_have_count(0)
        page.get_by_test_id("problem").get_by_role("button").first.click()
        expect(page.get_by_test_id("cell-name")).to_have_value("太和零一")
        expect(page.get_by_test_id("cell-fault")).to_contain_text("卡车")
        page.get_by_test_id("cell-kind").fill("普通")
        page.keyboard.press("Enter")
        page.get_by_test_id("draft-check").click()
        expect(page.get_by_test_id("change")).to_contain_text("太和零一", timeout=WITHIN_MS)
        page.get_by_test_id("reason").fill("改呼号")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("said")).to_contain_text("1", timeout=WITHIN_MS)
        expect(page.get_by_test_id("draft-check")).to_have_count(0)
        desk.page.wait_for_function(
            "async () => (await (await fetch('/api/region')).text()).includes('太和零一')",
            timeout=WITHIN_MS,
        )
        expect(desk.page.get_by_text("太和零一").first).to_be_attached(timeout=WITHIN_MS)


def test_a_vehicle_entered_on_the_page_is_on_the_open_desk_and_leaves_it_after_its_last_day(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    region = replace(shiyan())
    with run_server(tmp_path, region=region, wait_for_roads=False, clock="simulated") as server:
        desk, window = open_window(server.url), open_window(server.url)
        desk.sit_down("city")
        window.sit_down("admin")
        page = window.page
        page.goto(f"{server.url}/admin#rows")
        page.get_by_test_id("row-new").click()
        today = day_in_china(server.system.clock.now_ms())
        expect(page.get_by_test_id("cell-valid_from")).to_have_value(today)
        page.get_by_test_id("cell-id").fill("V900")
        page.get_by_test_id("cell-name").fill("新车九百")
        page.get_by_test_id("cell-plate").fill("鄂C·90000")
        page.get_by_test_id("cell-kind").fill("普通")
        page.get_by_test_id("cell-station_code").fill("420302S01")
        page.get_by_test_id("cell-capabilities").fill("护士")
        _put_into_force(page, "新车", "新车九百")
        line = desk.page.locator('[data-vehicle="V900"]')
        expect(line).to_contain_text("新车九百", timeout=WITHIN_MS)

        page.get_by_test_id("rows-find").fill("V900")
        page.get_by_test_id("row").filter(has_text="V900").click()
        page.get_by_test_id("row-retire").click()
        expect(page.get_by_test_id("cell-valid_to")).to_have_value(today)
        _put_into_force(page, "报废", today)
        expect(line).to_be_visible(timeout=WITHIN_MS)
        clock = server.system.clock
        assert isinstance(clock, SimulatedClock)
        clock._base_ms += 86_400_000
        expect(line).to_have_count(0, timeout=WITHIN_MS)


def _put_into_force(page: Page, reason: str, shown: str) -> None:
    """Into the draft, tried, and taken for a reason."""
    page.get_by_test_id("row-save").click()
    page.get_by_test_id("draft-check").click()
    expect(page.get_by_test_id("change")).to_contain_text(shown, timeout=WITHIN_MS)
    expect(page.get_by_test_id("change")).not_to_contain_text("◷")
    page.get_by_test_id("reason").fill(reason)
    page.get_by_test_id("take").click()
    expect(page.get_by_test_id("draft-check")).to_have_count(0, timeout=WITHIN_MS)


def test_a_pack_that_would_take_a_vehicle_from_its_task_is_shown_and_kept_out(
    tmp_path: Path, open_window: OpenWindow
) -> None:
    with run_server(tmp_path, region=replace(shiyan()), wait_for_roads=False) as server:
        _, vehicle_id = server.send_best(server.call_in(location=STREET))
        exported = server.seat("admin").get("/admin/pack/export").content
        gone = {
            name: b"".join(
                line for line in content.splitlines(True) if vehicle_id.encode() not in line
            )
            for name, content in from_zip(exported).items()
        }
        (tmp_path / "gone.zip").write_bytes(to_zip(gone))
        window = open_window(server.url)
        window.sit_down("admin")
        page = window.page
        page.goto(f"{server.url}/admin#pack")
        page.get_by_test_id("import").set_input_files(tmp_path / "gone.zip")
        blocks = page.locator('[data-testid="conflict"][data-blocks="true"]')
        expect(blocks.first).to_contain_text(vehicle_id, timeout=WITHIN_MS)
        expect(page.get_by_test_id("change").first).to_contain_text(vehicle_id)
        expect(page.get_by_test_id("take")).to_have_count(0)
        expect(page.get_by_test_id("edition")).to_have_count(0)
