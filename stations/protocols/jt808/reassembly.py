"""Messages that came in several frames (分包), put together again within bounds."""

from collections import Counter
from dataclasses import dataclass, field

from stations.protocols.jt808.header import SERIALS, Packet
from stations.protocols.jt808.messages.parts import AskParts

PARTS_MAX = 64
AT_ONCE_MAX = 4
WITHIN_S = 60.0
ASKED_AFTER_S = 5.0
"""So long nothing more of a message came: its missing parts are asked for."""
ASKED_MAX = 3

_Key = tuple[int, int, int]
"""Message, serial number of its first part, number of parts."""


@dataclass
class _Unfinished:
    begun_s: float
    last_s: float
    pieces: dict[int, bytes] = field(default_factory=dict)
    asked: int = 0


class Reassembly:
    """The unfinished messages of one connection: at most 4 of 64 parts, for a minute each. When a
    fifth begins, the oldest is given up. What is missing is asked for three times (0x8003)."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._unfinished: dict[_Key, _Unfinished] = {}

    @property
    def waiting(self) -> bool:
        """Whether any message is unfinished."""
        return bool(self._unfinished)

    def take(self, packet: Packet, now_s: float) -> bytes | None:
        """The whole body once its last part is there; parts may come in any order, and twice."""
        if packet.parts == 1:
            return packet.body
        if packet.parts > PARTS_MAX:
            self._counts["too_many_parts"] += 1
            return None
        key = self._key_of(packet)
        if key not in self._unfinished:
            self._make_room()
            self._unfinished[key] = _Unfinished(now_s, now_s)
        unfinished = self._unfinished[key]
        unfinished.last_s = now_s
        pieces = unfinished.pieces
        pieces[packet.part] = packet.body
        if len(pieces) < packet.parts:
            return None
        del self._unfinished[key]
        return b"".join(pieces[part] for part in range(1, packet.parts + 1))

    def look_after(self, now_s: float) -> list[AskParts]:
        """Give up what has waited too long for its missing parts; what is to be asked for."""
        asking: list[AskParts] = []
        for key, unfinished in list(self._unfinished.items()):
            _, first_serial, parts = key
            if now_s - unfinished.begun_s > WITHIN_S:
                self._give_up(key)
            elif now_s - unfinished.last_s > ASKED_AFTER_S and unfinished.asked < ASKED_MAX:
                unfinished.last_s, unfinished.asked = now_s, unfinished.asked + 1
                missing = (p for p in range(1, parts + 1) if p not in unfinished.pieces)
                asking.append(AskParts(first_serial=first_serial, parts=tuple(missing)))
                self._counts["parts_asked"] += 1
        return asking

    def _key_of(self, packet: Packet) -> _Key:
        """To which message a part belongs; what was asked for may come with a new number."""
        first_serial = (packet.serial - packet.part + 1) % SERIALS
        key = (packet.message_id, first_serial, packet.parts)
        if key in self._unfinished:
            return key
        for other, unfinished in self._unfinished.items():
            same = (other[0], other[2]) == (packet.message_id, packet.parts)
            if same and unfinished.asked and packet.part not in unfinished.pieces:
                return other
        return key

    def _make_room(self) -> None:
        if len(self._unfinished) >= AT_ONCE_MAX:
            self._give_up(next(iter(self._unfinished)))

    def _give_up(self, key: _Key) -> None:
        del self._unfinished[key]
        self._counts["parts_missing"] += 1
