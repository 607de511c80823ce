"""Where the day's vehicles really are: what their GPS terminals measure."""

from geo.coordinates import Point
from simulations.day.driving import Leg, Movement


class Body:
    """One vehicle in the world: standing somewhere since a moment, or on a leg."""

    def __init__(self, vehicle_id: str, point: Point, since_ms: int) -> None:
        self.vehicle_id = vehicle_id
        self.leg: Leg | None = None
        self.errand: str | None = None
        """What the leg is driven for; another errand needs another leg."""
        self.road_news = 0
        """Of which news of the roads the leg knows; after others the way is asked again."""
        self.sets_off = False
        """It rolls already, but which way is only being asked: nothing is measured meanwhile."""
        self._point = point
        self._since_ms = since_ms
        self._heading_deg = 0.0

    def at(self, at_ms: int) -> Movement:
        """Place, speed and heading at a moment."""
        if self.leg is None:
            return Movement(self._point, 0.0, self._heading_deg)
        return self.leg.at(at_ms)

    def is_moving(self, at_ms: int) -> bool:
        """Whether the wheels turn."""
        return self.leg is not None and self.leg.start_ms <= at_ms < self.leg.arrival_ms

    def drive(
        self, errand: str, start_ms: int, points: list[Point], passed_s: list[float], factor: float
    ) -> None:
        """Set off from where it stands, not before it came there."""
        start_ms = max(start_ms, self._since_ms)
        self.leg = Leg(start_ms, self.at(start_ms).point, points, passed_s, factor)
        self.errand = errand

    def wait(self, errand: str, now_ms: int) -> None:
        """No open road leads there: stay on this side, and keep the errand."""
        self.stand(now_ms)
        self.errand = errand

    def arrival_ms(self, errand: str) -> int | None:
        """When the leg for this errand ends; None while there is none."""
        return self.leg.arrival_ms if self.leg is not None and self.errand == errand else None

    def stand(self, now_ms: int) -> None:
        """Stop where it is now, or stay where it arrived."""
        if self.leg is not None:
            movement = self.leg.at(now_ms)
            self._since_ms = min(now_ms, self.leg.arrival_ms)
            self._point, self._heading_deg = movement.point, movement.heading_deg
        self.leg = self.errand = None

    def place(self, point: Point, since_ms: int) -> None:
        """Put it somewhere: into its garage, or where the system last saw it."""
        self.leg = self.errand = None
        self._point, self._since_ms = point, since_ms
