"""What becomes known of where it is: everything is kept, the first word counts until a better."""

from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_call, change_incident
from dispatch.apply.edits import edited
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.actors import Actor
from dispatch.domain.records import Call, Incident, Location, LocationReport
from dispatch.locating import best_of, kept, same


def reported(
    record: Call | Incident, location: Location, by: Actor, at_ms: int, **words: Any
) -> tuple[LocationReport, ...]:
    """The reports of a record with one more, unless it says what is known already."""
    if any(same(known.location, location) for known in record.reports):
        return record.reports
    report = LocationReport(
        no=1 + last_no(record.reports),
        location=location,
        received_ms=at_ms,
        by=by,
        **words,
    )
    return kept(record.reports, report, record.location)


def last_no(reports: tuple[LocationReport, ...]) -> int:
    """The number of the newest report: what was known when a place was chosen."""
    return max((report.no for report in reports), default=0)


def placed(incident: Incident, event: e.IncidentDescribed) -> dict[str, Any]:
    """What a place that somebody wrote down leaves behind: it is a report like the others."""
    location = event.details.location
    if not isinstance(location, Location):
        return {}
    areas = {"county_code": event.county_code, "township_code": event.township_code}
    reports = reported(incident, location, event.by, event.at_ms, **areas)
    return {"reports": reports, "placed_by_no": last_no(reports)}


def brought(
    reports: tuple[LocationReport, ...], record: Call | Incident, via: str = ""
) -> tuple[LocationReport, ...]:
    """Reports that a call or a merged incident brings along, numbered on."""
    for report in record.reports:
        if not any(same(known.location, report.location) for known in reports):
            mine = replace(report, no=1 + last_no(reports), via=via or report.via)
            reports = kept(reports, mine, record.location)
    return reports


def _location_reported(board: Board, event: e.LocationReported, touched: Touched) -> None:
    if event.incident_id is not None:
        _on_incident(board, event, touched)
    elif event.call_id in board.calls:
        _on_call(board, event, touched)


def _on_incident(board: Board, event: e.LocationReported, touched: Touched) -> None:
    assert event.incident_id is not None
    incident = board.incidents[event.incident_id]
    changes: dict[str, Any] = {"reports": _with(incident, event)}
    if incident.location is None:  # nothing is overwritten: it was nowhere
        changes |= {"location": event.location, **_areas(event)}
    change_incident(board, incident.id, touched, **changes)


def _on_call(board: Board, event: e.LocationReported, touched: Touched) -> None:
    """Nobody has built on a call's place yet: there the best word counts by itself."""
    assert event.call_id is not None
    reports = _with(board.calls[event.call_id], event)
    best = best_of(reports)
    assert best is not None
    areas = {"county_code": best.county_code, "township_code": best.township_code}
    change_call(board, event.call_id, touched, reports=reports, location=best.location, **areas)


def _with(record: Call | Incident, event: e.LocationReported) -> tuple[LocationReport, ...]:
    words = {"note": event.note, **_areas(event)}
    return reported(record, event.location, event.by, event.at_ms, **words)


def _areas(event: e.LocationReported | e.LocationPromoted) -> dict[str, str | None]:
    return {"county_code": event.county_code, "township_code": event.township_code}


def _location_promoted(board: Board, event: e.LocationPromoted, touched: Touched) -> None:
    incident = board.incidents[event.incident_id]
    chosen = {
        "location": event.location,
        "placed_by_no": last_no(incident.reports),
        **_areas(event),
    }
    change_incident(board, incident.id, touched, **edited(incident, chosen, event))


APPLY: Applied = {
    e.LocationReported: _location_reported,
    e.LocationPromoted: _location_promoted,
}
