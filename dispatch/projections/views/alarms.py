"""Alarms and limits as shown."""

import msgspec

from dispatch.clocks.table import CLOCK_OF
from dispatch.domain.alarms import ALARM_NAMES, Alarm, AlarmOutcome
from dispatch.domain.limits import LimitSetting
from dispatch.projections.views.shared import PersonView, person_view
from stations.region import Region


class ResponseView(msgspec.Struct, frozen=True, kw_only=True):
    """What a person answered to an alarm."""

    at_ms: int
    by: PersonView
    outcome: str
    note: str


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """A limit was passed (超时告警): what, since when, who must know, and what helps.

    ``level`` is 0 for the desk of ``unit``, 1 for its shift leader, 2 for the city centre.
    ``phone`` is the number to call by voice, where calling is what helps.
    """

    id: str
    kind: str
    title: str
    title_en: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    unit: str
    level: int
    since_ms: int
    due_ms: int
    raised_ms: int
    limit_s: int
    acknowledged: bool
    outcomes: tuple[str, ...]
    responses: tuple[ResponseView, ...]
    cleared_ms: int | None
    phone: str
    call_id: str | None
    incident_id: str | None
    task_id: str | None
    vehicle_id: str | None
    request_id: str | None


class LimitView(msgspec.Struct, frozen=True, kw_only=True):
    """A limit that was set for a unit and all under it (时限参数)."""

    id: str
    limit: str
    unit: str
    seconds: int
    from_ms: int
    until_ms: int | None
    by: PersonView


def alarm_view(alarm: Alarm, region: Region) -> AlarmView:
    """The view of an alarm, in words."""
    clock, about = CLOCK_OF[alarm.kind], alarm.about
    title, title_en = ALARM_NAMES[alarm.kind]
    return AlarmView(
        id=alarm.id,
        kind=alarm.kind.value,
        title=title,
        title_en=title_en,
        zh=clock.zh.format(limit=_span_zh(alarm.limit_s)),
        en=clock.en.format(limit=_span_en(alarm.limit_s)),
        remedy_zh=clock.remedy_zh,
        remedy_en=clock.remedy_en,
        unit=alarm.unit,
        level=alarm.level.value,
        since_ms=alarm.since_ms,
        due_ms=alarm.due_ms,
        raised_ms=alarm.raised_ms,
        limit_s=alarm.limit_s,
        acknowledged=alarm.acknowledged,
        outcomes=tuple(outcome.value for outcome in clock.outcomes),
        responses=tuple(
            ResponseView(at_ms=r.at_ms, by=person_view(r.by), outcome=r.outcome.value, note=r.note)
            for r in alarm.responses
        ),
        cleared_ms=alarm.cleared_ms,
        phone=_phone(alarm, region) if AlarmOutcome.REACHED in clock.outcomes else "",
        call_id=about.call_id,
        incident_id=about.incident_id,
        task_id=about.task_id,
        vehicle_id=about.vehicle_id,
        request_id=about.request_id,
    )


def _phone(alarm: Alarm, region: Region) -> str:
    """The telephone of the station whose crew is to be called."""
    vehicle = region.vehicles.get(alarm.about.vehicle_id or "")
    unit = region.units.get(vehicle.station_code) if vehicle else None
    return unit.phone if unit else ""


def _span_zh(seconds: int) -> str:
    return f"{seconds // 60} 分钟" if seconds >= 120 and seconds % 60 == 0 else f"{seconds} 秒"


def _span_en(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 120 and seconds % 60 == 0 else f"{seconds} s"


def limit_view(setting: LimitSetting) -> LimitView:
    """The view of a limit's setting."""
    return LimitView(
        id=setting.id,
        limit=setting.limit.value,
        unit=setting.unit,
        seconds=setting.seconds,
        from_ms=setting.from_ms,
        until_ms=setting.until_ms,
        by=person_view(setting.by),
    )
