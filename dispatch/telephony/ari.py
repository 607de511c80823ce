"""Asterisk's REST interface (ARI): what its events say of lines, without the socket.

The dial plan hands calls to the emergency number to the application ``Stasis(liandong)``; a seat's
leg is dialled by this server with ``seat,<line>`` as its arguments and joined to the caller in a
bridge. Source: Asterisk documentation, ARI events and channels.
"""

from datetime import datetime
from typing import Any

from dispatch.domain.lines import LineChange
from dispatch.telephony.told import Told

SEAT = "seat"


def told_by(event: dict[str, Any]) -> Told | None:
    """What an event says of a caller's line; None when it is about something else."""
    channel = event.get("channel")
    if not isinstance(channel, dict) or not channel.get("id"):
        return None
    translate = _TRANSLATE.get(str(event.get("type")))
    if translate is None or seat_of(event) is not None:
        return None
    return translate(event, channel)


def seat_of(event: dict[str, Any]) -> tuple[str, str] | None:
    """Line and extension of a seat's leg that has been picked up."""
    arguments = event.get("args") or []
    if event.get("type") != "StasisStart" or len(arguments) < 3 or arguments[0] != SEAT:
        return None
    return str(arguments[1]), str(arguments[2])


def at_ms(event: dict[str, Any]) -> int:
    """The exchange's own time of an event, 0 when it says none."""
    try:
        return round(datetime.fromisoformat(str(event.get("timestamp"))).timestamp() * 1000)
    except ValueError:
        return 0


def _told(event: dict[str, Any], channel: dict[str, Any], change: LineChange, **more: Any) -> Told:
    caller = channel.get("caller") or {}
    return Told(
        line_id=str(channel["id"]),
        change=change,
        at_ms=at_ms(event),
        number=str(caller.get("number") or ""),
        trunk=str(channel.get("name", "")).partition("-")[0],
        **more,
    )


_TRANSLATE = {
    "StasisStart": lambda event, channel: _told(event, channel, LineChange.RANG),
    "ChannelHold": lambda event, channel: _told(event, channel, LineChange.HELD),
    "ChannelUnhold": lambda event, channel: _told(event, channel, LineChange.RESUMED),
    "ChannelDestroyed": lambda event, channel: _told(
        event,
        channel,
        LineChange.ENDED,
        by_caller=event.get("cause") in (16, 127, 0),
        note=str(event.get("cause_txt", "")),
    ),
}


def standing_lines(channels: list[dict[str, Any]], application: str) -> list[Told]:
    """Lines that stand when this server connects, from ``GET /channels``."""
    return [
        Told(
            line_id=str(channel["id"]),
            change=LineChange.RANG,
            at_ms=at_ms({"timestamp": channel.get("creationtime")}),
            number=str((channel.get("caller") or {}).get("number") or ""),
        )
        for channel in channels
        if (channel.get("dialplan") or {}).get("app_name") == "Stasis"
        and str((channel.get("dialplan") or {}).get("app_data", "")).split(",")[0] == application
        and SEAT not in str((channel.get("dialplan") or {}).get("app_data", "")).split(",")
    ]
