"""Frames of real terminals and of the standard's examples, byte for byte, in both directions.

Most are the test vectors of SmallChi/JT808 (MIT licence); what they mean was worked out by hand.
"""

from typing import Any

import pytest

from stations.protocols.jt808.frame import Splitter, unwrap
from stations.protocols.jt808.header import (
    Dialect,
    phone_digits,
    read_packet,
    write_message,
    write_packet,
)
from stations.protocols.jt808.messages import decode_body, encode_body
from stations.protocols.jt808.messages.control import Control
from stations.protocols.jt808.messages.crew import Driver, TextDown
from stations.protocols.jt808.messages.general import Logout, PlatformAnswer, TerminalAnswer
from stations.protocols.jt808.messages.locations import Location, LocationAnswer, LocationBatch
from stations.protocols.jt808.messages.parameters import ParametersAnswer, SetParameters
from stations.protocols.jt808.messages.registration import (
    Authentication,
    Registration,
    RegistrationAnswer,
)
from stations.protocols.jt808.messages.transparent import PassedUp

REQUIREMENTS = ("VEH-04",)

BATCH = (
    "7E0704005311223344556622B80002000026000000010000000200BA7F0E07E4F11C0028003C000018071510101001"
    "0400000064020200370026000000020000000100CB735507E6A3230029003600781807151010300104000000600202"
    "0042D47E"
)
REGISTRATION = (
    "7E0100002D000123456789000A002800323132333400736D616C6C6368693132330000000000000000004348493132"
    "330001D4C14131323334358A7E"
)
REGISTRATION_2011 = (
    "7E01000021000123456789000A002800323132333400746B3132333435004348493132330001D4C141313233343585"
    "7E"
)
REGISTRATION_2019 = (
    "7E010040540100000000000123456789000A002800323132333400000000000000736D616C6C636869313233000000"
    "0000000000000000000000000000000043484931323300000000000000000000000000000000000000000000000001"
    "D4C1413132333435B27E"
)
LOCATION = (
    "7e0200002c0138083582460440000000000000000301d37b35063f5e4901a0014a011b210917171126010400000c45"
    "30011531010461021d74a27e"
)
KNOWN: list[tuple[str, str, int, Any]] = [
    (
        "7E0001000501234567890004B303E8000200D37E",
        "12345678900",
        0x04B3,
        TerminalAnswer(answered_serial=1000, answered_id=2, result=0),
    ),
    (
        "7E80010005012345678900000A0064020000617E",
        "12345678900",
        10,
        PlatformAnswer(answered_serial=100, answered_id=0x0200, result=0),
    ),
    ("7E0003000001234567890000018B7E", "12345678900", 1, Logout()),
    (
        "7E010200090123456789003039343536313231313131BE7E",
        "12345678900",
        12345,
        Authentication(code="456121111"),
    ),
    (
        "7E81000009012345678900000A006400313233343536687E",
        "12345678900",
        10,
        RegistrationAnswer(answered_serial=100, result=0, code="123456"),
    ),
    (
        "7E81000003012345678900000A006404617E",
        "12345678900",
        10,
        RegistrationAnswer(answered_serial=100, result=4),
    ),
    (
        "7E8103000A000123456789000A0100000001040000000A057E",
        "123456789",
        10,
        SetParameters(parameters={1: bytes([0, 0, 0, 10])}),
    ),
    (
        "7E0104000C000123456789000A00140100000001040000000A907E",
        "123456789",
        10,
        ParametersAnswer(answered_serial=20, parameters={1: bytes([0, 0, 0, 10])}),
    ),
    ("7E81050001012345678900000105087E", "12345678900", 1, Control(order=5)),
    (
        "7E8300000D012345678900000105736D616C6C63686920353138027E",
        "12345678900",
        1,
        TextDown(flags=5, text="smallchi 518"),
    ),
    (
        "7E8300400E010000000001234567890000010501736D616C6C63686920353138417E",
        "12345678900",
        1,
        TextDown(flags=5, kind=1, text="smallchi 518"),
    ),
    (
        "7E09000009000123456789000A83736D616C6C6368691D7E",
        "123456789",
        10,
        PassedUp(kind=0x83, content=b"smallchi"),
    ),
    (
        REGISTRATION,
        "123456789",
        10,
        Registration(
            province=40,
            city=50,
            maker="1234",
            model="smallchi123",
            device_id="CHI123",
            plate_colour=1,
            plate="粤A12345",
        ),
    ),
    (
        REGISTRATION_2019,
        "123456789",
        10,
        Registration(
            province=40,
            city=50,
            maker="1234",
            model="smallchi123",
            device_id="CHI123",
            plate_colour=1,
            plate="粤A12345",
        ),
    ),
]


