"""Seats (席位): who sits where, and whether a call can be put through to him (ORG-05)."""

from enum import StrEnum

import msgspec


class SeatState(StrEnum):
    """State of a seat: 签退, 登录, 就绪, 通话, 话后, 离席, 手工受理."""

    OUT = "out"
    LOGGED_IN = "logged_in"
    READY = "ready"
    TALKING = "talking"
    AFTER_CALL = "after_call"
    AWAY = "away"
    MANUAL = "manual"


_S = SeatState

SEAT_NAMES: dict[SeatState, tuple[str, str]] = {
    _S.OUT: ("签退", "signed out"),
    _S.LOGGED_IN: ("登录", "logged in"),
    _S.READY: ("就绪", "ready"),
    _S.TALKING: ("通话", "talking"),
    _S.AFTER_CALL: ("话后", "after the call"),
    _S.AWAY: ("离席", "away"),
    _S.MANUAL: ("手工受理", "manual"),
}

CHANGES: dict[SeatState, frozenset[SeatState]] = {
    _S.OUT: frozenset({_S.LOGGED_IN}),
    _S.LOGGED_IN: frozenset({_S.OUT, _S.READY, _S.TALKING, _S.AWAY, _S.MANUAL}),
    _S.READY: frozenset({_S.OUT, _S.TALKING, _S.AWAY, _S.MANUAL}),
    _S.TALKING: frozenset({_S.AFTER_CALL, _S.READY, _S.OUT}),
    _S.AFTER_CALL: frozenset({_S.OUT, _S.READY, _S.TALKING, _S.AWAY, _S.MANUAL}),
    _S.AWAY: frozenset({_S.OUT, _S.READY, _S.TALKING, _S.MANUAL}),
    _S.MANUAL: frozenset({_S.OUT, _S.READY, _S.TALKING, _S.AWAY}),
}
"""From each state, what may come next: ready only who is logged in, and logged in only who was
out; a second window of the same login changes nothing."""

NEEDS_REASON = frozenset({_S.AWAY, _S.MANUAL})
"""States that must be explained; they are counted against somebody."""

STAFFED = frozenset({_S.LOGGED_IN, _S.READY, _S.TALKING, _S.AFTER_CALL, _S.MANUAL})
"""States in which somebody is there to see what comes in; who is away is not."""


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One person at a desk. A login has one seat, whatever number of screens it opens."""

    user: str
    name: str
    unit: str
    state: SeatState
    since_ms: int
    reason: str = ""
