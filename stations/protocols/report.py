"""What a phone or a bridge says of its place, before it is known whether it may speak.

The doors read their formats into a ``Report``; who it is and which vehicle it moves is looked up in
the register afterwards.
"""

from datetime import UTC, datetime, timedelta, timezone
from math import isfinite

import msgspec

from geo.coordinates import Datum

KMH_OF_KNOT = 1.852
KMH_OF_MS = 3.6
CHINA = timezone(timedelta(hours=8))
"""JT/T 808 and Chinese bridges write local time without saying so."""

_MS_FROM = 100_000_000_000
"""Larger numbers count milliseconds: as seconds they would lie beyond the year 5100."""
_TIME_MAX_MS = 253_402_300_800_000
"""The year 10000; no clock that is merely wrong says so."""


class Unreadable(Exception):
    """A message or one of its fields cannot be read: a code to count by, the field, the value."""

    def __init__(self, code: str, field: str, value: object = None) -> None:
        super().__init__(f"{code}: {field} = {value!r}")
        self.code, self.field, self.value = code, field, value


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One position as a device told it."""

    lon: float
    lat: float
    at_ms: int | None = None
    """None: the device has not said; it is taken to be of now."""
    speed_kmh: float = 0.0
    heading_deg: float = 0.0
    accuracy_m: float | None = None
    mileage_km: float | None = None
    alarms: int = 0
    datum: Datum | None = None
    """None: as the register says of the device."""
    located: bool = True
    late: bool = False
    """It was kept back somewhere and tells nothing of the device's clock."""


def number(value: object, field: str) -> float:
    """A finite number, also one written as text; raises ``Unreadable``."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            parsed = float(value)
        except (ValueError, OverflowError):
            parsed = float("nan")
        if isfinite(parsed):
            return parsed
    raise Unreadable("missing_field" if value is None else "bad_field", field, value)


def optional(value: object, field: str) -> float | None:
    """A number that may be missing; below zero means unknown, as phones write it."""
    if value is None or value == "":
        return None
    parsed = number(value, field)
    return parsed if parsed >= 0 else None


def unix_ms(value: object, field: str) -> int:
    """Seconds or milliseconds since 1970, told apart by their size."""
    counted = number(value, field)
    return _plausible(counted if counted >= _MS_FROM else counted * 1000, field, value)


def written_ms(value: object, field: str, zone: timezone = UTC) -> int:
    """ISO 8601, or ``2026-11-22 08:00:00``; without a zone of its own it is in ``zone``."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return _plausible(moment.timestamp() * 1000, field, value)
    except (ValueError, OverflowError):
        raise Unreadable("bad_time", field, value) from None


def bcd_ms(value: object, field: str) -> int:
    """``YYMMDDhhmmss`` in China's time, as JT/T 808 writes it (BCD[6])."""
    digits = str(value)
    if len(digits) != 12 or not (digits.isascii() and digits.isdecimal()):
        raise Unreadable("bad_time", field, value)
    try:
        moment = datetime.strptime(f"20{digits}", "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError:
        raise Unreadable("bad_time", field, value) from None
    return round(moment.timestamp() * 1000)


def _plausible(milliseconds: float, field: str, value: object) -> int:
    if not 0 <= milliseconds < _TIME_MAX_MS:
        raise Unreadable("bad_time", field, value)
    return round(milliseconds)
