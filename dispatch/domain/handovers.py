"""Hand-over of an incident between desks (转分中心): offered, acknowledged, or it bounces back.

An incident has one owner at any moment; only an answer of the other desk, or a take-over from
above, changes it (domain.md §3.6).
"""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor


class HandOverKind(StrEnum):
    """Why an incident changes desks: 转分中心, 上级接管, 交还."""

    TRANSFER = "transfer"
    TAKE_OVER = "take_over"
    RETURN = "return"


HANDOVER_KIND_NAMES: dict[HandOverKind, tuple[str, str]] = {
    HandOverKind.TRANSFER: ("转分中心", "hand-over"),
    HandOverKind.TAKE_OVER: ("上级接管", "take-over"),
    HandOverKind.RETURN: ("交还", "given back"),
}


class HandOverState(StrEnum):
    """What became of it: 待接收, 已接收, 已拒收, 超时退回, 已撤回."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


HANDOVER_STATE_NAMES: dict[HandOverState, tuple[str, str]] = {
    HandOverState.OFFERED: ("待接收", "waits to be accepted"),
    HandOverState.ACCEPTED: ("已接收", "accepted"),
    HandOverState.DECLINED: ("已拒收", "declined"),
    HandOverState.BOUNCED: ("超时退回", "nobody accepted in time"),
    HandOverState.WITHDRAWN: ("已撤回", "withdrawn"),
}


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over of one incident; until it is answered the offering desk goes on owning it."""

    id: str
    incident_id: str
    kind: HandOverKind
    from_unit: str
    to_unit: str
    offered_ms: int
    due_ms: int
    by: Actor
    reason: str
    state: HandOverState = HandOverState.OFFERED
    settled_ms: int | None = None
    settled_by: Actor | None = None
    answer: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.state is HandOverState.OFFERED
