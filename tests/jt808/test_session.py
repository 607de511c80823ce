"""One connection: who is not let in moves nothing, nothing goes unanswered, nothing grows."""

import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.protocols.jt808.frame import FRAME_BYTES_MAX, Splitter, unwrap, wrap
from stations.protocols.jt808.header import Dialect, Packet, pack_phone, read_packet, write_packet
from stations.protocols.jt808.messages import decode_body, encode_body
from stations.protocols.jt808.messages.crew import TextDown
from stations.protocols.jt808.messages.general import (
    Heartbeat,
    Logout,
    PlatformAnswer,
    Result,
    TerminalAnswer,
)
from stations.protocols.jt808.messages.locations import Location, LocationBatch, moment_of
from stations.protocols.jt808.messages.parameters import report_every
from stations.protocols.jt808.messages.registration import (
    Authentication,
    Registered,
    Registration,
    RegistrationAnswer,
)
from stations.protocols.jt808.outgoing import TRIES_MAX, WAITING_MAX, Settled
from stations.protocols.jt808.reassembly import AT_ONCE_MAX
from stations.protocols.jt808.session import (
    DAMAGED_IN_A_ROW_MAX,
    REFUSALS_MAX,
    Admission,
    Session,
)

REQUIREMENTS = ("VEH-04",)

PHONE = "14401200001"
CODE = "0123456789abcdef"
dialects = pytest.mark.parametrize("dialect", list(Dialect))


class OneTerminal:
    """A register with one entry."""

    def register(self, phone: str, dialect: Dialect, registration: Registration) -> Admission:
        if phone == PHONE:
            return Admission(Registered.DONE, CODE)
        return Admission(Registered.NO_SUCH_TERMINAL)

    def authenticate(self, phone: str, dialect: Dialect, proof: Authentication) -> str | None:
        return "T1" if (phone, proof.code) == (PHONE, CODE) else None


class Talk:
    """A session with its other end: what is said goes in as bytes, answers come out as records."""

    def __init__(self, dialect: Dialect = Dialect.V2013, phone: str = PHONE) -> None:
        self.counts: Counter[str] = Counter()
        self.session = Session(OneTerminal(), self.counts)
        self.dialect = dialect
        self.phone = pack_phone(phone, dialect)
        self.serial = 0
        self.now_s = 1000.0

    def frame(self, message: Any, serial: int | None = None) -> bytes:
        message_id, body = encode_body(message, self.dialect)
        if serial is None:
            serial, self.serial = self.serial, self.serial + 1
        return write_packet(Packet(message_id, self.dialect, self.phone, serial, body))

    def hear(self, data: bytes) -> list[Any]:
        self.session.feed(data)
        return self.session.work(self.now_s, 1000)

    def say(self, message: Any) -> list[Any]:
        return self.hear(self.frame(message))

    def answers(self) -> list[Any]:
        splitter = Splitter()
        splitter.feed(self.session.take_out())
        packets = [read_packet(unwrap(piece)) for piece in splitter.waiting]
        return [decode_body(p.message_id, p.dialect, p.body) for p in packets]

    def log_in(self) -> None:
        self.say(Authentication(code=CODE))
        assert self.session.terminal_id == "T1"
        self.answers()


def here(at_ms: int = 1_790_000_000_000, lat_e6: int = 32_600_000) -> Location:
    return Location(
        alarms=0,
        status=3,
        lat_e6=lat_e6,
        lon_e6=110_800_000,
        altitude_m=300,
        speed_dkmh=400,
        heading_deg=90,
        moment=moment_of(at_ms),
    )


def registration() -> Registration:
    return Registration(
        province=42,
        city=300,
        maker="M",
        model="X",
        device_id="D1",
        plate_colour=2,
        plate="鄂C12001",
    )


@dialects
def test_a_terminal_registers_authenticates_and_is_heard(dialect: Dialect) -> None:
    talk = Talk(dialect)
    assert talk.say(registration()) == []
    (admitted,) = talk.answers()
    assert admitted == RegistrationAnswer(answered_serial=0, result=0, code=CODE)
    assert talk.say(Authentication(code=CODE)) == []
    assert talk.session.terminal_id == "T1"
    assert talk.say(here()) == [here()]
    answers = talk.answers()
    assert [(a.answered_serial, a.answered_id, a.result) for a in answers] == [
        (1, 0x0102, 0),
        (2, 0x0200, 0),
    ]


@dialects
def test_who_has_not_proved_himself_is_answered_and_not_heard(dialect: Dialect) -> None:
    talk = Talk(dialect)
    assert talk.say(here()) == []
    assert talk.answers() == [PlatformAnswer(answered_serial=0, answered_id=0x0200, result=1)]
    assert talk.say(Authentication(code="guessed")) == []
    assert talk.answers() == [PlatformAnswer(answered_serial=1, answered_id=0x0102, result=1)]
    assert talk.session.terminal_id is None
    assert talk.counts == {"not_authenticated": 1, "wrong_code": 1}


