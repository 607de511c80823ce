"""One terminal's connection as a state machine: bytes in, answers and messages out, no socket.

A terminal registers (0x0100), authenticates (0x0102), reports. Until then nothing it says counts.
Everything is answered, because a terminal that is not answered reconnects in a loop; what cannot be
read is dropped and counted, and the session goes on.
"""

from collections import Counter
from typing import Any, NamedTuple, Protocol

import msgspec

from stations.protocols.jt808.damage import Damaged
from stations.protocols.jt808.frame import Splitter, unwrap
from stations.protocols.jt808.header import (
    SERIAL_BYTES,
    Dialect,
    Packet,
    phone_digits,
    read_packet,
)
from stations.protocols.jt808.messages import decode_body, encode_body
from stations.protocols.jt808.messages.general import (
    Logout,
    Result,
    TerminalAnswer,
)
from stations.protocols.jt808.messages.locations import LOCATION, Location, LocationAnswer
from stations.protocols.jt808.messages.parameters import ParametersAnswer
from stations.protocols.jt808.messages.registration import (
    Authentication,
    Registered,
    Registration,
    RegistrationAnswer,
)
from stations.protocols.jt808.outbox import Outbox, To
from stations.protocols.jt808.outgoing import Outgoing, Settled
from stations.protocols.jt808.reassembly import Reassembly

REFUSALS_MAX = 20
"""Messages of a terminal that has not proved itself before it is hung up on."""

DAMAGED_IN_A_ROW_MAX = 50
"""Whoever sends nothing else does not speak this language."""

RECENT_MAX = 32


class _Usual(NamedTuple):
    """How the reports of a terminal begin, up to the serial number, and how long they are: nearly
    all that comes in differs from the one before in nothing else, and is read without a header."""

    head: bytes
    size: int
    to: To


_NOTHING_YET = _Usual(b"", -1, (Dialect.V2013, b""))


class Admission(NamedTuple):
    """What a registration comes to, and the code to authenticate with."""

    result: Registered
    code: str = ""


class Doorkeeper(Protocol):
    """Knows which terminals there are."""

    def register(self, phone: str, dialect: Dialect, registration: Registration) -> Admission:
        """Whether this terminal may come."""

    def authenticate(self, phone: str, dialect: Dialect, proof: Authentication) -> str | None:
        """The register's id of the terminal that has this code; None for anybody else."""


