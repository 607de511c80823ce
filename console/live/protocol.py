"""The frames of the live channel (``/live``): what a console says and what it hears.

Two lanes share one websocket: text frames carry events in order, binary frames the latest
positions. ``docs`` of both stand in the OpenAPI description of ``/live``.
"""

from collections.abc import Iterable
from struct import Struct as Layout
from typing import NamedTuple

import msgspec

from console.live.editors import EditorView
from dispatch.projections.readside import BoardView, Changes
from dispatch.projections.views import (
    VehicleView,
)

CLOSE_RESTART = 1012
CLOSE_SLOW = 4008
CLOSE_NOT_LOGGED_IN = 4401
CLOSE_ORIGIN = 4403
CLOSE_PROTOCOL = 1008
MESSAGE_BYTES_MAX = 4096


class Hello(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """A console comes in: new, or resuming after entry ``seq`` of a server run ``epoch``."""

    epoch: str | None = None
    seq: int | None = None


class Pong(msgspec.Struct, frozen=True, tag_field="type", tag="pong"):
    """A console is still there."""


decode_from_client = msgspec.json.Decoder(Hello | Pong).decode


class ClockView(msgspec.Struct, frozen=True):
    """Which time the screen shows: real, or a training clock with its speed."""

    simulated: bool
    speed: float
    paused: bool


class FixView(msgspec.Struct, frozen=True):
    """The last known position of a vehicle."""

    lon: float
    lat: float
    at_ms: int
    speed_kmh: float
    heading_deg: float
    stale: bool


class PlacedVehicle(VehicleView, frozen=True, kw_only=True):
    """A vehicle's status with its last position, as a snapshot has it."""

    fix: FixView | None
    link_lost_s: int | None = None
    """How long a vehicle on a task has been silent beyond the limit (VEH-12): voice has to do."""


class Snapshot(BoardView, frozen=True, kw_only=True):
    """Everything a viewer may see, as of journal number ``seq`` of this server run."""

    epoch: str
    now_ms: int
    clock: ClockView
    vehicles: tuple[PlacedVehicle, ...]


class SnapshotFrame(Snapshot, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """The start of a screen: replaces whatever it had."""


class ChangesFrame(Changes, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """Whole entities that changed, to be merged by id."""


class TickFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="tick"):
    """Once a second: the clock, and how the screen knows its own lag."""

    now_ms: int
    sent_ms: int
    clock: ClockView
    seq: int
    clients: int


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that everybody at a desk must know of."""

    code: str
    zh: str
    en: str
    active: bool
    since_ms: int


class AlarmFrame(Alarm, frozen=True, kw_only=True, tag_field="type", tag="alarm"):
    """An alarm came up or went away."""


class RoadsFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="roads"):
    """Road times have changed: what was ranked before ``changed_ms`` is to be asked anew."""

    version: str
    changed_ms: int


class EditorsFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="editors"):
    """Which windows have which events open (UI-06): all of them anew, when something changed."""

    editors: tuple[EditorView, ...]


Frame = SnapshotFrame | ChangesFrame | TickFrame | AlarmFrame | RoadsFrame | EditorsFrame
_encoder = msgspec.json.Encoder()


def encode(frame: Frame) -> str:
    """The text of an event-lane frame."""
    return _encoder.encode(frame).decode()


class PositionRecord(NamedTuple):
    """One vehicle in a position frame, by its place in the register."""

    vehicle_index: int
    speed_kmh: int
    flags: int
    lon_e6: int
    lat_e6: int
    heading_deg: int
    age_s: int


STALE, ESTIMATED, LINK_LOST = 1, 2, 4
AGE_UNKNOWN = 0xFFFF
_MAGIC, _VERSION = 0x50, 1
_HEADER = Layout("<BBHId")
_RECORD = Layout("<HBBiiHH")


def encode_positions(now_ms: int, records: Iterable[PositionRecord]) -> bytes:
    """A position frame: 16 bytes of header, then 16 bytes for each vehicle."""
    packed = [_RECORD.pack(*record) for record in records]
    return _HEADER.pack(_MAGIC, _VERSION, len(packed), 0, float(now_ms)) + b"".join(packed)


def decode_positions(frame: bytes) -> tuple[float, list[PositionRecord]]:
    """The way back, for clients written in Python."""
    magic, version, count, _, now_ms = _HEADER.unpack_from(frame)
    if (magic, version) != (_MAGIC, _VERSION) or len(frame) != 16 + 16 * count:
        raise ValueError("not a position frame of this version")
    return now_ms, [PositionRecord(*fields) for fields in _RECORD.iter_unpack(frame[16:])]
