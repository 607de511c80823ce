"""Orders to the terminal itself (终端控制): restart, reset, renew."""

from enum import IntEnum

import msgspec

from stations.protocols.jt808.layout import BYTE, Layout, RestText, Table, both


class Order(IntEnum):
    """What the terminal shall do."""

    UPGRADE = 1
    CONNECT_TO = 2
    SHUT_DOWN = 3
    RESTART = 4
    FACTORY_RESET = 5
    CUT_DATA_LINK = 6
    CUT_ALL_LINKS = 7


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """Do this (终端控制, 0x8105); the particulars of an order are a text split by semicolons."""

    order: int
    particulars: str = ""


TABLE: Table = {0x8105: both(Layout(Control, order=BYTE, particulars=RestText()))}
