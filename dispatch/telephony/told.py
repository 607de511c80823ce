"""What any exchange tells of a line, in one form (CTI 事件), and what a desk may ask of it.

The adapters translate; nothing behind them knows whose exchange it is.
"""

from enum import StrEnum

import msgspec

from dispatch.domain.lines import LineChange


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one line: ``line_id`` is the exchange's number of it, ``at_ms`` its clock."""

    line_id: str
    change: LineChange
    at_ms: int
    number: str = ""
    trunk: str = ""
    extension: str = ""
    recording: str = ""
    by_caller: bool = False
    note: str = ""


class LineOrder(StrEnum):
    """What a desk may ask of the exchange: 接通、保持、恢复、转接、挂断."""

    ANSWER = "answer"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    HANG_UP = "hang_up"
    DIAL = "dial"


class NotCarriedOut(Exception):
    """The exchange would not or could not; its own words."""
