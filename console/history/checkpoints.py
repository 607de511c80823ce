"""Makes the checkpoints of the journal that a replay begins at, the oldest first, hour by hour."""

from dispatch.domain.clock import Clock
from dispatch.journal.checkpoints import DAY_MS, HOUR_MS, HOURS_KEPT_MS
from dispatch.journal.stored import StoredJournal
from dispatch.projections.past import PastBoard
from dispatch.writer import KEEP_CLOSED_MS
from stations.region import Region

LATE_MS = 10 * 60_000
"""So long after an hour everything of it is durable, also when a training clock runs fast."""
AT_A_TIME_MAX = 24
"""Checkpoints made in one go: an old journal is caught up with bit by bit."""


class CheckpointKeeping:
    """Waits for the database: call it from a worker thread, one call at a time."""

    def __init__(self, region: Region, journal: StoredJournal, clock: Clock) -> None:
        self._region = region
        self._journal = journal
        self._clock = clock

    def keep_up(self) -> int:
        """Make those that are missing, some at a time; how many were made."""
        now_ms, store = self._clock.now_ms(), self._journal.checkpoints
        erasures = store.erasures
        begin = store.find(now_ms)
        past = PastBoard(self._journal, self._region, KEEP_CLOSED_MS, begin)
        for made in range(AT_A_TIME_MAX):
            next_ms = past.next_ms()
            at_ms = _end_of(next_ms, now_ms) if next_ms is not None else now_ms
            if at_ms > now_ms - LATE_MS:
                break
            past.go_to(at_ms)
            if not store.keep(past.checkpoint(at_ms), erasures):
                return made
        else:
            made = AT_A_TIME_MAX
        if made:
            store.thin(now_ms)
        return made


def _end_of(at_ms: int, now_ms: int) -> int:
    """The end of the hour of a moment; of the day where it is long past."""
    step_ms = HOUR_MS if at_ms > now_ms - HOURS_KEPT_MS else DAY_MS
    return (at_ms // step_ms + 1) * step_ms
