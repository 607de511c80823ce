"""The clockwork: which commands are due by rule, found by a heap of due times.

Only what was touched is looked at again. All it knows is made of the board, so that a restart
changes nothing; whatever it says twice, the core does once.
"""

import heapq
from collections.abc import Iterable, Iterator

from dispatch.board import Touched
from dispatch.clocks.table import CLOCK_OF, CLOCKS, COLLECTIONS, Clock
from dispatch.clocks.world import Running, World
from dispatch.domain import commands as c
from dispatch.domain.alarms import Alarm, AlarmKind, AlarmLevel
from dispatch.domain.limits import Limit

Key = tuple[str, str]
"""What has a due time: a clock and the record it watches, or ``_CLIMB`` and an alarm."""

_CLIMB = "climb"


class Clockwork:
    """Follows the board; says what is due. Owned by one thread."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._by_collection: dict[str, list[Clock]] = {name: [] for name in COLLECTIONS}
        for clock in CLOCKS:
            self._by_collection[clock.of].append(clock)
        self._latest: dict[Key, Alarm] = {}
        self._key_of: dict[str, Key] = {}
        self._due: dict[Key, int] = {}
        self._heap: list[tuple[int, Key]] = []
        self._over: dict[str, None] = {}
        self._volatile: dict[Key, None] = {}
        self._follow_up: list[Key] = []
        self.wind()

    @property
    def next_ms(self) -> int | None:
        """When something is due next, as far as is known now."""
        if self._over or self._follow_up:
            return 0
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def wind(self) -> None:
        """Look at everything anew: at the start, and when limits were set."""
        board = self.world.board
        self.world.renew_limits()
        for known in (self._latest, self._key_of, self._due, self._over, self._volatile):
            known.clear()
        self._heap.clear()
        for alarm in board.alarms.values():
            self._note(alarm)
        for clock in CLOCKS:
            for record_id in list(COLLECTIONS[clock.of](board)):
                self._look(clock, record_id)
        self._look_at_alarms(board.alarms)
        # Nobody knows whether what follows an alarm was handed in before the last stop.
        self._follow_up = [
            key for key, alarm in self._latest.items() if alarm.open and _clock(key).then
        ]

    def touch(self, touched: Touched) -> None:
        """These records changed."""
        if touched.limits:
            self.wind()
            return
        for alarm_id in touched.alarms:
            self._note_or_forget(alarm_id)
        for name, clocks in self._by_collection.items():
            for record_id in getattr(touched, name):
                for clock in clocks:
                    self._look(clock, record_id)
        self._look_at_alarms(touched.alarms)

    def due(self, now_ms: int) -> list[c.AnyCommand]:
        """What the rules demand by now, in the order of its time."""
        for key in list(self._volatile):
            self._look(_clock(key), key[1])
        wishes: list[c.AnyCommand] = []
        for key in self._follow_up:
            if _clock(key).watch(self.world, key[1]) is not None:
                wishes += self._followed(key)
        wishes += (c.ClearAlarm(alarm_id=alarm_id) for alarm_id in self._over)
        self._follow_up = []
        self._over.clear()
        while (next_ms := self.next_ms) is not None and next_ms <= now_ms:
            _, key = heapq.heappop(self._heap)
            del self._due[key]
            wishes += self._climbed(key[1]) if key[0] == _CLIMB else self._raised(key, now_ms)
        return wishes

    def _raised(self, key: Key, now_ms: int) -> Iterator[c.AnyCommand]:
        clock = _clock(key)
        running = clock.watch(self.world, key[1])
        if running is None or self._had(key, running):
            return
        if running.due_ms > now_ms:  # it was put off
            self._schedule(key, running.due_ms)
            return
        yield c.RaiseAlarm(
            kind=clock.kind,
            record_id=key[1],
            unit=running.unit,
            since_ms=running.since_ms,
            due_ms=running.due_ms,
            limit_s=running.limit_s,
            about=running.about,
        )
        yield from self._followed(key)

    def _followed(self, key: Key) -> Iterator[c.AnyCommand]:
        then = _clock(key).then
        command = then(self.world, key[1]) if then else None
        if command is not None:
            yield command

    def _climbed(self, alarm_id: str) -> Iterator[c.AnyCommand]:
        alarm = self.world.board.alarms.get(alarm_id)
        level = next_level(alarm) if alarm else None
        if level is not None:
            yield c.EscalateAlarm(alarm_id=alarm_id, level=level)

    def _look(self, clock: Clock, record_id: str) -> None:
        """Does this clock run over this record, and is its alarm over?"""
        key = (clock.kind.value, record_id)
        running = clock.watch(self.world, record_id)
        latest = self._latest.get(key)
        if latest is not None and latest.open and is_over(clock, latest, running):
            self._over[latest.id] = None
        if running is None:
            self._volatile.pop(key, None)
        elif clock.volatile:
            self._volatile[key] = None
        if running is None or self._had(key, running):
            self._due.pop(key, None)
        else:
            self._schedule(key, running.due_ms)

    def _had(self, key: Key, running: Running) -> bool:
        """Whether this run has raised its one alarm already."""
        latest = self._latest.get(key)
        return latest is not None and latest.since_ms >= running.since_ms

    def _look_at_alarms(self, alarm_ids: Iterable[str]) -> None:
        for alarm_id in list(alarm_ids):
            key = (_CLIMB, alarm_id)
            alarm = self.world.board.alarms.get(alarm_id)
            if alarm is not None:
                self._look(CLOCK_OF[alarm.kind], alarm.record_id)
            if alarm is None or next_level(alarm) is None:
                self._due.pop(key, None)
            else:
                limit_s = self.world.limits.seconds(Limit.ESCALATION, alarm.unit, alarm.due_ms)
                self._schedule(key, alarm.level_ms + limit_s * 1000)

    def _note(self, alarm: Alarm) -> None:
        key = self._key_of[alarm.id] = (alarm.kind.value, alarm.record_id)
        latest = self._latest.get(key)
        if latest is None or latest.since_ms <= alarm.since_ms:
            self._latest[key] = alarm

    def _note_or_forget(self, alarm_id: str) -> None:
        alarm = self.world.board.alarms.get(alarm_id)
        if alarm is not None:
            self._note(alarm)
            return
        key = self._key_of.pop(alarm_id, None)
        if key is not None and self._latest[key].id == alarm_id:
            del self._latest[key]

    def _schedule(self, key: Key, due_ms: int) -> None:
        if self._due.get(key) != due_ms:
            self._due[key] = due_ms
            heapq.heappush(self._heap, (due_ms, key))


def is_over(clock: Clock, alarm: Alarm, running: Running | None) -> bool:
    """Whether what an alarm warns of has ended, and nobody has to see it any more."""
    ended = running is None or running.since_ms > alarm.since_ms
    return ended and (alarm.acknowledged or not clock.lasting)


def next_level(alarm: Alarm) -> AlarmLevel | None:
    """Who must know next if nobody acknowledges; None when nobody is left, or it is settled."""
    if alarm.acknowledged or not alarm.open:
        return None
    steps = CLOCK_OF[alarm.kind].steps
    return next((level for level in steps if level > alarm.level), None)


def _clock(key: Key) -> Clock:
    return CLOCK_OF[AlarmKind(key[0])]
