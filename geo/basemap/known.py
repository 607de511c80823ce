"""Places a pack names itself, so that the map does not write the same name twice."""

from collections.abc import Iterable
from math import cos, hypot, radians

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE

SAME_WITHIN_M = 10_000.0
"""Two places of one name nearer than this are one place: its seat and its middle."""

_ENDINGS = ("街道办事处", "街道", "自治县", "镇", "乡", "县", "区", "市")


def stem(name: str) -> str:
    """A name without the word for what it is: 土城镇 and 土城 are one place."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


class KnownPlaces:
    """Names with their points."""

    def __init__(self, places: Iterable[tuple[str, Point]] = ()) -> None:
        self._points: dict[str, list[Point]] = {}
        for name, point in places:
            self._points.setdefault(stem(name), []).append(point)

    def has(self, name: str, lon: float, lat: float) -> bool:
        """Whether a place of this name, with or without 镇 or 乡, is known near the point."""
        return any(
            hypot((p.lon - lon) * cos(radians(lat)), p.lat - lat) * METRES_PER_DEGREE
            < SAME_WITHIN_M
            for p in self._points.get(stem(name), ())
        )
