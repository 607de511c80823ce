"""Valhalla over HTTP: ``status``, ``locate``, ``sources_to_targets`` and ``route``.

Source: the API documentation of the Valhalla project (version 3).
"""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec
import numpy as np

from geo.coordinates import Point, distance_m
from geo.routing.external.server import ServerRouter, TooMany, Way, spread_over
from geo.routing.external.wire import MalformedAnswer, Reply, Wire, read
from geo.routing.router import RouterNotReady

T = TypeVar("T")

PAIRS_MAX = 2_500
"""Pairs in one question as Valhalla is delivered (``max_matrix_location_pairs``)."""
TOO_MANY = frozenset({150, 155})
NO_WAY = frozenset({154, 170, 171, 441, 442, 443})
"""No path, no road near, or farther than the server's limit of distance."""

Lon = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Lat = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]


class _Status(msgspec.Struct):
    version: str
    tileset_last_modified: int


class _Edge(msgspec.Struct):
    correlated_lon: Lon
    correlated_lat: Lat


class _Located(msgspec.Struct):
    edges: list[_Edge] | None = None


class _Columns(msgspec.Struct):
    durations: list[list[float | None]]


class _Matrix(msgspec.Struct):
    sources_to_targets: _Columns


class _Manoeuvre(msgspec.Struct):
    time: Seconds
    begin_shape_index: int
    end_shape_index: int


class _Summary(msgspec.Struct):
    time: Seconds
    length: Seconds


class _Leg(msgspec.Struct):
    summary: _Summary
    shape: str
    maneuvers: list[_Manoeuvre]


class _Trip(msgspec.Struct):
    legs: Annotated[list[_Leg], msgspec.Meta(min_length=1)]


class _Routed(msgspec.Struct):
    trip: _Trip


class _Refusal(msgspec.Struct):
    error_code: int
    error: str = ""


class ValhallaRouter(ServerRouter):
    """Ranks by a running ``valhalla_service``; its version and tiles' age name its roads."""

    def __init__(self, url: str, costing: str = "auto", wire: Wire | None = None) -> None:
        """``costing``: whose driving it reckons, by Valhalla's names."""
        super().__init__("valhalla", url, PAIRS_MAX, wire)
        self._costing = costing

    def _snap(self, points: Sequence[Point]) -> Sequence[Point | None]:
        self._look()
        question = {"locations": [_location(p) for p in points], "costing": self._costing}
        found = self._ask("/locate", question, list[_Located])
        if found is None:
            return [None] * len(points)
        return [_nearest(*pair) for pair in zip(points, found, strict=False)]

    def _table(self, single: Point, others: Sequence[Point], to_single: bool) -> list[float | None]:
        one, many = [_location(single)], [_location(point) for point in others]
        sources, targets = (many, one) if to_single else (one, many)
        question = {"sources": sources, "targets": targets, "verbose": False}
        found = self._ask("/sources_to_targets", question | {"costing": self._costing}, _Matrix)
        if found is not None:
            rows = found.sources_to_targets.durations
            return [row[0] for row in rows if row] if to_single else (rows[0] if rows else [])
        if len(others) == 1:
            return [None]
        half = len(others) // 2  # one place out of reach makes the server refuse them all
        parts = (others[:half], others[half:])
        return [s for part in parts for s in self._table(single, part, to_single)]

    def _way(self, source: Point, target: Point) -> Way | None:
        question = {
            "locations": [_location(source), _location(target)],
            "costing": self._costing,
            "units": "kilometers",
        }
        found = self._ask("/route", question, _Routed)
        if found is None:
            return None
        leg = found.trip.legs[0]
        points = unfold(leg.shape)
        if len(points) < 2:
            points = [source, target]
        return Way(points, _passed_s(leg, points), leg.summary.length * 1000.0)

    def _look(self) -> None:
        """Which tiles it answers from."""
        status = self._answer(self._wire.get("/status"), _Status)
        if status is not None:
            self._data = f"{status.version} {status.tileset_last_modified}"

    def _ask(self, path: str, question: object, kind: type[T]) -> T | None:
        if not self._data:
            self._look()
        return self._answer(self._wire.post(path, question), kind)

    def _answer(self, reply: Reply, kind: type[T]) -> T | None:
        """What it says; None when it says that there is no way."""
        if reply.status == 200:
            return read(reply, kind)
        refusal = read(reply, _Refusal)
        if refusal.error_code in NO_WAY:
            return None
        if refusal.error_code in TOO_MANY:
            raise TooMany(f"Valhalla {refusal.error_code}: {refusal.error}")
        raise RouterNotReady(f"Valhalla {refusal.error_code}: {refusal.error}")


def unfold(shape: str) -> list[Point]:
    """The vertices of a shape: differences in base 64, six decimals, latitude before longitude."""
    values, value, shift = [], 0, 0
    for letter in shape:
        bits = ord(letter) - 63
        if not 0 <= bits < 64:
            raise MalformedAnswer(f"shape 含有 {letter!r} / a sign that no shape has")
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(values) % 2:
        raise MalformedAnswer("shape 不完整 / the shape is cut short")
    degrees = np.cumsum(np.array(values).reshape(-1, 2), axis=0) / 1e6
    return [Point(lon, lat) for lat, lon in degrees.tolist()]


def _location(point: Point) -> dict[str, float]:
    return {"lon": round(point.lon, 6), "lat": round(point.lat, 6)}


def _nearest(point: Point, found: _Located) -> Point | None:
    """Of the roads it names, the nearest; it may name others of equal use first."""
    spots = [Point(edge.correlated_lon, edge.correlated_lat) for edge in found.edges or []]
    return min(spots, key=lambda spot: distance_m(point, spot), default=None)


def _passed_s(leg: _Leg, points: Sequence[Point]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """When each vertex is passed: at one pace within each manoeuvre."""
    passed, now_s = [0.0], 0.0
    for step in leg.maneuvers:
        stretch = points[step.begin_shape_index : step.end_shape_index + 1]
        if step.begin_shape_index == len(passed) - 1 and len(stretch) > 1:
            passed += spread_over(stretch, now_s, now_s + step.time)
        now_s += step.time
    if len(passed) != len(points):
        return np.array([0.0, *spread_over(points, 0.0, leg.summary.time)])
    return np.array(passed) * (leg.summary.time / passed[-1] if passed[-1] > 0.0 else 1.0)
