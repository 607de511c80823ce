"""Runs tasks to the end whatever happens on the way: progress, cancel, resume, workers that die.

A worker that is killed takes its pool with it. Whoever was being worked on is then tried alone, so
that the next death has a culprit; a task that has killed its worker ``TRIES_MAX`` times is given
up and told, and the others go on.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

import msgspec

from simulations.sweeps.executors import Crew
from simulations.sweeps.task import Spec, make_ready, replicate

TRIES_MAX = 3
AHEAD = 2
"""Tasks handed over for each worker: one runs, one waits; the rest can still be cancelled."""
DEATHS_MAX = 4
"""So many deaths before anything is finished are no task's fault: workers cannot live here."""
LOOK_EVERY_S = 0.2


class WorkersCannotLive(Exception):
    """Every worker process ends before it has done anything."""

    zh = "推演进程一启动就结束。改法：核对内存；自己的脚本须写在 if __name__ == '__main__': 之下"
    en = (
        "worker processes end as soon as they start. Remedy: check the memory; a script of one's "
        "own must stand below if __name__ == '__main__':"
    )

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class Task(NamedTuple):
    """One replication of one scenario of a sweep."""

    scenario: int
    replication: int


class Progress(msgspec.Struct):
    """How far a sweep is."""

    total: int
    done: int = 0
    failed: tuple[str, ...] = ()
    cancelled: bool = False
    preparing: bool = False
    """Travel tables are made; the first run on a machine compiles the kernel, about a minute."""

    @property
    def partial(self) -> bool:
        """Whether figures are missing: cancelled, or given up."""
        return self.done < self.total


Work = Callable[[bytes, int, int], bytes]


class Sweep:
    """All replications of some scenarios; ``take`` gets each finished part, in whatever order."""

    def __init__(
        self,
        specs: Iterable[Spec],
        crew: Crew,
        take: Callable[[Task, bytes], None],
        *,
        done: frozenset[Task] = frozenset(),
        work: Work = replicate,
        make_ready: Callable[[bytes], None] = make_ready,
    ) -> None:
        self._specs = [msgspec.msgpack.encode(spec) for spec in specs]
        counts = [msgspec.msgpack.decode(s, type=Spec).scenario.replications for s in self._specs]
        tasks = [Task(nth, r) for nth, count in enumerate(counts) for r in range(count)]
        # The first replications of all scenarios come first: a cancelled sweep can be compared.
        tasks.sort(key=lambda task: (task.replication, task.scenario))
        self._waiting = deque(task for task in tasks if task not in done)
        self._tries: dict[Task, int] = {}
        self._alone: deque[Task] = deque()
        self._deaths = self._taken = 0
        self._crew, self._take = crew, take
        self._work, self._make_ready = work, make_ready
        self.progress = Progress(len(tasks), len(tasks) - len(self._waiting))

    def run(
        self,
        on_progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Progress:
        """To the end, or until ``cancelled`` says so; what is finished by then has been taken.

        Raises ``ScenarioInvalid`` where the roads show that a scenario cannot be (an island).
        """
        under_way: dict[Future[bytes], Task] = {}
        try:
            if self._waiting:
                self.progress.preparing = True
                on_progress(self.progress)
                self.progress.cancelled = not self._prepare(cancelled)
                self.progress.preparing = False
            while not self.progress.cancelled and (self._waiting or self._alone or under_way):
                if cancelled():
                    self.progress.cancelled = True
                    break
                try:
                    self._hand_over(under_way)
                    ended, _ = wait(under_way, LOOK_EVERY_S, FIRST_COMPLETED)
                    for future in ended:
                        self._end(future, under_way)
                        on_progress(self.progress)
                except BrokenProcessPool:
                    self._suspect(under_way)
                    self._bury()
        finally:
            for future in under_way:
                future.cancel()
        on_progress(self.progress)
        return self.progress

    def _prepare(self, cancelled: Callable[[], bool]) -> bool:
        """Travel tables and the kernel first, so that no two workers make the same ones."""
        for packed in self._specs:
            try:
                future = self._crew.executor.submit(self._make_ready, packed)
            except BrokenProcessPool:
                self._bury()
                continue
            while not future.done():
                if cancelled():
                    future.cancel()
                    return False
                wait([future], LOOK_EVERY_S)
            try:
                future.result()
            except BrokenProcessPool:
                self._bury()  # whoever needs the tables makes them, and is tried as any task
        return True

    def _bury(self) -> None:
        """Other workers for those that died, unless none lives long enough to do anything."""
        self._crew.renew()
        self._deaths += 1
        if self._deaths >= DEATHS_MAX and not self._taken:
            raise WorkersCannotLive

    def _hand_over(self, under_way: dict[Future[bytes], Task]) -> None:
        """As many tasks as the workers can have at hand; a suspect has them all to itself."""
        if self._alone:
            if not under_way:
                self._submit(self._alone.popleft(), under_way)
            return
        if any(task in self._tries for task in under_way.values()):
            return
        while self._waiting and len(under_way) < AHEAD * self._crew.workers:
            self._submit(self._waiting.popleft(), under_way)

    def _submit(self, task: Task, under_way: dict[Future[bytes], Task]) -> None:
        try:
            future = self._crew.executor.submit(self._work, self._specs[task.scenario], *task)
        except BrokenProcessPool:
            self._waiting.appendleft(task)
            raise
        under_way[future] = task

    def _end(self, future: Future[bytes], under_way: dict[Future[bytes], Task]) -> None:
        try:
            part = future.result()
        except BrokenProcessPool:
            raise
        except Exception as error:
            # Trying again would end the same: the task is deterministic.
            self._give_up(under_way.pop(future), f"{type(error).__name__}: {error}")
            return
        task = under_way.pop(future)
        self._tries.pop(task, None)
        self._take(task, part)
        self._taken += 1
        self.progress.done += 1

    def _suspect(self, under_way: dict[Future[bytes], Task]) -> None:
        """A worker has died: each task that was under way may be why, and is tried alone."""
        for future, task in list(under_way.items()):
            if future.done() and not future.cancelled() and future.exception() is None:
                self._end(future, under_way)
                continue
            self._tries[task] = self._tries.get(task, 0) + 1
            if self._tries[task] >= TRIES_MAX and len(under_way) == 1:
                self._give_up(task, f"its worker died {TRIES_MAX} times")
            else:
                self._alone.append(task)
        under_way.clear()

    def _give_up(self, task: Task, why: str) -> None:
        self._tries.pop(task, None)
        said = f"scenario {task.scenario}, replication {task.replication}: {why}"
        self.progress.failed = (*self.progress.failed, said[:500])
