"""The crew's phone and the township station in a real browser, with and without a network."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.crew_page import PHONE, FieldPage, OpenField
from tests.support.dialled import wait_for
from tests.support.running import STREET, Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("VEH-07", "ORG-08", "VEH-08")

pytestmark = pytest.mark.browser

STATION_SCREEN = (1280, 900)


@pytest.fixture
def open_field(browser: Browser, server: ServerProcess) -> Iterator[OpenField]:
    devices: list[FieldPage] = []

    def open_at(path: str, size: tuple[int, int] = PHONE) -> FieldPage:
        devices.append(FieldPage(browser, server.port, path, size))
        return devices[-1]

    yield open_at
    for device in devices:
        device.close()
    assert [crash for device in devices for crash in device.crashes] == []


class Sent:
    """A vehicle sent by the desk, as the desk sees it."""

    def __init__(self, outside: Desks, vehicle_id: str) -> None:
        self.desk = outside.seat("city")
        self.vehicle_id = vehicle_id
        self.incident_id = outside.call_in(
            location=STREET, address="朝阳中路 12 号", complaint="胸痛", urgency="I"
        )
        order = {"vehicle_id": vehicle_id}
        receipt = self.desk.do(f"/incidents/{self.incident_id}/dispatch", order)
        self.task_id: str = receipt["task_id"]

    def task(self) -> dict[str, Any]:
        tasks = self.desk.get(f"/incidents/{self.incident_id}").json()["tasks"]
        return next(task for task in tasks if task["id"] == self.task_id)

    def vehicle(self) -> dict[str, Any]:
        vehicles = self.desk.get("/board").json()["vehicles"]
        return next(one for one in vehicles if one["id"] == self.vehicle_id)

    def now_ms(self) -> int:
        return int(self.desk.get("/board").json()["now_ms"])

    def recall(self) -> None:
        body = {"reason": "recalled_en_route"}
        self.desk.do(f"/tasks/{self.task_id}/recall", body)

    def tidy(self) -> None:
        self.desk.post(f"/tasks/{self.task_id}/recall", {"reason": "other"})
        self.desk.post(f"/incidents/{self.incident_id}/close", {"reason": "x"})


def test_a_crew_signs_on_takes_its_order_and_presses_its_way_to_the_hospital_with_gloves_on(
    open_field: OpenField, outside: Desks
) -> None:
    phone = open_field("/crew")
    phone.log_in("crew-V030")
    phone.sees("standby")
    phone.touch("change-crew")
    phone.one("member-name").first.fill("王师傅")
    phone.touch("sign-on-confirm")
    expect(phone.sees("standby")).to_contain_text("王师傅")
    assert phone.too_small() == []

    sent = Sent(outside, "V030")
    phone.sees("order", task=sent.task_id, state="assigned")
    expect(phone.one("order-address")).to_have_text("朝阳中路 12 号")
    expect(phone.sees("call")).to_have_attribute("href", "tel:13800000000")
    assert (phone.sees("navigate").get_attribute("href") or "").startswith("androidamap://navi?")
    assert phone.too_small() == []
    phone.presses("acked")
    phone.presses("en_route")
    sent.desk.patch(f"/incidents/{sent.incident_id}", {"address": "朝阳中路 21 号"})
    expect(phone.sees("change", field="address")).to_contain_text("朝阳中路 21 号")
    phone.touch("changed-understood")
    phone.presses("on_scene")
    phone.touch("more")
    phone.touch("other", state="loaded")
    assert phone.too_small() == []
    hospital = phone.sees("choice").get_attribute("data-code")
    phone.touch("choice", code=hospital or "")
    phone.presses("at_hospital")
    phone.presses("handed_over")
    phone.presses("available_mobile")
    phone.touch("returned")
    phone.sees("standby", state="available_station")
    expect(phone.one("unsent")).to_have_count(0)

    task = sent.task()
    states = [stamp["state"] for stamp in task["stamps"]]
    assert states[:5] == ["assigned", "acked", "en_route", "on_scene", "loaded"]
    assert states[5:] == ["at_hospital", "handed_over", "available_mobile"]
    assert {stamp["origin"] for stamp in task["stamps"][1:]} == {"terminal"}
    assert (task["hospital_code"], task["result"], task["kept"]) == (hospital, "completed", [])
    fix = wait_for(lambda: sent.vehicle()["fix"])  # it goes out beside the presses
    assert (fix["lon"], fix["lat"]) == (110.8, 32.62), "the phone's own fix"
    assert phone.errors == [], "nothing is asked that is refused, nothing breaks the content policy"


def test_a_crew_that_cannot_go_says_why_and_is_free_again(
    open_field: OpenField, outside: Desks
) -> None:
    phone = open_field("/crew")
    phone.log_in("crew-V035")
    phone.sees("standby")
    sent = Sent(outside, "V035")
    phone.touch("refuse")
    phone.touch("choice", code="vehicle_fault")
    phone.sees("standby", state="available_station")
    expect(phone.one("unsent")).to_have_count(0)
    task = sent.task()
    assert (task["result"], task["reason"]) == ("refused", "vehicle_fault")
    expect(phone.one("over")).to_have_count(0)
    sent.tidy()


def test_a_driver_sees_where_to_and_nothing_of_the_patient(
    open_field: OpenField, outside: Desks
) -> None:
    phone = open_field("/crew")
    phone.log_in("crew-V036")
    phone.sees("standby")
    phone.touch("change-crew")
    phone.one("member-name").first.fill("王师傅")
    phone.touch("sign-on-confirm")
    expect(phone.sees("standby")).to_contain_text("王师傅")
    sent = Sent(outside, "V036")
    order = phone.sees("order", task=sent.task_id, seat="driver")
    expect(order).to_contain_text("朝阳中路 12 号")
    expect(order).not_to_contain_text("胸痛")
    phone.sees("navigate")
    phone.sees("call")
    assert phone.too_small() == []
    phone.presses("acked")
    phone.presses("en_route")
    phone.sees("order", state="en_route", seat="driver")
    phone.touch("more")
    phone.touch("seat")  # a doctor has taken the phone
    expect(phone.sees("order-complaint")).to_have_text("胸痛")
    phone.touch("more")
    phone.touch("seat")
    phone.sees("order", seat="driver")
    phone.page.reload()
    phone.sees("order", seat="driver")
    expect(phone.one("unsent")).to_have_count(0, timeout=60_000)
    sent.tidy()


def test_presses_made_without_a_network_and_over_a_reload_arrive_in_order_with_their_times(
    open_field: OpenField, outside: Desks
) -> None:
    phone = open_field("/crew")
    phone.log_in("crew-V031")
    phone.sees("standby")
    phone.kept_for_offline()
    sent = Sent(outside, "V031")
    phone.sees("order", task=sent.task_id, state="assigned")
    phone.presses("acked")
    phone.sees("order", task=sent.task_id, state="acked")
    phone.sees("navigate")
    expect(phone.one("unsent")).to_have_count(0, timeout=60_000)
    assert sent.task()["state"] == "acked"

    phone.cut(off=True)
    pressed = {}
    for state in ("en_route", "on_scene"):
        before_ms = sent.now_ms()
        phone.presses(state)
        phone.sees("order", state=state)
        pressed[state] = (before_ms, sent.now_ms())
    phone.sees("unsent-mark")
    expect(phone.one("unsent")).to_have_attribute("data-n", "2")
    assert phone.too_small() == []
    phone.page.reload()
    phone.sees("order", task=sent.task_id, state="on_scene")
    expect(phone.one("unsent")).to_have_attribute("data-n", "2")
    phone.touch("more")
    phone.touch("other", state="loaded")
    before_ms = sent.now_ms()
    phone.touch("choice")
    phone.sees("order", state="loaded")
    pressed["loaded"] = (before_ms, sent.now_ms())
    assert [stamp["state"] for stamp in sent.task()["stamps"]] == ["assigned", "acked"]
    back_ms = sent.now_ms()

    phone.cut(off=False)
    expect(phone.one("unsent")).to_have_count(0, timeout=60_000)
    stamps = sent.task()["stamps"][2:]
    assert [stamp["state"] for stamp in stamps] == ["en_route", "on_scene", "loaded"]
    for stamp in stamps:
        earliest_ms, latest_ms = pressed[stamp["state"]]
        # The phone knows the server's time to about a tick's way, which a busy machine makes long.
        assert earliest_ms - 20_000 <= stamp["at_ms"] <= latest_ms + 2000, stamp
        assert stamp["received_ms"] >= back_ms - 1
        assert stamp["at_ms"] <= back_ms
    phone.sees("order", state="loaded")
    for state in ("at_hospital", "handed_over", "available_mobile"):
        phone.presses(state)
    phone.sees("standby", state="available_mobile")


def test_an_order_recalled_while_its_crew_was_out_of_coverage_is_told_and_its_presses_explained(
    open_field: OpenField, outside: Desks
) -> None:
    phone = open_field("/crew")
    phone.log_in("crew-V032")
    phone.sees("standby")
    sent = Sent(outside, "V032")
    phone.presses("acked")
    phone.presses("en_route")
    phone.sees("order", state="en_route")
    expect(phone.one("unsent")).to_have_count(0, timeout=60_000)
    phone.cut(off=True)
    phone.presses("on_scene")
    phone.sees("unsent-mark")
    sent.recall()

    phone.cut(off=False)
    phone.sees("over", task=sent.task_id, result="stopped")
    expect(phone.sees("untold-kept", why="task_ended")).to_contain_text("任务已结束")
    phone.touch("over-understood")
    phone.touch("untold-understood")
    expect(phone.one("untold")).to_have_count(0)
    phone.touch("open-history")
    phone.sees("press", state="on_scene", outcome="kept")
    [kept] = sent.task()["kept"]
    assert (kept["state"], kept["why"]) == ("on_scene", "task_ended")
    assert kept["pressed_ms"] < kept["received_ms"]
    sent.tidy()


def test_what_a_crew_asks_is_answered_on_its_phone_and_an_expired_login_loses_no_press(
    open_field: OpenField, outside: Desks
) -> None:
    phone = open_field("/crew")
    phone.log_in("crew-V033")
    phone.touch("ask")
    phone.touch("ask-reason", code="fuel")
    phone.touch("ask-send")
    desk = outside.seat("city")
    expect(phone.sees("answers")).to_contain_text("等待答复")
    expect(phone.one("unsent")).to_have_count(0)
    requests = desk.get("/board").json()["requests"]
    [asked] = [one for one in requests if one["vehicle_id"] == "V033"]
    desk.do(f"/requests/{asked['id']}/answer", {"granted": False, "reason": "车辆紧张"})
    expect(phone.sees("answered-one", granted="false")).to_contain_text("车辆紧张")
    phone.touch("answered-understood")

    phone.context.clear_cookies()
    phone.touch("left")
    phone.sees("login-unsent")
    phone.one("login-password").fill("liandong-120")
    phone.touch("login-submit")
    phone.sees("standby", state="available_mobile")
    expect(phone.one("unsent")).to_have_count(0)
    vehicle = next(v for v in desk.get("/board").json()["vehicles"] if v["id"] == "V033")
    assert vehicle["state"] == "available_mobile"


def test_a_station_is_rung_for_its_order_prints_one_slip_and_presses_for_its_vehicle(
    open_field: OpenField, outside: Desks
) -> None:
    region = outside.seat("city").get("/region").json()
    vehicle = next(v for v in region["vehicles"] if v["id"] == "V034")
    screen = open_field("/station", STATION_SCREEN)
    screen.log_in("city")
    screen.touch("choice", code=vehicle["station_code"])
    screen.touch("pause")
    paused = screen.page.locator('[data-testid="station-vehicle"][data-state="paused"]')
    screen.touch("choice", code="wash")
    expect(paused).to_have_count(1)
    screen.touch("resume")
    expect(paused).to_have_count(0)

    sent = Sent(outside, "V034")
    screen.sees("station-order", task=sent.task_id, state="assigned")
    expect(screen.sees("limit")).to_contain_text("30 秒")
    assert screen.too_small() == []
    screen.page.evaluate("() => { window.printed = 0; window.print = () => { printed += 1 } }")
    screen.touch("print")
    screen.page.wait_for_function("() => printed === 1")
    pdf = screen.page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1, "one page"
    screen.page.emulate_media(media="print")
    slip = screen.sees("slip")
    for words in (sent.task_id, "朝阳中路 12 号", "胸痛", "13800000000", vehicle["plate"]):
        expect(slip).to_contain_text(words)
    screen.page.emulate_media(media="screen")
    screen.presses("acked")
    screen.presses("en_route")
    screen.sees("station-order", state="en_route")
    expect(screen.one("unsent")).to_have_count(0)
    by = [(stamp["state"], stamp["origin"]) for stamp in sent.task()["stamps"]]
    assert by == [("assigned", "system"), ("acked", "manual"), ("en_route", "manual")]
    sent.recall()
    screen.sees("over")
    sent.tidy()


def test_a_duty_reads_what_is_written_to_its_vehicle_and_signs_it_off_only_when_asked_twice(
    open_field: OpenField, outside: Desks
) -> None:
    region = outside.seat("city").get("/region").json()
    station = next(v for v in region["vehicles"] if v["id"] == "V038")["station_code"]
    screen = open_field("/station", STATION_SCREEN)
    screen.log_in(f"duty-{station}")
    screen.sees("no-orders")
    words = {"to_kind": "vehicle", "to_id": "V038", "text": "桥封，走老路", "urgent": True}
    outside.seat("city").do("/messages", words)
    expect(screen.sees("message-text")).to_have_text("桥封，走老路")
    screen.touch("message-understood")
    expect(screen.one("message")).to_have_count(0)
    card = screen.page.locator('[data-testid="station-vehicle"][data-vehicle="V038"]')
    card.get_by_test_id("off").tap()
    card.get_by_test_id("off-back").tap()
    card.get_by_test_id("off").tap()
    assert screen.too_small() == []
    card.get_by_test_id("off-sure").tap()
    expect(card).to_have_attribute("data-state", "off_duty")
    card.get_by_test_id("on").tap()
    expect(card).to_have_attribute("data-state", "available_station")
    expect(screen.one("unsent")).to_have_count(0)
