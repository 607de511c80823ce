"""A dispatcher's windows, columns and tastes are kept for the login, at whichever machine."""

from typing import Any
from uuid import uuid4

import httpx2

from console.demo import PASSWORD
from tests.support.running import Running

REQUIREMENTS = ("UI-01",)

WALL = {"boards": ["map", "vehicles"], "left": -1920, "top": 0, "width": 1920, "height": 1080}
DESK = {"boards": ["calls", "incidents"], "width_percent": 120, "split_percent": 40}


def put(server: Running, username: str, **body: Any) -> httpx2.Response:
    seat = server.seat(username)
    headers = {"Idempotency-Key": str(uuid4())}
    return seat.http.put("/api/preferences", json=body, headers=headers)


def test_what_a_login_saved_is_found_at_another_machine_and_by_nobody_else(server: Running) -> None:
    assert server.seat("city").get("/preferences").json()["version"] == 0
    saved = put(server, "city", windows=[WALL], columns=[DESK], theme="light", language="en")
    assert saved.status_code == 200, saved.text
    assert saved.json()["version"] == 1
    with httpx2.Client(base_url=server.url) as elsewhere:
        elsewhere.post("/api/session", json={"username": "city", "password": PASSWORD})
        found = elsewhere.get("/api/preferences").json()
    assert found["windows"] == [WALL]
    assert found["columns"] == [DESK]
    assert (found["theme"], found["language"], found["muted"]) == ("light", "en", None)
    assert server.seat("city2").get("/preferences").json()["windows"] == []


def test_the_last_writer_wins_and_is_told_what_it_wrote_over_unseen(server: Running) -> None:
    first = put(server, "yunxi", theme="dark").json()
    again = put(server, "yunxi", theme="light", base_version=first["version"]).json()
    assert (again["version"], "over_version" in again) == (2, False)
    unaware = put(server, "yunxi", theme="dark", base_version=first["version"]).json()
    assert (unaware["version"], unaware["over_version"]) == (3, 2)
    assert server.seat("yunxi").get("/preferences").json()["theme"] == "dark"


def test_more_windows_than_anybody_has_screens_for_are_refused_by_name(server: Running) -> None:
    refused = put(server, "city2", windows=[WALL] * 13)
    assert refused.status_code == 422
    assert refused.json()["field"] == "windows"
    wrong = put(server, "city2", windows=[{**WALL, "boards": ["../map"]}])
    assert wrong.status_code == 422
    assert wrong.json()["field"] == "windows.0.boards.0"
    assert wrong.json()["value"] == "../map"
    assert server.seat("city2").get("/preferences").json()["version"] == 0


def test_characters_are_told_with_their_syllables(server: Running) -> None:
    syllables = server.seat("city").get("/sounds").json()["syllables"]
    read = {character: syllable for syllable, all_ in syllables.items() for character in all_}
    assert [read[character] for character in "郧西派车"] == ["yun", "xi", "pai", "che"]
