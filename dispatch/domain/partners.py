"""Partner services (联动单位) that hand alarms over: 110, 119, 122, 12345, elder calls, sensors.

Each has its own key and its own numbers; ours and theirs are told to each other (CALL-14, CALL-16).
"""

from enum import StrEnum

import msgspec


class PartnerKind(StrEnum):
    """Who hands the alarm over."""

    POLICE = "110"
    FIRE = "119"
    TRAFFIC = "122"
    HOTLINE = "12345"
    ELDER = "elder"
    SENSOR = "sensor"


PARTNER_NAMES: dict[PartnerKind, tuple[str, str]] = {
    PartnerKind.POLICE: ("公安110", "police 110"),
    PartnerKind.FIRE: ("消防119", "fire 119"),
    PartnerKind.TRAFFIC: ("交警122", "traffic police 122"),
    PartnerKind.HOTLINE: ("政务热线12345", "city hotline 12345"),
    PartnerKind.ELDER: ("老人一键呼", "elder call"),
    PartnerKind.SENSOR: ("物联网报警", "sensor alarm"),
}

TELL_WITHIN_MS = 60_000
"""From taking an alarm to telling 120: one minute (广州市社会急救医疗管理条例 2022, CALL-14)."""


class PartnerAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """Whose alarm it is: the partner's code and own number, and when it was taken there.

    ``taken_ms`` is the partner's own clock, never later than ``told_ms``, when we heard of it.
    """

    partner: str
    kind: PartnerKind
    name: str
    alarm_id: str
    taken_ms: int
    told_ms: int

    @property
    def late(self) -> bool:
        """Whether we were told too late."""
        return self.told_ms - self.taken_ms > TELL_WITHIN_MS
