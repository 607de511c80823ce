"""A task as shown."""

import msgspec

from dispatch.domain.decisions import Leg
from dispatch.domain.meetings import MeetingOrder
from dispatch.domain.records import KeptPress, Observation, Stamp, Task
from dispatch.progress import Trouble
from dispatch.projections.views.shared import PersonView, person_view


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
    legs: tuple[Leg, ...] = ()
    meeting: MeetingOrder | None = None
    trouble: str | None = None
    trouble_since_ms: int | None = None


class FreshEta(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival by the roads of now, for as long as the task still promises ``instead_of_ms``."""

    instead_of_ms: int
    eta_ms: int | None
    basis: str
    trouble: Trouble | None = None
    trouble_since_ms: int | None = None


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
        ordered_by=person_view(task.ordered_by),
        observed=task.observed,
        kept=task.kept,
        legs=task.legs,
        meeting=task.meeting,
        trouble=fresh.trouble.value if fresh and fresh.trouble else None,
        trouble_since_ms=fresh.trouble_since_ms if fresh else None,
    )
