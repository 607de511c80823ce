"""What the fleet's drives teach: medians drawn towards the profile, and nobody fooled."""

from math import exp, inf, log, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.roads.live_speeds import ArcDrive, Learned, LiveSpeeds, SpeedInvalid, SpeedTerms
from geo.roads.network import TICKS_PER_S

NOW_MS = 1_795_219_200_000


def drive(
    vehicle_id: str, slower: float, arc: int = 7, age_s: float = 0.0, share: float = 1.0
) -> ArcDrive:
    """A drive that took so many times the usual minute."""
    at_ms = NOW_MS - round(age_s * 1000)
    return ArcDrive(arc, vehicle_id, at_ms, share, 60.0 * slower * share, 60.0 * share)


def learn(*drives: ArcDrive, now_ms: int = NOW_MS, **terms: float) -> Learned:
    speeds = LiveSpeeds(SpeedTerms(**terms))  # type: ignore[arg-type]
    for one in drives:
        speeds.note(one)
    return speeds.estimate(now_ms)


def factor(*drives: ArcDrive, **terms: float) -> float | None:
    learned = learn(*drives, **terms)  # type: ignore[arg-type]
    return float(learned.factor[0]) if len(learned.arcs) else None


def test_many_drives_that_agree_are_believed_almost_wholly() -> None:
    drives = [drive(f"V{i}", 2.0) for i in range(40)]
    assert factor(*drives, prior=2.0) == pytest.approx(exp(40 / 42 * log(2.0)))


def test_few_drives_are_drawn_towards_the_profile() -> None:
    two = [drive("A", 2.0), drive("B", 2.0)]
    assert factor(*two, prior=2.0) == pytest.approx(exp(0.5 * log(2.0)))
    assert factor(*two, prior=0.0) == pytest.approx(2.0)


def test_the_median_counts_and_not_the_mean() -> None:
    drives = [drive(f"V{i}", r) for i, r in enumerate((1.5, 1.5, 1.5, 4.9, 4.9))]
    assert factor(*drives, prior=0.0) == pytest.approx(1.5)


def test_one_vehicle_alone_changes_nothing_however_often_it_drives() -> None:
    assert factor(*[drive("mad", 5.0, age_s=i) for i in range(50)]) is None


def test_one_mad_terminal_among_honest_ones_changes_nothing() -> None:
    assert factor(drive("mad", 9.0), drive("A", 1.0), prior=0.0) == pytest.approx(1.0)
    assert factor(drive("mad", 0.2), drive("A", 1.0), prior=0.0) == pytest.approx(1.0)
    loud = [drive("mad", 9.0, age_s=i) for i in range(30)]
    assert factor(*loud, drive("A", 1.0), drive("B", 1.0), prior=0.0) == pytest.approx(1.0)


def test_a_drive_weighs_less_with_age_and_is_forgotten_with_the_window() -> None:
    def seen(age_s: float) -> float | None:
        return factor(drive("A", 2.0, age_s=age_s), drive("B", 2.0, age_s=age_s), window_s=600)

    fresh, old, gone = seen(0), seen(450), seen(601)
    assert fresh is not None
    assert old is not None
    assert gone is None
    assert 1.0 < old < fresh < 2.0


def test_a_short_piece_of_an_arc_says_little_about_all_of_it() -> None:
    whole, piece = (
        factor(drive("A", 3.0, share=share), drive("B", 3.0, share=share)) for share in (1.0, 0.1)
    )
    assert whole is not None
    assert piece is not None
    assert 1.0 < piece < whole


def test_what_is_learned_has_bounds() -> None:
    slow = [drive(f"V{i}", 400.0) for i in range(50)]
    fast = [drive(f"V{i}", 0.01) for i in range(50)]
    assert factor(*slow, slower_max=5.0) == pytest.approx(5.0)
    assert factor(*fast, faster_max=1.5) == pytest.approx(1 / 1.5)


