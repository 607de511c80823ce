"""Why a candidate, and why not: the reasons of one line of a ranking, in order (DSP-02)."""

from dataclasses import dataclass

from dispatch.crossings import WALK_FROM_M, legs_words
from dispatch.domain.decisions import CoverageLoss, Leg, Reason
from dispatch.domain.records import Incident
from dispatch.policies.reasons import reason
from dispatch.prospects import Prospect
from geo.routing.router import RoadPoint
from stations.boundary import BoundaryRule, BoundaryTerm
from stations.region import Region
from stations.transfers import LEG_NAMES
from stations.vehicles import CAPABILITY_NAMES, Capability


@dataclass(frozen=True)
class Line:
    """What one line of a ranking rests on."""

    region: Region
    incident: Incident
    prospect: Prospect
    eta_s: float | None
    lacks: frozenset[Capability]
    road: RoadPoint
    term: BoundaryTerm
    legs: tuple[Leg, ...] = ()
    coverage: tuple[CoverageLoss, ...] = ()


def reasons_for(line: Line) -> tuple[Reason, ...]:
    """What speaks for sending it."""
    incident, vehicle = line.incident, line.prospect.vehicle
    station = line.region.units[vehicle.station_code]
    reasons: list[Reason] = []
    if incident.needs and not line.lacks:
        reasons.append(reason("fit"))
    if incident.township_code and station.township_code == incident.township_code:
        reasons.append(reason("own_township"))
    elif incident.county_code and vehicle.county_code == incident.county_code:
        reasons.append(reason("own_county"))
    if line.legs:
        zh, en = legs_words(line.legs, LEG_NAMES)
        reasons.append(reason("via", zh=zh, en=en))
    return tuple(reasons)


def reasons_against(line: Line) -> tuple[Reason, ...]:
    """What speaks against it; the ranking has weighed minutes and needs already."""
    region, vehicle, incident = line.region, line.prospect.vehicle, line.incident
    reasons = list(line.prospect.doubts)
    if not vehicle.capabilities:
        reasons.append(reason("no_clinician"))
    if line.lacks:
        names = [CAPABILITY_NAMES[need] for need in sorted(line.lacks)]
        zh, en = "、".join(n[0] for n in names), ", ".join(n[1] for n in names)
        reasons.append(reason("lacks", zh=zh, en=en))
    if incident.county_code and not _same_centre(region, vehicle.county_code, incident.county_code):
        county = region.counties[vehicle.county_code].name
        reasons.append(reason("other_county", zh=county, en=county))
    if line.term.rule is not BoundaryRule.AUTO:
        code = "must_ask" if line.term.rule is BoundaryRule.ASK else "tells"
        lender = region.units[line.term.lending].name
        reasons.append(reason(code, zh=lender, en=lender))
    if line.eta_s is not None and line.eta_s > region.meta.limits.late_arrival_s:
        reasons.append(reason("late_arrival", minutes=region.meta.limits.late_arrival_s // 60))
    if line.road.access_m > WALK_FROM_M and not line.legs:
        reasons.append(reason("off_road", metres=round(line.road.access_m)))
    reasons += _uncovering(region, line.coverage[:1])
    return tuple(reasons)


def _uncovering(region: Region, losses: tuple[CoverageLoss, ...]) -> list[Reason]:
    """The county that loses most; the others are in the figures."""
    return [
        reason(
            "uncovers",
            zh=region.counties[loss.county_code].name,
            en=region.counties[loss.county_code].name,
            minutes=region.meta.limits.late_arrival_s // 60,
            before=round(loss.before * 100),
            after=round(loss.after * 100),
        )
        for loss in losses
    ]


def _same_centre(region: Region, county: str, other: str) -> bool:
    """Whether two counties are one centre's: its own districts are no foreign ground."""
    return region.centre_of_county(county) == region.centre_of_county(other)