def test_a_stranger_is_told_so_and_after_some_tries_hung_up_on() -> None:
    talk = Talk(phone="999")
    for _ in range(REFUSALS_MAX):
        assert talk.session.closing is None
        talk.say(registration())
    assert {a.result for a in talk.answers()} == {Registered.NO_SUCH_TERMINAL}
    assert talk.session.closing == "refused_too_often"


@dialects
def test_a_frame_sent_twice_is_answered_twice_and_heard_once(dialect: Dialect) -> None:
    talk = Talk(dialect)
    talk.log_in()
    frame = talk.frame(here())
    assert talk.hear(frame + frame) == [here()]
    assert [a.result for a in talk.answers()] == [0, 0]
    assert talk.counts["repeated_frame"] == 1


def test_a_terminal_that_restarts_and_counts_from_zero_is_not_taken_for_repeating_itself() -> None:
    talk = Talk()
    talk.log_in()
    for at_ms in (1_790_000_000_000, 1_790_000_005_000):
        assert len(talk.hear(talk.frame(here(at_ms), serial=5))) == 1


def test_nobody_speaks_for_another_number_on_a_line_that_is_logged_in() -> None:
    talk = Talk()
    talk.log_in()
    talk.phone = pack_phone("14401200002", talk.dialect)
    assert talk.say(here()) == []
    assert talk.counts["other_phone"] == 1
    assert [a.result for a in talk.answers()] == [Result.FAILED]


def test_after_a_logout_it_must_prove_itself_again() -> None:
    talk = Talk()
    talk.log_in()
    assert talk.say(Logout()) == [Logout()]
    assert talk.say(here()) == []
    talk.log_in()
    assert talk.say(here()) == [here()]


def test_what_is_not_known_or_encrypted_is_answered_as_not_supported() -> None:
    talk = Talk()
    talk.log_in()
    talk.hear(write_packet(Packet(0x0FFF, talk.dialect, talk.phone, 7, b"")))
    talk.hear(write_packet(Packet(0x0200, talk.dialect, talk.phone, 8, b"?" * 28, encrypted=True)))
    assert [a.result for a in talk.answers()] == [Result.NOT_SUPPORTED] * 2


def test_a_message_that_is_cut_short_is_answered_as_wrong() -> None:
    talk = Talk()
    talk.log_in()
    talk.hear(write_packet(Packet(0x0200, talk.dialect, talk.phone, 7, b"\0" * 20)))
    assert [a.result for a in talk.answers()] == [Result.WRONG]
    assert talk.counts["truncated"] == 1


def test_a_plate_that_is_no_gbk_does_not_stop_a_registration() -> None:
    talk = Talk()
    body = encode_body(registration(), talk.dialect)[1][:-8] + b"\xff\xfe\xff\x81\x00\xa0\xff"
    talk.hear(write_packet(Packet(0x0100, talk.dialect, talk.phone, 0, body)))
    assert [a.result for a in talk.answers()] == [Registered.DONE]


@dialects
@pytest.mark.parametrize("order", ["forward", "backward", "doubled"])
def test_a_message_in_parts_is_put_together_in_any_order(dialect: Dialect, order: str) -> None:
    talk = Talk(dialect)
    talk.log_in()
    batch = LocationBatch(
        locations=tuple(here(1_790_000_000_000 + 1000 * n, 32_000_000 + n) for n in range(100)),
        late=True,
    )
    body = encode_body(batch, dialect)[1]
    pieces = [body[i : i + 1000] for i in range(0, len(body), 1000)]
    frames = [
        write_packet(Packet(0x0704, dialect, talk.phone, 50 + n, piece, False, len(pieces), n + 1))
        for n, piece in enumerate(pieces)
    ]
    arranged = {
        "forward": frames,
        "backward": frames[::-1],
        "doubled": [f for f in frames for _ in "ab"],
    }
    assert talk.hear(b"".join(arranged[order])) == [batch]
    assert all(a.result == 0 for a in talk.answers())


def test_parts_that_never_come_are_given_up_and_no_number_of_them_fills_the_memory() -> None:
    talk = Talk()
    talk.log_in()
    for first in range(0, 1000, 10):
        talk.hear(
            write_packet(Packet(0x0704, talk.dialect, talk.phone, first, b"x" * 1000, parts=9))
        )
    assert talk.counts["parts_missing"] == 100 - AT_ONCE_MAX
    talk.now_s += 61
    talk.session.look_after(talk.now_s)
    assert talk.counts["parts_missing"] == 100
    talk.hear(write_packet(Packet(0x0704, talk.dialect, talk.phone, 3, b"", parts=60_000)))
    assert talk.counts["too_many_parts"] == 1


