"""Nobody waits for a router: failures and hangs become labelled estimates."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from sys import getswitchinterval, setswitchinterval
from threading import Event, active_count
from time import monotonic

import pytest

from geo.coordinates import CoordinateError, Point
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import FAILED, NOT_READY, SLOW, GuardedRouter
from geo.routing.router import Basis, RoadPoint, RouterNotReady, TravelTimes
from geo.routing.scipy_router import ScipyRouter
from tests.geo.drawing import draw

TOWN = draw("A.B..C", "A-B B-C")
HERE, THERE = TOWN.point("A"), TOWN.point("C")
ROAD_S = 300.0
ESTIMATE = StraightLineRouter(1.5, 40.0)


class Troubled(ScipyRouter):
    """A real engine that first does whatever the test tells it to."""

    trouble: Callable[[], object] = staticmethod(lambda: None)

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        self.trouble()
        return super().times_to(target, sources)


@pytest.fixture
def engine() -> Troubled:
    return Troubled(TOWN.network)


@pytest.fixture
def release() -> Iterator[Event]:
    """Ends a hang; set at the end of the test at the latest, so that no thread stays behind."""
    event = Event()
    yield event
    event.set()


def ask(router: GuardedRouter) -> TravelTimes:
    return router.times_to(router.locate(THERE), [router.locate(HERE)])


def raise_(error: BaseException) -> None:
    raise error


def test_without_a_network_the_answer_is_an_estimate_that_says_so() -> None:
    guarded = GuardedRouter(ESTIMATE)
    times = ask(guarded)
    assert (times.basis, times.note) == (Basis.ESTIMATE, NOT_READY)
    assert not guarded.ready
    assert guarded.network_version == times.network_version == ESTIMATE.network_version


def test_with_a_network_the_answer_is_road_time_without_a_note(engine: Troubled) -> None:
    guarded = GuardedRouter(ESTIMATE)
    guarded.use(engine)
    times = ask(guarded)
    assert (times.basis, times.note) == (Basis.ROAD, "")
    assert times.seconds.tolist() == pytest.approx([ROAD_S], abs=0.01)
    assert guarded.ready
    assert guarded.network_version == engine.network_version
    assert (guarded.failures, guarded.last_failure) == ({}, None)


def test_places_found_before_the_network_was_loaded_are_placed_on_it(engine: Troubled) -> None:
    guarded = GuardedRouter(ESTIMATE)
    here, there = guarded.locate(HERE), guarded.locate(THERE)
    assert here.arc == -1
    guarded.use(engine)
    assert guarded.times_from(here, [there]).seconds.tolist() == pytest.approx([ROAD_S], abs=0.01)
    route = guarded.route(here, there)
    assert route is not None
    assert route.basis is Basis.ROAD
    assert route.duration_s == pytest.approx(ROAD_S, abs=0.01)


def test_places_of_a_former_network_are_placed_on_the_new_one(engine: Troubled) -> None:
    guarded = GuardedRouter(ESTIMATE)
    guarded.use(ScipyRouter(draw("C.B..A", "C-B B-A").network))
    here, there = guarded.locate(HERE), guarded.locate(THERE)
    guarded.use(engine)
    assert guarded.times_to(there, [here]).seconds.tolist() == pytest.approx([ROAD_S], abs=0.01)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ZeroDivisionError("metric"), FAILED),
        (SystemExit("a compiled engine panics"), FAILED),
        (RouterNotReady("loading"), NOT_READY),
    ],
)
def test_an_engine_that_fails_is_replaced_by_the_estimate_and_counted(
    engine: Troubled, error: BaseException, code: str
) -> None:
    guarded = GuardedRouter(ESTIMATE)
    guarded.use(engine)
    engine.trouble = lambda: raise_(error)
    times = ask(guarded)
    assert (times.basis, times.note) == (Basis.ESTIMATE, code)
    assert guarded.failures == {code: 1}
    assert guarded.last_failure is not None
    assert str(error) in guarded.last_failure.detail
    engine.trouble = lambda: None
    assert ask(guarded).basis is Basis.ROAD


def test_a_hanging_engine_costs_one_deadline_and_then_nothing(
    engine: Troubled, release: Event
) -> None:
    guarded = GuardedRouter(ESTIMATE, deadline_s=0.05)
    guarded.use(engine)
    engine.trouble = release.wait
    threads, started = active_count(), monotonic()
    answers = [ask(guarded) for _ in range(200)]
    assert monotonic() - started < 5.0
    assert {(times.basis, times.note) for times in answers} == {(Basis.ESTIMATE, SLOW)}
    assert active_count() == threads
    assert not guarded.ready
    assert guarded.network_version == ESTIMATE.network_version


def test_an_engine_that_comes_back_is_used_again(engine: Troubled, release: Event) -> None:
    guarded = GuardedRouter(ESTIMATE, deadline_s=0.05)
    guarded.use(engine)
    engine.trouble = release.wait
    assert ask(guarded).note == SLOW
    release.set()
    deadline = monotonic() + 10.0
    while not guarded.ready and monotonic() < deadline:
        Event().wait(0.005)
    assert ask(guarded).basis is Basis.ROAD


def test_many_dispatchers_at_once_all_get_an_answer_from_a_hanging_engine(
    engine: Troubled, release: Event
) -> None:
    guarded = GuardedRouter(ESTIMATE, deadline_s=0.1)
    guarded.use(engine)
    engine.trouble = release.wait
    with ThreadPoolExecutor(16) as desks:
        answers = list(desks.map(lambda _: ask(guarded), range(64)))
    assert {times.note for times in answers} == {SLOW}
    assert guarded.failures[SLOW] >= 64


def test_a_new_network_takes_over_from_a_hanging_one(engine: Troubled, release: Event) -> None:
    guarded = GuardedRouter(ESTIMATE, deadline_s=0.05)
    guarded.use(engine)
    engine.trouble = release.wait
    assert ask(guarded).note == SLOW
    guarded.use(ScipyRouter(TOWN.network))
    assert ask(guarded).basis is Basis.ROAD


def test_unreachable_is_the_engines_answer_and_no_failure() -> None:
    one_way = draw("A.B", "A>B")
    guarded = GuardedRouter(ESTIMATE)
    guarded.use(ScipyRouter(one_way.network))
    here, there = guarded.locate(one_way.point("A")), guarded.locate(one_way.point("B"))
    assert guarded.route(there, here) is None
    assert guarded.times_to(here, [there]).seconds.tolist() == [float("inf")]
    assert guarded.failures == {}


def test_a_point_that_is_no_place_is_the_askers_error_and_no_failure(engine: Troubled) -> None:
    guarded = GuardedRouter(ESTIMATE)
    with pytest.raises(CoordinateError):
        guarded.locate(Point(float("nan"), 33.0))
    guarded.use(engine)
    with pytest.raises(CoordinateError):
        guarded.locate(Point(110.0, float("inf")))
    assert guarded.failures == {}


def test_no_question_is_lost_between_two_engines_while_the_roads_are_renewed(
    engine: Troubled,
) -> None:
    guarded, renewed = GuardedRouter(ESTIMATE, deadline_s=10.0), Event()
    guarded.use(engine)

    def keep_asking() -> None:
        while not renewed.is_set():
            guarded.locate(HERE)

    usual_s = getswitchinterval()
    setswitchinterval(1e-6)  # threads change in the middle of everything
    try:
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(keep_asking) for _ in range(4)]
            for _ in range(1000):
                guarded.use(engine)
            renewed.set()
            for each in asked:
                each.result()
    finally:
        renewed.set()
        setswitchinterval(usual_s)
    assert guarded.failures == {}
