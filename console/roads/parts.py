"""Makes what keeps the times of the roads, and what rests on them, as they are now."""

import time
from collections.abc import Mapping
from typing import NamedTuple

from console.arrivals import Arrivals
from console.coverage import LiveCoverage
from console.live.hub import Hub
from console.maps.places import Places
from console.roads.fleet_speeds import FleetSpeeds
from console.roads.isochrones import Isochrones
from console.roads.live import LiveRoads
from console.shared_parts import Shared
from geo.roads.driving import Driving
from geo.roads.live_speeds import SpeedTerms
from geo.routing.guarded import GuardedRouter

_ROADS_NOT_RENEWED = (
    "路况未能生效，推荐仍按原路况计算",
    "the latest road restrictions are not in force, rankings go by the former ones",
)


class RoadParts(NamedTuple):
    """What a running server knows of its roads."""

    live_roads: LiveRoads
    arrivals: Arrivals
    fleet_speeds: FleetSpeeds
    isochrones: Isochrones
    coverage: LiveCoverage


def road_parts(shared: Shared, routers: Mapping[Driving, GuardedRouter], hub: Hub) -> RoadParts:
    """Restrictions in force, arrivals, learned speeds, rings, coverage."""
    live_roads = LiveRoads(
        region=shared.region,
        places=Places(shared.region),
        routers=routers,
        readside=shared.readside,
        positions=shared.positions,
        clock=shared.clock,
        on_changed=lambda name: shared.system().roads_changed(name),
        on_trouble=lambda on: hub.set_alarm("roads_not_renewed", on, *_ROADS_NOT_RENEWED),
    )
    arrivals = Arrivals(
        region=shared.region,
        routers=routers,
        readside=shared.readside,
        positions=shared.positions,
        clock=shared.clock,
        link_lost_s=lambda *asked: shared.system().quality.link_lost_s(*asked),
        on_moved=hub.tell_again,
    )
    isochrones = Isochrones(live_roads, shared.clock)
    coverage = LiveCoverage(
        region=shared.region,
        live_roads=live_roads,
        readside=shared.readside,
        positions=shared.positions,
        clock=shared.clock,
        monotonic=time.monotonic,
    )
    speeds = _fleet_speeds(shared, live_roads)
    return RoadParts(live_roads, arrivals, speeds, isochrones, coverage)


def _fleet_speeds(shared: Shared, live_roads: LiveRoads) -> FleetSpeeds:
    """What learns from the fleet how fast the roads are."""
    settings = shared.settings
    terms = SpeedTerms(
        prior=settings.live_speeds_prior,
        window_s=settings.live_speeds_window_minutes * 60.0,
        vehicles_min=settings.live_speeds_vehicles_min,
    )
    return FleetSpeeds(
        live_roads=live_roads,
        readside=shared.readside,
        positions=shared.positions,
        clock=shared.clock,
        terms=terms,
        enabled=settings.live_speeds,
    )
