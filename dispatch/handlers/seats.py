"""Seats (席位): what the person says, and what follows from the telephone by itself (ORG-05)."""

from collections.abc import Iterable, Iterator

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Actor
from dispatch.domain.errors import Conflict, no_such
from dispatch.domain.seats import CHANGES, NEEDS_REASON, SEAT_NAMES, STAFFED, Seat, SeatState
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.shifts import check_leaving, reason_missing
from dispatch.shifts import shift_items

_BY_HAND = frozenset(SeatState) - {SeatState.TALKING, SeatState.AFTER_CALL}
"""What a person can say of himself; the others follow from the telephone."""


def change(ctx: Context, command: c.ChangeSeat) -> Answer:
    """One's own seat; ready only who is logged in, and who goes says why."""
    seat, actor = ctx.board.seats.get(ctx.actor.user), ctx.actor
    before = seat.state if seat else SeatState.OUT
    reason = command.reason.strip()
    if command.state is before and reason == (seat.reason if seat else ""):
        return Answer(())
    if command.state is SeatState.LOGGED_IN and command.state not in CHANGES[before]:
        return Answer(())  # by the table: who is here already is logged in
    if command.state not in CHANGES[before] & _BY_HAND and command.state is not before:
        raise _illegal(before, command.state)
    if command.state in NEEDS_REASON and not reason:
        zh, en = SEAT_NAMES[command.state]
        raise reason_missing(f"「{zh}」", f"'{en}'")
    if command.state is SeatState.OUT and seat is not None:
        check_leaving(ctx, seat)
    changed = _changed(ctx, actor.user, actor.name, actor.unit, before, command.state, reason)
    return Answer((changed,))


def _illegal(before: SeatState, to: SeatState) -> Conflict:
    now_zh, now_en = SEAT_NAMES[before]
    to_zh, to_en = SEAT_NAMES[to]
    allowed = [state for state in SeatState if state in CHANGES[before] & _BY_HAND]
    return Conflict(
        "illegal_seat_change",
        f"席位「{now_zh}」不能转为「{to_zh}」",
        f"a seat that is '{now_en}' cannot become '{to_en}'",
        field="state",
        value=to.value,
        remedy="可转为：{} / may become: {}".format(
            "、".join(SEAT_NAMES[s][0] for s in allowed), ", ".join(s.value for s in allowed)
        ),
        allowed=[state.value for state in allowed],
    )


def clear(ctx: Context, command: c.ClearSeat) -> Answer:
    """Sign somebody out who is not there any more."""
    seat = ctx.board.seats.get(command.user)
    if seat is None:
        raise no_such("席位", "seat", "user", command.user)
    reason = command.reason.strip()
    if not reason and shift_items(ctx.board, ctx.region, seat.user, seat.unit):
        raise reason_missing("签退有未交事项的席位", "signing out a seat with open items")
    event = _changed(ctx, seat.user, seat.name, seat.unit, seat.state, SeatState.OUT, reason)
    return Answer((event,))


def _changed(
    ctx: Context,
    user: str,
    name: str,
    unit: str,
    before: SeatState,
    state: SeatState,
    reason: str,
) -> e.SeatChanged:
    return e.SeatChanged(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        user=user,
        name=name,
        unit=unit,
        state=state,
        before=before,
        reason=reason,
    )


def follow(ctx: Context, events: Iterable[e.AnyEvent]) -> Iterator[e.SeatChanged]:
    """The telephone moves a seat: who answers talks, who has hung up writes."""
    for event in events:
        match event:
            case e.CallAnswered(by=by) | e.CalledBack(by=by, outcome="reached"):
                yield from _move(ctx, by, SeatState.TALKING)
            case e.CallEnded(call_id=call_id):
                call = ctx.board.calls.get(call_id)
                if call is not None and call.answered_by is not None:
                    yield from _move(ctx, call.answered_by, SeatState.AFTER_CALL)
            case _:
                pass


def _move(ctx: Context, who: Actor, state: SeatState) -> Iterator[e.SeatChanged]:
    seat = ctx.board.seats.get(who.user)
    if seat is None or state is seat.state or state not in CHANGES[seat.state]:
        return
    yield _changed(ctx, seat.user, seat.name, seat.unit, seat.state, state, "")


def staffed(board: Board, unit: str) -> list[Seat]:
    """Who sits at a unit's desk now."""
    return [s for s in board.seats.values() if s.unit == unit and s.state in STAFFED]
