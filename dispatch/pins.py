"""Where each vehicle stands on the road, looked up once per move and not once per question."""

from geo.coordinates import Point
from geo.routing.router import RoadPoint, Router


class RoadPins:
    """A vehicle's place on the network (图钉), renewed when the vehicle has moved.

    A place found while no roads were loaded is looked up again. Owned by the thread that ranks;
    bounded by the number of vehicles.
    """

    def __init__(self, router: Router) -> None:
        self.router = router
        self._pins: dict[str, RoadPoint] = {}

    def locate(self, vehicle_id: str, point: Point) -> RoadPoint:
        """The road point of a vehicle that is at ``point``."""
        pin = self._pins.get(vehicle_id)
        if pin is None or pin.point != point or not pin.network:
            pin = self._pins[vehicle_id] = self.router.locate(point)
        return pin
