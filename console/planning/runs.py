"""Simulations beside the running server: a bounded queue, one run at a time, never in the way.

The server's own process only keeps the books; plans, roads and replications are worked out by
processes of least priority. Every finished replication is on disk at once, so that a run goes on
after a cancel, a crash or a restart.
"""

import contextlib
import logging
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore, Condition, Event, Thread
from typing import TYPE_CHECKING

import msgspec

from dispatch.domain.clock import Clock
from dispatch.domain.errors import Conflict, Refusal, Unavailable, no_such
from simulations.results.store import RunFolder
from simulations.scenarios import Scenario, ScenarioInvalid
from simulations.sweeps.executors import Crew, local_processes

if TYPE_CHECKING:
    from simulations.sweeps.sweeping import Progress

log = logging.getLogger("liandong.planning")

QUEUE_MAX = 8
SCENARIOS_PER_RUN_MAX = 50
DAYS_PER_RUN_MAX = 500_000
"""Simulated days of one run, all scenarios and replications together; some hours of one core."""
IDLE_S = 300.0
"""After so long without work the processes are let go."""
STOP_WITHIN_S = 10.0
ASKING_MAX = 4
"""Questions that may wait for an answer at once; the next is refused."""
ASK_WITHIN_S = 150.0
RECORD = "run.json"


