"""FreeSWITCH's event socket (ESL), inbound mode, without the socket.

Frames are header lines, a blank line and, when ``Content-Length`` says so, a body. Events come as
JSON bodies. The dial plan parks calls to the emergency number; everything else is asked from here.
Source: FreeSWITCH documentation, mod_event_socket.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

from dispatch.domain.lines import LineChange
from dispatch.telephony.told import LineOrder, Told

FRAME_BYTES_MAX = 4_000_000
"""A list of all channels is the largest thing an exchange says."""

EVENTS = (
    "CHANNEL_PARK",
    "CHANNEL_BRIDGE",
    "CHANNEL_HOLD",
    "CHANNEL_UNHOLD",
    "RECORD_START",
    "CHANNEL_HANGUP_COMPLETE",
)


class Frame(msgspec.Struct, frozen=True):
    """One thing the exchange said."""

    headers: dict[str, str]
    body: bytes = b""

    @property
    def kind(self) -> str:
        """Its ``Content-Type``."""
        return self.headers.get("content-type", "")

    @property
    def reply(self) -> str:
        """What a command was answered."""
        return self.headers.get("reply-text", "") or self.body.decode("utf-8", "replace").strip()


class TooLong(ValueError):
    """A frame that never ends: whoever is on the line does not speak this protocol."""


class FrameReader:
    """Puts frames together from whatever pieces arrive."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are complete now; raises :class:`TooLong`."""
        self._kept += data
        while (frame := self._next()) is not None:
            yield frame
        if len(self._kept) > FRAME_BYTES_MAX:
            raise TooLong(f"{len(self._kept)} bytes without an end")

    def _next(self) -> Frame | None:
        while self._kept.startswith(b"\n"):
            del self._kept[:1]
        end = self._kept.find(b"\n\n")
        if end < 0:
            return None
        headers = _headers(bytes(self._kept[:end]))
        announced = headers.get("content-length", "0")
        length = int(announced) if announced.isdigit() else 0
        if length > FRAME_BYTES_MAX:
            raise TooLong(f"a body of {length} bytes")
        if len(self._kept) < end + 2 + length:
            return None
        body = bytes(self._kept[end + 2 : end + 2 + length])
        del self._kept[: end + 2 + length]
        return Frame(headers, body)


def _headers(text: bytes) -> dict[str, str]:
    lines = text.decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}


def told_by(frame: Frame, numbers: frozenset[str]) -> Told | None:
    """What an event says of a call to one of these numbers; None when it is not about one."""
    if frame.kind != "text/event-json":
        return None
    try:
        event = msgspec.json.decode(frame.body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return None
    if event.get("Call-Direction") != "inbound" or not _is_ours(event, numbers):
        return None
    translate = _TRANSLATE.get(str(event.get("Event-Name")))
    return translate(event) if translate and event.get("Unique-ID") else None


def _is_ours(event: dict[str, Any], numbers: frozenset[str]) -> bool:
    # Once bridged, the destination is the seat's extension: the number first dialled stays here.
    dialled = event.get("variable_liandong_dialled") or event.get("Caller-Destination-Number")
    return str(dialled) in numbers


def _told(event: dict[str, Any], change: LineChange, **more: Any) -> Told:
    return Told(
        line_id=str(event["Unique-ID"]),
        change=change,
        at_ms=_at_ms(event),
        number=str(event.get("Caller-Caller-ID-Number", "")),
        trunk=str(event.get("variable_sip_gateway_name") or event.get("Caller-Network-Addr", "")),
        **more,
    )


def _at_ms(event: dict[str, Any]) -> int:
    stamp = str(event.get("Event-Date-Timestamp", "0"))
    return int(stamp) // 1000 if stamp.isdigit() else 0


def _bridged(event: dict[str, Any]) -> Told:
    extension = event.get("Other-Leg-Destination-Number") or event.get("Other-Leg-Caller-ID-Number")
    return _told(event, LineChange.ANSWERED, extension=str(extension or ""))


def _ended(event: dict[str, Any]) -> Told:
    by_caller = event.get("variable_sip_hangup_disposition") == "recv_bye" or (
        event.get("Hangup-Cause") == "ORIGINATOR_CANCEL"
    )
    note = str(event.get("Hangup-Cause", ""))
    return _told(event, LineChange.ENDED, by_caller=by_caller, note=note)


_TRANSLATE = {
    "CHANNEL_PARK": lambda event: _told(event, LineChange.RANG),
    "CHANNEL_BRIDGE": _bridged,
    "CHANNEL_HOLD": lambda event: _told(event, LineChange.HELD),
    "CHANNEL_UNHOLD": lambda event: _told(event, LineChange.RESUMED),
    "RECORD_START": lambda event: _told(
        event, LineChange.RECORDED, recording=str(event.get("Record-File-Path", ""))
    ),
    "CHANNEL_HANGUP_COMPLETE": _ended,
}


def standing_lines(body: bytes, numbers: frozenset[str]) -> list[Told]:
    """Lines that stand when this server connects, from ``show channels as json``."""
    try:
        rows = msgspec.json.decode(body, type=dict[str, Any]).get("rows") or []
    except msgspec.MsgspecError:
        return []
    return [
        Told(
            line_id=str(row["uuid"]),
            change=LineChange.RANG,
            at_ms=int(row.get("created_epoch") or 0) * 1000,
            number=str(row.get("cid_num", "")),
        )
        for row in rows
        if row.get("direction") == "inbound" and str(row.get("dest", "")) in numbers
    ]


def command_of(order: LineOrder, line_id: str, extension: str, context: str) -> str:
    """What FreeSWITCH is told to do with a line, or to dial."""
    return {
        LineOrder.ANSWER: f"uuid_transfer {line_id} {extension} XML {context}",
        LineOrder.TRANSFER: f"uuid_transfer {line_id} {extension} XML {context}",
        LineOrder.HOLD: f"uuid_hold {line_id}",
        LineOrder.RESUME: f"uuid_hold off {line_id}",
        LineOrder.HANG_UP: f"uuid_kill {line_id}",
        LineOrder.DIAL: f"originate user/{extension} {line_id} XML {context}",
    }[order]
