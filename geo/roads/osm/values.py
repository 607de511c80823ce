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
_DURATION = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")
_FIGURE = r"(\d+(?:[.,]\d+)?)"
_ISO_DURATION = re.compile(rf"PT(?:{_FIGURE}H)?(?:{_FIGURE}M)?(?:{_FIGURE}S)?", re.IGNORECASE)
_SPOKEN_DURATION = re.compile(
    rf"(?:{_FIGURE}\s*(?:h|hours?|小时))?\s*(?:{_FIGURE}\s*(?:m|mins?|minutes?|分|分钟))?"
    rf"\s*(?:{_FIGURE}\s*(?:s|sec|seconds?|秒))?",
    re.IGNORECASE,
)


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
        return _ZONES_KMH.get(zone.group(1)) or _one_kmh(zone.group(1).removeprefix("zone"))
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


def minutes_as_s(value: str) -> float | None:
    """A duration or interval in seconds: "00:20", "01:05:00", "PT20M", "20", "1 h 20 min", "2h".

    None where it cannot be read, is nothing or takes longer than a day.
    """
    value = value.strip()
    if _NUMBER.fullmatch(value) and value[-1].isdecimal():
        return _within_a_day(_decimal(value) * 60.0)
    if clock := _DURATION.fullmatch(value):
        hours, minutes, seconds = clock.groups() if clock.group(1) else (*clock.groups()[1:], "0")
        return _within_a_day(int(hours) * 3600.0 + int(minutes) * 60.0 + int(seconds))
    told = _ISO_DURATION.fullmatch(value) or _SPOKEN_DURATION.fullmatch(value)
    parts = told.groups() if told else ()
    units_s = (3600.0, 60.0, 1.0)
    return _within_a_day(sum(_decimal(p or "0") * u for p, u in zip(parts, units_s, strict=False)))


def _within_a_day(seconds: float) -> float | None:
    return seconds if 0 < seconds <= 86_400 else None


def hours_told(tags: Mapping[str, str]) -> str:
    """The first tag that opens or closes the way by the clock, "" when there is none."""
    return next((f"{key}={tags[key]}" for key in _TIMED_KEYS if key in tags), "")


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