def test_drives_that_are_not_over_count_as_far_as_they_have_come() -> None:
    learned = LiveSpeeds().estimate(NOW_MS, [drive("A", 2.0), drive("B", 2.0)])
    assert learned.arcs.tolist() == [7]


def test_a_clock_that_went_back_leaves_no_drives_from_the_future_in_force() -> None:
    drives = [drive("A", 2.0), drive("B", 2.0)]
    assert len(learn(*drives, now_ms=NOW_MS - 3_600_000).arcs) == 0
    assert len(learn(*drives, now_ms=NOW_MS - 1000).arcs) == 1


def test_memory_is_bounded_and_the_oldest_drive_gives_way() -> None:
    speeds = LiveSpeeds(SpeedTerms(samples_max=10))
    for arc in range(100):
        speeds.note(drive("A", 2.0, arc=arc))
        speeds.note(drive("B", 2.0, arc=arc))
    learned = speeds.estimate(NOW_MS)
    assert learned.samples == 10
    assert learned.arcs.tolist() == [95, 96, 97, 98, 99]


@pytest.mark.parametrize("field", ["seconds", "usual_s", "share"])
@pytest.mark.parametrize("value", [0.0, -3.0, nan, inf])
def test_figures_nobody_can_have_driven_are_refused_by_name(field: str, value: float) -> None:
    speeds = LiveSpeeds()
    with pytest.raises(SpeedInvalid) as raised:
        speeds.note(drive("A", 1.0)._replace(**{field: value}))  # type: ignore[arg-type]
    assert raised.value.field == field
    assert raised.value.remedy_zh
    assert raised.value.remedy_en
    assert speeds.estimate(NOW_MS).samples == 0


@pytest.mark.parametrize(
    "terms", [{"prior": -1.0}, {"prior": nan}, {"window_s": 0.0}, {"vehicles_min": 0}]
)
def test_terms_that_cannot_be_used_are_refused_by_name(terms: dict[str, float]) -> None:
    with pytest.raises(SpeedInvalid) as raised:
        SpeedTerms(**terms)  # type: ignore[arg-type]
    assert raised.value.field == next(iter(terms))


def test_learned_times_are_whole_ticks_and_leave_every_other_arc_alone() -> None:
    usual = np.array([10.0, 20.0, inf])
    learned = learn(*[drive(v, 1.37, arc=a) for v in "AB" for a in (1, 2)])
    times = learned.times(usual)
    assert times[0] == 10.0
    assert times[2] == inf
    assert times[1] > 20.0
    assert float(times[1] * TICKS_PER_S).is_integer()
    assert learned.times(usual) is not usual
    assert Learned.nothing().times(usual) is usual


def test_small_changes_are_no_news() -> None:
    one, same, slower = (
        learn(drive("A", r), drive("B", r), drive("A", r, arc=3), drive("B", r, arc=3))
        for r in (2.0, 2.02, 3.0)
    )
    assert not one.differs(same, by=0.03)
    assert one.differs(slower, by=0.03)
    assert one.differs(Learned.nothing(), by=0.03)


ANY_DRIVE = st.builds(
    lambda arc, vehicle, age, share, ratio: drive(f"V{vehicle}", ratio, arc, age, share),
    st.integers(0, 5), st.integers(0, 6), st.floats(0, 4000), st.floats(0.01, 1),
    st.floats(0.01, 100),
)  # fmt: skip


@given(st.lists(ANY_DRIVE, max_size=60))
def test_whatever_is_driven_a_time_lies_between_the_profile_and_what_was_driven(
    drives: list[ArcDrive],
) -> None:
    learned = learn(*drives)
    for arc, value, vehicles in zip(learned.arcs, learned.factor, learned.vehicles, strict=True):
        seen = [d.seconds / d.usual_s for d in drives if d.arc == arc]
        assert min(1.0, *seen) * 0.999 <= value <= max(1.0, *seen) * 1.001
        assert vehicles >= 2
