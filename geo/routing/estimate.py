"""The answer when there is no road network: straight line × detour factor, and labelled so."""

from collections.abc import Sequence

import numpy as np

from geo.coordinates import Point, check_degrees, distance_m
from geo.routing.router import Basis, RoadPoint, Route, TravelTimes


class StraightLineRouter:
    """Estimates from the crow's flight; always ready, never fails, says ``Basis.ESTIMATE``."""

    def __init__(self, detour_factor: float, speed_kmh: float) -> None:
        """``detour_factor``: road over straight length, 1.3 in plains to 1.8 in mountains."""
        if not (1.0 <= detour_factor < float("inf") and 0.0 < speed_kmh < float("inf")):
            raise ValueError(
                f"detour_factor={detour_factor}, speed_kmh={speed_kmh}: "
                "绕行系数须 ≥ 1，车速须 > 0 / the factor must be ≥ 1 and the speed > 0"
            )
        self._detour_factor = detour_factor
        self._metres_per_s = speed_kmh / 3.6
        self.network_version = f"estimate-{detour_factor:g}x{speed_kmh:g}"

    def locate(self, point: Point) -> RoadPoint:
        """The point itself: there is no road to stand on."""
        check_degrees(point.lon, point.lat)
        return RoadPoint(point, arc=-1, fraction=0.0, access_m=0.0, on_road=point)

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """The points themselves."""
        return [self.locate(point) for point in points]

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Estimated seconds from every source to one target."""
        return self._times([self._metres(source, target) for source in sources])

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Estimated seconds from one source to every target."""
        return self._times([self._metres(source, target) for target in targets])

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The straight line, at the pace that the estimate assumes."""
        metres = self._metres(source, target)
        seconds = metres / self._metres_per_s
        return Route(
            points=[source.point, target.point],
            passed_s=[0.0, seconds],
            duration_s=seconds,
            length_m=metres,
            basis=Basis.ESTIMATE,
            network_version=self.network_version,
        )

    def _metres(self, source: RoadPoint, target: RoadPoint) -> float:
        """Probable road length between two places, from where they really are."""
        return distance_m(source.point, target.point) * self._detour_factor

    def _times(self, metres: Sequence[float]) -> TravelTimes:
        seconds = np.array(metres, dtype=np.float64) / self._metres_per_s
        return TravelTimes(seconds, Basis.ESTIMATE, self.network_version)
