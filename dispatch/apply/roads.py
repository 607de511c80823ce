"""What happens to roads."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import RoadRestriction


def _road_restricted(board: Board, event: e.RoadRestricted, touched: Touched) -> None:
    board.restrictions[event.restriction_id] = RoadRestriction(
        id=event.restriction_id,
        kind=event.kind,
        factor=event.factor,
        shape=event.shape,
        name=event.name,
        note=event.note,
        from_ms=event.from_ms,
        until_ms=event.until_ms,
        by=event.by,
    )
    count_serial(board, event.restriction_id)
    touched.restrictions.add(event.restriction_id)


def _road_reopened(board: Board, event: e.RoadReopened, touched: Touched) -> None:
    # The board may have forgotten it meanwhile, because its time was over.
    board.restrictions.pop(event.restriction_id, None)
    touched.restrictions.add(event.restriction_id)


def _road_end_changed(board: Board, event: e.RoadEndChanged, touched: Touched) -> None:
    known = board.restrictions.get(event.restriction_id)
    if known is not None:  # else forgotten meanwhile, because its time was over
        board.restrictions[known.id] = replace(known, until_ms=event.until_ms)
        touched.restrictions.add(known.id)


APPLY: Applied = {
    e.RoadRestricted: _road_restricted,
    e.RoadReopened: _road_reopened,
    e.RoadEndChanged: _road_end_changed,
}
