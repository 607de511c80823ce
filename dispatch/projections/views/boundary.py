"""A request between centres as shown."""

import msgspec

from dispatch.board import Board
from dispatch.domain.boundary import BoundaryRequest
from dispatch.projections.views.shared import PersonView, person_view


class BoundaryView(msgspec.Struct, frozen=True, kw_only=True):
    """A neighbour's vehicle that is wanted, or was sent (跨界请求), and what came of it."""

    id: str
    incident_id: str
    vehicle_id: str
    asking: str
    lending: str
    asked_of: str
    rule: str
    fallback: str
    state: str
    asked_ms: int
    by: PersonView
    until_ms: int | None
    eta_s: float | None
    next_best: str | None
    lapsed_ms: int | None
    answered_ms: int | None
    answered_by: PersonView | None
    reason: str
    urgency: str | None = None
    address: str = ""
    complaint: str = ""


def boundary_view(board: Board, request: BoundaryRequest) -> BoundaryView:
    """The view of a request; what the neighbour must know to decide stands in it."""
    incident = board.incidents.get(request.incident_id)
    return BoundaryView(
        id=request.id,
        incident_id=request.incident_id,
        vehicle_id=request.vehicle_id,
        asking=request.asking,
        lending=request.lending,
        asked_of=request.asked_of,
        rule=request.rule.value,
        fallback=request.fallback.value,
        state=request.state.value,
        asked_ms=request.asked_ms,
        by=person_view(request.by),
        until_ms=request.until_ms,
        eta_s=request.eta_s,
        next_best=request.next_best,
        lapsed_ms=request.lapsed_ms,
        answered_ms=request.answered_ms,
        answered_by=person_view(request.answered_by) if request.answered_by else None,
        reason=request.reason,
        urgency=incident.urgency.value if incident and incident.urgency else None,
        address=incident.address if incident else "",
        complaint=incident.complaint if incident else "",
    )
