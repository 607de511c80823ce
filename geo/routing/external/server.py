"""What all engines behind HTTP share: places on their roads, blocks, seconds with their basis."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Point, check_degrees, distance_m
from geo.routing.external.wire import MalformedAnswer, Wire
from geo.routing.router import Basis, RoadPoint, Route, TravelTimes
from geo.routing.stands import access_s

Floats = NDArray[np.float64]
T = TypeVar("T")
U = TypeVar("U")


class Way(msgspec.Struct, frozen=True):
    """One drive from road to road: vertices, and the seconds at which each is passed."""

    points: list[Point]
    passed_s: Floats
    length_m: float


class TooMany(Exception):
    """The server takes fewer places in one question; asked again with half as many."""


class ServerRouter(ABC):
    """A Router over one server. Its roads have no arcs that we know of: ``arc`` is always -1.

    A place is kept by its ``on_road`` coordinates. One that the server finds no road for is
    reached by nobody (``inf``), like one beyond the server's own limit of distance.
    """

    def __init__(self, kind: str, url: str, at_once: int, wire: Wire | None = None) -> None:
        """``at_once``: how many places the server takes in one question, as it is delivered."""
        self._wire = wire or Wire(url)
        self._kind = kind
        self._roads = f"{kind} {self._wire.url}"
        self._at_once = at_once
        self._data = ""

    @property
    def network_version(self) -> str:
        """The engine and the edition of its data, as it last named it."""
        return f"{self._kind} {self._data}".rstrip()

    def locate(self, point: Point) -> RoadPoint:
        """The nearest place on the server's roads."""
        return self.locate_all([point])[0]

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """The same for many points, in as few questions as the server allows."""
        for point in points:
            check_degrees(point.lon, point.lat)
        found: list[Point | None] = []
        self._in_blocks(points, lambda block: found.extend(_all(block, self._snap(block))))
        return [self._placed(*pair) for pair in zip(points, found, strict=True)]

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target, each source's way to the road included."""
        goal, *starts = self._settle([target, *sources])
        seconds = self._seconds(goal, starts, to_single=True)
        return self._times(seconds + np.array([access_s(place) for place in starts]))

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target."""
        start, *goals = self._settle([source, *targets])
        return self._times(self._seconds(start, goals, to_single=False) + access_s(start))

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way that the server knows, or None when there is none."""
        start, goal = self._settle([source, target])
        way = self._way(start.on_road, goal.on_road) if start.network and goal.network else None
        if way is None:
            return None
        passed_s = way.passed_s + access_s(start)
        return Route(
            points=way.points,
            passed_s=passed_s.tolist(),
            duration_s=float(passed_s[-1]),
            length_m=way.length_m,
            basis=Basis.ROAD,
            network_version=self.network_version,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    @abstractmethod
    def _snap(self, points: Sequence[Point]) -> Sequence[Point | None]:
        """The nearest place on a road for each point; None where there is none."""

    @abstractmethod
    def _table(self, single: Point, others: Sequence[Point], to_single: bool) -> list[float | None]:
        """Seconds between one place and others; None where there is no way."""

    @abstractmethod
    def _way(self, source: Point, target: Point) -> Way | None:
        """The fastest drive."""

    def _settle(self, places: Sequence[RoadPoint]) -> list[RoadPoint]:
        """The same places on these roads, also those found without roads or on others."""
        strange = [i for i, place in enumerate(places) if place.network != self._roads]
        settled = list(places)
        for i, place in zip(
            strange, self.locate_all([places[i].point for i in strange]), strict=True
        ):
            settled[i] = place
        return settled

    def _placed(self, point: Point, on_road: Point | None) -> RoadPoint:
        if on_road is None:
            return RoadPoint(point, -1, 0.0, 0.0, point)
        return RoadPoint(point, -1, 0.0, distance_m(point, on_road), on_road, self._roads)

    def _seconds(self, single: RoadPoint, others: Sequence[RoadPoint], to_single: bool) -> Floats:
        """Between road and road; infinite where there is no way."""
        seconds = np.full(len(others), np.inf)
        asked = [i for i, place in enumerate(others) if place.network and single.network]

        def ask(block: Sequence[int]) -> None:
            answer = self._table(single.on_road, [others[i].on_road for i in block], to_single)
            seconds[list(block)] = [np.inf if s is None else s for s in _all(block, answer)]

        self._in_blocks(asked, ask)
        if not (seconds >= 0.0).all():
            raise MalformedAnswer("行车时间为负或不是数 / a time is negative or no number")
        return seconds

    def _in_blocks(self, items: Sequence[T], ask: Callable[[Sequence[T]], object]) -> None:
        """Ask for a few at a time; what the server finds too many is halved, and remembered."""
        first = 0
        while first < len(items):
            block = items[first : first + self._at_once]
            try:
                ask(block)
            except TooMany as refusal:
                if len(block) == 1:
                    raise MalformedAnswer(str(refusal)) from refusal
                self._at_once = (len(block) + 1) // 2
                continue
            first += len(block)

    def _times(self, seconds: Floats) -> TravelTimes:
        return TravelTimes(seconds, Basis.ROAD, self.network_version)


def _all(asked: Sequence[object], answers: Sequence[U]) -> Sequence[U]:
    """An answer for each question, or none counts."""
    if len(answers) != len(asked):
        raise MalformedAnswer(
            f"问 {len(asked)} 处，答 {len(answers)} 处 / {len(answers)} answers to {len(asked)}"
        )
    return answers


def spread_over(points: Sequence[Point], first_s: float, last_s: float) -> list[float]:
    """When each vertex of a stretch is passed that is driven at one pace, the first left out."""
    gaps = [distance_m(*pair) for pair in pairwise(points)]
    along = np.cumsum(gaps)
    whole = along[-1] if len(along) and along[-1] > 0.0 else 1.0
    passed: list[float] = (first_s + (last_s - first_s) * along / whole).tolist()
    return passed