class RunState(StrEnum):
    """Where a run is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"


RUN_STATE_NAMES: dict[RunState, tuple[str, str]] = {
    RunState.QUEUED: ("排队", "queued"),
    RunState.RUNNING: ("推演中", "running"),
    RunState.DONE: ("完成", "done"),
    RunState.PARTIAL: ("部分完成", "partial"),
    RunState.FAILED: ("失败", "failed"),
}

ENDED = frozenset({RunState.DONE, RunState.PARTIAL, RunState.FAILED})


class RunRecord(msgspec.Struct, kw_only=True):
    """What the books say of a run; ``done`` of ``total`` replications are finished."""

    id: str
    name: str
    by: str
    key: str
    """Idempotency key of whoever started it: the same wish starts one run."""
    created_ms: int
    pack: str
    """Folder of the pack as it was when the run was started."""
    scenarios: tuple[Scenario, ...]
    state: RunState = RunState.QUEUED
    started_ms: int | None = None
    ended_ms: int | None = None
    done: int = 0
    total: int = 0
    preparing: bool = False
    """Tables are made; the first run on a machine compiles the kernel too, about a minute."""
    cancelled: bool = False
    failed: tuple[str, ...] = ()
    """Replications that could not be run, with why; or why the whole could not."""


class PlanRuns:
    """All runs of this server."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        enabled: bool = True,
        workers: int = 1,
        runs_max: int = 100,
        crew: Callable[[int], Crew] = local_processes,
    ) -> None:
        self._folder, self._clock = folder, clock
        self.enabled, self.workers, self._runs_max = enabled, workers, runs_max
        self._crew = crew(workers)
        self._asked = crew(1)
        self._asking = BoundedSemaphore(ASKING_MAX)
        self._runs: dict[str, RunRecord] = {}
        self._queue: deque[str] = deque()
        self._cancelled = Event()
        self._news = Condition()
        self._current: str | None = None
        self._stopping = False
        self._thread: Thread | None = None

    @property
    def shelf(self) -> Path:
        """Where travel tables are kept."""
        return self._folder / "tables"

    def start(self) -> None:
        """Read the books; what was under way when the server ended can be taken up again."""
        for file in sorted((self._folder / "runs").glob(f"*/{RECORD}")):
            try:
                record = msgspec.json.decode(file.read_bytes(), type=RunRecord)
            except (OSError, msgspec.DecodeError):
                log.warning("%s cannot be read and is passed over", file)
                continue
            if record.state not in ENDED:
                record.state = RunState.PARTIAL
            self._runs[record.id] = record
        if self.enabled:
            self._thread = Thread(target=self._work, name="liandong-planning", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Let go of the processes; what is finished is kept. Waits in a worker thread."""
        with self._news:
            self._stopping = True
            self._cancelled.set()
            self._news.notify_all()
        if self._thread is not None:
            self._thread.join(STOP_WITHIN_S)
        self._crew.close(wait=False)
        self._asked.close(wait=False)

    def list_runs(self) -> list[RunRecord]:
        """Every run, the newest first."""
        with self._news:
            return sorted(self._runs.values(), key=lambda run: (-run.created_ms, run.id))

    def find(self, run_id: str) -> RunRecord:
        """One run."""
        with self._news:
            return self._find(run_id)

    def begin(
        self, name: str, by: str, key: str, pack: Path, scenarios: Sequence[Scenario]
    ) -> RunRecord:
        """Put a run in the queue; the same key gives the run that it started before."""
        with self._news:
            self._may_begin()
            for run in self._runs.values():
                if key and run.key == key and run.by == by:
                    return run
            self._has_room(scenarios)
            record = RunRecord(
                id=self._new_id(),
                name=name,
                by=by,
                key=key,
                created_ms=self._clock.now_ms(),
                pack=str(pack),
                scenarios=tuple(scenarios),
                total=sum(scenario.replications for scenario in scenarios),
            )
            self._runs[record.id] = record
            self._keep(record)
            self._queue.append(record.id)
            self._news.notify_all()
            return record

    def cancel(self, run_id: str) -> RunRecord:
        """Stop a run; what is finished by then is kept and labelled as a part."""
        with self._news:
            record = self._find(run_id)
            if run_id == self._current:
                self._cancelled.set()
            elif run_id in self._queue:
                self._queue.remove(run_id)
                record.state, record.cancelled = RunState.PARTIAL, True
                record.ended_ms = self._clock.now_ms()
                self._keep(record)
            return record

    def resume(self, run_id: str) -> RunRecord:
        """Go on with a run where it stopped; finished replications are not run again."""
        with self._news:
            self._may_begin()
            record = self._find(run_id)
            if record.state in (RunState.PARTIAL, RunState.FAILED):
                self._has_room(())
                record.state, record.cancelled, record.failed = RunState.QUEUED, False, ()
                self._keep(record)
                self._queue.append(run_id)
                self._news.notify_all()
            return record

    def delete(self, run_id: str) -> None:
        """Throw a run away."""
        with self._news:
            record = self._find(run_id)
            if record.state not in ENDED:
                raise Conflict(
                    "run_under_way",
                    "推演尚未结束",
                    "the run has not ended",
                    field="run_id",
                    value=run_id,
                    remedy="先取消 / cancel it first",
                )
            del self._runs[run_id]
        shutil.rmtree(self.folder(run_id), ignore_errors=True)

    def ask(self, work: Callable[..., bytes], *arguments: str | bytes) -> bytes:
        """Have something worked out where runs are; waits, and raises what the work raises."""
        self._may_begin()
        if not self._asking.acquire(blocking=False):
            raise Unavailable(
                "planning_busy",
                "同时提出的问题过多",
                "too many questions at once",
                remedy="稍候重试 / retry shortly",
            )
        try:
            return self._asked.executor.submit(work, *arguments).result(ASK_WITHIN_S)
        except TimeoutError:
            raise Unavailable(
                "planning_slow",
                f"{ASK_WITHIN_S:g} 秒内没有算完",
                f"not worked out within {ASK_WITHIN_S:g} s",
                remedy="缩小范围，或用命令行 liandong plan / ask for less, or use liandong plan",
            ) from None
        except BrokenProcessPool:
            self._asked.renew()
            raise Unavailable(
                "planning_failed",
                "推演进程意外结束，已重启",
                "the process that worked on it ended; it is started again",
                remedy="重试 / retry",
            ) from None
        finally:
            self._asking.release()

    def folder(self, run_id: str) -> Path:
        """Where a run is kept."""
        return self._folder / "runs" / run_id

    def has_results(self, run_id: str) -> bool:
        """Whether there are figures to be shown, of a part at least."""
        return RunFolder(self.folder(run_id)).ended

    def kept(self, run_id: str) -> RunFolder:
        """What is kept of a run; refused until there is something to show."""
        self.find(run_id)
        folder = RunFolder(self.folder(run_id))
        if not folder.ended:
            raise Conflict(
                "run_without_results",
                "还没有结果",
                "there are no results yet",
                field="run_id",
                value=run_id,
                remedy="等推演结束，或取消以得到部分结果 / wait, or cancel it to get a part",
            )
        return folder

    def _find(self, run_id: str) -> RunRecord:
        if run_id not in self._runs:
            raise no_such("推演", "run", "run_id", run_id)
        return self._runs[run_id]

    def _may_begin(self) -> None:
        if not self.enabled:
            raise Unavailable(
                "planning_off",
                "本机未开启规划推演",
                "planning is switched off on this server",
                remedy="设 LIANDONG_PLANNING=true 后重启，或用命令行 liandong plan / "
                "set LIANDONG_PLANNING=true, or use liandong plan",
            )

    def _has_room(self, scenarios: Sequence[Scenario]) -> None:
        """Every bound, each refused with what helps."""
        days = sum(s.replications * (s.days + s.warm_up_days) for s in scenarios)
        checks = (
            (len(scenarios) > SCENARIOS_PER_RUN_MAX, "scenarios", SCENARIOS_PER_RUN_MAX,
             "情景过多", "too many scenarios", "分成几次推演 / make several runs of it"),
            (days > DAYS_PER_RUN_MAX, "days", DAYS_PER_RUN_MAX,
             "推演天数合计过多", "too many simulated days in all",
             "减少天数或重复次数，或用命令行 / fewer days or replications, or the command line"),
            (len(self._queue) >= QUEUE_MAX, "queue", QUEUE_MAX,
             "排队已满", "the queue is full", "等前面的结束 / wait for those before"),
            (bool(scenarios) and len(self._runs) >= self._runs_max, "runs", self._runs_max,
             "保存的推演已满", "as many runs are kept as may be",
             "先删除旧的推演 / delete old runs first"),
        )  # fmt: skip
        for full, field, most, zh, en, remedy in checks:
            if full:
                raise Refusal(
                    "run_too_large" if field in ("scenarios", "days") else "runs_full",
                    f"{zh}（上限 {most}）",
                    f"{en} (at most {most})",
                    field=field,
                    remedy=remedy,
                )

    def _new_id(self) -> str:
        serial = 1 + max((int(id[1:]) for id in self._runs if id[1:].isdigit()), default=0)
        return f"R{serial:05d}"

    def _keep(self, record: RunRecord) -> None:
        folder = self.folder(record.id)
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{RECORD}.part"
        temporary.write_bytes(msgspec.json.encode(record))
        temporary.replace(folder / RECORD)

    def _work(self) -> None:
        while True:
            with self._news:
                if not self._queue and not self._news.wait_for(self._wanted, IDLE_S):
                    self._crew.close(wait=False)
                    self._asked.close(wait=False)
                    self._news.wait_for(self._wanted)
                if self._stopping:
                    return
                record = self._runs[self._queue.popleft()]
                self._current = record.id
                self._cancelled.clear()
                record.state, record.started_ms = RunState.RUNNING, self._clock.now_ms()
                self._keep(record)
            try:
                self._run(record)
            except ScenarioInvalid as invalid:
                self._ended(record, RunState.FAILED, tuple(invalid.lines()[:20]))
            except Exception as error:
                log.exception("run %s failed", record.id)
                self._ended(record, RunState.FAILED, (f"{type(error).__name__}: {error}"[:500],))

    def _wanted(self) -> bool:
        return bool(self._queue) or self._stopping

    def _run(self, record: RunRecord) -> None:
        from simulations.planning import Planner  # its compiler: no screen has to wait for it

        planner = Planner(record.pack, shelf=self.shelf)
        ended = planner.run_all(
            record.scenarios,
            folder=self.folder(record.id),
            on_progress=lambda progress: self._told(record, progress),
            cancelled=self._cancelled.is_set,
            crew=self._crew,
        )
        partial = ended.inputs.partial
        record.cancelled = self._cancelled.is_set() and not self._stopping
        self._ended(record, RunState.PARTIAL if partial else RunState.DONE, ended.inputs.failed)

    def _told(self, record: RunRecord, progress: "Progress") -> None:
        record.done, record.failed = progress.done, progress.failed
        record.preparing = progress.preparing

    def _ended(self, record: RunRecord, state: RunState, failed: tuple[str, ...]) -> None:
        with self._news, contextlib.suppress(OSError):
            record.state, record.failed, record.preparing = state, failed, False
            record.ended_ms = self._clock.now_ms()
            self._current = None
            self._keep(record)
