"""Servers of other projects: refusals, garbled answers, silence, and how far they differ."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from geo.coordinates import Point
from geo.roads.network import RoadNetwork
from geo.routing.estimate import StraightLineRouter
from geo.routing.external.osrm import OsrmRouter
from geo.routing.external.server import ServerRouter
from geo.routing.external.valhalla import ValhallaRouter, unfold
from geo.routing.external.wire import TRIES, MalformedAnswer, Wire
from geo.routing.guarded import FAILED, NOT_READY, GuardedRouter
from geo.routing.router import Basis, Router, RouterNotReady
from geo.routing.scipy_router import ScipyRouter
from tests.geo.drawing import draw
from tests.support.road_engines import osrm, valhalla
from tests.support.server import free_port

HERE, THERE = Point(110.0, 33.0), Point(110.01, 33.0)
Answer = Callable[[str], tuple[int, bytes]]


@contextmanager
def speaking(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server that answers as told, with its address and the questions it heard."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            heard.append(self.path)
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def guarded(router: Router) -> GuardedRouter:
    guard = GuardedRouter(StraightLineRouter(1.4, 45.0), deadline_s=30.0)
    guard.use(router)
    return guard


@pytest.mark.parametrize("kind", [OsrmRouter, ValhallaRouter])
def test_a_server_that_is_away_leaves_a_labelled_estimate(
    kind: Callable[[str], ServerRouter],
) -> None:
    router = kind(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(RouterNotReady, match="LIANDONG_ROUTER_URL"):
        router.locate(HERE)
    guard = guarded(router)
    times = guard.times_to(guard.locate(HERE), [guard.locate(THERE)])
    assert (times.basis, times.note) == (Basis.ESTIMATE, NOT_READY)
    assert guard.last_failure is not None
    assert "检查该服务" in guard.last_failure.detail
    router.close()


@pytest.mark.parametrize("kind", [OsrmRouter, ValhallaRouter])
@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'{"code":"Ok"}', b'{"code":"Ok","sources":[{"location":[999,0]}]}', b""],
)
def test_what_is_no_answer_is_not_believed(
    kind: Callable[[str], ServerRouter], body: bytes
) -> None:
    with speaking(lambda _: (200, body)) as (url, _):
        router = kind(url)
        guard = guarded(router)
        places = guard.locate_all([HERE, THERE])
        times = guard.times_to(places[0], places)
        assert (times.basis, times.note) == (Basis.ESTIMATE, FAILED)
        assert guard.last_failure is not None
        assert guard.last_failure.detail.startswith(MalformedAnswer.__name__)
        router.close()


def test_times_that_cannot_be_are_not_believed() -> None:
    waypoint = '{"location":[110,33]}'
    answers = {
        "nearest": f'{{"code":"Ok","waypoints":[{waypoint}]}}',
        "table": f'{{"code":"Ok","sources":[{waypoint}],"durations":[[-5.0]]}}',
    }
    with speaking(lambda path: (200, answers[path.split("/")[1]].encode())) as (url, _):
        router = OsrmRouter(url)
        place = router.locate(HERE)
        with pytest.raises(MalformedAnswer, match="negative"):
            router.times_to(place, [place])
        router.close()


def test_a_busy_server_is_asked_a_bounded_number_of_times() -> None:
    with speaking(lambda _: (503, b"")) as (url, heard):
        router = OsrmRouter(url)
        with pytest.raises(RouterNotReady, match="HTTP 503"):
            router.locate(HERE)
        assert len(heard) == TRIES
        router.close()


def test_a_server_that_never_answers_is_given_up() -> None:
    silence = threading.Event()
    with speaking(lambda _: (200, b"{}") if silence.wait(60) else (200, b"")) as (url, heard):
        router = OsrmRouter(url, wire=Wire(url, timeout_s=0.2))
        with pytest.raises(RouterNotReady, match="ReadTimeout"):
            router.locate(HERE)
        assert len(heard) == 1
        silence.set()
        router.close()


def test_an_endless_answer_is_cut_off() -> None:
    with speaking(lambda _: (200, b" " * 9_000_000)) as (url, _):
        router = OsrmRouter(url)
        with pytest.raises(MalformedAnswer, match="too long"):
            router.locate(HERE)
        router.close()


@pytest.mark.parametrize("shape", ["\x01", "_ibE", "_"])
def test_a_shape_that_is_none_is_refused(shape: str) -> None:
    with pytest.raises(MalformedAnswer, match="shape"):
        unfold(shape)


def scattered(network: RoadNetwork, count: int) -> list[Point]:
    rng = np.random.default_rng(120)
    nodes = rng.integers(0, network.node_count, count)
    return [Point(float(network.node_lon[i]), float(network.node_lat[i])) for i in nodes]


@pytest.mark.slow
def test_osrm_on_the_roads_of_jinan_in_our_seconds_agrees_and_takes_any_number_of_places(
    jinan: RoadNetwork, tmp_path: Path
) -> None:
    points = scattered(jinan, 120)
    own = ScipyRouter(jinan)
    with osrm(jinan, tmp_path, "--max-table-size", "40") as url:
        router = OsrmRouter(url, wire=Wire(url, timeout_s=60.0))
        places = router.locate_all(points)
        theirs = router.times_to(places[0], places)
        ours = own.times_to(own.locate(points[0]), own.locate_all(points)).seconds
        same = [place.access_m < 1.0 for place in places]  # neither lets one stand on an island
        both = same & np.isfinite(ours) & np.isfinite(theirs.seconds)
        off = np.abs(theirs.seconds - ours)[both] / np.maximum(ours[both], 60.0)
        assert both.sum() >= 100
        assert np.median(off) < 0.01
        assert jinan.network_version in theirs.network_version
        router.close()


@pytest.mark.slow
def test_valhalla_answers_for_hundreds_of_places_though_one_is_beyond_its_reach(
    tmp_path: Path,
) -> None:
    town = draw("A...B\n.....\nC...D", "A-B B-D C-D A-C")
    with valhalla(town.network, tmp_path) as url:
        router = ValhallaRouter(url, wire=Wire(url, timeout_s=60.0))
        near = [Point(110.0 + i * 1e-5, 33.0) for i in range(2600)]
        target = router.locate(HERE)
        far = router.locate(Point(70.0, 10.0))
        seconds = router.times_to(target, [*router.locate_all(near), far]).seconds
        assert np.isfinite(seconds[:-1]).all()
        assert seconds[-1] == np.inf
        assert router.route(far, target) is None
        assert router.network_version.startswith("valhalla 3.")
        router.close()
