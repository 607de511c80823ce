"""A vehicle joins a running server, works, has its last day, and is the same after a restart."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dispatch.domain.clock import SimulatedClock
from geo.coordinates import Point
from stations.organisation import day_in_china
from tests.support.dialled import Dialled, device_of, wait_for
from tests.support.running import STREET, Running, Seat, run_server, shiyan, shiyan_roads
from tests.support.screen import Screen

REQUIREMENTS = ("ORG-01", "ORG-09", "VEH-04", "DSP-01")

DAY_MS = 86_400_000
NEW = "V900"
LIKE = "V001"
VEHICLES = "vehicles.csv"
LON, LAT = 110.815, 32.62
AT_THE_STREET = Point(LON, LAT)
LONG_S = 60.0


def serve(folder: Path) -> Any:
    return run_server(
        folder,
        region=replace(shiyan()),
        load_router=lambda _: shiyan_roads(),
        clock="simulated",
        jt808=True,
        jt808_port=0,
    )


def put(server: Running, key: str, **changes: str) -> dict[str, Any]:
    """The administrator's draft of one vehicle, tried and put into force; what the trial told."""
    admin = server.seat("admin")
    rows = admin.get(f"/admin/pack/tables/{VEHICLES}").json()["rows"]
    cells = next(row["cells"] for row in rows if row["key"] == (key or LIKE))
    edit = {"file": VEHICLES, "key": key, "cells": {**cells, **changes}}
    body = {"hash": admin.get("/admin/pack").json()["hash"], "edits": [edit]}
    trial: dict[str, Any] = admin.post("/admin/pack/check", body).json()
    assert trial["can_be_taken"], trial
    admin.do("/admin/pack/edition", {**body, "reason": "车辆变动"})
    return trial


def today(server: Running, days: int = 0) -> str:
    return day_in_china(server.system.clock.now_ms() + days * DAY_MS)


def to_next_day(server: Running) -> None:
    """The training clock is set a day on; everything else goes on as it would."""
    clock = server.system.clock
    assert isinstance(clock, SimulatedClock)
    clock._base_ms += DAY_MS


def ranking(desk: Seat, incident_id: str) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(f"/incidents/{incident_id}/candidates").json()
    return found


def passed_over(desk: Seat, incident_id: str, vehicle_id: str) -> list[str]:
    """The codes of why a vehicle is no candidate; empty when it is one."""
    lines = ranking(desk, incident_id)["passed_over"]
    return [why["code"] for one in lines if one["vehicle_id"] == vehicle_id for why in one["why"]]


def join(server: Running) -> None:
    trial = put(server, "", id=NEW, name="新车九百", plate="鄂C·90000")
    assert (trial["change_count"], trial["waiting_count"]) == (1, 0)
    entered = {"id": "T900", "vehicle_id": NEW, "phone": "13912345900", "device_id": "LD00900"}
    server.seat("admin").do("/terminals", entered)


@pytest.mark.slow
def test_a_new_vehicle_reports_is_ranked_first_and_ends_the_task_that_it_has_on_its_last_day(
    tmp_path: Path,
) -> None:
    with serve(tmp_path) as server:
        desk, begin_ms = server.seat("city"), server.system.clock.now_ms()
        order = server.system.region.vehicle_order
        with server.live("city") as live:
            Screen().hello(live)
            join(server)
            wait_for(lambda: not server.system.hub.clients, LONG_S)  # each comes back and reads on
        with server.live("city") as live:
            screen = Screen()
            screen.hello(live)
            screen.hear_until(live, "snapshot")
            assert NEW in screen.vehicles
        told = desk.get("/region").json()["vehicles"]
        assert [one["id"] for one in told] == [*order, NEW]
        assert (told[-1]["index"], told[-1]["valid_to"]) == (len(order), None)

        task_id, first = _sent_to_the_street(server)
        note = put(server, NEW, valid_to=today(server))["conflicts"]
        assert [(one["key"], one["blocks"]) for one in note] == [(NEW, False)]
        assert task_id in note[0]["zh"]
        to_next_day(server)

        other = server.call_in(location=STREET, urgency="I")
        assert passed_over(desk, other, NEW) == ["not_in_service"]
        diverted = desk.post(f"/tasks/{task_id}/divert", {"incident_id": other})
        assert (diverted.status_code, diverted.json()["code"]) == (409, "not_in_service")
        for state in ("acked", "en_route", "on_scene"):
            desk.do(f"/tasks/{task_id}/status", {"state": state})
        ended = {"state": "available_mobile", "reason": "patient_left"}
        desk.do(f"/tasks/{task_id}/status", ended)
        assert passed_over(desk, other, NEW) == ["not_in_service"]
        sent = desk.post(f"/incidents/{other}/dispatch", {"vehicle_id": NEW})
        assert (sent.status_code, sent.json()["code"]) == (409, "not_in_service")

        now_ms = server.system.clock.now_ms()
        _seen_in_the_replay(desk, begin_ms, len(order))
        board = _vehicles(desk)
    with serve(tmp_path) as server:
        desk = server.seat("city")
        assert server.system.region.vehicle_order == (*order, NEW)
        assert _vehicles(desk) == board
        assert server.system.positions.latest[NEW].point.lon == pytest.approx(LON)
        assert passed_over(desk, other, NEW) == ["not_in_service"]
        assert first in {one["id"] for one in desk.get("/board").json()["incidents"]}
        assert server.system.clock.now_ms() >= now_ms


