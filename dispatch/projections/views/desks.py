"""Desks as shown: seats, hand-overs, layouts, temporary posts, books of paper slips."""

from collections.abc import Sequence

import msgspec

from dispatch.domain.handovers import HandOver
from dispatch.domain.papers import PaperBook
from dispatch.domain.posts import Post
from dispatch.domain.seats import STAFFED, Seat
from dispatch.projections.views.shared import PersonView, person_view
from stations.layouts import LayoutPlan


class SeatView(msgspec.Struct, frozen=True, kw_only=True):
    """A seat (席位); ``id`` is the login. ``staffed``: somebody is there to see what comes in."""

    id: str
    name: str
    unit: str
    state: str
    since_ms: int
    reason: str
    staffed: bool


class HandOverView(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over (转分中心) with what became of it."""

    id: str
    incident_id: str
    kind: str
    state: str
    from_unit: str
    to_unit: str
    offered_ms: int
    due_ms: int
    by: PersonView
    reason: str
    settled_ms: int | None
    settled_by: PersonView | None
    answer: str


class LayoutView(msgspec.Struct, frozen=True, kw_only=True):
    """All layouts of a centre (受理模式), past and to come; ``id`` is its unit."""

    id: str
    plans: tuple[LayoutPlan, ...]


class PostView(msgspec.Struct, frozen=True, kw_only=True):
    """A temporary station or standby post."""

    id: str
    kind: str
    name: str
    unit: str
    lon: float
    lat: float
    from_ms: int
    until_ms: int
    vehicle_ids: tuple[str, ...]
    by: PersonView


class BookView(msgspec.Struct, frozen=True, kw_only=True):
    """A book of paper slips with what is still to be entered."""

    id: str
    unit: str
    seat: str
    first: int
    last: int
    entered: int
    issued_ms: int


def seat_view(seat: Seat) -> SeatView:
    """The view of a seat."""
    return SeatView(
        id=seat.user,
        name=seat.name,
        unit=seat.unit,
        state=seat.state.value,
        since_ms=seat.since_ms,
        reason=seat.reason,
        staffed=seat.state in STAFFED,
    )


def handover_view(handover: HandOver) -> HandOverView:
    """The view of a hand-over."""
    return HandOverView(
        id=handover.id,
        incident_id=handover.incident_id,
        kind=handover.kind.value,
        state=handover.state.value,
        from_unit=handover.from_unit,
        to_unit=handover.to_unit,
        offered_ms=handover.offered_ms,
        due_ms=handover.due_ms,
        by=person_view(handover.by),
        reason=handover.reason,
        settled_ms=handover.settled_ms,
        settled_by=person_view(handover.settled_by) if handover.settled_by else None,
        answer=handover.answer,
    )


def layout_view(plans: Sequence[LayoutPlan]) -> LayoutView:
    """The view of a centre's layouts."""
    return LayoutView(id=plans[0].unit, plans=tuple(plans))


def post_view(post: Post) -> PostView:
    """The view of a post."""
    return PostView(
        id=post.id,
        kind=post.kind.value,
        name=post.name,
        unit=post.unit,
        lon=post.point.lon,
        lat=post.point.lat,
        from_ms=post.from_ms,
        until_ms=post.until_ms,
        vehicle_ids=post.vehicle_ids,
        by=person_view(post.by),
    )


def book_view(book: PaperBook) -> BookView:
    """The view of a book of slips."""
    return BookView(
        id=book.id,
        unit=book.unit,
        seat=book.seat,
        first=book.first,
        last=book.last,
        entered=len(book.entered),
        issued_ms=book.issued_ms,
    )
