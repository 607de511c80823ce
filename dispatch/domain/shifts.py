"""Shift hand-over (交接班, ORG-06): the sheet that one shift signs and the next one takes.

Sources: 上海 and 徐州 rules on shift change (domain.md §7.1): everything open is handed over item
by item, both sign, and nobody leaves what no one has taken.
"""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor

ITEMS_MAX = 300
"""Lines on one sheet; a desk with more has its oldest on it and is told how many are not."""
NOTE_MAX = 500
REMARK_MAX = 2000
ABOUT_MAX = 80


class ShiftItemKind(StrEnum):
    """What a line of the sheet is about (交班事项)."""

    EVENT = "event"
    WAITING = "waiting"
    PARKED = "parked"
    CALL = "call"
    CALL_BACK = "call_back"
    PAUSE = "pause"
    ALARM = "alarm"
    REQUEST = "request"
    HAND_OVER = "hand_over"
    OVER = "over"


SHIFT_ITEM_NAMES: dict[ShiftItemKind, tuple[str, str]] = {
    ShiftItemKind.EVENT: ("处置中事件", "event under way"),
    ShiftItemKind.WAITING: ("待派事件", "event that waits"),
    ShiftItemKind.PARKED: ("挂起事件", "parked event"),
    ShiftItemKind.CALL: ("在线来电", "call on the line"),
    ShiftItemKind.CALL_BACK: ("待回拨", "call to be returned"),
    ShiftItemKind.PAUSE: ("暂停车辆", "paused vehicle"),
    ShiftItemKind.ALARM: ("未消告警", "open alarm"),
    ShiftItemKind.REQUEST: ("车组请求", "crew's request"),
    ShiftItemKind.HAND_OVER: ("待接收移交", "event offered to this desk"),
    ShiftItemKind.OVER: ("已了结", "over meanwhile"),
}


class ShiftState(StrEnum):
    """State of a sheet (交接班单状态)."""

    SIGNED = "signed"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"


SHIFT_NAMES: dict[ShiftState, tuple[str, str]] = {
    ShiftState.SIGNED: ("待接班", "waits for the next shift"),
    ShiftState.TAKEN: ("已接班", "taken"),
    ShiftState.WITHDRAWN: ("已撤回", "withdrawn"),
    ShiftState.RELEASED: ("班长放行", "released by the leader"),
}


class ShiftItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line. ``key`` stays the same whatever becomes of the record, so a tick stays its tick."""

    key: str
    kind: ShiftItemKind
    record_id: str
    since_ms: int
    about: str
    mine: bool
    """Whether it is this person's own; the others are the desk's, whoever sits there."""
    note: str = ""


class ShiftSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over of one seat. ``more`` lines did not fit."""

    id: str
    unit: str
    by: Actor
    seated_ms: int
    signed_ms: int
    items: tuple[ShiftItem, ...]
    whole: bool
    """Whether it hands over the whole desk, not only what this person decided on."""
    remark: str = ""
    more: int = 0
    state: ShiftState = ShiftState.SIGNED
    settled_ms: int | None = None
    settled_by: Actor | None = None
    answer: str = ""

    @property
    def open(self) -> bool:
        """Whether it waits for the second signature."""
        return self.state is ShiftState.SIGNED

    def over_since(self, moment_ms: int) -> bool:
        """Whether it was settled before a moment."""
        return self.settled_ms is not None and self.settled_ms < moment_ms
