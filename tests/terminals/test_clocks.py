"""Clocks of terminals: what is reckoned for every report is what the rule says."""

from hypothesis import given
from hypothesis import strategies as st

from stations.terminals.clocks import AHEAD_MS, BEHIND_MS, SAMPLES, STEADY_MS, TerminalClock

_around = st.sampled_from([0, AHEAD_MS, -BEHIND_MS, 8 * 3_600_000])
_offsets = st.lists(
    st.builds(lambda base, off: base + off, _around, st.integers(-6_000, 6_000)), max_size=24
)


@given(_around, st.lists(st.integers(-6_000, 6_000), max_size=24), _offsets)
def test_only_an_offset_that_is_steady_and_too_large_to_be_borne_is_taken_off(
    base_ms: int, near: list[int], mixed: list[int]
) -> None:
    clock = TerminalClock()
    looked: list[int] = []
    for offset_ms in [*mixed, *(base_ms + off for off in near)]:
        clock.look(1_000_000_000_000 + offset_ms, 1_000_000_000_000)
        looked.append(offset_ms)
        last = sorted(looked[-SAMPLES:])
        middle = last[len(last) // 2]
        certain = len(last) == SAMPLES and last[-1] - last[0] <= STEADY_MS
        borne = -BEHIND_MS <= middle <= AHEAD_MS
        assert clock.correction_ms == (middle if certain and not borne else 0)
