"""Nobody waits for a router: what is not answered in time is estimated, and labelled so.

A dispatcher with a caller on the line gets a ranking within the deadline, whatever happens to the
engine behind it: still loading, failed, or hanging.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

import msgspec

from geo.coordinates import Point, check_degrees
from geo.routing.router import RoadPoint, Route, Router, RouterNotReady, TravelTimes, table

T = TypeVar("T")
_Asked = tuple[Future[Any], Callable[[Router], Any]]

NOT_READY = "router_not_ready"
FAILED = "router_failed"
SLOW = "router_slow"


class Failure(msgspec.Struct, frozen=True):
    """Why the last question to the engine was answered by the estimate."""

    code: str
    detail: str


class _Refused(Exception):
    """The engine gave no answer; carries the code that labels the estimate."""


class GuardedRouter:
    """Asks the engine in a thread of its own, and the estimate when that gives no answer in time.

    The engine is set by ``use`` when its network is loaded. While one of its answers is overdue it
    is not asked again, so that a hanging engine holds one thread and delays one question, not all.
    """

    def __init__(self, estimate: Router, deadline_s: float = 0.3) -> None:
        self._estimate = estimate
        self._deadline_s = deadline_s
        self._engine: _Engine | None = None
        self._lock = Lock()
        self._failures: Counter[str] = Counter()
        self._last_failure: Failure | None = None

    def use(self, router: Router) -> None:
        """Take this engine from now on, in place of any other."""
        engine = _Engine(router)
        with self._lock:
            former, self._engine = self._engine, engine
            if former is not None:
                former.dismiss()

    @property
    def ready(self) -> bool:
        """Whether the next question goes to the engine."""
        engine = self._engine
        return engine is not None and not engine.overdue

    @property
    def last_failure(self) -> Failure | None:
        """Why the estimate last had to answer; None when it never had to."""
        return self._last_failure

    @property
    def failures(self) -> dict[str, int]:
        """How many questions the estimate had to answer, by code."""
        with self._lock:
            return dict(self._failures)

    @property
    def network_version(self) -> str:
        """The version of whoever answers the next question."""
        engine = self._engine
        return engine.version if engine and not engine.overdue else self._estimate.network_version

    def locate(self, point: Point) -> RoadPoint:
        """The nearest place on a road; without an engine the point itself, placed later."""
        check_degrees(point.lon, point.lat)
        return self._ask(lambda r: r.locate(point))[0]

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """The same for many points, with one question to the engine."""
        return self._ask(lambda r: r.locate_all(points))[0]

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target; ``note`` names why it is an estimate."""
        times, code = self._ask(lambda r: r.times_to(target, sources))
        return msgspec.structs.replace(times, note=code) if code else times

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target; ``note`` names why it is an estimate."""
        times, code = self._ask(lambda r: r.times_from(source, targets))
        return msgspec.structs.replace(times, note=code) if code else times

    def matrix(self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from each source (row) to each target (column); ``note`` as above."""
        times, code = self._ask(lambda r: table(r, sources, targets))
        return msgspec.structs.replace(times, note=code) if code else times

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way; its ``basis`` says whether it is one."""
        return self._ask(lambda r: r.route(source, target))[0]

    def _ask(self, question: Callable[[Router], T]) -> tuple[T, str]:
        """The engine's answer and no code, or the estimate's with the code that says why."""
        try:
            with self._lock:  # so that nothing slips in behind an engine's last question
                engine = self._engine
                if engine is None:
                    raise _Refused(NOT_READY, "尚未载入路网 / no road network loaded yet")
                answer = engine.ask(question)
            return engine.wait(answer, self._deadline_s), ""
        except _Refused as refused:
            failure = Failure(*refused.args)
        with self._lock:
            self._failures[failure.code] += 1
            self._last_failure = failure
        return question(self._estimate), failure.code


class _Engine:
    """One engine and the one thread that may touch it."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._questions: SimpleQueue[_Asked | None] = SimpleQueue()
        self._overdue: Future[Any] | None = None
        Thread(target=self._work, args=(router,), name="liandong-router", daemon=True).start()

    @property
    def version(self) -> str:
        """What the engine says it answers from, now: another's server may renew its roads."""
        return self._router.network_version

    @property
    def overdue(self) -> bool:
        """Whether a question that ran into the deadline is still being worked on."""
        return self._overdue is not None and not self._overdue.done()

    def ask(self, question: Callable[[Router], T]) -> Future[T]:
        """Where the engine's answer will be, or ``_Refused``."""
        if self.overdue:
            raise _Refused(SLOW, "上一次计算仍未返回 / an earlier question is still unanswered")
        answer: Future[T] = Future()
        self._questions.put((answer, question))
        return answer

    def wait(self, answer: Future[T], deadline_s: float) -> T:
        """The engine's answer, or ``_Refused``."""
        try:
            error = answer.exception(timeout=deadline_s)
        except TimeoutError:
            # One that was only queued behind the slow one is withdrawn, one that runs is overdue.
            if not answer.cancel():
                self._overdue = answer
            raise _Refused(
                SLOW, f"超过 {deadline_s:g} 秒 / no answer in {deadline_s:g} s"
            ) from None
        if error is None:
            return answer.result()
        code = NOT_READY if isinstance(error, RouterNotReady) else FAILED
        raise _Refused(code, f"{type(error).__name__}: {error}") from error

    def dismiss(self) -> None:
        """Let the thread end after the questions it already has."""
        self._questions.put(None)

    def _work(self, router: Router) -> None:
        """Answer one question after the other. A compiled engine may raise any BaseException."""
        while (asked := self._questions.get()) is not None:
            answer, question = asked
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(question(router))
            except BaseException as error:
                answer.set_exception(error)
