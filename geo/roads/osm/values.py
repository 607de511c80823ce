"""Values as mappers write them: speeds, metres, tonnes, durations and hours."""

import re
from collections.abc import Mapping

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z/\"']*)", re.IGNORECASE)
_MPH_KMH = 1.609344
_FOOT_M = 0.3048
_KNOT_KMH = 1.852

_ZONES_KMH = {
    "living_street": 20,
    "urban": 50,
    "rural": 70,
    "trunk": 80,
    "motorway": 120,
}
"""Limits where only the kind of road is named, as 道路交通安全法实施条例 §45 sets them: in town
50, in the country 70 (one lane each way and a centre line); expressway 120 (§78)."""

_TIMED_KEYS = (
    "access:conditional",
    "vehicle:conditional",
    "motor_vehicle:conditional",
    "motorcar:conditional",
    "oneway:conditional",
    "opening_hours",
)
_DURATION = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})$")
_ISO_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$", re.IGNORECASE)


def parse_kmh(value: str) -> int | None:
    """A limit in km/h, the lowest of several; None when there is none or nobody can tell."""
    found = [_one_kmh(part.strip()) for part in re.split(r"[;|]", value) if part.strip()]
    known = [kmh for kmh in found if kmh is not None]
    return min(known) if known and len(known) == len(found) else None


def _one_kmh(value: str) -> int | None:
    if value == "none":
        return _ZONES_KMH["motorway"]
    if value == "walk" or value.endswith(":walk"):
        return 5
    zone = re.fullmatch(r"[A-Z]{2}(?:-[A-Z]+)?:(\w+)", value)
    if zone:
        return _ZONES_KMH.get(zone.group(1))
    number = _NUMBER.fullmatch(value)
    factor = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": _MPH_KMH, "knots": _KNOT_KMH}
    if number is None or number.group(2).lower() not in factor:
        return None
    kmh = _decimal(number.group(1)) * factor[number.group(2).lower()]
    return round(kmh) if 1 <= kmh <= 200 else None


def parse_metres(value: str) -> float | None:
    """A height or width in metres; None for "default", "none" and what cannot be read."""
    feet = re.fullmatch(r"(\d+)'(?:\s*(\d+)\")?", value.strip())
    if feet:
        return (int(feet.group(1)) + int(feet.group(2) or 0) / 12) * _FOOT_M
    return _measure(value, {"": 1.0, "m": 1.0, "ft": _FOOT_M, "cm": 0.01})


def parse_tonnes(value: str) -> float | None:
    """A weight in tonnes."""
    return _measure(value, {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.907185, "lbs": 0.000453592})


def _measure(value: str, units: Mapping[str, float]) -> float | None:
    number = _NUMBER.fullmatch(value.strip())
    if number is None or number.group(2).lower() not in units:
        return None
    return _decimal(number.group(1)) * units[number.group(2).lower()]


def minutes_as_s(value: str) -> float:
    """A duration or interval ("00:20", "01:05:00", "PT20M", "20") in seconds, 0 when unreadable."""
    value = value.strip()
    if value.isdecimal():
        return int(value) * 60.0
    clock = _DURATION.match(value)
    if clock and clock.group(1):
        return int(clock.group(1)) * 3600.0 + int(clock.group(2)) * 60.0 + int(clock.group(3))
    if clock:
        return int(clock.group(2)) * 3600.0 + int(clock.group(3)) * 60.0
    iso = _ISO_DURATION.match(value)
    hours, minutes, seconds = (int(part or 0) for part in iso.groups()) if iso else (0, 0, 0)
    return hours * 3600.0 + minutes * 60.0 + seconds


def hours_told(tags: Mapping[str, str]) -> str:
    """The first tag that opens or closes the way by the clock, "" when there is none."""
    return next((f"{key}={tags[key]}" for key in _TIMED_KEYS if key in tags), "")


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
