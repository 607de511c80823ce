"""Wishes about alarms (超时告警), and the limits behind them (时限)."""

from dispatch.domain.alarms import About, AlarmKind, AlarmLevel, AlarmOutcome
from dispatch.domain.commands.base import Command
from dispatch.domain.limits import Limit


class RaiseAlarm(Command, frozen=True, kw_only=True):
    """A clock ran out: by rule, never by hand. The core looks once more whether it is so."""

    kind: AlarmKind
    record_id: str
    unit: str
    since_ms: int
    due_ms: int
    limit_s: int
    about: About = About()


class EscalateAlarm(Command, frozen=True, kw_only=True):
    """Nobody has acknowledged it: the next level must know (升级)."""

    alarm_id: str
    level: AlarmLevel


class ClearAlarm(Command, frozen=True, kw_only=True):
    """What it warned of is over (解除)."""

    alarm_id: str


class AcknowledgeAlarm(Command, frozen=True, kw_only=True):
    """A person has seen to it, and says what came of it (确认)."""

    alarm_id: str
    outcome: AlarmOutcome = AlarmOutcome.SEEN
    note: str = ""


class SetLimit(Command, frozen=True, kw_only=True):
    """Another limit for a unit and all under it, from now or a later day (时限参数)."""

    limit: Limit
    unit: str
    seconds: int
    from_ms: int | None = None
    until_ms: int | None = None


class EndLimit(Command, frozen=True, kw_only=True):
    """A set limit ends, now or at a later day; one that has not begun may be taken back."""

    limit_id: str
    until_ms: int | None = None


AlarmCommand = RaiseAlarm | EscalateAlarm | ClearAlarm | AcknowledgeAlarm | SetLimit | EndLimit
