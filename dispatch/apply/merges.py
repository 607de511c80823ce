"""What happens to two records of one happening; a merge changes nothing that cannot go back."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_call, change_incident
from dispatch.apply.intake import DECLINED_MAX
from dispatch.apply.locations import brought
from dispatch.board import Board, Touched
from dispatch.domain import events as e


def _merged(board: Board, event: e.IncidentsMerged, touched: Touched) -> None:
    """Calls and location reports go over; the merged record keeps its own list of its calls."""
    gone, into = board.incidents[event.incident_id], board.incidents[event.into_id]
    for call_id in gone.call_ids:
        if call_id in board.calls:
            change_call(board, call_id, touched, incident_id=into.id)
    change_incident(
        board,
        into.id,
        touched,
        call_ids=(*into.call_ids, *gone.call_ids),
        absorbed=(*into.absorbed, gone.id),
        reports=brought(into.reports, gone, via=gone.id),
    )
    _close_acceptances(board, gone.acceptance_ids, event.at_ms)
    closed = {"closed_ms": event.at_ms, "parked": False, "merged_into": into.id}
    change_incident(board, gone.id, touched, **closed)


def _close_acceptances(board: Board, acceptance_ids: tuple[str, ...], at_ms: int) -> None:
    for acceptance_id in acceptance_ids:
        acceptance = board.acceptances[acceptance_id]
        if acceptance.closed_ms is None:
            board.acceptances[acceptance_id] = replace(acceptance, closed_ms=at_ms)


def _split(board: Board, event: e.IncidentsSplit, touched: Touched) -> None:
    """The merged one is open again with those of its calls that were still with the other."""
    back, other = board.incidents[event.incident_id], board.incidents[event.from_id]
    mine = [i for i in back.call_ids if i in board.calls]
    mine = [i for i in mine if board.calls[i].incident_id == other.id]
    for call_id in mine:
        change_call(board, call_id, touched, incident_id=back.id)
    change_incident(
        board,
        other.id,
        touched,
        call_ids=tuple(i for i in other.call_ids if i not in mine),
        absorbed=tuple(i for i in other.absorbed if i != back.id),
        reports=tuple(r for r in other.reports if r.via != back.id),
        apart_from=_with(other.apart_from, back.id),
    )
    for acceptance_id in back.acceptance_ids:
        acceptance = board.acceptances[acceptance_id]
        if acceptance.closed_ms == back.closed_ms:
            board.acceptances[acceptance_id] = replace(acceptance, closed_ms=None)
    change_incident(
        board,
        back.id,
        touched,
        closed_ms=None,
        merged_into=None,
        call_ids=tuple(mine),
        apart_from=_with(back.apart_from, other.id),
    )


def _declined(board: Board, event: e.ProposalDeclined, touched: Touched) -> None:
    if event.call_id in board.calls:
        assert event.call_id is not None
        declined = _with(board.calls[event.call_id].declined, event.incident_id)
        change_call(board, event.call_id, touched, declined=declined)
    if event.other_id is not None:
        for one, other in (
            (event.incident_id, event.other_id),
            (event.other_id, event.incident_id),
        ):
            if one in board.incidents:
                apart = _with(board.incidents[one].apart_from, other)
                change_incident(board, one, touched, apart_from=apart)


def _with(known: tuple[str, ...], more: str) -> tuple[str, ...]:
    return known if more in known else (*known, more)[-DECLINED_MAX:]


APPLY: Applied = {
    e.IncidentsMerged: _merged,
    e.IncidentsSplit: _split,
    e.ProposalDeclined: _declined,
}
