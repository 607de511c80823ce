"""What a desk sees of its vehicles in the field, and does for a crew that cannot press itself."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.console_page import Complaints, ConsolePage, OpenWindow
from tests.support.outside import ring
from tests.support.running import STREET, Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("VEH-12", "VEH-06")

pytestmark = pytest.mark.browser

WITHIN_MS = 60_000


def sent(outside: Desks, vehicle_id: str) -> tuple[str, str]:
    """A vehicle on its way to the scene; its incident and its task."""
    desk = outside.seat("city")
    incident_id = outside.call_in(location=STREET, address="朝阳中路 12 号", urgency="II")
    order = {"vehicle_id": vehicle_id, "override_reason": "演练"}
    task_id = desk.do(f"/incidents/{incident_id}/dispatch", order)["task_id"]
    for state in ("acked", "en_route"):
        desk.do(f"/tasks/{task_id}/status", {"state": state})
    return incident_id, task_id


def look_at(desk: ConsolePage, incident_id: str, task_id: str) -> None:
    """Choose an incident by mouse, and wait until its task stands there."""
    desk.one("incident-row", incident=incident_id).click()
    expect(desk.one("task", task=task_id)).to_be_visible(timeout=WITHIN_MS)


def tidy(outside: Desks, incident_id: str, task_id: str) -> None:
    desk = outside.seat("city")
    desk.post(f"/tasks/{task_id}/status", {"state": "available_mobile", "reason": "other"})
    desk.post(f"/incidents/{incident_id}/close", {"reason": "x"})


def last_stamp(outside: Desks, incident_id: str) -> dict[str, Any]:
    task = outside.seat("city").get(f"/incidents/{incident_id}").json()["tasks"][-1]
    stamp: dict[str, Any] = task["stamps"][-1]
    return stamp


def test_a_silent_vehicle_is_named_and_what_its_crew_tells_by_voice_is_entered_with_its_time(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    incident_id, task_id = sent(outside, "V001")
    look_at(desk, incident_id, task_id)
    outside.seat("admin").do("/clock", {"speed": 60})
    expect(desk.one("trouble", trouble="no_contact")).to_be_visible(timeout=WITHIN_MS)
    outside.seat("admin").do("/clock", {"speed": 1})
    name = outside.seat("city").get("/region").json()["vehicles"][0]["name"]
    expect(desk.one("links-lost")).to_contain_text(name, timeout=WITHIN_MS)

    desk.press("Shift+S")
    expect(desk.one("choice-voice")).to_be_visible(timeout=WITHIN_MS)
    desk.press("1")  # on the scene
    expect(desk.one("choice-voice-when")).to_be_visible(timeout=WITHIN_MS)
    desk.press("3")  # two minutes ago
    expect(desk.one("task", task=task_id, state="on_scene")).to_be_visible(timeout=WITHIN_MS)
    stamp = last_stamp(outside, incident_id)
    assert (stamp["state"], stamp["origin"]) == ("on_scene", "manual")
    assert 100_000 < stamp["received_ms"] - stamp["at_ms"] < 600_000
    expect(desk.one("trouble")).to_have_count(0, timeout=WITHIN_MS)
    assert desk.complaints == Complaints()
    tidy(outside, incident_id, task_id)


def test_an_emergency_button_stands_across_the_screen_until_a_person_has_read_it(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    now_ms = outside.seat("city").get("/board").json()["now_ms"]
    fix = {"vehicle_id": "V020", "lon": 110.8, "lat": 32.63, "datum": "wgs84", "at_ms": now_ms}
    outside.seat("gateway").do("/fixes", {"fixes": [{**fix, "alarms": 1}]})
    expect(desk.one("emergency")).to_be_visible(timeout=WITHIN_MS)
    expect(desk.one("request", kind="emergency")).to_be_visible(timeout=WITHIN_MS)
    desk.press("Shift+A")
    expect(desk.one("choice-request")).to_be_visible(timeout=WITHIN_MS)
    desk.press("1")
    expect(desk.one("emergency")).to_have_count(0, timeout=WITHIN_MS)
    [asked] = outside.seat("city").get("/board").json()["requests"]
    assert (asked["kind"], asked["granted"], asked["answered_by"]["user"]) == (
        "emergency",
        True,
        "city",
    )
    assert desk.complaints == Complaints()


def test_a_lost_caller_is_rung_back_by_keyboard_and_is_on_the_line_again(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    call_id = ring(outside)
    outside.seat("gateway").do(f"/calls/{call_id}/end", {"by": "caller"})
    row = desk.one("call-row", call=call_id, state="abandoned")
    expect(row).to_contain_text("0/2", timeout=WITHIN_MS)
    row.dblclick()
    expect(desk.one("caller-number")).to_have_text("13907280001", timeout=WITHIN_MS)
    desk.press("x")  # nobody answers
    expect(row).to_contain_text("1/2", timeout=WITHIN_MS)
    # The list may know before the press itself was answered; until then a further one is not taken.
    expect(desk.one("notice")).to_contain_text("无人接听", timeout=WITHIN_MS)
    desk.press("Enter")  # this time somebody does
    expect(desk.one("call-row", call=call_id, state="talking")).to_be_visible(timeout=WITHIN_MS)
    assert desk.complaints == Complaints()
