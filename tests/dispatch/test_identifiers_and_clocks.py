"""Numbers are issued by the day in China; time never goes back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.clock import ManualClock, SimulatedClock, SystemClock
from dispatch.domain.identifiers import local_date, next_incident_id
from tests.support.scenario_stage import MIDNIGHT

REQUIREMENTS = ("SYS-03",)

MIDNIGHT_MS = round(MIDNIGHT.timestamp() * 1000)


@pytest.mark.parametrize(("offset_ms", "day"), [(-1, "20261120"), (0, "20261121")])
def test_the_day_changes_at_midnight_in_china(offset_ms: int, day: str) -> None:
    assert local_date(MIDNIGHT_MS + offset_ms) == day


@pytest.mark.parametrize(
    ("serial", "number"),
    [(0, "0001"), (6, "0007"), (9998, "9999"), (9999, "10000"), (99_999, "100000")],
)
def test_a_serial_has_four_digits_and_grows_past_them(serial: int, number: str) -> None:
    serials = {"20261121-420300": serial}
    assert next_incident_id(serials, "420300", MIDNIGHT_MS) == f"20261121-420300-{number}"


def test_each_unit_and_each_day_counts_for_itself() -> None:
    serials = {"20261121-420300": 5}
    assert next_incident_id(serials, "420304", MIDNIGHT_MS) == "20261121-420304-0001"
    assert next_incident_id(serials, "420300", MIDNIGHT_MS - 1) == "20261120-420300-0001"


def test_a_manual_clock_moves_when_told_and_never_back() -> None:
    clock = ManualClock(1000)
    clock.advance_s(0.25)
    assert clock.now_ms() == 1250
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance_s(-1)


def test_the_system_clock_stands_still_while_the_machines_clock_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings = iter([5_000, 3_000, 5_500])
    monkeypatch.setattr(time, "time_ns", lambda: next(readings) * 1_000_000)
    clock = SystemClock()
    assert [clock.now_ms() for _ in range(3)] == [5_000, 5_000, 5_500]


@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 100.0),
            st.sampled_from([None, 0.5, 1.0, 60.0, 120.0]),
            st.sampled_from([None, True, False]),
        ),
        max_size=20,
    )
)
def test_a_steered_clock_never_jumps_nor_goes_back(
    steps: list[tuple[float, float | None, bool | None]],
) -> None:
    real_s = 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: real_s)
        clock = SimulatedClock(1_000)
        expected_ms, speed, paused = 1_000.0, 1.0, False
        for waited_s, new_speed, new_paused in steps:
            real_s += waited_s
            expected_ms += 0.0 if paused else waited_s * 1000 * speed
            assert clock.now_ms() == pytest.approx(expected_ms, abs=2)
            before_ms = clock.now_ms()
            clock.steer(speed=new_speed, paused=new_paused)
            assert clock.now_ms() == pytest.approx(before_ms, abs=1)
            speed = speed if new_speed is None else new_speed
            paused = paused if new_paused is None else new_paused
        assert (clock.speed, clock.paused) == (speed, paused)


@pytest.mark.parametrize("speed", [0.0, -1.0, 121.0])
def test_an_impossible_speed_is_refused_and_changes_nothing(speed: float) -> None:
    clock = SimulatedClock(0)
    with pytest.raises(ValueError, match="speed"):
        clock.steer(speed=speed)
    assert clock.speed == 1.0
