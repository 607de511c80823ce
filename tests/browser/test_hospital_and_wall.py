"""A hospital answers and asks at its page and the desk sees it; the wall shows nobody; the leader
sees who decided otherwise."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.console_page import OpenWindow
from tests.support.running import STREET, Desks
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

REQUIREMENTS = ("HOS-03", "UI-04", "ORG-05")

WITHIN_MS = 60_000
NUMBER, DOOR = "13800000000", "公园路12号3单元"


def log_in(page: Page, user: str) -> None:
    """At whichever login the page shows."""
    page.locator("input").nth(0).fill(user, timeout=WITHIN_MS)
    page.locator("input").nth(1).fill("liandong-120")
    page.keyboard.press("Enter")


def test_a_hospital_says_it_knows_and_asks_to_divert_and_the_desk_sees_both(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    incident_id = outside.call_in(location=STREET, urgency="I", complaint="胸痛", address=DOOR)
    task_id, vehicle_id = outside.send_best(incident_id)
    crew = outside.seat(f"crew-{vehicle_id}")
    for state in ("acked", "en_route", "on_scene", "loaded"):
        crew.do(f"/tasks/{task_id}/status", {"state": state})
    notices = outside.seat("city").get("/board").json()["notices"]
    code = next(n["hospital_code"] for n in notices if n["task_id"] == task_id)
    page = open_window(server.url).page
    page.goto(f"{server.url}/hospital")
    log_in(page, f"hospital-{code}")
    card = page.get_by_test_id("notice").first
    expect(card).to_have_attribute("data-unseen", "true", timeout=WITHIN_MS)
    expect(card).to_contain_text("胸痛")
    assert NUMBER not in page.content()
    assert DOOR not in page.content()
    card.get_by_test_id("acknowledge").click()
    expect(card.get_by_test_id("known")).to_be_visible(timeout=WITHIN_MS)
    card.get_by_test_id("cannot").click()
    card.get_by_test_id("cannot-equipment").click()
    expect(card.get_by_test_id("divert")).to_have_attribute("data-granted", "null")
    told = outside.seat("city").get("/board").json()["notices"]
    mine = next(n for n in told if n["task_id"] == task_id)
    assert mine["acknowledged"]["by"]["user"] == f"hospital-{code}"
    desk = open_window(server.url)
    desk.sit_down("city")
    panel = desk.page.get_by_test_id("hospitals-panel")
    expect(panel.locator("[data-item=divert]")).to_be_visible(timeout=WITHIN_MS)
    panel.get_by_test_id("deny").click()
    expect(card.get_by_test_id("divert")).to_have_attribute(
        "data-granted", "false", timeout=WITHIN_MS
    )


def test_the_wall_shows_nobody_in_any_frame_and_the_leader_sees_an_override(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    incident_id = outside.call_in(location=STREET, urgency="II", complaint="摔倒", address=DOOR)
    ranking = outside.seat("city").get(f"/incidents/{incident_id}/candidates").json()
    second = [one for one in ranking["ranked"] if one["group"] == "ready"][1]
    order = {"vehicle_id": second["vehicle_id"], "answer_id": ranking["answer_id"]}
    order |= {"override_reason": "刚从那边回来", "override_code": "road_known"}
    outside.seat("city").do(f"/incidents/{incident_id}/dispatch", order)
    page = open_window(server.url).page
    frames: list[str] = []
    page.on("response", lambda answer: frames.append(answer.url))
    page.on("websocket", lambda socket: frames.append(socket.url))
    page.goto(f"{server.url}/wall")
    with page.expect_response("**/api/wall") as answered:
        log_in(page, "observer")
    expect(page.get_by_test_id("wall-urgencies")).to_be_visible(timeout=WITHIN_MS)
    text = answered.value.text() + page.content()
    assert [word for word in (NUMBER, DOOR, "摔倒", incident_id) if word in text] == []
    assert not any(url.startswith("ws") for url in frames), "the wall opens no live line"
    leader = open_window(server.url).page
    leader.goto(f"{server.url}/supervisor")
    log_in(leader, "leader-city")
    row = leader.get_by_test_id("override").first
    expect(row).to_contain_text("刚从那边回来", timeout=WITHIN_MS)
    expect(row).to_contain_text("路况另有所知")
