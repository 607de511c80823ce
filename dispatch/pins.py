"""Where each vehicle stands on the road, looked up once per move and not once per question."""

from collections.abc import Mapping
from itertools import count

from geo.coordinates import Point
from geo.routing.router import RoadPoint, Router


class RoadPins:
    """A vehicle's place on the network (图钉), renewed when the vehicle has moved.

    A place that the vehicle's own drive has told (``matched``: which of two parallel roads) is
    better than the nearest road. One found while no roads were loaded is looked up again. Owned by
    the thread that ranks; bounded by the number of vehicles.
    """

    def __init__(self, router: Router) -> None:
        self.router = router
        self._pins: dict[str, RoadPoint] = {}
        self._looks = count()
        self._looked: dict[str, int] = {}
        """The number of the last look at each vehicle."""

    def locate(
        self,
        places: Mapping[str, Point],
        matched: Mapping[str, RoadPoint] | None = None,
        at_once_max: int | None = None,
    ) -> list[RoadPoint]:
        """The road points of vehicles that are at these places, in the order given.

        With ``at_once_max`` of those that moved the others keep theirs; they take turns."""
        for vehicle_id, road in (matched or {}).items():
            if road.point == places.get(vehicle_id):
                self._pins[vehicle_id] = road
        moved = [i for i, point in places.items() if self._is_new(i, point)]
        if at_once_max is not None and len(moved) > at_once_max:
            moved.sort(key=lambda i: self._looked.get(i, -1))
            unknown = sum(i not in self._pins for i in moved)
            moved = moved[: max(at_once_max, unknown)]
        found = self.router.locate_all([places[i] for i in moved])
        self._pins.update(zip(moved, found, strict=True))
        self._looked.update(dict.fromkeys(moved, next(self._looks)))
        return [self._pins[vehicle_id] for vehicle_id in places]

    def _is_new(self, vehicle_id: str, point: Point) -> bool:
        pin = self._pins.get(vehicle_id)
        return pin is None or pin.point != point or not pin.network
