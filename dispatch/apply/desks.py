"""What happens to desks: seats, layouts, hand-overs, temporary posts, paper slips."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_incident, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.handovers import HandOver, HandOverKind, HandOverState
from dispatch.domain.papers import PaperBook
from dispatch.domain.posts import Post
from dispatch.domain.seats import Seat, SeatState


def _seat_changed(board: Board, event: e.SeatChanged, touched: Touched) -> None:
    touched.seats.add(event.user)
    if event.state is SeatState.OUT:
        board.seats.pop(event.user, None)
        return
    board.seats[event.user] = Seat(
        user=event.user,
        name=event.name,
        unit=event.unit,
        state=event.state,
        since_ms=event.at_ms,
        reason=event.reason,
    )


def _layout_set(board: Board, event: e.LayoutSet, touched: Touched) -> None:
    plan = event.plan
    others = [p for p in board.layouts.get(plan.unit, ()) if p.from_ms != plan.from_ms]
    board.layouts[plan.unit] = tuple(sorted([*others, plan], key=lambda p: p.from_ms))
    touched.layouts.add(plan.unit)


def _handover_offered(board: Board, event: e.HandOverOffered, touched: Touched) -> None:
    board.handovers[event.handover_id] = HandOver(
        id=event.handover_id,
        incident_id=event.incident_id,
        kind=event.kind,
        from_unit=event.from_unit,
        to_unit=event.to_unit,
        offered_ms=event.at_ms,
        due_ms=event.due_ms,
        by=event.by,
        reason=event.reason,
    )
    touched.handovers.add(event.handover_id)
    change_incident(board, event.incident_id, touched, offered_to=event.to_unit)


def _handover_settled(board: Board, event: e.HandOverSettled, touched: Touched) -> None:
    handover = replace(
        board.handovers[event.handover_id],
        state=event.state,
        settled_ms=event.at_ms,
        settled_by=event.by,
        answer=event.reason,
    )
    board.handovers[handover.id] = handover
    touched.handovers.add(handover.id)
    owned = {"owner_unit": handover.to_unit, "taken_from": None}
    accepted = event.state is HandOverState.ACCEPTED
    change_incident(
        board, event.incident_id, touched, offered_to=None, **(owned if accepted else {})
    )


def _incident_taken_over(board: Board, event: e.IncidentTakenOver, touched: Touched) -> None:
    board.handovers[event.handover_id] = HandOver(
        id=event.handover_id,
        incident_id=event.incident_id,
        kind=HandOverKind.TAKE_OVER,
        from_unit=event.from_unit,
        to_unit=event.to_unit,
        offered_ms=event.at_ms,
        due_ms=event.at_ms,
        by=event.by,
        reason=event.reason,
        state=HandOverState.ACCEPTED,
        settled_ms=event.at_ms,
        settled_by=event.by,
    )
    touched.handovers.add(event.handover_id)
    changes = {"owner_unit": event.to_unit, "taken_from": event.from_unit, "offered_to": None}
    change_incident(board, event.incident_id, touched, **changes)


def _post_opened(board: Board, event: e.PostOpened, touched: Touched) -> None:
    board.posts[event.post_id] = Post(
        id=event.post_id,
        kind=event.kind,
        name=event.name,
        unit=event.unit,
        point=event.point,
        from_ms=event.from_ms,
        until_ms=event.until_ms,
        by=event.by,
    )
    count_serial(board, event.post_id)
    touched.posts.add(event.post_id)


def _post_closed(board: Board, event: e.PostClosed, touched: Touched) -> None:
    post = board.posts.pop(event.post_id, None)
    touched.posts.add(event.post_id)
    touched.vehicles.update(post.vehicle_ids if post else ())


def _vehicle_posted(board: Board, event: e.VehiclePosted, touched: Touched) -> None:
    for post in list(board.posts.values()):
        ids = tuple(i for i in post.vehicle_ids if i != event.vehicle_id)
        if post.id == event.post_id:
            ids = (*ids, event.vehicle_id)
        if ids != post.vehicle_ids:
            board.posts[post.id] = replace(post, vehicle_ids=ids)
            touched.posts.add(post.id)
    touched.vehicles.add(event.vehicle_id)


def _papers_drawn(board: Board, event: e.PapersDrawn, touched: Touched) -> None:
    board.books[event.book_id] = PaperBook(
        id=event.book_id,
        unit=event.unit,
        seat=event.seat,
        first=event.first,
        last=event.last,
        issued_ms=event.at_ms,
        by=event.by,
    )
    board.serials[f"Z-{event.unit}"] = event.last
    touched.books.add(event.book_id)


def _paper_entered(board: Board, event: e.PaperEntered, touched: Touched) -> None:
    book = board.books[event.book_id]
    book = replace(book, entered=book.entered | {event.slip})
    board.books[book.id] = book
    if book.used_up:
        del board.books[book.id]
    touched.books.add(book.id)


APPLY: Applied = {
    e.SeatChanged: _seat_changed,
    e.LayoutSet: _layout_set,
    e.HandOverOffered: _handover_offered,
    e.HandOverSettled: _handover_settled,
    e.IncidentTakenOver: _incident_taken_over,
    e.PostOpened: _post_opened,
    e.PostClosed: _post_closed,
    e.VehiclePosted: _vehicle_posted,
    e.PapersDrawn: _papers_drawn,
    e.PaperEntered: _paper_entered,
}
