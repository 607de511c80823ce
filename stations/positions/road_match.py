"""The road a vehicle is on (道路匹配): a step after the fix is accepted, that can lose nothing.

A fix moves its vehicle at once. On which road it is, is worked out beside, for all that came
meanwhile together, and written to the latest position if no newer one has come: so it costs the
intake nothing, and when the matcher fails the positions go on without roads.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from geo.routing.router import RoadPoint
from stations.positions.fix import LivePosition

if TYPE_CHECKING:  # its compiler takes a second to load: not while the server starts
    from geo.matching import Ground, MatchedFix, Refused, Sighting


class OnRoad(NamedTuple):
    """A position with its road; neither where it is off the roads or could not be used.

    ``road`` is for whoever asks the way from there, ``fix`` tells time and confidence too.
    """

    position: LivePosition
    road: RoadPoint | None
    fix: "MatchedFix | None"


class RoadMatcher(Protocol):
    """Follows vehicles along the roads; what it remembers of each does not grow."""

    def match(self, positions: Sequence[LivePosition]) -> list[OnRoad]:
        """The road of each position, given in the order of their times for each vehicle."""
        ...

    def forget(self, vehicle_id: str) -> None:
        """The next position of a vehicle starts afresh."""
        ...


class OnlineRoadMatcher:
    """The matcher on our own network (``geo/matching``). For one thread at a time."""

    def __init__(self, ground: "Ground") -> None:
        from geo.matching import OnlineMatcher

        self._network = ground.network
        self._matcher = OnlineMatcher(ground)

    def match(self, positions: Sequence[LivePosition]) -> list[OnRoad]:
        """See ``RoadMatcher.match``."""
        fixes = self._matcher.match_all([(p.vehicle_id, sighting_of(p)) for p in positions])
        return [self._on_road(p, fix) for p, fix in zip(positions, fixes, strict=True)]

    def forget(self, vehicle_id: str) -> None:
        """See ``RoadMatcher.forget``."""
        self._matcher.forget(vehicle_id)

    def _on_road(self, position: LivePosition, fix: "MatchedFix | Refused") -> OnRoad:
        from geo.matching import Refused

        if isinstance(fix, Refused):
            return OnRoad(position, None, None)
        if fix.off_road:
            return OnRoad(position, None, fix)
        shape = self._network.shape_version
        place = RoadPoint(position.point, fix.arc, fix.fraction, fix.access_m, fix.on_road, shape)
        return OnRoad(position, place, fix)


def sighting_of(position: LivePosition) -> "Sighting":
    """A position as evidence for the matcher."""
    from geo.matching import Sighting

    # A terminal without a compass sends 0 for its heading, and north is one degree of 360.
    heading = position.heading_deg or None
    return Sighting(
        point=position.point,
        at_ms=position.at_ms,
        speed_kmh=position.speed_kmh,
        heading_deg=heading,
    )