def read(hexed: str) -> tuple[Any, Any]:
    splitter = Splitter()
    splitter.feed(bytes.fromhex(hexed))
    (escaped,) = splitter.waiting
    packet = read_packet(unwrap(escaped))
    return packet, decode_body(packet.message_id, packet.dialect, packet.body)


@pytest.mark.parametrize(("hexed", "phone", "serial", "message"), KNOWN)
def test_a_known_frame_is_read_and_written_byte_for_byte(
    hexed: str, phone: str, serial: int, message: Any
) -> None:
    packet, found = read(hexed)
    assert (phone_digits(packet.phone), packet.serial, found) == (phone, serial, message)
    message_id, body = encode_body(message, packet.dialect)
    (written,) = write_message(message_id, packet.dialect, packet.phone, packet.serial, body)
    assert written == bytes.fromhex(hexed)


def test_a_location_tells_place_time_speed_and_odometer() -> None:
    packet, location = read(LOCATION)
    assert (phone_digits(packet.phone), packet.serial) == ("13808358246", 1088)
    assert isinstance(location, Location)
    assert (location.lat, location.lon, location.altitude_m) == (30.636853, 104.816201, 416)
    assert (location.speed_dkmh, location.heading_deg) == (330, 283)
    assert location.located
    assert location.at_ms == 1_631_869_886_000  # 2021-09-17 17:11:26 +08
    assert location.mileage_km == 314.1
    assert (location.item(0x30, 1), location.item(0x31, 1)) == (0x15, 0x04)
    assert location.item(0x77, 1) is None
    assert write_packet(packet) == bytes.fromhex(LOCATION)


def test_a_batch_tells_which_of_its_reports_have_a_place() -> None:
    packet, batch = read(BATCH)
    assert isinstance(batch, LocationBatch)
    first, second = batch.locations
    assert not batch.late
    assert (first.lat, first.lon, first.located) == (12.222222, 132.444444, True)
    assert (second.lat, second.lon, second.located) == (13.333333, 132.555555, False)
    assert (second.at_ms or 0) - (first.at_ms or 0) == 20_000
    assert first.at_ms == 1_531_620_610_000
    assert encode_body(batch, packet.dialect) == (0x0704, packet.body)


def test_an_answer_to_the_question_where_holds_a_location() -> None:
    _, answer = read(
        "7E0201002811223344556622B83039000000010000000200BA7F0E07E4F11C0028003C0000180715101010010400"
        "00006402020037517E"
    )
    assert isinstance(answer, LocationAnswer)
    assert answer.answered_serial == 12345
    assert answer.location.lat == 12.222222


def test_the_registration_of_2011_is_understood_although_its_header_is_that_of_2013() -> None:
    _, registration = read(REGISTRATION_2011)
    assert registration.device_id == "CHI123"
    assert (registration.model, registration.plate) == ("tk12345", "粤A12345")


@pytest.mark.parametrize(
    ("body", "dialect", "driver"),
    [
        ("02180816091616", Dialect.V2013, Driver(status=2, moment="180816091616")),
        (
            "0118081609161601",
            Dialect.V2013,
            Driver(status=1, moment="180816091616", read_result=1),
        ),
        (
            "0118081609161600056B6F696B6500000000000000007177653132333435366161610671776572747820180816",
            Dialect.V2013,
            Driver(
                status=1,
                moment="180816091616",
                read_result=0,
                name="koike",
                qualification="qwe123456aaa",
                issuer="qwertx",
                expires="20180816",
            ),
        ),
        (
            "0119120111111100056B6F696B65000000000000000071776531323334353661616106717765727478201912010000"
            "003132333435363738393031323334353637",
            Dialect.V2019,
            Driver(
                status=1,
                moment="191201111111",
                read_result=0,
                name="koike",
                qualification="qwe123456aaa",
                issuer="qwertx",
                expires="20191201",
                identity="12345678901234567",
            ),
        ),
    ],
)
def test_a_drivers_card_is_read_whichever_side_its_fields_are_filled_up_on(
    body: str, dialect: Dialect, driver: Driver
) -> None:
    assert decode_body(0x0702, dialect, bytes.fromhex(body)) == driver
