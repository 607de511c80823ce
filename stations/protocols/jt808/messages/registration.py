"""Registration and authentication (注册、鉴权): how a terminal says who it is."""

from enum import IntEnum

import msgspec

from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.layout import (
    BYTE,
    WORD,
    CountedText,
    Given,
    Layout,
    RestText,
    Table,
    Text,
    both,
)


class Registered(IntEnum):
    """What a registration comes to."""

    DONE = 0
    VEHICLE_TAKEN = 1
    NO_SUCH_VEHICLE = 2
    TERMINAL_TAKEN = 3
    NO_SUCH_TERMINAL = 4


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal introduces itself (终端注册, 0x0100)."""

    province: int
    city: int
    maker: str
    model: str
    device_id: str
    plate_colour: int
    plate: str


class RegistrationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it may come, and the code to prove itself with (终端注册应答, 0x8100)."""

    answered_serial: int
    result: int
    code: str | None = None


class Authentication(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal proves itself (终端鉴权, 0x0102); what 2013 does not tell is empty."""

    code: str
    imei: str = ""
    software: str = ""


def _registration(maker: int, model: int, device_id: int) -> Layout[Registration]:
    return Layout(
        Registration,
        province=WORD,
        city=WORD,
        maker=Text(maker),
        model=Text(model),
        device_id=Text(device_id),
        plate_colour=BYTE,
        plate=RestText(),
    )


class _Older:
    """The 2013 layout, or that of 2011 when the body is too short for it: many are still on the
    road, and their header is the same."""

    kind = Registration
    _older = _registration(5, 8, 7)
    _newer = _registration(5, 20, 7)
    _BYTES_MIN = 2 + 2 + 5 + 20 + 7 + 1

    def decode(self, body: bytes) -> Registration:
        """The message of a body."""
        layout = self._newer if len(body) >= self._BYTES_MIN else self._older
        return layout.decode(body)

    def encode(self, message: Registration) -> bytes:
        """The body of a message."""
        return self._newer.encode(message)


TABLE: Table = {
    0x0100: {Dialect.V2013: _Older(), Dialect.V2019: _registration(11, 30, 30)},
    0x8100: both(
        Layout(
            RegistrationAnswer,
            answered_serial=WORD,
            result=BYTE,
            code=Given(lambda values: values["result"] == Registered.DONE, RestText()),
        )
    ),
    0x0102: {
        Dialect.V2013: Layout(Authentication, code=RestText()),
        Dialect.V2019: Layout(
            Authentication, code=CountedText(BYTE), imei=Text(15), software=Text(20)
        ),
    },
}
