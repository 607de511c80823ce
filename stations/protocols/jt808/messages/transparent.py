"""Bytes that are passed through (数据透传): vendors' states, monitors' vital signs."""

import msgspec

from stations.protocols.jt808.layout import BYTE, Layout, Rest, Table, both


class PassedUp(msgspec.Struct, frozen=True, kw_only=True):
    """From a device behind the terminal (数据上行透传, 0x0900)."""

    kind: int
    content: bytes


class PassedDown(msgspec.Struct, frozen=True, kw_only=True):
    """To a device behind the terminal (数据下行透传, 0x8900)."""

    kind: int
    content: bytes


TABLE: Table = {
    0x0900: both(Layout(PassedUp, kind=BYTE, content=Rest())),
    0x8900: both(Layout(PassedDown, kind=BYTE, content=Rest())),
}
