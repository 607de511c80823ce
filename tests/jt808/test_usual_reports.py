"""A report like the one before is read without its header: nobody may be able to tell."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stations.protocols.jt808 import session as sessions
from stations.protocols.jt808.frame import wrap
from stations.protocols.jt808.header import Dialect, Packet, pack_phone, write_packet
from stations.protocols.jt808.messages import encode_body
from stations.protocols.jt808.messages.general import Heartbeat, Logout
from stations.protocols.jt808.messages.locations import Location, moment_of
from stations.protocols.jt808.messages.registration import Authentication, Registration
from stations.protocols.jt808.session import Admission, Session

PHONE = "14401200001"
MESSAGES: dict[str, Any] = {
    "heartbeat": Heartbeat(),
    "logout": Logout(),
    "proof": Authentication(code="right"),
    "false proof": Authentication(code="wrong"),
}


class Anybody:
    """A register that lets in whoever has the code."""

    def register(self, phone: str, dialect: Dialect, registration: Registration) -> Admission:
        raise AssertionError("nobody registers here")

    def authenticate(self, phone: str, dialect: Dialect, proof: Authentication) -> str | None:
        return "T1" if proof.code == "right" else None


def report(nth: int, more: bytes) -> Location:
    return Location(
        alarms=nth % 2,
        status=3,
        lat_e6=32_600_000 + 0x7E * nth,
        lon_e6=110_800_000,
        altitude_m=0x7D,
        speed_dkmh=400,
        heading_deg=90,
        moment=moment_of(1_790_000_000_000 + nth * 1000),
        more=more,
    )


_reports = st.builds(report, st.integers(0, 3), st.sampled_from([b"", b"\x01\x04\0\0\0\x7e"]))
_packets = st.builds(
    lambda message, dialect, phone, serial, encrypted: _packet(
        MESSAGES[message] if isinstance(message, str) else message,
        dialect,
        phone,
        serial,
        encrypted=encrypted,
    ),
    # Mostly reports of one terminal, so that they often do look like the one before.
    st.one_of(_reports, _reports, _reports, st.sampled_from(list(MESSAGES))),
    st.sampled_from([Dialect.V2013, Dialect.V2013, Dialect.V2013, Dialect.V2019]),
    st.sampled_from([PHONE, PHONE, PHONE, PHONE, "999"]),
    st.integers(0, 4),
    st.sampled_from([False] * 9 + [True]),
)


def _packet(
    message: Any, dialect: Dialect, phone: str, serial: int, *, encrypted: bool = False
) -> bytes:
    message_id, body = encode_body(message, dialect)
    packed = pack_phone(phone, dialect)
    return write_packet(Packet(message_id, dialect, packed, serial, body, encrypted))


@given(st.lists(_packets, max_size=30))
@settings(max_examples=300, deadline=None)
def test_a_session_says_and_hears_the_same_whether_it_knows_usual_reports_or_not(
    frames: list[bytes],
) -> None:
    knowing, forgetful = (Session(Anybody(), Counter()) for _ in range(2))
    first = _packet(MESSAGES["proof"], Dialect.V2013, PHONE, 100)
    for frame in [first, *frames]:
        forgetful._usual = sessions._NOTHING_YET
        heard = []
        for session in (knowing, forgetful):
            session.feed(frame)
            heard.append((session.work(0.0, 10), session.take_out(), session.terminal_id))
        assert heard[0] == heard[1]
    assert knowing._counts == forgetful._counts
    assert knowing.closing == forgetful.closing


def test_a_report_with_its_check_gone_wrong_is_dropped_also_when_it_looks_as_usual() -> None:
    session = Session(Anybody(), Counter())
    session.feed(_packet(MESSAGES["proof"], Dialect.V2013, PHONE, 0))
    session.feed(_packet(report(0, b""), Dialect.V2013, PHONE, 1))
    assert len(session.work(0.0, 10)) == 1
    usual = _packet(report(1, b""), Dialect.V2013, PHONE, 2)
    session.feed(usual[:-2] + bytes((usual[-2] ^ 1,)) + usual[-1:])
    assert session.work(0.0, 10) == []
    assert session._counts["bad_checksum"] == 1
    session.feed(wrap(b"") + usual)
    assert session.work(0.0, 10) == [report(1, b"")]
