"""A terminal's inside, without any socket: what it measures, says and is told.

The counterpart of ``stations.protocols.jt808.session``: it registers, authenticates, reports at
the interval that it is told, keeps what it cannot send, and answers every order.
"""

from collections import deque
from random import Random
from typing import Any, NamedTuple

import msgspec

from geo.coordinates import Datum, Point, from_wgs84
from simulations.terminals.faults import GOOD, Faults
from stations.protocols.jt808.damage import Damaged
from stations.protocols.jt808.frame import Splitter, unwrap
from stations.protocols.jt808.header import (
    SERIALS,
    Dialect,
    Packet,
    pack_phone,
    read_packet,
    write_message,
)
from stations.protocols.jt808.messages import decode_body, encode_body
from stations.protocols.jt808.messages.alarms import ConfirmAlarm
from stations.protocols.jt808.messages.crew import TextDown
from stations.protocols.jt808.messages.general import (
    Heartbeat,
    PlatformAnswer,
    Result,
    TerminalAnswer,
)
from stations.protocols.jt808.messages.locations import (
    Alarm,
    AskLocation,
    Location,
    LocationAnswer,
    LocationBatch,
    Status,
    moment_of,
)
from stations.protocols.jt808.messages.parameters import (
    AskParameters,
    Parameter,
    ParametersAnswer,
    SetParameters,
)
from stations.protocols.jt808.messages.registration import (
    Authentication,
    Registered,
    Registration,
    RegistrationAnswer,
)

KEPT_MAX = 1_000
"""Reports kept while there is no network; the oldest go first, as in a real device."""

BATCH_MAX = 28
USUAL_S = 30
TELEPORT_DEG = 0.5
FUTURE_MS = 3_600_000


