"""Every distribution that a run draws from, with the defaults of the planner (domain.md §5.4).

Those marked *assumption* have no published Chinese figure and are to be calibrated from the
centre's own journal; reports say so. What is drawn by whom: ``simulations.demand``.
"""

from typing import Annotated

import msgspec

Positive = Annotated[float, msgspec.Meta(gt=0)]
NotNegative = Annotated[float, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One set of distributions; a scenario names only what differs from these."""

    sorties_per_100k_day: NotNegative = 3.0
    """Rural prefectures 2 … 4, developed ones 5 … 10 (§5.2)."""
    two_hour_weights: tuple[NotNegative, ...] = (
        7.6, 7.5, 7.45, 8.0, 10.81, 9.2, 8.2, 8.3, 8.4, 8.6, 8.3, 7.64,
    )  # fmt: skip
    """Share of each two hours; 08–10 and 04–06 from Chongqing, the rest between them (§5.2)."""
    workday_ratio: Positive = 1.07
    """Workday to day off; Beijing 1.03 … 1.11 (§5.2)."""
    urgency_shares: tuple[Share, Share, Share, Share] = (0.10, 0.30, 0.40, 0.20)
    """I, II, III, IV; *assumption* (§5.2)."""

    dispatch_mean_s: Positive = 129.6
    """From the ring to the order: 2.16 ± 1.10 min in eight cities, 2008 (§5.3); log-normal."""
    dispatch_sd_s: NotNegative = 66.0
    mobilisation_over_180_share: Share = 0.10
    """Share of crews that need more than 180 s where the median is 120 s; target 0.05, worst
    observed 0.33 (§5.3); sets the spread of the log-normal factor on each crew's median."""
    drive_sigma: NotNegative = 0.0
    """Spread of the log-normal factor on road times; *assumption*: none until calibrated."""
    on_scene_mean_s: Positive = 726.0
    """12.1 ± 6.0 min, log-normal (§5.3)."""
    on_scene_sd_s: NotNegative = 360.0
    arrest_share: Share = 0.02
    """Share of calls with an arrest, which take ``arrest_on_scene_mean_s``; *assumption*."""
    arrest_on_scene_mean_s: Positive = 1518.0
    """25.3 min (§5.3)."""
    empty_share_urban: Share = 0.18
    """Empty runs (空车); published range 0.10 … 0.49 (§5.3)."""
    empty_share_rural: Share = 0.12
    cancelled_of_empty_share: Share = 0.37
    """Of the empty runs, called off by the caller before arrival (深圳南山 36.87 %, §5.3)."""
    handover_median_s: Positive = 720.0
    """12 min; *assumption*, no Chinese figure found (§5.3)."""
    handover_sigma: NotNegative = 0.5
    clear_mean_s: NotNegative = 150.0
    """From the signature to available again; *assumption*, as the simulated day has it."""
    pair_urgencies: tuple[int, ...] = (1,)
    """Urgencies at which an advanced crew is sent too when the first has no doctor."""
    pauses_per_day: NotNegative = 0.0
    """Pauses of a vehicle (refuelling, cleaning, fault) a day; *assumption*: none."""
    pause_mean_s: Positive = 1800.0
