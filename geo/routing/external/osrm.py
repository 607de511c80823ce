"""OSRM over HTTP: ``nearest``, ``table`` and ``route`` of its v1 interface.

Source: the HTTP API documentation of the osrm-backend project (version 5 and later).
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
import numpy as np

from geo.coordinates import Point
from geo.routing.external.server import ServerRouter, TooMany, Way, spread_over
from geo.routing.external.wire import MalformedAnswer, Wire, read
from geo.routing.router import RouterNotReady

TABLE_MAX = 100
"""Coordinates in one question as ``osrm-routed`` is delivered (``--max-table-size``)."""
NO_WAY = frozenset({"NoRoute", "NoTable", "NoSegment"})

Degrees = tuple[
    Annotated[float, msgspec.Meta(ge=-180, le=180)], Annotated[float, msgspec.Meta(ge=-90, le=90)]
]


class _Waypoint(msgspec.Struct):
    location: Degrees


class _Annotation(msgspec.Struct):
    duration: list[float] = []


class _Leg(msgspec.Struct):
    annotation: _Annotation


class _Line(msgspec.Struct):
    coordinates: list[Degrees]


class _Route(msgspec.Struct):
    duration: Annotated[float, msgspec.Meta(ge=0)]
    distance: Annotated[float, msgspec.Meta(ge=0)]
    legs: Annotated[list[_Leg], msgspec.Meta(min_length=1)]
    geometry: _Line


class _Answer(msgspec.Struct):
    """All answers in one; what a service leaves out stays empty."""

    code: str
    message: str = ""
    data_version: str = ""
    waypoints: list[_Waypoint] = []
    sources: list[_Waypoint] = []
    durations: list[list[float | None]] = []
    routes: list[_Route] = []


class OsrmRouter(ServerRouter):
    """Ranks by a running ``osrm-routed``; ``data_version`` (``osrm-extract``) names its roads."""

    def __init__(self, url: str, profile: str = "driving", wire: Wire | None = None) -> None:
        """``profile``: the word in its addresses; ``osrm-routed`` serves one profile for any."""
        super().__init__("osrm", url, TABLE_MAX - 1, wire)
        self._profile = profile

    def _snap(self, points: Sequence[Point]) -> Sequence[Point | None]:
        # A table says where it placed each of its places: one question for many.
        if len(points) == 1:
            answer = self._ask("nearest", points, "number=1")
            return [Point(*place.location) for place in answer.waypoints] or [None]
        answer = self._ask("table", points, "destinations=0")
        return [Point(*place.location) for place in answer.sources]

    def _table(self, single: Point, others: Sequence[Point], to_single: bool) -> list[float | None]:
        one, many = "0", ";".join(map(str, range(1, len(others) + 1)))
        ends = (many, one) if to_single else (one, many)
        answer = self._ask("table", [single, *others], f"sources={ends[0]}&destinations={ends[1]}")
        if not answer.durations and answer.code in NO_WAY:
            return [None] * len(others)
        rows = answer.durations
        return [row[0] for row in rows if row] if to_single else (rows[0] if rows else [])

    def _way(self, source: Point, target: Point) -> Way | None:
        asked = "overview=full&geometries=geojson&annotations=duration"
        answer = self._ask("route", [source, target], asked)
        if answer.code in NO_WAY:
            return None
        if not answer.routes:
            raise MalformedAnswer("route 没有路线 / Ok, but no route")
        route = answer.routes[0]
        points = [Point(*pair) for pair in route.geometry.coordinates]
        if len(points) < 2:
            raise MalformedAnswer("路线没有线形 / a route without a line")
        return Way(points, _passed_s(route, points), route.distance)

    def _ask(self, service: str, points: Sequence[Point], options: str) -> _Answer:
        where = ";".join(f"{point.lon:.6f},{point.lat:.6f}" for point in points)
        answer = read(
            self._wire.get(f"/{service}/v1/{self._profile}/{where}?generate_hints=false&{options}"),
            _Answer,
        )
        if answer.code == "TooBig":
            raise TooMany(f"OSRM TooBig: {answer.message}")
        if answer.code != "Ok" and answer.code not in NO_WAY:
            raise RouterNotReady(f"OSRM {answer.code}: {answer.message}")
        self._data = answer.data_version
        return answer


def _passed_s(
    route: _Route, points: Sequence[Point]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """When each vertex is passed; what turns cost is spread over the way, as it is not told."""
    steps = np.array(route.legs[0].annotation.duration)
    if len(steps) != len(points) - 1 or not steps.sum() > 0.0:
        return np.array([0.0, *spread_over(points, 0.0, route.duration)])
    return np.concatenate([[0.0], np.cumsum(steps) * (route.duration / steps.sum())])
