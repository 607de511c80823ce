"""What a screen is told of a record: whole entities, merged by id (``/api/board``, ``/live``)."""

from collections.abc import Mapping

import msgspec

from dispatch.board import Board, incident_state, vehicle_state
from dispatch.domain.actors import Actor
from dispatch.domain.records import (
    Acceptance,
    Call,
    CrewRequest,
    Incident,
    KeptPress,
    Location,
    Observation,
    RoadRestriction,
    Stamp,
    Task,
)
from dispatch.progress import Trouble
from geo.roads.restrictions import Shape
from stations.crews import CrewMember
from stations.region import Region


class LocationView(msgspec.Struct, frozen=True, kw_only=True):
    """A location as shown: with the areas it lies in and how far the road is."""

    lon: float
    lat: float
    radius_m: float
    method: str
    datum: str
    at_ms: int
    area: tuple[str, ...] = ()
    outside: bool = False


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it."""

    user: str
    name: str
    unit: str


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call (来电) in the queue or at a desk."""

    id: str
    number: str
    trunk: str
    state: str
    rang_ms: int
    answered_ms: int | None
    ended_ms: int | None
    answered_by: PersonView | None
    call_class: str | None
    incident_id: str | None
    location: LocationView | None
    words: str
    earlier_calls: int
    to_call_back: bool = False
    """Lost, and to be rung back (CALL-07)."""
    call_backs: int = 0


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """A sortie (任务) with every stamp and its origin."""

    id: str
    incident_id: str
    acceptance_id: str
    vehicle_id: str
    state: str
    active: bool
    stamps: tuple[Stamp, ...]
    hospital_code: str | None
    eta_ms: int | None
    eta_basis: str
    result: str | None
    reason: str | None
    ordered_by: PersonView
    observed: tuple[Observation, ...] = ()
    kept: tuple[KeptPress, ...] = ()
    trouble: str | None = None
    trouble_since_ms: int | None = None


class FreshEta(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival by the roads of now, for as long as the task still promises ``instead_of_ms``."""

    instead_of_ms: int
    eta_ms: int | None
    basis: str
    trouble: Trouble | None = None
    trouble_since_ms: int | None = None


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


class VehicleView(msgspec.Struct, frozen=True, kw_only=True):
    """The computed status of a vehicle; its position travels in the other lane."""

    id: str
    state: str
    since_ms: int
    task_id: str | None
    incident_id: str | None
    pause_reason: str | None
    pause_ends_ms: int | None
    crew: tuple[CrewMember, ...] = ()


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a crew asks or tells its desk (车组请求), with the answer once there is one."""

    id: str
    kind: str
    vehicle_id: str
    asked_ms: int
    received_ms: int
    by: PersonView
    text: str
    minutes: int | None
    needs: tuple[str, ...]
    task_id: str | None
    incident_id: str | None
    granted: bool | None
    answered_ms: int | None
    answered_by: PersonView | None
    reason: str


class RestrictionView(msgspec.Struct, frozen=True, kw_only=True):
    """A closed or slow road (路况管制); whether its time has come or is over, the clock says."""

    id: str
    kind: str
    factor: float | None
    shape: Shape
    name: str
    note: str
    from_ms: int
    until_ms: int | None
    by: PersonView


def _person(actor: Actor) -> PersonView:
    return PersonView(user=actor.user, name=actor.name, unit=actor.unit)


def location_view(
    location: Location, region: Region, county: str | None, township: str | None
) -> LocationView:
    """The view of a location in its county and township."""
    names = [region.counties[county].name] if county in region.counties else []
    if township in region.townships:
        names.append(region.townships[township].name)
    return LocationView(
        lon=location.point.lon,
        lat=location.point.lat,
        radius_m=location.radius_m,
        method=location.method.value,
        datum=location.datum.value,
        at_ms=location.at_ms,
        area=tuple(names),
        outside=county is None,
    )


def call_view(call: Call, region: Region) -> CallView:
    """The view of a call."""
    place = call.location
    return CallView(
        id=call.id,
        number=call.number,
        trunk=call.trunk,
        state=call.state.value,
        rang_ms=call.rang_ms,
        answered_ms=call.answered_ms,
        ended_ms=call.ended_ms,
        answered_by=_person(call.answered_by) if call.answered_by else None,
        call_class=call.call_class.value if call.call_class else None,
        incident_id=call.incident_id,
        location=location_view(place, region, call.county_code, call.township_code)
        if place
        else None,
        words=call.words,
        earlier_calls=call.earlier_calls,
        to_call_back=call.to_call_back,
        call_backs=len(call.call_backs),
    )


def task_view(task: Task, fresh: FreshEta | None = None) -> TaskView:
    """The view of a task; a fresh arrival is shown in place of the one it was made for."""
    if fresh is not None and fresh.instead_of_ms != task.eta_ms:
        fresh = None
    return TaskView(
        id=task.id,
        incident_id=task.incident_id,
        acceptance_id=task.acceptance_id,
        vehicle_id=task.vehicle_id,
        state=task.stamps[-1].state.value,
        active=task.active,
        stamps=task.stamps,
        hospital_code=task.hospital_code,
        eta_ms=fresh.eta_ms if fresh else task.eta_ms,
        eta_basis=fresh.basis if fresh else task.eta_basis,
        result=task.result.value if task.result else None,
        reason=task.reason.value if task.reason else None,
        ordered_by=_person(task.ordered_by),
        observed=task.observed,
        kept=task.kept,
        trouble=fresh.trouble.value if fresh and fresh.trouble else None,
        trouble_since_ms=fresh.trouble_since_ms if fresh else None,
    )


def _acceptance_view(acceptance: Acceptance) -> AcceptanceView:
    return AcceptanceView(
        id=acceptance.id,
        kind=acceptance.kind.value,
        opened_ms=acceptance.opened_ms,
        closed_ms=acceptance.closed_ms,
        by=_person(acceptance.by),
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


def vehicle_view(board: Board, vehicle_id: str) -> VehicleView:
    """The view of a vehicle's status."""
    duty = board.duty(vehicle_id)
    task = board.task_of(vehicle_id)
    return VehicleView(
        id=vehicle_id,
        state=vehicle_state(board, vehicle_id).value,
        since_ms=duty.since_ms,
        task_id=task.id if task else None,
        incident_id=task.incident_id if task else None,
        pause_reason=duty.pause.reason if duty.pause else None,
        pause_ends_ms=duty.pause.expected_end_ms if duty.pause else None,
        crew=duty.crew,
    )


def request_view(request: CrewRequest) -> RequestView:
    """The view of what a crew asked."""
    return RequestView(
        id=request.id,
        kind=request.kind.value,
        vehicle_id=request.vehicle_id,
        asked_ms=request.asked_ms,
        received_ms=request.received_ms,
        by=_person(request.by),
        text=request.text,
        minutes=request.minutes,
        needs=tuple(sorted(need.value for need in request.needs)),
        task_id=request.task_id,
        incident_id=request.incident_id,
        granted=request.granted,
        answered_ms=request.answered_ms,
        answered_by=_person(request.answered_by) if request.answered_by else None,
        reason=request.reason,
    )


def restriction_view(restriction: RoadRestriction) -> RestrictionView:
    """The view of a road restriction."""
    return RestrictionView(
        id=restriction.id,
        kind=restriction.kind.value,
        factor=restriction.factor,
        shape=restriction.shape,
        name=restriction.name,
        note=restriction.note,
        from_ms=restriction.from_ms,
        until_ms=restriction.until_ms,
        by=_person(restriction.by),
    )
