"""OwnTracks over HTTP: JSON messages of a phone, of which the locations count.

The booklet (owntracks.org/booklet/tech/json, …/http): ``_type`` says what a message is, times are
seconds, speed is km/h. A phone is ``user/device``, told by the headers X-Limit-U and X-Limit-D, by
the topic that newer apps put into the message, or by the login alone.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from stations.protocols.report import Report, Unreadable, number, optional, unix_ms

NAME_MAX = 64
_TOPIC_PARTS = 3


def take_apart(body: bytes) -> dict[str, Any] | None:
    """The message, or None when there is none, as when a friend was deleted in the app."""
    if not body.strip():
        return None
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("bad_payload", "body") from None
    if not isinstance(told, dict) or not isinstance(told.get("_type"), str):
        raise Unreadable("bad_payload", "_type")
    return told


def names_of(
    login: str, headers: tuple[str, str], message: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """What the register may know this phone as, the most exact first.

    ``headers`` are X-Limit-U and X-Limit-D, empty where they are missing."""
    user, device = headers
    topic = message.get("topic") if message else None
    parts = topic.split("/") if isinstance(topic, str) else []
    if not device and len(parts) >= _TOPIC_PARTS:
        user, device = user or parts[1], parts[2]
    user = user or login
    names = (f"{user}/{device}" if user and device else "", user)
    return tuple(name for name in names if 0 < len(name) <= NAME_MAX)


def report_of(message: Mapping[str, Any]) -> Report | None:
    """Where the phone is; None for messages that are not of a place."""
    if message["_type"] != "location":
        return None
    return Report(
        lon=number(message.get("lon"), "lon"),
        lat=number(message.get("lat"), "lat"),
        at_ms=unix_ms(message.get("tst"), "tst"),
        speed_kmh=optional(message.get("vel"), "vel") or 0.0,
        heading_deg=optional(message.get("cog"), "cog") or 0.0,
        accuracy_m=optional(message.get("acc"), "acc"),
    )
