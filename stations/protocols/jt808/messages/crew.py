"""Words for the crew, and who drives (文本下发、驾驶员身份)."""

from enum import IntFlag

import msgspec

from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.layout import (
    BYTE,
    DAY,
    MOMENT,
    CountedText,
    Form,
    Given,
    Layout,
    RestText,
    Table,
    Text,
    Values,
    both,
)


class Shown(IntFlag):
    """How a text is brought to the crew."""

    URGENT = 0x01
    ON_SCREEN = 0x04
    SPOKEN = 0x08


class TextDown(msgspec.Struct, frozen=True, kw_only=True):
    """A text for the crew (文本信息下发, 0x8300); ``kind`` (1 notice, 2 service) only in 2019."""

    flags: int
    text: str
    kind: int = 1


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """A driver's card was put in or taken out (驾驶员身份信息采集上报, 0x0702)."""

    status: int
    """1 put in, 2 taken out."""
    moment: str
    read_result: int | None = None
    """0 when the card could be read; told only for a card put in."""
    name: str | None = None
    qualification: str | None = None
    issuer: str | None = None
    expires: str | None = None
    identity: str | None = None


class AskDriver(msgspec.Struct, frozen=True, kw_only=True):
    """Who drives? (上报驾驶员身份信息请求, 0x8702)"""


def _put_in(values: Values) -> bool:
    present: bool = values["status"] == 1
    return present


def _could_be_read(values: Values) -> bool:
    readable: bool = values["read_result"] == 0
    return readable


_DRIVER: dict[str, Form] = {
    "status": BYTE,
    "moment": MOMENT,
    "read_result": Given(_put_in, BYTE),
    "name": Given(_could_be_read, CountedText(BYTE)),
    "qualification": Given(_could_be_read, Text(20)),
    "issuer": Given(_could_be_read, CountedText(BYTE)),
    "expires": Given(_could_be_read, DAY),
}

TABLE: Table = {
    0x8300: {
        Dialect.V2013: Layout(TextDown, flags=BYTE, text=RestText()),
        Dialect.V2019: Layout(TextDown, flags=BYTE, kind=BYTE, text=RestText()),
    },
    0x0702: {
        Dialect.V2013: Layout(Driver, **_DRIVER),
        Dialect.V2019: Layout(Driver, **_DRIVER, identity=Given(_could_be_read, Text(20))),
    },
    0x8702: both(Layout(AskDriver)),
}
