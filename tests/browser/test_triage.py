"""Triage by keyboard: one key for each answer, dispatch first, guidance with a beat, a decision."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import Complaints, ConsolePage, OpenWindow
from tests.support.outside import ring
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("CALL-09", "CALL-10")

pytestmark = pytest.mark.browser


def take_and_send(desk: ConsolePage, outside: Desks, words: str) -> None:
    """Answered, accepted and a vehicle sent, before anything is asked."""
    call_id = ring(outside, words)
    expect(desk.one("call-row", call=call_id, state="ringing")).to_be_visible()
    desk.press("a")
    expect(desk.one("call-row", call=call_id, state="talking")).to_be_visible()
    desk.press("Enter")
    expect(desk.one("candidate-row", rank="1")).to_contain_text("推荐")
    desk.page.wait_for_timeout(400)  # read first: a key that comes sooner is not meant for it
    desk.press("d")
    expect(desk.one("task")).to_be_visible()


def asks(desk: ConsolePage, question: str) -> None:
    expect(desk.one("triage-question")).to_have_attribute("data-question", question)


def urgency_is(desk: ConsolePage, numeral: str) -> None:
    expect(desk.one("triage-urgency")).to_have_text(numeral)


def test_questions_are_answered_by_one_key_each_while_a_vehicle_is_under_way(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    take_and_send(desk, outside, "我爸胸口痛")

    desk.press("Shift+W")
    asks(desk, "universal/awake")
    desk.press("1")
    asks(desk, "universal/breathing")
    desk.press("1")
    asks(desk, "universal/what")
    desk.press("Enter")  # what the caller said proposes it
    asks(desk, "chest_pain/shock")
    urgency_is(desk, "Ⅱ")
    desk.press("1")
    asks(desk, "chest_pain/kind")
    urgency_is(desk, "Ⅰ")
    expect(desk.one("triage-because")).to_contain_text("冷汗")
    expect(desk.one("guidance-card")).to_have_attribute("data-card", "chest_pain")

    desk.press("Backspace")
    asks(desk, "chest_pain/shock")
    urgency_is(desk, "Ⅱ")
    desk.press("2", "3", "3")
    expect(desk.one("triage-done")).to_be_visible()

    desk.press("o")
    expect(desk.one("choice-triage-urgency")).to_be_visible()
    desk.press("3")
    expect(desk.one("choice-triage-reason")).to_be_visible()
    desk.press("2")
    urgency_is(desk, "Ⅲ")
    expect(desk.one("triage-because")).to_contain_text("医护人员意见")
    expect(desk.one("triage-verdict")).to_contain_text("Ⅱ")

    desk.press("Escape")
    expect(desk.one("triage")).to_be_hidden()
    assert desk.complaints == Complaints()
    assert desk.heard() == {"mouse": 0, "violations": []}


def test_no_breath_brings_the_card_whose_beat_is_counted_until_it_is_stopped(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    take_and_send(desk, outside, "我妈倒下了叫不醒")

    desk.press("Shift+W")
    asks(desk, "universal/awake")
    desk.press("2")
    asks(desk, "universal/breathing")
    desk.press("3")
    urgency_is(desk, "Ⅰ")
    expect(desk.one("guidance-card")).to_have_attribute("data-card", "cpr")
    desk.press("Space")
    expect(desk.one("metronome")).to_have_attribute("data-running", "true")
    expect(desk.one("metronome-count")).to_have_text("5")
    desk.press("Space")
    expect(desk.one("metronome")).to_have_attribute("data-running", "false")
    assert desk.complaints.crashes == []


def test_a_code_of_another_system_is_read_by_the_table_of_the_centre(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    desk = open_window(server.url)
    desk.sit_down("city")
    take_and_send(desk, outside, "有人晕倒")

    desk.press("Shift+W")
    asks(desk, "universal/awake")
    desk.press("k")
    expect(desk.one("triage-code")).to_be_focused()
    desk.type("9-E-1", "Enter")
    urgency_is(desk, "Ⅰ")
    expect(desk.one("triage-because")).to_contain_text("9-E-1")
    assert desk.heard() == {"mouse": 0, "violations": []}
