"""A past hour replayed: what it shows at a moment is what the live board showed then."""

import json
import time
from typing import Any

import pytest

from tests.support.running import STREET, Running, Seat

REQUIREMENTS = ("UI-01", "VEH-09")
BOARD = ("calls", "incidents", "vehicles", "restrictions", "requests", "alarms", "referrals")


def read(desk: Seat, from_ms: int, to_ms: int) -> list[dict[str, Any]]:
    answer = desk.get("/replay", params={"from_ms": from_ms, "to_ms": to_ms})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def plain(board: dict[str, Any]) -> dict[str, Any]:
    """A board without what no journal has: arrivals by the roads of that second, the link watch."""
    kept: dict[str, Any] = {}
    for kind in BOARD:
        records = json.loads(json.dumps(board[kind]))
        for record in records:
            for name in ("fix", "link_lost_s"):
                record.pop(name, None)
            for task in record.get("tasks", ()):
                for name in [n for n in task if "eta" in n]:
                    task.pop(name)
        kept[kind] = {record["id"]: record for record in records}
    return kept


def played(lines: list[dict[str, Any]], until_ms: int) -> dict[str, Any]:
    """The board at a moment, as a screen makes it of the lines."""
    board = plain(lines[0]["board"])
    for minute in lines[1:-1]:
        for change in minute["changes"]:
            if change["at_ms"] > until_ms:
                return board
            fresh = plain(change)
            for kind in BOARD:
                board[kind] |= fresh[kind]
                for gone in change["removed"].get(kind, ()):
                    board[kind].pop(gone, None)
    return board


def moment(server: Running) -> int:
    now_ms: int = server.seat("city").get("/clock").json()["now_ms"]
    return now_ms


@pytest.fixture
def told(server: Running) -> tuple[int, list[tuple[int, dict[str, dict[str, Any]]]]]:
    """A short day: when it began, and what two desks saw live after each thing that happened."""
    begin, seen = moment(server), []

    def look() -> None:
        boards = {who: plain(server.seat(who).get("/board").json()) for who in ("city", "fangxian")}
        seen.append((moment(server), boards))
        while moment(server) == seen[-1][0]:
            pass

    look()
    incident = server.call_in(location=STREET, urgency="II", address="人民路 8 号")
    look()
    task, _ = server.send_best(incident)
    look()
    server.seat("city").do(f"/tasks/{task}/status", {"state": "acked"})
    look()
    server.seat("city").patch(f"/incidents/{incident}", {"address": "人民路 9 号"})
    look()
    return begin, seen


def test_a_replay_shows_at_each_moment_what_each_desk_saw_live(
    server: Running, told: tuple[int, list[tuple[int, dict[str, dict[str, Any]]]]]
) -> None:
    begin, seen = told
    for who in ("city", "fangxian"):
        lines = read(server.seat(who), begin, moment(server))
        for at_ms, boards in seen:
            assert played(lines, at_ms) == boards[who]
        later = read(server.seat(who), seen[2][0], moment(server))
        assert plain(later[0]["board"]) == seen[2][1][who]


def test_its_log_names_what_happened_and_only_to_who_sees_the_incident(
    server: Running, told: tuple[int, list[tuple[int, dict[str, dict[str, Any]]]]]
) -> None:
    begin, _ = told
    lines = read(server.seat("city"), begin, moment(server))
    kinds = [line["kind"] for minute in lines[1:-1] for line in minute["log"]]
    assert [
        kind for kind in kinds if kind in {"IncidentOpened", "VehicleDispatched", "TaskStepped"}
    ] == ["IncidentOpened", "VehicleDispatched", "TaskStepped"]
    county = read(server.seat("fangxian"), begin, moment(server))
    assert not [line for minute in county[1:-1] for line in minute["log"]]


def test_fixes_come_with_their_minute_and_only_of_vehicles_in_sight(server: Running) -> None:
    begin = moment(server)
    region = server.system.region
    own = next(v for v in region.vehicle_order if region.vehicles[v].county_code == "420325")
    far = next(v for v in region.vehicle_order if region.vehicles[v].county_code == "420322")
    fixes = [
        {"vehicle_id": v, "lon": 110.7, "lat": 32.1, "at_ms": moment(server), "datum": "wgs84"}
        for v in (own, far)
    ]
    server.seat("gateway").do("/fixes", {"fixes": fixes})
    until = time.monotonic() + 60  # tracks are written in bunches
    while len(_fixes(read(server.seat("city"), begin, moment(server)))) < 2:
        assert time.monotonic() < until, "the fixes are not on their tracks"
        time.sleep(0.3)
    county = _fixes(read(server.seat("fangxian"), begin, moment(server)))
    assert [region.vehicle_order[fix[0]] for fix in county] == [own]


def _fixes(lines: list[dict[str, Any]]) -> list[list[Any]]:
    return [fix for minute in lines[1:-1] for fix in minute["fixes"]]


def test_what_was_erased_by_law_is_not_shown_again(
    server: Running, told: tuple[int, list[tuple[int, dict[str, dict[str, Any]]]]]
) -> None:
    begin, _ = told
    journal = server.system.journal
    for entry in journal.read(0, 1000):
        if "人民路".encode() in entry.payload:
            journal.erase_payload(entry.seq)
    answer = server.seat("city").get("/replay", params={"from_ms": begin, "to_ms": moment(server)})
    assert "人民路" not in answer.text
    assert json.loads(answer.text.splitlines()[-1])["passed_over"] > 0


@pytest.mark.parametrize("who", ["planner", "observer", "gateway", "admin"])
def test_who_answers_for_no_calls_replays_none(server: Running, who: str) -> None:
    answer = server.seat(who).get("/replay", params={"from_ms": 0, "to_ms": 1000})
    assert answer.status_code == 403


@pytest.mark.parametrize(("from_ms", "hours"), [(0, 7), (5_000, 0), (2**52, 1)])
def test_more_than_six_hours_nothing_or_the_future_is_refused(
    server: Running, from_ms: int, hours: int
) -> None:
    asked = {"from_ms": from_ms, "to_ms": from_ms + hours * 3_600_000}
    answer = server.seat("city").get("/replay", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "span_invalid")
