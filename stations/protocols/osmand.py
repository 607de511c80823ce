"""The OsmAnd protocol as Traccar Client, OsmAnd and many trackers' apps speak it over HTTP.

Two forms (traccar.org/osmand): parameters in the query or in a form, speed in knots unless
``speed_unit`` says otherwise, because the app OsmAnd itself sends metres a second; and, since
Traccar Client 9, JSON with speed in metres a second. Both name the device in every message.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from stations.protocols.report import (
    KMH_OF_KNOT,
    KMH_OF_MS,
    Report,
    Unreadable,
    number,
    optional,
    unix_ms,
    written_ms,
)

FIELDS_MAX = 100
NAME_MAX = 64
_NO = ("false", "0")
_KMH_OF = {"kn": KMH_OF_KNOT, "ms": KMH_OF_MS, "kmh": 1.0}


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One request, taken apart as far as to know who speaks."""

    name: str
    key: str
    """As given in the query; empty when it is not."""
    facts: Mapping[str, Any]
    location: Mapping[str, Any] | None = None
    """The JSON form's; None in the older form."""


def take_apart(query: str, body: bytes) -> Message:
    """Read a request's query and body; raises ``Unreadable`` when it does not say who speaks."""
    facts: dict[str, Any] = _parameters(query)
    location = None
    if body.lstrip()[:1] == b"{":
        told = _json(body)
        location = told.get("location")
        if not isinstance(location, dict):
            raise Unreadable("bad_payload", "location", type(location).__name__)
        facts |= {"id": told.get("device_id") or facts.get("id")}
    elif body:
        facts |= _parameters(body.decode("utf-8", "replace"))
    name = facts.get("id") or facts.get("deviceid")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str) or not 0 < len(name) <= NAME_MAX:
        raise Unreadable("no_device_id", "id")
    return Message(name=name, key=facts.get("key", ""), facts=facts, location=location)


def report_of(message: Message) -> Report:
    """Where the device is; raises ``Unreadable`` with the field that cannot be used."""
    return _from_facts(message.facts) if message.location is None else _from_json(message.location)


def _from_facts(facts: Mapping[str, Any]) -> Report:
    lat, lon = facts.get("lat"), facts.get("lon")
    if lat is None and lon is None and "," in facts.get("location", ""):
        lat, _, lon = facts["location"].partition(",")
    kmh = _KMH_OF.get(unit := facts.get("speed_unit", "kn"))
    if kmh is None:
        raise Unreadable("bad_field", "speed_unit", unit)
    return Report(
        lon=number(lon, "lon"),
        lat=number(lat, "lat"),
        at_ms=_moment(facts.get("timestamp")),
        speed_kmh=(optional(facts.get("speed"), "speed") or 0.0) * kmh,
        heading_deg=optional(facts.get("bearing", facts.get("heading")), "bearing") or 0.0,
        accuracy_m=optional(facts.get("accuracy"), "accuracy"),
        located=facts.get("valid", "").lower() not in _NO,
    )


def _from_json(location: Mapping[str, Any]) -> Report:
    coords = location.get("coords")
    if not isinstance(coords, dict):
        raise Unreadable("missing_field", "location.coords")
    odometer_m = optional(location.get("odometer"), "odometer")
    return Report(
        lon=number(coords.get("longitude"), "longitude"),
        lat=number(coords.get("latitude"), "latitude"),
        at_ms=_moment(location.get("timestamp")),
        speed_kmh=(optional(coords.get("speed"), "speed") or 0.0) * KMH_OF_MS,
        heading_deg=optional(coords.get("heading"), "heading") or 0.0,
        accuracy_m=optional(coords.get("accuracy"), "accuracy"),
        mileage_km=odometer_m / 1000 if odometer_m else None,
    )


def _moment(told: object) -> int | None:
    """Seconds, milliseconds or a written time; the written one is UTC unless it says otherwise."""
    if told is None or told == "":
        return None
    try:
        return unix_ms(told, "timestamp")
    except Unreadable as unreadable:
        if unreadable.code == "bad_time" or not isinstance(told, str):
            raise
    return written_ms(told, "timestamp")


def _parameters(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise Unreadable("bad_payload", "query") from None
    return dict(pairs)


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("bad_payload", "body") from None
    if not isinstance(told, dict):
        raise Unreadable("bad_payload", "body")
    return told
