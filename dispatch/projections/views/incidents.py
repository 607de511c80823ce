"""An incident as shown, with its tasks and acceptances."""

from collections.abc import Mapping

import msgspec

from dispatch.board import Board, incident_state
from dispatch.domain.records import Acceptance, Incident
from dispatch.projections.views.shared import LocationView, PersonView, location_view, person_view
from dispatch.projections.views.tasks import FreshEta, TaskView, task_view
from stations.region import Region


class AcceptanceView(msgspec.Struct, frozen=True, kw_only=True):
    """An acceptance (受理)."""

    id: str
    kind: str
    opened_ms: int
    closed_ms: int | None
    by: PersonView


class IncidentView(msgspec.Struct, frozen=True, kw_only=True):
    """An incident (事件) with its acceptances and tasks."""

    id: str
    state: str
    parked: bool
    kind: str
    owner_unit: str
    opened_ms: int
    first_call_ms: int
    closed_ms: int | None
    address: str
    complaint: str
    urgency: str | None
    needs: tuple[str, ...]
    patient_count: int
    infection: bool
    location: LocationView | None
    county_code: str | None
    township_code: str | None
    call_ids: tuple[str, ...]
    acceptances: tuple[AcceptanceView, ...]
    tasks: tuple[TaskView, ...]
    version: int


def _acceptance_view(acceptance: Acceptance) -> AcceptanceView:
    return AcceptanceView(
        id=acceptance.id,
        kind=acceptance.kind.value,
        opened_ms=acceptance.opened_ms,
        closed_ms=acceptance.closed_ms,
        by=person_view(acceptance.by),
    )


def incident_view(
    board: Board, region: Region, incident: Incident, etas: Mapping[str, FreshEta]
) -> IncidentView:
    """The view of an incident with everything under it."""
    place = incident.location
    return IncidentView(
        id=incident.id,
        state=incident_state(board, incident).value,
        parked=incident.parked,
        kind=incident.kind.value,
        owner_unit=incident.owner_unit,
        opened_ms=incident.opened_ms,
        first_call_ms=incident.first_call_ms,
        closed_ms=incident.closed_ms,
        address=incident.address,
        complaint=incident.complaint,
        urgency=incident.urgency.value if incident.urgency else None,
        needs=tuple(sorted(need.value for need in incident.needs)),
        patient_count=incident.patient_count,
        infection=incident.infection,
        location=location_view(place, region, incident.county_code, incident.township_code)
        if place
        else None,
        county_code=incident.county_code,
        township_code=incident.township_code,
        call_ids=incident.call_ids,
        acceptances=tuple(_acceptance_view(board.acceptances[i]) for i in incident.acceptance_ids),
        tasks=tuple(task_view(t, etas.get(t.id)) for t in board.tasks_of(incident)),
        version=incident.version,
    )
