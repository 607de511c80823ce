"""MQTT topics to positions by a mapping file (映射文件): where in a message each field stands.

A mapping is data, TOML or JSON. Each rule names a topic, the paths of its fields and their units,
and holds a ``sample``: a message as the bridge sends it, by which the rule is checked before a
real one comes (``mapping_check``). Shipped mappings lie in ``mappings/``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from geo.coordinates import Datum
from stations.protocols.report import (
    CHINA,
    KMH_OF_KNOT,
    KMH_OF_MS,
    Report,
    Unreadable,
    bcd_ms,
    number,
    unix_ms,
    written_ms,
)

RECORDS_MAX = 1000
"""Positions in one message; a JT/T 808 batch has no more than the sender's buffer."""
NAME_MAX = 64


def _times(factor: float) -> Callable[[object, str], float]:
    return lambda value, field: number(value, field) * factor


UNITS: Mapping[str, Mapping[str, Callable[[object, str], Any]]] = {
    "lon": {"deg": number, "1e-6 deg": _times(1e-6), "1e-7 deg": _times(1e-7)},
    "lat": {"deg": number, "1e-6 deg": _times(1e-6), "1e-7 deg": _times(1e-7)},
    "at": {
        "unix": unix_ms,
        "iso 8601": written_ms,
        "local gmt+8": lambda value, field: written_ms(value, field, CHINA),
        "bcd gmt+8": bcd_ms,
    },
    "speed": {
        "km/h": number,
        "0.1 km/h": _times(0.1),
        "m/s": _times(KMH_OF_MS),
        "knots": _times(KMH_OF_KNOT),
    },
    "heading": {"deg": number},
    "accuracy": {"m": number},
    "mileage": {"km": number, "0.1 km": _times(0.1), "m": _times(0.001)},
    "alarms": {"": lambda value, field: int(number(value, field)) & 0xFFFFFFFF},
    "located": {"": lambda value, field: number(value, field) != 0},
}
"""The fields of a position with the units that a bridge may use; the first is usual."""

REQUIRED = ("lon", "lat")

_PLACES = {"at": "at_ms", "speed": "speed_kmh", "heading": "heading_deg",
           "accuracy": "accuracy_m", "mileage": "mileage_km"}  # fmt: skip
"""Fields that are called after their unit in a report."""

_MISSING = object()


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where one field stands: a dotted path, and how it is written there."""

    path: str
    unit: str | None = None
    """None: the usual one of the field."""
    bit: int | None = None
    """Only this bit of an integer, 0 the lowest, as in the status word of JT/T 808."""
    optional: bool = False
    """Messages without it are good all the same."""


class Name(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What tells one device from another: a path, or levels of the topic counted from 1."""

    path: str = ""
    levels: tuple[int, ...] = ()


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message as the bridge sends it."""

    topic: str
    payload: dict[str, Any]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of message. ``each`` is the path of what holds the fields: one record, or a list of
    them; ``when`` gives paths with the values that this kind has."""

    topic: str
    device: Name
    fields: dict[str, Source]
    sample: Sample
    when: dict[str, str | int | float | bool] = {}
    each: str = ""
    datum: Datum | None = None
    """None: as the register says of each device."""
    late: bool = False


class TopicMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole mapping file."""

    rules: tuple[Rule, ...]

    def rules_of(self, topic: str) -> Iterator[Rule]:
        """The rules of a topic, in the file's order."""
        return (rule for rule in self.rules if matches(rule.topic, topic))

    @property
    def topics(self) -> tuple[str, ...]:
        """What to subscribe to."""
        return tuple(dict.fromkeys(rule.topic for rule in self.rules))


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic is meant by a filter with ``+`` and ``#`` (MQTT 3.1.1 §4.7)."""
    wanted, levels = pattern.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in ("+", "#"):
        return False
    for nth, level in enumerate(wanted):
        if level == "#":
            return True
        if nth >= len(levels) or level not in ("+", levels[nth]):
            return False
    return len(wanted) == len(levels)


def read_payload(payload: bytes) -> dict[str, Any]:
    """The message of a payload; raises ``Unreadable``."""
    try:
        message = msgspec.json.decode(payload)
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("bad_payload", "payload") from None
    if not isinstance(message, dict):
        raise Unreadable("bad_payload", "payload", type(message).__name__)
    return message


def applies(rule: Rule, message: Mapping[str, Any]) -> bool:
    """Whether a message is of the rule's kind."""
    return all(look_up(message, path) == value for path, value in rule.when.items())


def device_of(rule: Rule, topic: str, message: Mapping[str, Any]) -> str:
    """The name of the device; a number loses the zeros that only fill up its header."""
    if rule.device.levels:
        levels = topic.split("/")
        parts = [levels[n - 1] for n in rule.device.levels if n <= len(levels)]
        name = "/".join(parts)
    else:
        told = look_up(message, rule.device.path)
        whole = isinstance(told, str | int) and not isinstance(told, bool)
        name = str(told) if whole else ""
        if name.isdecimal():
            name = name.lstrip("0") or "0"
    if not 0 < len(name) <= NAME_MAX:
        raise Unreadable("no_device_id", "device", name)
    return name


def records_of(rule: Rule, message: Mapping[str, Any]) -> list[Any]:
    """What holds the fields, one or many; raises ``Unreadable``."""
    held = look_up(message, rule.each)
    records = held if isinstance(held, list) else [held]
    if held is _MISSING or len(records) > RECORDS_MAX:
        raise Unreadable("missing_field" if held is _MISSING else "too_many", rule.each)
    return records


def report_of(rule: Rule, record: object) -> Report:
    """One position; raises ``Unreadable`` with the field that cannot be used."""
    read = ((name, value_of(name, source, record)) for name, source in rule.fields.items())
    values = {_PLACES.get(name, name): value for name, value in read if value is not _MISSING}
    return Report(**values, datum=rule.datum, late=rule.late)


def value_of(name: str, source: Source, record: object) -> Any:
    """One field of a record in our unit."""
    told = look_up(record, source.path)
    if told is _MISSING or told is None:
        if source.optional:
            return _MISSING
        raise Unreadable("missing_field", name, source.path)
    if source.bit is not None:
        if not isinstance(told, int):
            raise Unreadable("bad_field", name, told)
        told = told >> source.bit & 1
    units = UNITS[name]
    return units[source.unit or next(iter(units))](told, name)


def look_up(held: object, path: str) -> Any:
    """What stands at a dotted path, numbers counting into lists; ``_MISSING`` if nothing does."""
    for step in _steps(path):
        if isinstance(held, dict):
            held = held.get(step, _MISSING)
        elif isinstance(held, list) and step.isdecimal() and int(step) < len(held):
            held = held[int(step)]
        else:
            return _MISSING
    return held


def _steps(path: str) -> Iterable[str]:
    return path.split(".") if path else ()
