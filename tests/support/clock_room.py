"""A small world whose clocks tick: time goes from one due moment to the next, as the ticker's."""

from dispatch.board import dump, restore
from dispatch.clocks.clockwork import Clockwork
from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.alarms import Alarm, AlarmKind
from dispatch.domain.limits import Limit
from dispatch.domain.records import Task
from tests.support.small_world import ADMIN, Core


class ClockRoom(Core):
    """A core with its clockwork; positions and arrivals are told by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.heard_ms: dict[str, int] = {}
        self.expected_ms: dict[str, int] = {}
        self.restart()

    def restart(self) -> None:
        """The program starts anew from what is kept: the board, and nothing else."""
        self.board = restore(dump(self.board))
        world = World(self.board, self.region, self.heard_ms.get, self._expected)
        self.clockwork = Clockwork(world)
        self.on_touched = self.clockwork.touch

    def _expected(self, task: Task) -> int | None:
        return self.expected_ms.get(task.id, task.eta_ms)

    def tick(self) -> None:
        """Carry out all that is due by now."""
        while wishes := self.clockwork.due(self.now_ms):
            for wish in wishes:
                self.ask(SYSTEM, wish)

    def wait(self, seconds: float) -> None:
        """Time passes; whatever falls due on the way happens at its moment."""
        until_ms = self.now_ms + round(seconds * 1000)
        self.tick()
        while (next_ms := self.clockwork.next_ms) is not None and next_ms <= until_ms:
            self.now_ms = max(self.now_ms, next_ms)
            self.tick()
        self.now_ms = until_ms
        self.tick()

    def set_limit(self, limit: Limit, seconds: int, unit: str = "市") -> str:
        """A limit counts from now on; the number of the setting."""
        command = c.SetLimit(limit=limit, unit=unit, seconds=seconds)
        limit_id = self.ask(ADMIN, command).limit_id
        assert limit_id is not None
        return limit_id

    def alarms(self, kind: AlarmKind) -> list[Alarm]:
        """All alarms of this kind so far, in the order they were raised."""
        return [alarm for alarm in self.board.alarms.values() if alarm.kind is kind]

    def ringing(self) -> list[AlarmKind]:
        """The kinds of the alarms that are open."""
        return [alarm.kind for alarm in self.board.alarms.values() if alarm.open]