def _sent_to_the_street(server: Running) -> tuple[str, str]:
    """The new vehicle's terminal says that it is there; it is the best, and is sent."""
    desk = server.seat("city")
    with Dialled(server, device_of(server, NEW)) as line:
        line.log_in()
        line.report(point=AT_THE_STREET)
        line.until(lambda: NEW in server.system.positions.latest)
    incident_id = server.call_in(location=STREET, urgency="II")
    eventually(lambda: ranking(desk, incident_id)["ranked"][0]["vehicle_id"] == NEW)
    best = ranking(desk, incident_id)["ranked"][0]
    assert best["drive_s"] < 60
    # What it alone covers is known as of the others, a second later at most.
    eventually(lambda: (left := server.system.desk._left) and NEW in left.rows)
    task_id, vehicle_id = server.send_best(incident_id)
    assert vehicle_id == NEW
    return task_id, incident_id


def _seen_in_the_replay(desk: Seat, begin_ms: int, place: int) -> None:
    """The hour in which it came: its fix stands under its place in the register."""
    span = {"from_ms": begin_ms, "to_ms": begin_ms + 3_600_000}

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in desk.get("/replay", params=span).text.splitlines()]

    def fixes(lines: list[dict[str, Any]]) -> list[Any]:
        return [fix for line in lines[1:-1] for fix in line["fixes"] if fix[0] == place]

    eventually(lambda: bool(fixes(read())))  # tracks are written every other second
    lines = read()
    assert [round(fix[3], 3) for fix in fixes(lines)] == [LON]
    changed = [
        one for line in lines[1:-1] for frame in line["changes"] for one in frame["vehicles"]
    ]
    assert NEW in {one["id"] for one in changed}


def _vehicles(desk: Seat) -> dict[str, Any]:
    """Every vehicle's state as a desk sees it."""
    kept = ("state", "task_id", "incident_id", "since_ms")
    board = desk.get("/board").json()["vehicles"]
    return {one["id"]: [one[name] for name in kept] for one in board}


@pytest.mark.slow
def test_a_vehicle_is_on_every_list_from_its_first_day_on_and_its_crew_can_log_in_before(
    tmp_path: Path,
) -> None:
    with serve(tmp_path) as server:
        admin, desk = server.seat("admin"), server.seat("city")
        put(server, "", id=NEW, name="明日车", plate="鄂C·90001", valid_from=today(server, 1))
        incident_id = server.call_in(location=STREET)
        assert passed_over(desk, incident_id, NEW) == ["not_in_service"]
        unit = server.system.region.vehicles[NEW].station_code
        crew = {"username": "crew.900", "name": "九百车组", "role": "crew", "unit": unit}
        told = admin.post("/admin/users", {**crew, "vehicle_id": NEW}).json()
        seat = server.seat("crew.900", told["password"])
        assert [one["id"] for one in seat.get("/board").json()["vehicles"]] == [NEW]
        to_next_day(server)
        assert passed_over(desk, incident_id, NEW) == []
        assert NEW in [one["vehicle_id"] for one in ranking(desk, incident_id)["ranked"]]
        put(server, NEW, name="明日之车", level="县级", plate="鄂C·90002")
        found = next(
            one for one in ranking(desk, incident_id)["ranked"] if one["vehicle_id"] == NEW
        )
        assert (found["name"], found["level"], found["plate"]) == (
            "明日之车",
            "county",
            "鄂C·90002",
        )


def eventually(there: Callable[[], Any]) -> Any:
    """What was looked for, looked at again until it is there."""
    pause = threading.Event()
    for _ in range(600):
        if found := there():
            return found
        pause.wait(0.1)
    raise AssertionError("it never came")
