"""Receiving hospitals, their level and their centre flags (ORG-07)."""

from enum import StrEnum

import msgspec

from geo.coordinates import Point


class CentreFlag(StrEnum):
    """Specialty centre of a hospital: 胸痛 卒中 创伤 孕产 新生儿 中毒 烧伤 发热定点."""

    CHEST_PAIN = "chest_pain"
    STROKE = "stroke"
    TRAUMA = "trauma"
    MATERNAL = "maternal"
    NEONATAL = "neonatal"
    POISONING = "poisoning"
    BURNS = "burns"
    FEVER = "fever"


CENTRE_NAMES: dict[CentreFlag, tuple[str, str]] = {
    CentreFlag.CHEST_PAIN: ("胸痛中心", "chest pain centre"),
    CentreFlag.STROKE: ("卒中中心", "stroke centre"),
    CentreFlag.TRAUMA: ("创伤中心", "trauma centre"),
    CentreFlag.MATERNAL: ("孕产妇救治中心", "maternal centre"),
    CentreFlag.NEONATAL: ("新生儿救治中心", "neonatal centre"),
    CentreFlag.POISONING: ("中毒救治", "poisoning care"),
    CentreFlag.BURNS: ("烧伤救治", "burns care"),
    CentreFlag.FEVER: ("发热定点", "designated for fever"),
}


class Hospital(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital that can receive. ``grade`` as printed at its door: 三甲, 二甲, 乡镇卫生院 …"""

    code: str
    name: str
    grade: str
    grade_rank: int
    county_code: str
    point: Point
    phone_24h: str
    emergency: bool
    centres: frozenset[CentreFlag]
    modelled: bool
