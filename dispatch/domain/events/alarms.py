"""Facts about alarms (超时告警) and limits (时限)."""

from dispatch.domain.alarms import About, AlarmKind, AlarmLevel, AlarmOutcome
from dispatch.domain.events.base import Event
from dispatch.domain.limits import Limit


class AlarmRaised(Event, frozen=True, kw_only=True):
    """A limit was passed (告警)."""

    alarm_id: str
    kind: AlarmKind
    record_id: str
    unit: str
    since_ms: int
    due_ms: int
    limit_s: int
    about: About = About()


class AlarmEscalated(Event, frozen=True, kw_only=True):
    """Nobody acknowledged it in time (升级)."""

    alarm_id: str
    level: AlarmLevel


class AlarmAcknowledged(Event, frozen=True, kw_only=True):
    """A person answered it (确认)."""

    alarm_id: str
    outcome: AlarmOutcome
    note: str = ""


class AlarmCleared(Event, frozen=True, kw_only=True):
    """What it warned of is over (解除)."""

    alarm_id: str


class LimitSet(Event, frozen=True, kw_only=True):
    """A limit was set for a unit (时限参数)."""

    limit_id: str
    limit: Limit
    unit: str
    seconds: int
    from_ms: int
    until_ms: int | None


class LimitEnded(Event, frozen=True, kw_only=True):
    """A set limit has an end; one that ends before it began never counted (时限终止)."""

    limit_id: str
    until_ms: int


AlarmEvent = AlarmRaised | AlarmEscalated | AlarmAcknowledged | AlarmCleared | LimitSet | LimitEnded
