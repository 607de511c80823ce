"""A caller names a place: the desk types a few letters of it, and the incident is there."""

import time

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage, OpenWindow
from tests.support.running import Desks
from tests.support.server import ServerProcess

REQUIREMENTS = ("CALL-11", "UI-05")

pytestmark = pytest.mark.browser


def look_at(window: ConsolePage, incident_id: str) -> None:
    window.press("/")
    window.type(incident_id)
    expect(window.one("command-option").first).to_contain_text(incident_id)
    window.type("Enter")


def test_initials_place_an_incident_and_a_coarser_name_asks_before_it_moves(
    server: ServerProcess, outside: Desks, open_window: OpenWindow
) -> None:
    window = open_window(server.url)
    window.sit_down("city")
    incident_id = outside.call_in()
    look_at(window, incident_id)

    window.press("/")
    window.type("ysqrmyy")
    expect(window.one("command-option").first).to_contain_text("郧阳区人民医院")
    window.type("Enter")
    expect(window.one("field-address")).to_have_value("郧阳区人民医院")
    assert located(outside, incident_id, until="landmark") == ("landmark", 150)

    window.press("/")
    window.type("fangxian tc")
    expect(window.one("command-option").first).to_contain_text("土城镇")
    window.type("Enter")
    expect(window.one("choice-place")).to_be_visible()
    assert located(outside, incident_id) == ("landmark", 150)
    window.press("2")
    expect(window.one("choice-place")).to_have_count(0)
    assert located(outside, incident_id, until="township") == ("township", 3000)

    window.press("b")
    window.page.keyboard.press("Control+a")
    window.type("yunyangqu renmin")
    expect(window.one("place-name").first).to_contain_text("郧阳区人民医院")
    window.press("ArrowDown", "Enter")
    expect(window.one("field-address")).to_have_value("郧阳区人民医院")
    assert located(outside, incident_id, until="landmark") == ("landmark", 150)


def located(outside: Desks, incident_id: str, until: str = "") -> tuple[str, float]:
    """How the incident's place is known, once that is so or enough time has passed."""
    for _ in range(600):
        place = outside.seat("city").get(f"/incidents/{incident_id}").json()["location"] or {}
        if place.get("method") == until or not until:
            break
        time.sleep(0.1)
    return place["method"], place["radius_m"]
