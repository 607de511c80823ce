"""What planners ask of a pack without a server: its roads at an hour, its kinds of places."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from console.roads.works import RoadWorks
from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.roads.driving import Driving
from geo.routing.matrices import Ends
from stations.organisation import UnitKind
from stations.region import Region

if TYPE_CHECKING:
    from geo.routing.contracted import ContractedRouter


class Day(StrEnum):
    """Two kinds of days have times of their own."""

    WORKDAY = "workday"
    RESTDAY = "restday"


def roads_at(
    region: Region, hour: int, day: Day, driving: Driving
) -> tuple[RoadState, "ContractedRouter"]:
    """The roads and their engine at an hour of a kind of day, nothing closed; takes seconds."""
    # Its compiler takes half a second, which no other command of this program has to wait for.
    from geo.routing.contracted import ContractedRouter

    engine = ContractedRouter(region.roads)
    engine.wait()
    works = RoadWorks(engine, region.profile, region.urban)
    state = works.state((), region.profile.slot(hour, day is Day.WORKDAY), driving)
    return state, engine.under(state)


def _stations(region: Region) -> dict[str, Point]:
    return {u.code: u.point for u in region.units.values() if u.kind is UnitKind.STATION}


def _townships(region: Region) -> dict[str, Point]:
    return {t.code: t.point for t in region.townships.values()}


def _hospitals(region: Region) -> dict[str, Point]:
    return {h.code: h.point for h in region.hospitals.values()}


KINDS: dict[str, Callable[[Region], dict[str, Point]]] = {
    "stations": _stations,
    "townships": _townships,
    "hospitals": _hospitals,
}
"""Places that a pack has by itself, by their name on the command line."""


def ends_of(region: Region, kind: str) -> Ends:
    """All places of a kind."""
    places = KINDS[kind](region)
    return Ends(list(places), list(places.values()))
