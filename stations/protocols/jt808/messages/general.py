"""General answers, heartbeat and logout (通用应答、心跳、注销)."""

from enum import IntEnum

import msgspec

from stations.protocols.jt808.layout import BYTE, WORD, Form, Layout, Table, both


class Result(IntEnum):
    """What a general answer says."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    NOT_SUPPORTED = 3
    ALARM_NOTED = 4


class TerminalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal took what it was told (终端通用应答, 0x0001)."""

    answered_serial: int
    answered_id: int
    result: int


class PlatformAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The platform took what it was told (平台通用应答, 0x8001)."""

    answered_serial: int
    answered_id: int
    result: int


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """The terminal is still there (终端心跳, 0x0002)."""


class Logout(msgspec.Struct, frozen=True, kw_only=True):
    """The terminal gives its registration back (终端注销, 0x0003)."""


_ANSWER: dict[str, Form] = {"answered_serial": WORD, "answered_id": WORD, "result": BYTE}

TABLE: Table = {
    0x0001: both(Layout(TerminalAnswer, **_ANSWER)),
    0x8001: both(Layout(PlatformAnswer, **_ANSWER)),
    0x0002: both(Layout(Heartbeat)),
    0x0003: both(Layout(Logout)),
}
