"""How sure each kind of evidence is: every figure of the matcher in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MatchTerms:
    """The spread of each error, and the limits of the search.

    Distances across the road are taken as normal with ``sigma_m`` (a town's GNSS error) unless the
    terminal tells its accuracy. A heading is worth nothing at walking pace; above it is normal
    with ``heading_sigma_deg``, but never speaks louder than ``heading_worst``, because terminals
    send stale ones. A detour of ``detour_m`` more than the straight line costs one unit of
    log-likelihood (Newson and Krumm 2009), a little more of it is allowed on longer gaps.
    """

    radius_m: float = 100.0
    sigma_m: float = 15.0
    sigma_min_m: float = 4.0
    sigma_max_m: float = 50.0
    heading_sigma_deg: float = 30.0
    heading_worst: float = 6.0
    heading_from_kmh: float = 8.0
    over_speed_free: float = 1.4
    over_speed_weight: float = 2.0
    detour_m: float = 5.0
    detour_share: float = 0.1
    turning_round: float = 5.0
    kmh_max: float = 160.0
    reach_m: float = 6_000.0
    candidates_max: int = 16
    hypotheses_max: int = 8

    def reach(self, straight_m: float, elapsed_s: float) -> float:
        """How far along the roads a vehicle may have come between two sightings, in metres."""
        slack_m = 4.0 * self.sigma_max_m
        by_time = self.kmh_max / 3.6 * elapsed_s + slack_m
        return min(by_time, 3.0 * straight_m + 3.0 * slack_m, self.reach_m)
