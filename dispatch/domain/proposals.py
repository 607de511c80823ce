"""A nearer vehicle for an incident that is served already (换车建议): a person decides."""

from enum import StrEnum

import msgspec


class SwapWhy(StrEnum):
    """What made a nearer vehicle appear (换车建议来由)."""

    FREED = "freed"
    ROADS = "roads"


SWAP_NAMES: dict[SwapWhy, tuple[str, str]] = {
    SwapWhy.FREED: ("有更近车辆空闲", "a nearer vehicle is free"),
    SwapWhy.ROADS: ("路况变化", "the roads have changed"),
}


class SwapProposal(msgspec.Struct, frozen=True, kw_only=True):
    """``vehicle_id`` would be there ``gain_s`` sooner than the vehicle of ``task_id``."""

    task_id: str
    vehicle_id: str
    why: SwapWhy
    at_ms: int
    eta_s: float
    gain_s: float
