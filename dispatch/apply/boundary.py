"""What happens between centres."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.boundary import BoundaryRequest, BoundaryState
from dispatch.domain.choices import PolicyTerm
from dispatch.lending import pair_key
from stations.boundary import BoundaryRule, BoundaryTerm

TERMS_KEPT = 20
"""Rules of one pair, and policies of one unit, that the board remembers; the journal has all."""


def _asked(board: Board, event: e.NeighbourAsked, touched: Touched) -> None:
    told = event.rule is BoundaryRule.NOTIFY
    board.boundaries[event.boundary_id] = BoundaryRequest(
        id=event.boundary_id,
        incident_id=event.incident_id,
        vehicle_id=event.vehicle_id,
        asking=event.asking,
        lending=event.lending,
        asked_of=event.lending,
        rule=event.rule,
        fallback=event.fallback,
        state=BoundaryState.NOTED if told else BoundaryState.OPEN,
        asked_ms=event.at_ms,
        by=event.by,
        until_ms=event.until_ms,
        eta_s=event.eta_s,
        eta_basis=event.eta_basis,
        next_best=event.next_best,
        decision=event.decision,
    )
    count_serial(board, event.boundary_id)
    touched.boundaries.add(event.boundary_id)


def _answered(board: Board, event: e.NeighbourAnswered, touched: Touched) -> None:
    touched.boundaries.add(event.boundary_id)
    request = board.boundaries.get(event.boundary_id)
    if request is None:  # the board may have forgotten it meanwhile: it was old
        return
    granted = BoundaryState.GRANTED if event.granted else BoundaryState.REFUSED
    board.boundaries[request.id] = replace(
        request,
        state=BoundaryState.SEEN if request.state is BoundaryState.NOTED else granted,
        answered_ms=event.at_ms,
        answered_by=event.by,
        reason=event.reason,
    )


def _withdrawn(board: Board, event: e.RequestWithdrawn, touched: Touched) -> None:
    touched.boundaries.add(event.boundary_id)
    request = board.boundaries.get(event.boundary_id)
    if request is not None:
        board.boundaries[request.id] = replace(
            request,
            state=BoundaryState.WITHDRAWN,
            answered_ms=event.at_ms,
            answered_by=event.by,
            reason=event.reason,
        )


def _lapsed(board: Board, event: e.RequestLapsed, touched: Touched) -> None:
    touched.boundaries.add(event.boundary_id)
    request = board.boundaries.get(event.boundary_id)
    if request is None:
        return
    if event.asked_of is not None:
        changes = {"asked_of": event.asked_of, "until_ms": None, "lapsed_ms": event.at_ms}
        board.boundaries[request.id] = replace(request, **changes)
        return
    board.boundaries[request.id] = replace(
        request,
        state=BoundaryState.LAPSED,
        lapsed_ms=event.at_ms,
        answered_ms=event.at_ms,
        answered_by=event.by,
    )


def _boundary_changed(board: Board, event: e.BoundaryChanged, touched: Touched) -> None:
    key = pair_key(event.asking, event.lending)
    term = BoundaryTerm(
        asking=event.asking,
        lending=event.lending,
        rule=event.rule,
        timeout_s=event.timeout_s,
        fallback=event.fallback,
        from_ms=event.from_ms,
    )
    board.boundary_terms[key] = (*board.boundary_terms.get(key, ()), term)[-TERMS_KEPT:]


def _policy_chosen(board: Board, event: e.PolicyChosen, touched: Touched) -> None:
    term = PolicyTerm(policy=event.policy, from_ms=event.from_ms)
    board.policies[event.unit] = (*board.policies.get(event.unit, ()), term)[-TERMS_KEPT:]


APPLY: Applied = {
    e.NeighbourAsked: _asked,
    e.NeighbourAnswered: _answered,
    e.RequestWithdrawn: _withdrawn,
    e.RequestLapsed: _lapsed,
    e.BoundaryChanged: _boundary_changed,
    e.PolicyChosen: _policy_chosen,
}
