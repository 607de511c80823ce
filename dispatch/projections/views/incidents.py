"""An incident as shown, with its tasks and acceptances."""

from collections.abc import Mapping

import msgspec

from dispatch.board import Board, incident_state
from dispatch.domain.acceptances import CAN_WAIT
from dispatch.domain.proposals import SwapProposal
from dispatch.domain.records import Acceptance, Incident
from dispatch.locating import proposed
from dispatch.projections.views.locations import ReportView, report_views
from dispatch.projections.views.shared import LocationView, PersonView, location_view, person_view
from dispatch.projections.views.tasks import FreshEta, TaskView, task_view
from dispatch.projections.views.triage import TriageView, triage_view
from dispatch.standing import makes_sense
from dispatch.waiting import patients_taken, wait_of
from stations.region import Region
from stations.status import TaskResult


class AcceptanceView(msgspec.Struct, frozen=True, kw_only=True):
    """An acceptance (受理)."""

    id: str
    kind: str
    opened_ms: int
    closed_ms: int | None
    by: PersonView
    task_id: str | None = None
    reason: str | None = None
    target: str | None = None
    note: str = ""


class OfferView(msgspec.Struct, frozen=True, kw_only=True):
    """The vehicle proposed for an event that waits (改派建议)."""

    vehicle_id: str
    why: str
    at_ms: int
    eta_s: float | None


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
    offered_to: str | None = None
    """The centre that is asked to take it (转分中心)."""
    taken_from: str | None = None
    """The centre it was taken over from (接管)."""
    triage: TriageView | None = None
    patients_taken: int = 0
    """How many somebody has put in a vehicle."""
    waits_for: str | None = None
    """Why it is on the waiting list; null when it is not."""
    waits_since_ms: int | None = None
    second_lane: bool = False
    refusals: int = 0
    no_vehicle: int = 0
    wake_ms: int | None = None
    reinforcement_parked: bool = False
    offer: OfferView | None = None
    own_county_hospital: bool = False
    swap: SwapProposal | None = None
    """A nearer vehicle for one that is on its way."""
    meeting_place: str = ""
    contact_phone: str = ""
    special_needs: str = ""
    destination_code: str | None = None
    referral_id: str | None = None
    merged_into: str | None = None
    absorbed: tuple[str, ...] = ()
    """Incidents merged into this one; they can be taken apart again (CALL-06)."""
    reports: tuple[ReportView, ...] = ()
    better_report: int | None = None
    """The report that is proposed instead of the place in force (CALL-12)."""


def _acceptance_view(acceptance: Acceptance) -> AcceptanceView:
    return AcceptanceView(
        id=acceptance.id,
        kind=acceptance.kind.value,
        opened_ms=acceptance.opened_ms,
        closed_ms=acceptance.closed_ms,
        by=person_view(acceptance.by),
        task_id=acceptance.task_id,
        reason=acceptance.reason.value if acceptance.reason else None,
        target=acceptance.target,
        note=acceptance.note,
    )


def incident_view(
    board: Board, region: Region, incident: Incident, etas: Mapping[str, FreshEta]
) -> IncidentView:
    """The view of an incident with everything under it."""
    place, offer = incident.location, incident.offer
    wait, better = wait_of(board, incident), proposed(incident)
    tasks = board.tasks_of(incident)
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
        own_county_hospital=incident.own_county_hospital,
        swap=incident.swap
        if incident.swap and makes_sense(board, incident, incident.swap)
        else None,
        location=location_view(place, region, incident.county_code, incident.township_code)
        if place
        else None,
        county_code=incident.county_code,
        township_code=incident.township_code,
        call_ids=incident.call_ids,
        acceptances=tuple(_acceptance_view(board.acceptances[i]) for i in incident.acceptance_ids),
        tasks=tuple(task_view(t, etas.get(t.id)) for t in board.tasks_of(incident)),
        version=incident.version,
        offered_to=incident.offered_to,
        taken_from=incident.taken_from,
        triage=triage_view(incident.triage) if incident.triage else None,
        patients_taken=patients_taken(tasks),
        waits_for=wait.why.value if wait else None,
        waits_since_ms=wait.since_ms if wait else None,
        second_lane=incident.kind in CAN_WAIT,
        refusals=sum(task.result is TaskResult.REFUSED for task in tasks),
        no_vehicle=wait.no_vehicle if wait else 0,
        wake_ms=incident.wake_ms,
        reinforcement_parked=incident.reinforcement_parked,
        offer=OfferView(
            vehicle_id=offer.vehicle_id,
            why=offer.why.value,
            at_ms=offer.at_ms,
            eta_s=offer.eta_s,
        )
        if offer
        else None,
        meeting_place=incident.meeting_place,
        contact_phone=incident.contact_phone,
        special_needs=incident.special_needs,
        destination_code=incident.destination_code,
        referral_id=incident.referral_id,
        merged_into=incident.merged_into,
        absorbed=incident.absorbed,
        reports=report_views(incident, region),
        better_report=better.no if better else None,
    )
