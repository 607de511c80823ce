"""What is known of how one vehicle reports (定位状况): doubts, counts, clock, last contact."""

from collections import Counter, deque

from stations.positions.fix import FixOrigin, LivePosition
from stations.terminals.clocks import TerminalClock

RECENT = 32
"""Times of fixes remembered, to tell a repeated report from a late one."""
SUSPECTS_MAX = 8
"""Fixes remembered that jumped away from the live point; they may yet outvote it."""


class Conduct:
    """Constant memory for each vehicle, however much it sends."""

    __slots__ = (
        "accepted",
        "clock",
        "contact_ms",
        "filed",
        "last_code",
        "looked_ms",
        "mended",
        "origin",
        "recent",
        "rejected",
        "suspects",
    )

    def __init__(self) -> None:
        self.contact_ms: int | None = None
        """When anything of it came in, a bad report too; None since the start of the server."""
        self.origin: FixOrigin | None = None
        """Who sent the last report."""
        self.recent: deque[int] = deque(maxlen=RECENT)
        self.suspects: deque[LivePosition] = deque(maxlen=SUSPECTS_MAX)
        self.clock = TerminalClock()
        """Of senders whose clock nobody else looks after."""
        self.looked_ms = 0
        self.accepted = 0
        self.filed = 0
        """Fixes that came too late to move it and are part of its track."""
        self.rejected: Counter[str] = Counter()
        self.last_code = ""
        """Why the last report was rejected; empty when it was good."""
        self.mended = 0
        """Speeds that no ambulance has, taken from the way between two fixes instead."""
