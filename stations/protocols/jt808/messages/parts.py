"""Missing parts of a long message (补传分包): asked for again."""

import msgspec

from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.layout import BYTE, WORD, Items, Layout, Table


class AskParts(msgspec.Struct, frozen=True, kw_only=True):
    """Send these parts again (服务器补传分包请求, 0x8003); ``parts`` are counted from one."""

    first_serial: int
    parts: tuple[int, ...]


TABLE: Table = {
    0x8003: {
        Dialect.V2013: Layout(AskParts, first_serial=WORD, parts=Items(BYTE, WORD)),
        Dialect.V2019: Layout(AskParts, first_serial=WORD, parts=Items(WORD, WORD)),
    }
}
