"""Two devices under one number (克隆终端): told from one that merely reconnects.

A device that lost its network comes back and displaces its own dead connection; that happens as
often as it likes. Two devices displace each other in turn: the one who is displaced was talking a
moment ago, or the one who comes had been displaced himself. Only that counts, and only in numbers.
"""

from collections import deque

WITHIN_MS = 600_000
CLASHES = 4
TALKING_MS = 5_000


class Rivals:
    """Who held one terminal's place lately, and how often it was fought for."""

    def __init__(self) -> None:
        self._before: str | None = None
        self._holder: str | None = None
        self._clashes_ms: deque[int] = deque(maxlen=CLASHES)

    def took_over(self, source: str, holder_silent_ms: int | None, now_ms: int) -> bool:
        """A connection authenticated; true once two devices are seen to take the place in turn.

        ``source`` tells devices apart: the IMEI where it is known, else the network address.
        ``holder_silent_ms`` is None when the place was free."""
        returned = source == self._before != self._holder
        if source != self._holder:
            self._before, self._holder = self._holder, source
        if holder_silent_ms is None or not (returned or holder_silent_ms < TALKING_MS):
            return False
        self._clashes_ms.append(now_ms)
        often = len(self._clashes_ms) == CLASHES
        return often and now_ms - self._clashes_ms[0] <= WITHIN_MS

    def forget(self) -> None:
        """A person has looked."""
        self._clashes_ms.clear()
