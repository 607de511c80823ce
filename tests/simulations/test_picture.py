import msgspec

from simulations.day.frames import SnapshotFrame
from simulations.day.picture import Picture, ServerTime
from simulations.day.views import ClockView
from tests.support.day_world import NOON_MS, call, changes, incident, task


def test_the_servers_time_runs_at_the_servers_speed() -> None:
    time = ServerTime()
    assert not time.running
    time.heard(NOON_MS, ClockView(True, 20.0, False), 100.0)
    assert time.now_ms(100.5) == NOON_MS + 10_000


def test_a_paused_server_stops_the_day() -> None:
    time = ServerTime()
    time.heard(NOON_MS, ClockView(True, 20.0, True), 100.0)
    assert not time.running
    assert time.now_ms(150.0) == NOON_MS


def test_a_silent_server_does_not_let_time_pass() -> None:
    time = ServerTime()
    time.heard(NOON_MS, ClockView(True, 1.0, False), 100.0)
    assert time.now_ms(4000.0) == NOON_MS + 3_000
    time.stop()
    assert not time.running


def test_changes_are_merged_by_id_and_what_left_is_forgotten() -> None:
    picture = Picture()
    picture.merge(changes(calls=[call("C1")], incidents=[incident(task(), call_ids=["C1"])]))
    picture.merge(changes(calls=[call("C1", incident_id="I1")]))
    opened = picture.incident_of("C1")
    assert opened is not None
    assert opened.id == "I1"
    picture.merge(changes(removed={"calls": ["C1"], "incidents": ["I1"]}))
    assert picture.incident_of("C1") is None
    assert (picture.calls, picture.incidents) == ({}, {})


def test_a_snapshot_replaces_everything() -> None:
    picture = Picture()
    picture.merge(changes(calls=[call("C1")]))
    clock = {"simulated": True, "speed": 1.0, "paused": False}
    fresh = {"epoch": "E2", "seq": 9, "now_ms": NOON_MS, "clock": clock}
    empty = {"type": "snapshot", **fresh, "calls": [], "incidents": [], "vehicles": []}
    picture.replace(msgspec.convert(empty, SnapshotFrame))
    assert picture.calls == {}
    assert (picture.epoch, picture.seq) == ("E2", 9)
