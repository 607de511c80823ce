"""Which word on a place is the better one (定位优选, CALL-12). Pure: no clock, no board.

Every report is kept. What a person has chosen, or what a vehicle was sent by, is never replaced by
rule: a better report is *proposed*, and a desk takes it with one key.
"""

from collections.abc import Sequence

from dispatch.domain.records import Incident, Location, LocationReport
from dispatch.domain.triage import LocationMethod
from geo.coordinates import distance_m

REPORTS_MAX = 20
"""Reports kept with a record; beyond, the oldest one that is not in force goes."""

BETTER_BY = 0.7
"""A report is proposed when its circle is smaller than this share of the one in force."""

SAME_WITHIN_M = 1.0

LEAST_RADIUS_M: dict[LocationMethod, float] = {
    LocationMethod.LINK: 5.0,
    LocationMethod.MAP_CLICK: 20.0,
    LocationMethod.ADDRESS: 30.0,
    LocationMethod.K_POST: 50.0,
    LocationMethod.PARTNER: 50.0,
    LocationMethod.LANDMARK: 50.0,
    LocationMethod.CALLER_LINE: 100.0,
    LocationMethod.OPERATOR: 100.0,
    LocationMethod.TOWNSHIP: 3000.0,
}
"""No method is surer than this, whatever its sender claims: a mast is no address (peers.md §5)."""


def radius_of(location: Location) -> float:
    """The radius that counts, in metres: as told, and never less than the method can know."""
    return max(location.radius_m, LEAST_RADIUS_M[location.method])


def best_of(reports: Sequence[LocationReport]) -> LocationReport | None:
    """The report with the smallest circle; of equal ones the newest."""
    return min(reports, key=lambda r: (radius_of(r.location), -r.no), default=None)


def proposed(incident: Incident) -> LocationReport | None:
    """The report to offer instead of the place in force; None when none is clearly better.

    What was known when somebody last chose a place is not offered again.
    """
    current = incident.location
    best = best_of([r for r in incident.reports if r.no > incident.placed_by_no])
    if best is None or current is None or same(best.location, current):
        return None
    smaller = radius_of(best.location) < BETTER_BY * radius_of(current)
    return best if smaller else None


def same(one: Location, other: Location) -> bool:
    """Whether two reports say the same, so that it need not be kept twice."""
    return (
        one.method is other.method
        and one.radius_m == other.radius_m
        and distance_m(one.point, other.point) <= SAME_WITHIN_M
    )


def kept(
    reports: tuple[LocationReport, ...], report: LocationReport, current: Location | None
) -> tuple[LocationReport, ...]:
    """The reports with one more; the oldest that is not in force makes room."""
    more = (*reports, report)
    if len(more) <= REPORTS_MAX:
        return more
    spare = next(r for r in more if current is None or not same(r.location, current))
    return tuple(r for r in more if r is not spare)