def test_what_a_terminal_is_told_is_settled_by_its_answer() -> None:
    talk = Talk(Dialect.V2019)
    talk.log_in()
    order = TextDown(flags=13, text="派车 地址：五堰街 12 号")
    assert talk.session.tell(order, talk.now_s)
    assert talk.answers() == [order]
    serial = 1  # after the answer to the authentication
    told = TerminalAnswer(answered_serial=serial, answered_id=0x8300, result=0)
    assert talk.say(told) == [Settled(order, 0)]
    assert talk.session.take_out() == b""  # an answer is not answered
    assert talk.say(told) == []


def test_what_is_not_answered_is_said_three_times_further_and_further_apart_then_given_up() -> None:
    talk = Talk()
    talk.log_in()
    talk.session.tell(report_every(5), talk.now_s)
    told_at = [0.0]
    talk.answers()
    for second in range(1, 200):
        given_up = talk.session.look_after(talk.now_s + second)
        told_at += [float(second)] * len(talk.answers())
        if given_up:
            assert given_up == [Settled(report_every(5), None)]
            assert second == 90
    assert told_at == [0, 10, 30]
    assert len(told_at) == TRIES_MAX


def test_only_so_much_may_be_unanswered_and_nothing_is_said_to_who_is_not_logged_in() -> None:
    talk = Talk()
    assert not talk.session.tell(report_every(5), talk.now_s)
    talk.log_in()
    told = [talk.session.tell(report_every(n), talk.now_s) for n in range(WAITING_MAX + 3)]
    assert told.count(True) == WAITING_MAX


@dialects
def test_a_frame_split_at_every_byte_is_still_one_frame(dialect: Dialect) -> None:
    talk = Talk(dialect)
    talk.log_in()
    frame = talk.frame(here())
    heard = [message for n in range(len(frame)) for message in talk.hear(frame[n : n + 1])]
    assert heard == [here()]


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_frame_that_lost_a_byte_costs_itself_and_not_the_next(cut: int) -> None:
    talk = Talk()
    talk.log_in()
    frame = talk.frame(here())
    broken = frame[:cut] + frame[cut + 1 :]
    assert talk.hear(broken + talk.frame(here(1_790_000_005_000))) == [here(1_790_000_005_000)]


@pytest.mark.parametrize("length", [0, 1, 27, 29, 500, 1023])
def test_a_length_that_lies_is_dropped_and_counted(length: int) -> None:
    talk = Talk()
    talk.log_in()
    content = bytearray(unwrap(talk.frame(here())[1:-1]))
    content[2:4] = length.to_bytes(2, "big")
    assert talk.hear(wrap(bytes(content))) == []
    assert talk.counts["bad_length"] == 1
    assert talk.say(Heartbeat()) == [Heartbeat()]


def test_every_single_flipped_bit_is_noticed() -> None:
    talk = Talk()
    talk.log_in()
    frame = talk.frame(here())
    for bit in range(8, 8 * len(frame) - 8):
        broken = bytearray(frame)
        broken[bit // 8] ^= 1 << bit % 8
        assert talk.hear(bytes(broken)) == []
        talk.session.closing = None
        talk.say(Heartbeat())


def test_whoever_speaks_another_language_is_hung_up_on() -> None:
    talk = Talk()
    for _ in range(DAMAGED_IN_A_ROW_MAX):
        talk.hear(b"\x7eGET / HTTP/1.1\r\nHost: x\r\n\r\n\x7e")
    assert talk.session.closing == "not_jt808"


def test_a_line_without_any_flag_is_not_kept() -> None:
    splitter = Splitter()
    for _ in range(1000):
        splitter.feed(b"x" * 1000)
    assert splitter.overlong == 1
    assert sys.getsizeof(splitter._tail) < FRAME_BYTES_MAX
    splitter.feed(b"\x7e" + wrap(b"next"))
    assert [unwrap(piece) for piece in splitter.waiting] == [b"next"]


_noise = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=80).map(wrap),
    st.tuples(st.sampled_from([0x0100, 0x0102, 0x0200, 0x0704, 0x0104, 0x0702, 0x0900, 0x8103]),
              st.sampled_from(Dialect), st.binary(max_size=120)).map(
        lambda t: write_packet(Packet(t[0], t[1], pack_phone(PHONE, t[1]), 1, t[2]))
    ),
)  # fmt: skip


@given(st.lists(_noise, max_size=12), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_bytes_break_a_session(noise: list[bytes], logged_in: bool) -> None:
    talk = Talk()
    if logged_in:
        talk.log_in()
    for piece in noise:
        talk.hear(piece)
        talk.session.take_out()
    assert talk.session.waiting == 0 or talk.session.closing
    if logged_in and talk.session.closing is None and talk.session.terminal_id:
        talk.hear(b"\x7e")
        assert talk.hear(talk.frame(here(), serial=999)) == [here()]
