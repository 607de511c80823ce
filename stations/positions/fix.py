"""A position report as it comes in, and why one is not used.

They come by the thousand and hold nothing that could lead back to them: the collector of circles
(``gc``) need not look at them.
"""

from enum import StrEnum

import msgspec

from geo.coordinates import Datum, Point
from geo.routing.router import RoadPoint


class FixOrigin(StrEnum):
    """Who measured a position (定位来源): a vehicle terminal, a phone, or who reports by HTTP."""

    HTTP = "http"
    JT808 = "jt808"
    OSMAND = "osmand"
    OWNTRACKS = "owntracks"
    MQTT = "mqtt"


class Fix(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One position report (定位) of a vehicle, still in the datum of its sender."""

    vehicle_id: str
    lon: float
    lat: float
    datum: Datum
    at_ms: int
    speed_kmh: float = 0.0
    heading_deg: float = 0.0
    accuracy_m: float | None = None
    origin: FixOrigin = FixOrigin.HTTP
    """Told by the door it came through; what a sender claims by HTTP does not count."""
    mileage_km: float | None = None
    """The odometer (VEH-10)."""
    alarms: int = 0
    """The alarm word of a JT/T 808 terminal, bit 0 the crew's emergency button."""
    located: bool = True
    """Whether the receiver saw its satellites; if not, the place means nothing (未定位)."""


class LivePosition(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where a vehicle was last known to be, WGS-84, and when.

    ``road`` is the place on the road that its drive makes probable, with the metres between both
    (``access_m``, the residual); None until it is matched, and where no road is near.
    """

    vehicle_id: str
    point: Point
    at_ms: int
    received_ms: int
    speed_kmh: float
    heading_deg: float
    road: RoadPoint | None = None
    origin: FixOrigin = FixOrigin.HTTP
    datum: Datum = Datum.WGS84
    """In which it was sent; ``point`` is WGS-84 whatever it was."""
    accuracy_m: float | None = None
    mileage_km: float | None = None


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """Why a fix does not move a vehicle: which field, which value, and what helps."""

    code: str
    zh: str
    en: str
    field: str
    value: object
    remedy: str
