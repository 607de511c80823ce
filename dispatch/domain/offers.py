"""A vehicle proposed for an event that waits (改派建议, DSP-11): only a person sends it."""

from enum import StrEnum

import msgspec


class OfferWhy(StrEnum):
    """What made the proposal (建议来由)."""

    FREED = "freed"
    REFUSED = "refused"
    DIVERTED = "diverted"


OFFER_NAMES: dict[OfferWhy, tuple[str, str]] = {
    OfferWhy.FREED: ("车辆空闲", "a vehicle is free"),
    OfferWhy.REFUSED: ("拒绝出车后", "after a refusal"),
    OfferWhy.DIVERTED: ("另接任务后", "after a diversion"),
}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """The proposal: this vehicle could be there in ``eta_s``, by what was known ``at_ms``."""

    vehicle_id: str
    why: OfferWhy
    at_ms: int
    eta_s: float | None
