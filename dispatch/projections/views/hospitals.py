"""What passes between desk and hospital, as shown. Neither number nor address of a caller."""

from collections.abc import Mapping

import msgspec

from dispatch.board import Board
from dispatch.domain.hospitals import (
    Condition,
    DivertAsk,
    HospitalRefusal,
    HospitalState,
    Notice,
    Told,
)
from dispatch.hospital_choice import centres_needed
from dispatch.projections.views.shared import PersonView, person_view
from dispatch.projections.views.tasks import FreshEta, task_view
from stations.region import Region
from stations.status import VehicleState


class ToldView(msgspec.Struct, frozen=True, kw_only=True):
    """That it was said, by our clock and by the sayer's."""

    at_ms: int
    pressed_ms: int | None
    by: PersonView
    by_telephone: bool
    note: str


class ReadyView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is ready."""

    item: str
    at_ms: int
    by: PersonView


class DivertView(msgspec.Struct, frozen=True, kw_only=True):
    """The hospital's request for another destination, and the answer."""

    reason: str
    note: str
    asked_ms: int
    by: PersonView
    granted: bool | None
    answered_ms: int | None
    answered_by: PersonView | None
    answer: str


class PatientView(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of who comes: no name, no number, no address."""

    complaint: str
    urgency: str | None
    patient_count: int
    infection: bool
    centres: tuple[str, ...]
    needs: tuple[str, ...]
    condition: Condition | None
    condition_ms: int | None


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """A pre-notification. ``patient`` is None once it was withdrawn: it is nobody's business there.

    ``arrived_ms``, ``handed_over_ms`` are the crew's presses; ``arrived``, ``taken_over`` the
    hospital's own. ``active``: whether the vehicle is still bound by the task.
    """

    id: str
    task_id: str
    incident_id: str
    vehicle_id: str
    hospital_code: str
    issued_ms: int
    by: PersonView
    state: str
    active: bool
    patient: PatientView | None
    eta_ms: int | None
    eta_basis: str
    arrived_ms: int | None
    handed_over_ms: int | None
    acknowledged: ToldView | None
    ready: tuple[ReadyView, ...]
    divert: DivertView | None
    arrived: ToldView | None
    taken_over: ToldView | None
    withdrawn_ms: int | None
    withdrawn_why: str | None


class HospitalStateView(msgspec.Struct, frozen=True, kw_only=True):
    """How a department stands; what has run out is shown as open by whoever shows it."""

    id: str
    hospital_code: str
    department: str
    load: str
    stated_ms: int
    until_ms: int
    by: PersonView
    reason: str | None
    note: str
    approved: bool | None
    decided_ms: int | None
    decided_by: PersonView | None
    answer: str


class RefusalView(msgspec.Struct, frozen=True, kw_only=True):
    """A report that a hospital took somebody not in."""

    id: str
    task_id: str
    incident_id: str
    hospital_code: str
    reason: str
    note: str
    reported_ms: int
    by: PersonView
    settlement: str | None
    settled_ms: int | None
    settled_by: PersonView | None
    answer: str
    authority_told_ms: int | None


def notice_view(
    board: Board, region: Region, etas: Mapping[str, FreshEta], notice: Notice
) -> NoticeView:
    """The view of a pre-notification; an arrival only once somebody is on board."""
    task = board.tasks[notice.task_id]
    shown = task_view(task, etas.get(task.id))
    loaded = task.state is VehicleState.LOADED and notice.open
    pressed = {stamp.state: stamp.at_ms for stamp in task.stamps}
    return NoticeView(
        id=notice.id,
        task_id=notice.task_id,
        incident_id=notice.incident_id,
        vehicle_id=notice.vehicle_id,
        hospital_code=notice.hospital_code,
        issued_ms=notice.issued_ms,
        by=person_view(notice.by),
        state=shown.state,
        active=task.active,
        patient=_patient(board, region, notice) if notice.open else None,
        eta_ms=shown.eta_ms if loaded else None,
        eta_basis=shown.eta_basis if loaded else "",
        arrived_ms=pressed.get(VehicleState.AT_HOSPITAL) if notice.open else None,
        handed_over_ms=pressed.get(VehicleState.HANDED_OVER) if notice.open else None,
        acknowledged=_told(notice.acknowledged),
        ready=tuple(
            ReadyView(item=r.item, at_ms=r.at_ms, by=person_view(r.by)) for r in notice.ready
        ),
        divert=_divert(notice.divert),
        arrived=_told(notice.arrived),
        taken_over=_told(notice.taken_over),
        withdrawn_ms=notice.withdrawn_ms,
        withdrawn_why=notice.withdrawn_why.value if notice.withdrawn_why else None,
    )


def hospital_state_view(state: HospitalState) -> HospitalStateView:
    """The view of a department's state."""
    return HospitalStateView(
        id=state.id,
        hospital_code=state.hospital_code,
        department=state.department.value,
        load=state.load.value,
        stated_ms=state.stated_ms,
        until_ms=state.until_ms,
        by=person_view(state.by),
        reason=state.reason.value if state.reason else None,
        note=state.note,
        approved=state.approved,
        decided_ms=state.decided_ms,
        decided_by=person_view(state.decided_by) if state.decided_by else None,
        answer=state.answer,
    )


def refusal_view(refusal: HospitalRefusal) -> RefusalView:
    """The view of a refusal."""
    return RefusalView(
        id=refusal.id,
        task_id=refusal.task_id,
        incident_id=refusal.incident_id,
        hospital_code=refusal.hospital_code,
        reason=refusal.reason.value,
        note=refusal.note,
        reported_ms=refusal.reported_ms,
        by=person_view(refusal.by),
        settlement=refusal.settlement.value if refusal.settlement else None,
        settled_ms=refusal.settled_ms,
        settled_by=person_view(refusal.settled_by) if refusal.settled_by else None,
        answer=refusal.answer,
        authority_told_ms=refusal.authority_told_ms,
    )


def _patient(board: Board, region: Region, notice: Notice) -> PatientView:
    incident = board.incidents[notice.incident_id]
    return PatientView(
        complaint=incident.complaint,
        urgency=incident.urgency.value if incident.urgency else None,
        patient_count=incident.patient_count,
        infection=incident.infection,
        centres=tuple(sorted(centres_needed(region.questions, incident))),
        needs=tuple(sorted(incident.needs)),
        condition=notice.condition,
        condition_ms=notice.condition_ms,
    )


def _told(told: Told | None) -> ToldView | None:
    if told is None:
        return None
    return ToldView(
        at_ms=told.at_ms,
        pressed_ms=told.pressed_ms,
        by=person_view(told.by),
        by_telephone=told.by_telephone,
        note=told.note,
    )


def _divert(asked: DivertAsk | None) -> DivertView | None:
    if asked is None:
        return None
    return DivertView(
        reason=asked.reason.value,
        note=asked.note,
        asked_ms=asked.asked_ms,
        by=person_view(asked.by),
        granted=asked.granted,
        answered_ms=asked.answered_ms,
        answered_by=person_view(asked.answered_by) if asked.answered_by else None,
        answer=asked.answer,
    )
