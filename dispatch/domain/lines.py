"""The telephone line behind a call (话路): what the exchange did with it, and when (CALL-01).

A call (来电) is what the dispatch room makes of a ringing telephone. Its line is the exchange's own
record: who was bridged to whom and when, what was held, where the recording lies.
"""

from enum import StrEnum

import msgspec

MARKS_MAX = 64
"""A line that is passed around more often than this is kept by its newest marks."""


class LineChange(StrEnum):
    """What happened to a line (话路变化)."""

    RANG = "rang"
    QUEUED = "queued"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    RECORDED = "recorded"
    FAILED = "failed"
    ENDED = "ended"


LINE_CHANGE_NAMES: dict[LineChange, tuple[str, str]] = {
    LineChange.RANG: ("振铃", "rang"),
    LineChange.QUEUED: ("排队", "queued"),
    LineChange.ANSWERED: ("接通", "answered"),
    LineChange.HELD: ("保持", "held"),
    LineChange.RESUMED: ("恢复通话", "resumed"),
    LineChange.TRANSFERRED: ("转接", "transferred"),
    LineChange.RECORDED: ("开始录音", "recording"),
    LineChange.FAILED: ("未接通坐席", "could not be put through"),
    LineChange.ENDED: ("挂机", "ended"),
}


class LineMark(msgspec.Struct, frozen=True, kw_only=True):
    """One change with the exchange's own time."""

    change: LineChange
    at_ms: int
    extension: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a line now. ``recording`` is the exchange's own reference (录音编号)."""

    exchange: str
    marks: tuple[LineMark, ...] = ()
    extension: str = ""
    held_since_ms: int | None = None
    recording: str = ""
    trouble: str = ""
    """Why the last order to the exchange was not carried out; empty when it was."""
