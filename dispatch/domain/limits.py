"""Limits (时限) of the work at desk and in cab: what each means, and its value per unit and day.

A value set for a unit counts for all units under it, from its first moment to its last (domain.md
§2.3); where nobody has set one, the region pack's counts, else the default here. What was in force
when a duty began is what it is judged by, so a new value changes nothing that already runs.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor
from stations.region import Region


class Limit(StrEnum):
    """Everything that has a longest time, in seconds."""

    ANSWER = "answer"
    MISSED = "missed"
    ACCEPT = "accept"
    ORDER = "order"
    ORDER_UNHURRIED = "order_unhurried"
    PARTNER = "partner"
    PARKED = "parked"
    ACKNOWLEDGE = "acknowledge"
    DEPARTURE = "departure"
    LATE_ARRIVAL = "late_arrival"
    REFUSAL = "refusal"
    HOSPITAL_HOLD = "hospital_hold"
    NO_CONTACT = "no_contact"
    PAUSE_OVER = "pause_over"
    PAUSE_OPEN = "pause_open"
    REQUEST = "request"
    EMERGENCY = "emergency"
    HAND_OVER = "hand_over"
    NEIGHBOUR = "neighbour"
    HOSPITAL_NOTICE = "hospital_notice"
    HOSPITAL_ASKS = "hospital_asks"
    HOSPITAL_DIVERTS = "hospital_diverts"
    HOSPITAL_REFUSAL = "hospital_refusal"
    ESCALATION = "escalation"


class LimitSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What a limit means, what may be set, and where its default comes from. All in seconds.

    ``base`` names the value of the region pack (``stations.region.Limits``) that goes before the
    default.
    """

    zh: str
    en: str
    default_s: int
    source: str
    least_s: int = 1
    most_s: int = 24 * 3600
    base: str = ""


LIMITS: dict[Limit, LimitSpec] = {
    Limit.ANSWER: LimitSpec(
        zh="接听：振铃起",
        en="answer, from the first ring",
        default_s=10,
        base="answer_s",
        source="国卫医发〔2020〕19号 95% ≤ 10 s；济南 8 s (CALL-03)",
    ),
    Limit.MISSED: LimitSpec(
        zh="未接：振铃起",
        en="missed call, from the first ring",
        default_s=30,
        base="missed_s",
        source="domain.md §3.1 (CALL-03)",
    ),
    Limit.ACCEPT: LimitSpec(
        zh="受理：接听起",
        en="acceptance, from the answer",
        default_s=90,
        source="domain.md §3.1, §3.5：60–90 s",
    ),
    Limit.ORDER: LimitSpec(
        zh="派车：接听起",
        en="order after the call was answered",
        default_s=60,
        base="order_s",
        source="广州、济南、郑州、淄博、杭州、西安 1 min (domain.md §2.3)",
    ),
    Limit.ORDER_UNHURRIED: LimitSpec(
        zh="派车：转院和非急救",
        en="order for transfers and non-emergencies",
        default_s=1800,
        source="上海迟缓放车 30 min (domain.md §3.5, DSP-19)",
    ),
    Limit.PARTNER: LimitSpec(
        zh="联动警情派车：对方接警起",
        en="order for a partner's alarm, from when it was taken there",
        default_s=60,
        source="广州 2022 第20条 1 min 内通报 (CALL-14)",
    ),
    Limit.PARKED: LimitSpec(
        zh="挂起最长时间",
        en="longest time parked",
        default_s=900,
        source="本系统 / our own (DSP-11)",
    ),
    Limit.ACKNOWLEDGE: LimitSpec(
        zh="车组确认：派车起",
        en="crew acknowledgement, from the order",
        default_s=30,
        base="acknowledge_s",
        source="DSP-07",
    ),
    Limit.DEPARTURE: LimitSpec(
        zh="出车：派车起",
        en="departure, from the order",
        default_s=180,
        base="departure_s",
        source="国卫医发〔2020〕19号 95% ≤ 3 min；郑州、淄博 4 min，西安 5 min (DSP-08)",
    ),
    Limit.LATE_ARRIVAL: LimitSpec(
        zh="预计到达：派车起",
        en="expected arrival, from the order",
        default_s=900,
        base="late_arrival_s",
        source="广州 2022 第22条 15 min (DSP-15)",
    ),
    Limit.REFUSAL: LimitSpec(
        zh="拒绝出车后告警：拒绝起",
        en="alarm after a refusal, from the refusal",
        default_s=1,
        source="院前医疗急救管理办法 第25、37条 不得拒绝出车 (DSP-14)",
    ),
    Limit.HOSPITAL_HOLD: LimitSpec(
        zh="医院交接（留滞）：到院起",
        en="hand-over at hospital, from arrival there",
        default_s=1800,
        source="济南 2020 第31条 不得留滞；本系统取 30 min (domain.md §3.5)",
    ),
    Limit.NO_CONTACT: LimitSpec(
        zh="任务中车辆失联",
        en="no sign from a vehicle on a task",
        default_s=180,
        base="link_lost_s",
        source="VEH-12",
    ),
    Limit.PAUSE_OVER: LimitSpec(
        zh="暂停超过预计结束后的宽限",
        en="grace after a pause's expected end",
        default_s=60,
        least_s=0,
        source="VEH-08",
    ),
    Limit.PAUSE_OPEN: LimitSpec(
        zh="未注明结束时间的暂停",
        en="a pause without an expected end",
        default_s=3600,
        source="VEH-08",
    ),
    Limit.REQUEST: LimitSpec(
        zh="答复车组请求",
        en="answer to a crew's request",
        default_s=60,
        source="VEH-07",
    ),
    Limit.EMERGENCY: LimitSpec(
        zh="答复车组紧急报警",
        en="answer to a crew's emergency button",
        default_s=10,
        source="JT/T 808 0x0200 紧急报警",
    ),
    Limit.HAND_OVER: LimitSpec(
        zh="接收转来的事件",
        en="answer to an incident that is handed over",
        default_s=60,
        least_s=5,
        source="本系统 / our own (domain.md §3.6)",
    ),
    Limit.NEIGHBOUR: LimitSpec(
        zh="邻县答复用车请求",
        en="a neighbour's answer to a request for a vehicle",
        default_s=30,
        least_s=5,
        most_s=600,
        source="本系统；跨界规则另有约定时从约定 / our own, unless the two centres agreed (DSP-04)",
    ),
    Limit.HOSPITAL_NOTICE: LimitSpec(
        zh="医院确认预告：发出起",
        en="a hospital's acknowledgement, from the notice",
        default_s=120,
        least_s=5,
        source="北京 2016 第24条 通知医院；本系统取 2 min (HOS-03)",
    ),
    Limit.HOSPITAL_ASKS: LimitSpec(
        zh="答复医院改送请求",
        en="answer to a hospital that asks for another destination",
        default_s=45,
        least_s=5,
        source="本系统 / our own：车在途中 (HOS-03)",
    ),
    Limit.HOSPITAL_DIVERTS: LimitSpec(
        zh="批复医院分流申报",
        en="decision on a hospital's declared diversion",
        default_s=120,
        least_s=5,
        source="本系统 / our own (HOS-06)",
    ),
    Limit.HOSPITAL_REFUSAL: LimitSpec(
        zh="协调医院拒收：报告起",
        en="settling a hospital's refusal, from the report",
        default_s=60,
        least_s=1,
        source="广州 2022 第26条 (HOS-07)",
    ),
    Limit.ESCALATION: LimitSpec(
        zh="无人确认即升级：每一级",
        en="each step of escalation while nobody acknowledges",
        default_s=60,
        least_s=5,
        source="本系统 / our own (UI-03)",
    ),
}


class LimitSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A value that somebody has set for a unit and all under it (时限参数), from when to when."""

    id: str
    limit: Limit
    unit: str
    seconds: int
    from_ms: int
    until_ms: int | None
    by: Actor

    def in_force(self, at_ms: int) -> bool:
        """Whether it counts at this moment."""
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)

    def overlaps(self, from_ms: int, until_ms: int | None) -> bool:
        """Whether both count at some moment."""
        begins_before = until_ms is None or self.from_ms < until_ms
        return begins_before and (self.until_ms is None or from_ms < self.until_ms)


class LimitBook:
    """Every limit of every unit at every time; made anew when a setting has changed."""

    def __init__(self, settings: Iterable[LimitSetting], region: Region) -> None:
        self._region = region
        self._settings: dict[tuple[Limit, str], list[LimitSetting]] = {}
        for setting in settings:
            self._settings.setdefault((setting.limit, setting.unit), []).append(setting)

    def seconds(self, limit: Limit, unit: str, at_ms: int) -> int:
        """The value for this unit at this time."""
        setting = self.setting(limit, unit, at_ms)
        return base_of(limit, self._region) if setting is None else setting.seconds

    def setting(self, limit: Limit, unit: str, at_ms: int) -> LimitSetting | None:
        """The setting it comes from: the unit's own, or the nearest above; None: the base."""
        for code in units_upwards(self._region, unit):
            for setting in self._settings.get((limit, code), ()):
                if setting.in_force(at_ms):
                    return setting
        return None


def base_of(limit: Limit, region: Region) -> int:
    """What counts where nobody has set anything: the pack's value, or the default, seconds."""
    spec = LIMITS[limit]
    value: int = getattr(region.meta.limits, spec.base) if spec.base else spec.default_s
    return value


def units_upwards(region: Region, unit: str) -> Iterator[str]:
    """The unit and all above it; the city centre for a unit that nobody knows."""
    code: str | None = unit if unit in region.units else region.meta.city_centre
    while code is not None:
        yield code
        code = region.units[code].parent
