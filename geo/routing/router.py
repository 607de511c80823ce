"""The one door to road time: whoever ranks, refreshes or plans asks a ``Router``.

Nothing of an engine's own types passes this door, so that the engine can be replaced (see
``docs/decisions``). Unreachable is an answer (``inf`` seconds or no route), never an error.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.roads.snapping import Snapper


class Basis(StrEnum):
    """What a travel time rests on; shown beside every ETA that is not a road time."""

    ROAD = "road"
    ESTIMATE = "estimate"


class RoadPoint(msgspec.Struct, frozen=True):
    """A place on the network: ``fraction`` of the way along directed arc ``arc``.

    ``arc`` is -1 where there is no network to stand on. ``access_m`` is the distance between the
    asked point and the road; whoever shows an ETA says so when it is a walk. ``network`` names the
    roads that ``arc`` belongs to: an engine with other roads places ``point`` anew by itself, so a
    place may be kept as long as its point is true.
    """

    point: Point
    arc: int
    fraction: float
    access_m: float
    on_road: Point
    network: str = ""


class TravelTimes(msgspec.Struct, frozen=True):
    """Seconds for each asked pair (``inf`` = unreachable), with what they rest on."""

    seconds: NDArray[np.float64]
    basis: Basis
    network_version: str
    note: str = ""


class Route(msgspec.Struct, frozen=True):
    """One way to drive: WGS-84 vertices with the seconds at which each is passed.

    It runs from road to road. ``passed_s`` starts with the seconds the vehicle needs to reach the
    road and ends with ``duration_s``, which is the same figure that the ranking shows.
    """

    points: list[Point]
    passed_s: list[float]
    duration_s: float
    length_m: float
    basis: Basis
    network_version: str


class Router(Protocol):
    """Road time between places, on the network as it is now."""

    @property
    def network_version(self) -> str:
        """Names the network and the speeds in force, for the record of a decision."""
        ...

    def locate(self, point: Point) -> RoadPoint:
        """The nearest place on a road, however far: any coordinate is accepted."""
        ...

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """The same for many points at once, which costs far less than one by one."""
        ...

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target (rank vehicles for a scene).

        A source's way to the road counts; the target's ``access_m`` is left to the caller to show.
        """
        ...

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target (rank hospitals)."""
        ...

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way, or None when the target cannot be reached."""
        ...


@runtime_checkable
class TableRouter(Router, Protocol):
    """An engine that answers for many places on both sides at once."""

    def matrix(
        self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]
    ) -> NDArray[np.float64]:
        """Seconds from each source (row) to each target (column), infinite where no way is."""
        ...


def table(
    router: Router, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]
) -> TravelTimes:
    """Seconds from each source (row) to each target (column), however the engine gets them."""
    version = router.network_version
    if isinstance(router, TableRouter):
        try:
            return TravelTimes(router.matrix(sources, targets), Basis.ROAD, version)
        except RouterNotReady:
            pass  # the hierarchy is still being made: a plain search answers one by one
    columns = [router.times_to(target, sources) for target in targets]
    seconds = np.array([times.seconds for times in columns]).reshape(len(targets), len(sources))
    basis = columns[0].basis if columns else Basis.ROAD
    return TravelTimes(seconds.T, basis, version)


@runtime_checkable
class AdjustableRouter(Router, Protocol):
    """An engine whose times can be replaced while the former ones go on answering."""

    @property
    def network(self) -> RoadNetwork:
        """The roads, with the times in force."""
        ...

    @property
    def snapper(self) -> Snapper:
        """Who finds the road nearest to a point."""
        ...

    def under(self, state: RoadState) -> Router:
        """The same engine in another state of its own roads; places stay valid."""
        ...


class RouterNotReady(Exception):
    """The engine has no network yet, or failed; callers fall back to a labelled estimate."""
