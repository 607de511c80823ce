"""Two desks want one vehicle; a key that is not allowed; a wrong password; another language."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import Complaints, ConsolePage, OpenWindow
from tests.support.outside import ring
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("DSP-16",)

pytestmark = pytest.mark.browser


def has_ranking(window: ConsolePage) -> None:
    """The ranking has stood there long enough to be read."""
    window.one("candidate-row", rank="1").wait_for()
    window.page.wait_for_timeout(400)


def at_an_incident(window: ConsolePage, outside: Desks, username: str) -> str:
    """A dispatcher who has accepted a call from the city; the incident's number."""
    window.sit_down(username)
    call_id = ring(outside)
    outside.seat(username).do(f"/calls/{call_id}/answer")
    incident_id = str(outside.seat(username).do(f"/calls/{call_id}/accept")["incident_id"])
    find(window, incident_id)
    return incident_id


def find(window: ConsolePage, name: str) -> None:
    """Go to what the command bar finds under a name."""
    window.press("/")
    expect(window.one("command")).to_be_focused()
    window.type(name)
    window.one("command-option").first.wait_for()
    window.type("Enter")
    expect(window.one("command")).to_have_count(0)


def was_faster(window: ConsolePage) -> bool:
    """Whether the vehicle went to this desk; waits for the answer."""
    window.one("lost").or_(window.one("task")).first.wait_for()
    return window.one("lost").count() == 0


def test_two_desks_send_the_same_vehicle_one_wins_the_other_sees_who_and_sends_the_next_best(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    city, beside = open_window(server.url), open_window(server.url)
    at_an_incident(city, outside, "city")
    at_an_incident(beside, outside, "city2")
    for window in (city, beside):
        has_ranking(window)
    first, second = (city.one("candidate-row", rank=rank).locator("b").first for rank in "12")
    contested, next_best = first.inner_text(), second.inner_text()
    expect(beside.one("candidate-row", rank="1")).to_contain_text(contested)
    city.press("d")
    beside.press("d")

    assert was_faster(city) != was_faster(beside)
    winner, loser = (city, beside) if was_faster(city) else (beside, city)
    expect(winner.one("notice")).to_contain_text(f"已派 {contested}")
    told = loser.one("lost")
    expect(told).to_contain_text(contested)
    expect(told).to_contain_text(winner.one("centre").inner_text())
    expect(told).to_contain_text(next_best)
    loser.press("d")
    expect(loser.one("notice")).to_contain_text(f"已派 {next_best}")
    expect(told).to_have_count(0)


def test_a_key_that_is_not_allowed_now_says_why_and_changes_nothing(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    incident_id = at_an_incident(desk, outside, "city")
    _, vehicle_id = outside.send_best(incident_id)
    expect(desk.one("task")).to_have_attribute("data-state", "assigned")
    desk.press("x")
    expect(desk.one("notice")).to_contain_text("有进行中的任务")
    name = desk.one("vehicle-row", vehicle=vehicle_id).locator(".clip").first.inner_text()
    find(desk, name)
    expect(desk.one("vehicle-detail", vehicle=vehicle_id)).to_be_visible()
    desk.press("z")
    expect(desk.one("choice-pause")).to_be_visible()
    desk.press("1")
    expect(desk.one("notice")).to_have_class("notice failed")
    expect(desk.one("notice")).to_contain_text("▲")
    expect(desk.one("vehicle-row", vehicle=vehicle_id, state="assigned")).to_be_attached()
    assert desk.heard() == {"mouse": 0, "violations": []}


def test_a_wrong_password_is_told_in_both_languages_and_lets_nobody_in(
    server: ServerProcess, open_window: OpenWindow
) -> None:
    door = open_window(server.url)
    door.log_in("city", "not the password")
    problem = door.one("login-problem")
    expect(problem).to_contain_text("用户名或密码")
    door.press("Tab", "Tab", "Enter")
    expect(door.page.locator("html")).to_have_attribute("lang", "en")
    expect(door.one("login-submit")).to_contain_text("Log in")
    door.press("Shift+Tab", "Enter")
    expect(problem).to_contain_text("password")
    expect(door.one("desk")).to_have_count(0)


def test_one_key_changes_the_language_and_the_browser_remembers_it(
    server: ServerProcess, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    state = desk.one("vehicle-row", state="available_station").last
    expect(state).to_contain_text("站内待命")
    desk.press("l")
    expect(state).to_contain_text("at station")
    expect(desk.one("calls")).to_contain_text("Calls")
    desk.page.reload()
    expect(desk.one("calls")).to_contain_text("Calls")
    desk.press("l")
    expect(desk.one("calls")).to_contain_text("来电")
    assert desk.complaints == Complaints()


def test_every_vehicle_that_could_go_is_reached_with_the_arrow_key(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    incident_id = at_an_incident(desk, outside, "city")
    ranked = outside.seat("city").get(f"/incidents/{incident_id}/candidates").json()["ranked"]
    has_ranking(desk)
    desk.press(*["ArrowDown"] * len(ranked))
    last = desk.one("candidate-row", vehicle=ranked[-1]["vehicle_id"])
    expect(last).to_have_attribute("aria-selected", "true")
    expect(last).to_be_in_viewport()
    expect(desk.one("candidate-row")).to_have_count(len(ranked))
    desk.press("d")
    expect(desk.one("choice-override")).to_be_visible()


def test_a_question_about_one_incident_is_not_answered_about_the_next(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    outside.call_in()
    desk = open_window(server.url)
    at_an_incident(desk, outside, "city")
    has_ranking(desk)
    desk.press("ArrowDown", "d")
    expect(desk.one("choice-override")).to_be_visible()
    desk.press("e", "ArrowUp", "ArrowUp", "ArrowDown")
    expect(desk.one("choice-override")).to_have_count(0)
