"""Every reason for or against a candidate, in words: one table, no copy at any client."""

from functools import lru_cache

from dispatch.domain.decisions import Reason

REASONS_KEPT = 8192
"""The same few thousand reasons are said in every ranking; making them anew is half its time."""

_WORDS: dict[str, tuple[str, str]] = {
    # for
    "fastest": ("全网最快", "fastest of all"),
    "own_township": ("本乡镇", "own township"),
    "own_county": ("本县", "own county"),
    "fit": ("满足需求", "meets the needs"),
    # against
    "lacks": ("缺：{zh}", "lacks: {en}"),
    "no_clinician": ("无医护随车", "no clinician on board"),
    "other_county": ("跨县（{zh}）", "from another county ({en})"),
    "late_arrival": ("预计超过 {minutes} 分钟", "expected after {minutes} min"),
    "stale_fix": ("定位已旧 {age}", "fix is {age} old"),
    "assumed_at_station": ("无定位，按在站计算", "no fix, taken to be at its station"),
    "off_road": ("偏离道路 {metres} 米", "{metres} m off the road"),
    "still_busy": ("{zh}，约 {minutes} 分钟后可用", "{en}, free in about {minutes} min"),
    "on_less_urgent": ("正赴较轻事件，须先召回", "on a less urgent incident, recall it first"),
    "must_ask": ("须先征求{zh}同意", "{en} must be asked first"),
    "tells": ("派后告知{zh}", "{en} is told"),
    "uncovers": ("派出后{zh} {minutes} 分钟覆盖 {before}% → {after}%",
                 "leaves {en} covered within {minutes} min {before}% → {after}%"),
    "via": ("接驳：{zh}", "by transfer: {en}"),
    "patient_wish": ("病家要求本县医院", "patient wants the own county's hospital"),
    # alternatives (DSP-03)
    "nobody_ready": ("无可派车辆", "no vehicle to send"),
    "nobody_in_county": ("本县无可派车辆", "none of the county to send"),
    "nobody_fit": ("无满足需求的可派车辆", "none to send that meets the needs"),
    "nobody_advanced": ("无可派高级车组", "no advanced crew to send"),
    "no_pair_needed": ("病情无需会车", "no pair needed for this urgency"),
    "advanced_is_first": ("高级车组最先到达，无需会车", "the advanced crew is first anyway"),
    "meets_on_scene": ("高级车组到场会合", "the advanced crew comes to the scene"),
    "meets_on_way": ("在{place}会车，提前 {minutes} 分钟得到高级救治",
                     "meet at {place}: advanced care {minutes} min sooner"),
    "hospital_sooner": ("直接送院更快：{minutes} 分钟到院",
                        "straight to hospital is sooner: there in {minutes} min"),
    # passed over
    "boat_without_dock": ("船艇，附近无通往现场的码头", "a boat, no dock leads to the scene"),
    "on_task": ("执行任务：{zh}", "on a task: {en}"),
    "crew_in_danger": ("车组紧急报警未处理", "its crew is in danger, nobody has answered yet"),
    "paused": ("暂停调用：{why}", "paused: {why}"),
    "off_duty": ("下班", "off duty"),
    "not_in_service": ("车辆未启用或已停用", "it is not in service"),
    "station_closed": ("站点未启用或已停用", "its station is not in service"),
    "command_vehicle": ("指挥车，不运送病人", "command vehicle, carries no patient"),
    "unreachable": ("道路不可达", "cannot be reached by road"),
    "cut_off_by": ("被封路隔断：{roads}", "cut off by the closure of {roads}"),
    # notes on the whole answer
    "walk_from_road": ("距最近道路 {metres} 米，需步行约 {minutes} 分钟",
                       "{metres} m from the nearest road, about {minutes} min on foot"),
    "no_location": ("事件未定位：仅列车辆，无到达时间",
                    "no location yet: vehicles without arrival times"),
    "router_not_ready": ("路网未就绪：直线估算", "roads not ready: straight-line estimate"),
    "router_failed": ("路网故障：直线估算", "road engine failed: straight-line estimate"),
    "router_slow": ("路网超时：直线估算", "road engine too slow: straight-line estimate"),
    "estimate": ("直线估算", "straight-line estimate"),
    # hospitals
    "nearest": ("最近", "nearest"),
    "has_centre": ("{zh}", "{en}"),
    "lacks_centre": ("无{zh}", "no {en}"),
    "no_emergency": ("无急诊", "no emergency department"),
    "crowded": ("{zh}拥挤，至 {until}", "{en} crowded until {until}"),
    "diverting": ("{zh}分流中，至 {until}", "{en} diverts until {until}"),
    "diversion_asked": ("{zh}申报分流（未批复），至 {until}",
                        "{en} asks to divert until {until}, undecided"),
    "diversion_denied": ("{zh}申报分流（未批准）", "{en} asked to divert, not agreed"),
    "high_grade": ("{grade}", "{grade}"),
    "basic_grade": ("基层机构（{grade}）", "primary care only ({grade})"),
}  # fmt: skip


@lru_cache(maxsize=REASONS_KEPT)
def reason(code: str, **values: object) -> Reason:
    """The reason of this code in both languages; the words' gaps are filled from ``values``."""
    zh, en = _WORDS[code]
    return Reason(code, zh.format(**values), en.format(**values))


def title_of(code: str) -> tuple[str, str]:
    """A reason by its code alone, as far as its words go without what filled their gaps."""
    zh, en = _WORDS.get(code, (code, code))
    return zh.split("{")[0].rstrip("： （") or code, en.split("{")[0].rstrip(": (") or code


def known_codes() -> tuple[str, ...]:
    """All codes, for statistics and tests."""
    return tuple(_WORDS)
