"""A terminal's parameters (终端参数): how often it reports, and anything else by number."""

from enum import IntEnum

import msgspec

from stations.protocols.jt808.layout import (
    BYTE,
    DWORD,
    WORD,
    Items,
    Layout,
    Reader,
    Table,
    Values,
    both,
)


class Parameter(IntEnum):
    """The parameters that the system itself sets."""

    HEARTBEAT_S = 0x0001
    REPORT_STRATEGY = 0x0020
    REPORT_ASLEEP_S = 0x0027
    REPORT_EMERGENCY_S = 0x0028
    REPORT_USUAL_S = 0x0029


class SetParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Be like this (设置终端参数, 0x8103)."""

    parameters: dict[int, bytes]


class AskParameters(msgspec.Struct, frozen=True, kw_only=True):
    """How are you set, in all? (查询终端参数, 0x8104)"""


class AskSomeParameters(msgspec.Struct, frozen=True, kw_only=True):
    """How are you set in these? (查询指定终端参数, 0x8106)"""

    numbers: tuple[int, ...]


class ParametersAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How the terminal is set (查询终端参数应答, 0x0104)."""

    answered_serial: int
    parameters: dict[int, bytes]


class _Parameters:
    """A counted list of number, length and value."""

    def read(self, reader: Reader, values: Values) -> dict[int, bytes]:
        """Take them from the body."""
        count = BYTE.read(reader, values)
        return {
            DWORD.read(reader, values): reader.take(BYTE.read(reader, values)) for _ in range(count)
        }

    def write(self, value: dict[int, bytes], values: Values) -> bytes:
        """Their bytes."""
        return BYTE.write(len(value), values) + b"".join(
            DWORD.write(number, values) + BYTE.write(len(content), values) + content
            for number, content in value.items()
        )


def report_every(seconds: int) -> SetParameters:
    """The wish for a position every so many seconds, whether the vehicle sleeps or not."""
    every = seconds.to_bytes(4, "big")
    by_time = (0).to_bytes(4, "big")
    return SetParameters(
        parameters={
            Parameter.REPORT_STRATEGY: by_time,
            Parameter.REPORT_ASLEEP_S: every,
            Parameter.REPORT_USUAL_S: every,
        }
    )


TABLE: Table = {
    0x8103: both(Layout(SetParameters, parameters=_Parameters())),
    0x8104: both(Layout(AskParameters)),
    0x8106: both(Layout(AskSomeParameters, numbers=Items(BYTE, DWORD))),
    0x0104: both(Layout(ParametersAnswer, answered_serial=WORD, parameters=_Parameters())),
}
