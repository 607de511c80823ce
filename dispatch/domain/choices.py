"""Words of choosing a vehicle: by which policy, and why somebody chose otherwise (DSP-05)."""

from enum import StrEnum

import msgspec


class PolicyName(StrEnum):
    """Order in which a unit wants its vehicles proposed (推荐策略)."""

    CLOSEST = "closest"
    OWN_COUNTY_FIRST = "own_county_first"
    CAPABILITY_FIRST = "capability_first"
    COVERAGE_AWARE = "coverage_aware"


POLICY_NAMES: dict[PolicyName, tuple[str, str]] = {
    PolicyName.CLOSEST: ("最近优先", "closest first"),
    PolicyName.OWN_COUNTY_FIRST: ("本县优先", "own county first"),
    PolicyName.CAPABILITY_FIRST: ("能力优先", "capability first"),
    PolicyName.COVERAGE_AWARE: ("兼顾覆盖", "coverage-aware"),
}


class PolicyTerm(msgspec.Struct, frozen=True, kw_only=True):
    """The policy of a unit from a moment on."""

    policy: PolicyName
    from_ms: int = 0


class OverrideCode(StrEnum):
    """Why somebody sent another vehicle than the recommended one (改派理由)."""

    PATIENT_WISH = "patient_wish"
    ROAD_KNOWN = "road_known"
    CREW_CONDITION = "crew_condition"
    EQUIPMENT = "equipment"
    KEEP_COVER = "keep_cover"
    ALREADY_NEAR = "already_near"
    ORDERED = "ordered"
    OTHER = "other"


OVERRIDE_NAMES: dict[OverrideCode, tuple[str, str]] = {
    OverrideCode.PATIENT_WISH: ("病家要求本县医院", "patient wants the own county's hospital"),
    OverrideCode.ROAD_KNOWN: ("路况另有所知", "knows better about the road"),
    OverrideCode.CREW_CONDITION: ("车组状况", "condition of the crew"),
    OverrideCode.EQUIPMENT: ("装备不符", "equipment does not suit"),
    OverrideCode.KEEP_COVER: ("保留覆盖", "keeps cover"),
    OverrideCode.ALREADY_NEAR: ("已在附近", "already near"),
    OverrideCode.ORDERED: ("上级指令", "ordered from above"),
    OverrideCode.OTHER: ("其他", "other"),
}