class Session:
    """Owned by one connection. ``heard`` of ``work`` are messages of an authenticated terminal
    only, and ``Settled`` for what it was told itself."""

    def __init__(self, doorkeeper: Doorkeeper, counts: Counter[str]) -> None:
        self.terminal_id: str | None = None
        self.dialect = Dialect.V2013
        self.imei = ""
        self.closing: str | None = None
        """Why the connection is to be ended; None while it may live."""
        self.heard_s = 0.0
        self._doorkeeper = doorkeeper
        self._counts = counts
        self._splitter = Splitter()
        self._reassembly = Reassembly(counts)
        self._outgoing = Outgoing()
        self._outbox = Outbox()
        self._phone = b""
        self._usual = _NOTHING_YET
        self._recent: dict[int, int] = {}
        self._refusals = 0
        self._damaged_in_a_row = 0

    @property
    def waiting(self) -> int:
        """Frames that came in and are not worked off yet."""
        return len(self._splitter.waiting)

    @property
    def phone(self) -> str:
        """The number that the terminal goes by; empty before it proved it."""
        return phone_digits(self._phone) if self._phone else ""

    def feed(self, chunk: bytes) -> None:
        """Take bytes as they come in."""
        self._splitter.feed(chunk)
        if self._splitter.overlong:
            for _ in range(self._splitter.overlong):
                self._drop("overlong")
            self._splitter.overlong = 0

    def work(self, now_s: float, frames_max: int) -> list[Any]:
        """Work off frames in their order; the messages that count."""
        heard: list[Any] = []
        waiting = self._splitter.waiting
        while waiting and frames_max > 0 and self.closing is None:
            frames_max -= 1
            try:
                content = unwrap(waiting.popleft())
                alike = len(content) == self._usual.size and content.startswith(self._usual.head)
                packet = None if alike else read_packet(content)
            except Damaged as damaged:
                self._drop(damaged.code)
                continue
            self._damaged_in_a_row = 0
            self.heard_s = now_s
            if packet is None:
                message = self._take_usual(content, self._usual)
            else:
                message = self._take(packet, content, now_s)
            if message is not None:
                heard.append(message)
        return heard

    def take_out(self) -> bytes:
        """What is to be written to the terminal now."""
        return self._outbox.take()

    def tell(self, message: msgspec.Struct, now_s: float) -> bool:
        """Tell an authenticated terminal something; False when too much is unanswered already, or
        its dialect has no such message."""
        if self.terminal_id is None or self._outgoing.full:
            return False
        try:
            message_id, body = encode_body(message, self.dialect)
        except KeyError:
            return False
        first_serial = self._outbox.serial
        frames = self._outbox.write(message_id, body, (self.dialect, self._phone))
        self._outgoing.add(message, first_serial, frames, now_s)
        return True

    @property
    def expects(self) -> bool:
        """Whether anything was not answered or is not whole; with nearly all nothing is."""
        return self._outgoing.waiting or self._reassembly.waiting

    def look_after(self, now_s: float) -> list[Settled]:
        """Send again what was not answered, ask for missing parts; what was given up."""
        for asked in self._reassembly.look_after(now_s):
            self._outbox.write(*encode_body(asked, self.dialect), (self.dialect, self._phone))
        frames, given_up = self._outgoing.again(now_s)
        if frames:
            self._outbox.again(frames)
            self._counts["told_again"] += 1
        return given_up

    def _take_usual(self, content: bytes, usual: _Usual) -> Location | None:
        """A report like the last one, as ``_take`` would have it."""
        at = len(usual.head)
        serial = content[at] << 8 | content[at + 1]
        if self._is_repeated(serial, content):
            self._counts["repeated_frame"] += 1
            location = None
        else:
            location = LOCATION.decode(content, at + 2)
        self._outbox.answer(usual.to, serial, 0x0200, Result.DONE)
        return location

    def _take(self, packet: Packet, content: bytes, now_s: float) -> Any:
        if packet.encrypted:
            self._counts["encrypted"] += 1
            self._answer(packet, Result.NOT_SUPPORTED)
            return None
        if self.terminal_id is None:
            self._at_the_door(packet)
            return None
        if packet.phone != self._phone:
            self._refuse(packet, "other_phone")
            return None
        if self._is_repeated(packet.serial, content):
            self._counts["repeated_frame"] += 1
            self._answer(packet, Result.DONE)
            return None
        body = self._reassembly.take(packet, now_s)
        if body is None:
            self._answer(packet, Result.DONE)
            return None
        message = self._understand(packet, body)
        if type(message) is Location and packet.parts == 1:
            head = content[: -len(packet.body) - SERIAL_BYTES]
            self._usual = _Usual(head, len(content), (packet.dialect, packet.phone))
        return message

    def _understand(self, packet: Packet, body: bytes) -> Any:
        try:
            message = decode_body(packet.message_id, packet.dialect, body)
        except Damaged as damaged:
            self._counts[damaged.code] += 1
            known = damaged.code != "unknown_message"
            self._answer(packet, Result.WRONG if known else Result.NOT_SUPPORTED)
            return None
        match message:
            case TerminalAnswer():
                return self._outgoing.settle(message.answered_serial, message.result)
            case Registration():
                self._register(packet, message)
                return None
            case Authentication():
                self._authenticate(packet, message)
                return None
            case Logout():
                self.terminal_id, self._usual = None, _NOTHING_YET
            case LocationAnswer() | ParametersAnswer():
                self._outgoing.settle(message.answered_serial, Result.DONE)
        self._answer(packet, Result.DONE)
        return message

    def _at_the_door(self, packet: Packet) -> None:
        """Only who it is may be said here."""
        try:
            if packet.message_id in (0x0100, 0x0102) and packet.parts == 1:
                message = decode_body(packet.message_id, packet.dialect, packet.body)
                if isinstance(message, Registration):
                    self._register(packet, message)
                else:
                    self._authenticate(packet, message)
                return
        except Damaged as damaged:
            self._counts[damaged.code] += 1
        self._refuse(packet, "not_authenticated")

    def _register(self, packet: Packet, registration: Registration) -> None:
        phone = phone_digits(packet.phone)
        admission = self._doorkeeper.register(phone, packet.dialect, registration)
        if admission.result is not Registered.DONE:
            self._count_refusal()
        answer = RegistrationAnswer(
            answered_serial=packet.serial, result=admission.result, code=admission.code
        )
        message_id, body = encode_body(answer, packet.dialect)
        self._outbox.write(message_id, body, (packet.dialect, packet.phone))

    def _authenticate(self, packet: Packet, proof: Authentication) -> None:
        phone = phone_digits(packet.phone)
        terminal_id = self._doorkeeper.authenticate(phone, packet.dialect, proof)
        if terminal_id is None or self.terminal_id not in (None, terminal_id):
            self._refuse(packet, "wrong_code")
            return
        self.terminal_id, self._usual = terminal_id, _NOTHING_YET
        self._phone, self.dialect, self.imei = packet.phone, packet.dialect, proof.imei
        self._refusals = 0
        self._answer(packet, Result.DONE)

    def _is_repeated(self, serial: int, content: bytes) -> bool:
        """Whether a frame is one of the last ones, sent again. Its number alone does not tell: a
        terminal that restarts counts from zero."""
        known = hash(content)
        if self._recent.get(serial) == known:
            return True
        self._recent[serial] = known
        if len(self._recent) > RECENT_MAX:
            del self._recent[next(iter(self._recent))]
        return False

    def _refuse(self, packet: Packet, code: str) -> None:
        self._counts[code] += 1
        self._answer(packet, Result.FAILED)
        self._count_refusal()

    def _count_refusal(self) -> None:
        self._refusals += 1
        if self._refusals >= REFUSALS_MAX:
            self.closing = "refused_too_often"

    def _drop(self, code: str) -> None:
        self._counts[code] += 1
        self._damaged_in_a_row += 1
        if self._damaged_in_a_row >= DAMAGED_IN_A_ROW_MAX:
            self.closing = "not_jt808"

    def _answer(self, packet: Packet, result: Result) -> None:
        if packet.message_id == 0x0001:
            return  # an answer is not answered
        to = (packet.dialect, packet.phone)
        self._outbox.answer(to, packet.serial, packet.message_id, result)
