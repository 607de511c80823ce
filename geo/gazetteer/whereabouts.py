"""From a point to the words a crew understands: 土城镇西南 3.2 公里，G209 旁."""

from collections.abc import Sequence

import msgspec
import numpy as np
import shapely

from geo.coordinates import Point, bearing_deg, distance_m
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.gazetteer.compass import compass
from geo.gazetteer.place import Place
from geo.gazetteer.road_names import labels_of
from geo.roads.segments import RoadSegment

_AT_SEAT_M = 300.0
_BESIDE_ROAD_M = 150.0
_ROAD_TOLD_M = 5_000.0
_SEAT_TOLD_M = 60_000.0


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """Where a point lies, seen from the seat it belongs to and from the nearest named road.

    ``seat`` is None where none is within 60 km, ``road`` where none is named within 5 km.
    """

    zh: str
    en: str
    seat: Place | None
    seat_distance_m: float | None
    seat_bearing_deg: float | None
    road: str | None
    road_distance_m: float | None


class Describer:
    """Describes points by seats (townships, villages) and named roads."""

    def __init__(self, seats: Sequence[Place], segments: Sequence[RoadSegment]) -> None:
        self._seats = tuple(sorted(seats, key=lambda seat: seat.id))
        self._named = [segment for segment in segments if labels_of(segment)]
        middle = np.mean([seat.point.lat for seat in seats]) if seats else 0.0
        # One scale for the whole region keeps distances within a few per cent: enough to choose by.
        self._scale = np.array([np.cos(np.radians(middle)), 1.0]) * METRES_PER_DEGREE
        self._seat_tree = shapely.STRtree([self._drawn(seat.point) for seat in self._seats])
        self._road_tree = shapely.STRtree(
            [shapely.LineString(np.array(s.coordinates) * self._scale) for s in self._named]
        )

    def describe(self, point: Point, areas: Sequence[str] = ()) -> Whereabouts:
        """``areas`` are the codes around the point: its own township's seat comes before nearer
        ones across the border, for that is who answers for it."""
        seat = self._seat_of(point, areas)
        metres = distance_m(seat.point, point) if seat else None
        bearing = bearing_deg(seat.point, point) if seat else None
        road, road_m = self._road_beside(point)
        zh, en = _words(seat, metres, bearing)
        road_zh, road_en = _road_words(road, road_m)
        return Whereabouts(
            zh="，".join(filter(None, (zh, road_zh))) or "不在已知地点附近",
            en=", ".join(filter(None, (en, road_en))) or "near no known place",
            seat=seat,
            seat_distance_m=_rounded(metres),
            seat_bearing_deg=_rounded(bearing),
            road=road,
            road_distance_m=_rounded(road_m),
        )

    def _seat_of(self, point: Point, areas: Sequence[str]) -> Place | None:
        own = [seat for seat in self._seats if areas and seat.areas[-1:] == tuple(areas[-1:])]
        if own:
            return min(own, key=lambda seat: distance_m(seat.point, point))
        if not self._seats:
            return None
        nearest = self._seats[int(self._seat_tree.nearest(self._drawn(point)))]
        return nearest if distance_m(nearest.point, point) <= _SEAT_TOLD_M else None

    def _road_beside(self, point: Point) -> tuple[str | None, float | None]:
        if not self._named:
            return None, None
        drawn = self._drawn(point)
        found = self._road_tree.query_nearest(drawn, max_distance=_ROAD_TOLD_M)
        if len(found) == 0:
            return None, None
        nearest = min(found.tolist(), key=lambda i: labels_of(self._named[i]))
        metres = float(shapely.distance(self._road_tree.geometries[nearest], drawn))
        return _road_label(self._named[nearest]), metres

    def _drawn(self, point: Point) -> shapely.Point:
        return shapely.Point(np.array([point.lon, point.lat]) * self._scale)


def _road_label(segment: RoadSegment) -> str:
    """The number where there is one: it stands on the posts along the road."""
    return labels_of(segment)[-1]


def _words(seat: Place | None, metres: float | None, bearing: float | None) -> tuple[str, str]:
    if seat is None or metres is None or bearing is None:
        return "", ""
    if metres <= _AT_SEAT_M:
        return f"{seat.name}附近", f"at {seat.name}"
    zh, en = compass(bearing)
    return f"{seat.name}{zh} {_length_zh(metres)}", f"{_length_en(metres)} {en} of {seat.name}"


def _road_words(road: str | None, metres: float | None) -> tuple[str, str]:
    if road is None or metres is None:
        return "", ""
    if metres <= _BESIDE_ROAD_M:
        return f"{road} 旁", f"by {road}"
    return f"距 {road} {_length_zh(metres)}", f"{_length_en(metres)} from {road}"


def _length_zh(metres: float) -> str:
    return f"{metres / 1000:.1f} 公里" if metres >= 950 else f"{round(metres, -1):.0f} 米"


def _length_en(metres: float) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 950 else f"{round(metres, -1):.0f} m"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
