"""What was said of where it is, as shown: every report beside the one in force."""

import msgspec

from dispatch.domain.records import Call, Incident, LocationReport
from dispatch.locating import radius_of, same
from dispatch.projections.views.shared import LocationView, PersonView, location_view, person_view
from geo.coordinates import distance_m
from stations.region import Region


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """One report (定位报告); ``apart_m`` from the place in force, whose ``in_force`` is true."""

    no: int
    location: LocationView
    counts_m: float
    """The radius that counts: never less than the method can know."""
    received_ms: int
    by: PersonView
    note: str
    in_force: bool
    apart_m: float | None


def report_views(record: Call | Incident, region: Region) -> tuple[ReportView, ...]:
    """Every report of a call or an incident, newest first."""
    return tuple(_view(record, report, region) for report in reversed(record.reports))


def _view(record: Call | Incident, report: LocationReport, region: Region) -> ReportView:
    place, now = report.location, record.location
    return ReportView(
        no=report.no,
        location=location_view(place, region, report.county_code, report.township_code),
        counts_m=radius_of(place),
        received_ms=report.received_ms,
        by=person_view(report.by),
        note=report.note,
        in_force=now is not None and same(place, now),
        apart_m=None if now is None else round(distance_m(place.point, now.point), 1),
    )
