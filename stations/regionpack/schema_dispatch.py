"""Optional tables that dispatching rests on: neighbours, transfer points, AEDs, volunteers."""

from typing import Any

from stations.boundary import (
    ASK_WITHIN_MAX_S,
    BOUNDARY_RULE_NAMES,
    FALLBACK_NAMES,
    BoundaryTerm,
    Fallback,
)
from stations.helpers import Aed, Volunteer
from stations.regionpack.cells import bilingual, choice, code, number, phrases, text
from stations.regionpack.columns import (
    CODE,
    LAT,
    LON,
    MODELLED,
    NAME,
    REMARK,
    Column,
    Reference,
    Table,
)
from stations.transfers import (
    LEG_NAMES,
    ONWARD_NAMES,
    TRANSFER_NAMES,
    LegMode,
    Onward,
    TransferLeg,
    TransferPoint,
)

BOUNDARY_RULES = bilingual(BOUNDARY_RULE_NAMES)
FALLBACKS = bilingual(FALLBACK_NAMES)
TRANSFER_KINDS = bilingual(TRANSFER_NAMES)
ONWARDS = bilingual(ONWARD_NAMES)
LEG_MODES = bilingual({mode: LEG_NAMES[mode] for mode in (LegMode.BOAT, LegMode.HELICOPTER)})

_HOURS = Column("hours", "时间", text, "可用时间，如 全天 / when, in words", False, "")
_PHONE = Column("phone", "电话", text, "可空 / optional", False, "")


def _term(**values: Any) -> BoundaryTerm:
    return BoundaryTerm(**values)


BOUNDARY = Table(
    "boundary.csv",
    (
        Column("asking", "请求中心", code, "用车的中心 / the centre that wants a vehicle"),
        Column("lending", "出车中心", code, "车属的中心 / the centre it belongs to"),
        Column("rule", "规则", choice(BOUNDARY_RULES), "直接派 派后告知 先征求同意"),
        Column(
            "timeout_s",
            "答复时限",
            number(5, ASK_WITHIN_MAX_S, whole=True),
            "秒，可空 / seconds, may be empty",
            False,
        ),
        Column(
            "fallback",
            "无人答复",
            choice(FALLBACKS),
            "改派次优 市中心裁定",
            False,
            Fallback.NEXT_BEST,
        ),
        REMARK,
    ),
    _term,
    key_columns=2,
)

TRANSFER_POINTS = Table(
    "transfer_points.csv",
    (
        CODE,
        NAME,
        Column("kind", "类型", choice(TRANSFER_KINDS), "码头 停机坪"),
        LON,
        LAT,
        Column("onward", "接驳", choice(ONWARDS), "有车接 步行", False, Onward.ROAD),
        MODELLED,
        REMARK,
    ),
    TransferPoint,
)

TRANSFER_LEGS = Table(
    "transfer_legs.csv",
    (
        Column("start", "起点编号", code, "见 transfer_points.csv"),
        Column("end", "终点编号", code, "见 transfer_points.csv"),
        Column("mode", "方式", choice(LEG_MODES), "乘船 直升机"),
        Column("speed_kmh", "时速", number(1, 400), "公里每小时 / km/h"),
        Column("wait_s", "等待", number(0, 7200, whole=True), "秒，到点至启航 / until it leaves"),
        Column("length_km", "里程", number(0.1, 500), "公里，可空 / may be empty", False),
        MODELLED,
        REMARK,
    ),
    TransferLeg,
    key_columns=3,
)

AEDS = Table("aeds.csv", (CODE, NAME, LON, LAT, _HOURS, _PHONE, MODELLED, REMARK), Aed)

VOLUNTEERS = Table(
    "volunteers.csv",
    (
        CODE,
        NAME,
        Column("phone", "电话", text, "手机 / mobile"),
        LON,
        LAT,
        Column("skills", "技能", phrases, "心肺复苏；止血 …", False, ()),
        _HOURS,
        MODELLED,
        REMARK,
    ),
    Volunteer,
)

DISPATCH_TABLES = (BOUNDARY, TRANSFER_POINTS, TRANSFER_LEGS, AEDS, VOLUNTEERS)

DISPATCH_REFERENCES = (
    Reference("boundary.csv", "asking", "units.csv"),
    Reference("boundary.csv", "lending", "units.csv"),
    Reference("transfer_legs.csv", "start", "transfer_points.csv"),
    Reference("transfer_legs.csv", "end", "transfer_points.csv"),
)
