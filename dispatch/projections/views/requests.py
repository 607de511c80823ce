"""What a crew asked, as shown."""

import msgspec

from dispatch.domain.records import CrewRequest
from dispatch.projections.views.shared import PersonView, person_view


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


def request_view(request: CrewRequest) -> RequestView:
    """The view of what a crew asked."""
    return RequestView(
        id=request.id,
        kind=request.kind.value,
        vehicle_id=request.vehicle_id,
        asked_ms=request.asked_ms,
        received_ms=request.received_ms,
        by=person_view(request.by),
        text=request.text,
        minutes=request.minutes,
        needs=tuple(sorted(need.value for need in request.needs)),
        task_id=request.task_id,
        incident_id=request.incident_id,
        granted=request.granted,
        answered_ms=request.answered_ms,
        answered_by=person_view(request.answered_by) if request.answered_by else None,
        reason=request.reason,
    )