class Sight(NamedTuple):
    """Where the vehicle really is and how it moves."""

    point: Point
    speed_kmh: float
    heading_deg: float


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What is written on the device and set in it."""

    phone: str
    device_id: str = ""
    plate: str = ""
    dialect: Dialect = Dialect.V2019
    datum: Datum = Datum.WGS84
    imei: str = ""


class Device:
    """Bytes in, bytes out; ``texts`` are the orders that its screen has shown."""

    def __init__(self, identity: Identity, faults: Faults = GOOD, seed: int = 0) -> None:
        self.identity = identity
        self.code = ""
        """From the last registration; kept in the device over restarts."""
        self.logged_in = False
        self.refused: Registered | None = None
        self.interval_s = USUAL_S
        self.texts: deque[str] = deque(maxlen=20)
        self.unanswered = 0
        self.emergency = False
        """Whether the button in the cab was pressed and nobody has confirmed it yet."""
        self.seen: Sight | None = None
        self._faults = faults
        self._rng = Random(f"{seed} {identity.phone}")
        self._packed = pack_phone(identity.phone, identity.dialect)
        self._serial = 0
        self._splitter = Splitter()
        self._parameters: dict[int, bytes] = {}
        self._kept: deque[Location] = deque(maxlen=KEPT_MAX)
        self._held: Location | None = None
        self._metres = 0.0

    def restart(self) -> None:
        """The power was cut: it counts from zero and has forgotten what was in memory."""
        self._serial = 0
        self.hang_up()
        self._held = None

    def hang_up(self) -> None:
        """The line is gone; what comes next is a new one."""
        self.logged_in = False
        self._splitter = Splitter()

    def dial(self) -> bytes:
        """The first words on a new line: prove itself, or introduce itself first."""
        self.refused = None
        if self.code:
            return self._say(self._proof())
        me = self.identity
        return self._say(
            Registration(
                province=42,
                city=300,
                maker="70001",
                model="LD-SIM",
                device_id=me.device_id,
                plate_colour=2,
                plate=me.plate,
            )
        )

    def beat(self) -> bytes:
        """A sign of life."""
        return self._say(Heartbeat())

    def measure(self, sight: Sight, now_ms: int) -> Location:
        """A report of where the vehicle is, with the faults of this device."""
        rng, faults = self._rng, self._faults
        self.seen = sight
        point = sight.point
        if rng.random() < faults.teleported:
            point = Point(point.lon + TELEPORT_DEG, point.lat)
        lon, lat = from_wgs84(point, self.identity.datum)
        at_ms = now_ms + faults.clock_ahead_s * 1000
        at_ms += FUTURE_MS if rng.random() < faults.future else 0
        located = rng.random() >= faults.not_located
        self._metres += sight.speed_kmh / 3.6 * self.interval_s
        mileage = round(self._metres / 100).to_bytes(4, "big")
        return Location(
            alarms=int(Alarm.EMERGENCY) if self.emergency else 0,
            status=Status.ACC_ON | (Status.LOCATED if located else 0),
            lat_e6=round(lat * 1e6) if located else 0,
            lon_e6=round(lon * 1e6) if located else 0,
            altitude_m=300,
            speed_dkmh=round(sight.speed_kmh * 10),
            heading_deg=round(sight.heading_deg) % 360,
            moment=moment_of(at_ms),
            more=b"\x01\x04" + mileage + b"\x30\x01\x1f\x31\x01\x0c",
        )

    def report(self, location: Location) -> bytes:
        """Say where it is; what a bad device makes of it."""
        rng, faults = self._rng, self._faults
        if self._held is None and rng.random() < faults.swapped:
            self._held = location
            return b""
        said = self._say(location)
        if rng.random() < faults.repeated:
            said += said
        if self._held is not None:
            said += self._say(self._held)
            self._held = None
        return said

    def keep(self, location: Location) -> None:
        """There is no network: keep the report for later."""
        self._kept.append(location)

    def catch_up(self) -> bytes:
        """What was kept, in batches."""
        said = []
        while self._kept:
            count = min(BATCH_MAX, len(self._kept))
            kept = tuple(self._kept.popleft() for _ in range(count))
            said.append(self._say(LocationBatch(locations=kept, late=True)))
        return b"".join(said)

    def hear(self, chunk: bytes, now_ms: int) -> bytes:
        """Take what the platform says; the answers."""
        self._splitter.feed(chunk)
        answers = []
        while self._splitter.waiting:
            try:
                packet = read_packet(unwrap(self._splitter.waiting.popleft()))
                message = decode_body(packet.message_id, packet.dialect, packet.body)
            except Damaged:
                continue
            answers.append(self._obey(packet, message, now_ms))
        return b"".join(answers)

    def _obey(self, packet: Packet, message: Any, now_ms: int) -> bytes:
        match message:
            case PlatformAnswer():
                return self._answered(message)
            case RegistrationAnswer():
                return self._registered(message)
            case AskLocation() if self.seen is not None:
                here = self.measure(self.seen, now_ms)
                return self._say(LocationAnswer(answered_serial=packet.serial, location=here))
            case AskParameters():
                return self._say(
                    ParametersAnswer(answered_serial=packet.serial, parameters=self._parameters)
                )
            case SetParameters():
                self._parameters.update(message.parameters)
                usual = self._parameters.get(Parameter.REPORT_USUAL_S)
                self.interval_s = int.from_bytes(usual, "big") if usual else self.interval_s
            case ConfirmAlarm():
                self.emergency = self.emergency and not message.kinds & Alarm.EMERGENCY
            case TextDown():
                self.texts.append(message.text)
        return self._say(
            TerminalAnswer(
                answered_serial=packet.serial, answered_id=packet.message_id, result=Result.DONE
            )
        )

    def _answered(self, answer: PlatformAnswer) -> bytes:
        self.unanswered = max(0, self.unanswered - 1)
        if answer.answered_id != 0x0102:
            return b""
        self.logged_in = answer.result == Result.DONE
        if self.logged_in or not self.code:
            return b""
        self.code = ""  # worth nothing any more: introduce itself anew
        return self.dial()

    def _registered(self, answer: RegistrationAnswer) -> bytes:
        self.unanswered = max(0, self.unanswered - 1)
        if answer.result != Registered.DONE or not answer.code:
            self.refused = Registered(answer.result)
            return b""
        self.code = answer.code
        return self._say(self._proof())

    def _proof(self) -> Authentication:
        return Authentication(code=self.code, imei=self.identity.imei, software="LD-SIM 1")

    def _say(self, message: msgspec.Struct) -> bytes:
        message_id, body = encode_body(message, self.identity.dialect)
        frames = list(
            write_message(message_id, self.identity.dialect, self._packed, self._serial, body)
        )
        self._serial = (self._serial + len(frames)) % SERIALS
        self.unanswered += message_id != 0x0001
        return b"".join(frames)
