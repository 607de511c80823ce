"""Words of call taking: urgency, needs, call classes (CALL-04, CALL-09)."""

from enum import StrEnum


class Urgency(StrEnum):
    """Urgency (病情分级): I 危重, II 急症, III 一般, IV 非急."""

    I = "I"  # noqa: E741 - the grade's own name
    II = "II"
    III = "III"
    IV = "IV"


URGENCY_NAMES: dict[Urgency, tuple[str, str]] = {
    Urgency.I: ("Ⅰ级 危重", "I critical"),
    Urgency.II: ("Ⅱ级 急症", "II emergency"),
    Urgency.III: ("Ⅲ级 一般", "III urgent"),
    Urgency.IV: ("Ⅳ级 非急", "IV non-urgent"),
}

URGENCY_RANK: dict[Urgency | None, int] = {
    Urgency.I: 0,
    None: 1,
    Urgency.II: 1,
    Urgency.III: 2,
    Urgency.IV: 3,
}
"""Order of attention. Not yet triaged counts as II: nobody waits for a question not asked."""


class CallBackOutcome(StrEnum):
    """What came of ringing a lost caller back (回拨结果, CALL-07)."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"


CALL_BACK_NAMES: dict[CallBackOutcome, tuple[str, str]] = {
    CallBackOutcome.REACHED: ("已接通", "reached"),
    CallBackOutcome.NO_ANSWER: ("无人接听", "no answer"),
}

CALL_BACK_TRIES = 2
"""So many tries in vain close an entry of the call-back list (domain.md §3.1)."""


class CallClass(StrEnum):
    """What a call was when it was not a new request (非受理分类); one key each."""

    SILENT = "silent"
    CROSSED = "crossed"
    MISDIAL = "misdial"
    PRANK = "prank"
    MALICIOUS = "malicious"
    NO_SIM = "no_sim"
    CONSULT = "consult"
    CHASING = "chasing"
    WORK = "work"
    TEST = "test"


CALL_CLASS_NAMES: dict[CallClass, tuple[str, str]] = {
    CallClass.SILENT: ("无声", "silent"),
    CallClass.CROSSED: ("串线", "crossed line"),
    CallClass.MISDIAL: ("误拨", "misdial"),
    CallClass.PRANK: ("故意误拨", "prank"),
    CallClass.MALICIOUS: ("恶意骚扰", "malicious"),
    CallClass.NO_SIM: ("无卡", "no SIM"),
    CallClass.CONSULT: ("咨询", "consultation"),
    CallClass.CHASING: ("催车", "chasing"),
    CallClass.WORK: ("工作电话", "work call"),
    CallClass.TEST: ("测试", "test"),
}


class LocationMethod(StrEnum):
    """How a place became known (定位方式, CALL-12)."""

    CALLER_LINE = "caller_line"
    OPERATOR = "operator"
    LINK = "link"
    MAP_CLICK = "map_click"
    ADDRESS = "address"
    LANDMARK = "landmark"
    TOWNSHIP = "township"
    K_POST = "k_post"
    PARTNER = "partner"


LOCATION_METHOD_NAMES: dict[LocationMethod, tuple[str, str]] = {
    LocationMethod.CALLER_LINE: ("固话地址", "fixed line"),
    LocationMethod.OPERATOR: ("基站定位", "cell site"),
    LocationMethod.LINK: ("短信定位", "SMS link"),
    LocationMethod.MAP_CLICK: ("地图点选", "map click"),
    LocationMethod.ADDRESS: ("地址检索", "address search"),
    LocationMethod.LANDMARK: ("地标", "landmark"),
    LocationMethod.TOWNSHIP: ("乡镇", "township"),
    LocationMethod.K_POST: ("公里桩", "K-post"),
    LocationMethod.PARTNER: ("联动单位", "partner service"),
}
