"""Messages that came in several frames (分包), put together again within bounds."""

from collections import Counter
from dataclasses import dataclass, field

from stations.protocols.jt808.header import SERIALS, Packet

PARTS_MAX = 64
AT_ONCE_MAX = 4
WITHIN_S = 60.0


@dataclass
class _Unfinished:
    begun_s: float
    pieces: dict[int, bytes] = field(default_factory=dict)


class Reassembly:
    """The unfinished messages of one connection: at most 4 of 64 parts, for a minute each. When a
    fifth begins, the oldest is given up; the terminal sends again what was never answered whole."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._unfinished: dict[tuple[int, int, int], _Unfinished] = {}

    def take(self, packet: Packet, now_s: float) -> bytes | None:
        """The whole body once its last part is there; parts may come in any order, and twice."""
        if packet.parts == 1:
            return packet.body
        if packet.parts > PARTS_MAX:
            self._counts["too_many_parts"] += 1
            return None
        first_serial = (packet.serial - packet.part + 1) % SERIALS
        key = (packet.message_id, first_serial, packet.parts)
        if key not in self._unfinished:
            self._make_room()
            self._unfinished[key] = _Unfinished(now_s)
        pieces = self._unfinished[key].pieces
        pieces[packet.part] = packet.body
        if len(pieces) < packet.parts:
            return None
        del self._unfinished[key]
        return b"".join(pieces[part] for part in range(1, packet.parts + 1))

    def forget(self, now_s: float) -> None:
        """Give up what has waited too long for its missing parts."""
        for key, unfinished in list(self._unfinished.items()):
            if now_s - unfinished.begun_s > WITHIN_S:
                self._give_up(key)

    def _make_room(self) -> None:
        if len(self._unfinished) >= AT_ONCE_MAX:
            self._give_up(next(iter(self._unfinished)))

    def _give_up(self, key: tuple[int, int, int]) -> None:
        del self._unfinished[key]
        self._counts["parts_missing"] += 1
