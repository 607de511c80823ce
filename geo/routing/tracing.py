"""From the arcs of a drive to the line on the map with the second at which each bend is passed."""

from collections.abc import Sequence

import numpy as np

from geo.coordinates import Point
from geo.roads.network import Floats, RoadNetwork
from geo.routing.router import Basis, Route
from geo.routing.stands import Leg


def trace(network: RoadNetwork, legs: Sequence[Leg], start_s: float) -> Route:
    """The route over these legs, passing its first vertex ``start_s`` after the order to drive."""
    arc = np.array([leg.arc for leg in legs], dtype=np.int32)
    start, end = np.array([(leg.start, leg.end) for leg in legs]).T
    start_at_s = network.seconds_at(arc, start)
    reached_s = np.cumsum(network.seconds_at(arc, end) - start_at_s)

    bends = [_bends(network, leg) for leg in legs]
    fraction, lon, lat = (np.concatenate(parts) for parts in zip(*bends, strict=True))
    leg_of_bend = np.repeat(np.arange(len(legs)), [len(part[0]) for part in bends])
    before_s = np.concatenate([[0.0], reached_s[:-1]]) - start_at_s
    passed_s = before_s[leg_of_bend] + network.seconds_at(arc[leg_of_bend], fraction)

    first = network.point_at(legs[0].arc, legs[0].start)
    return Route(
        points=[first, *map(Point, lon.tolist(), lat.tolist())],
        passed_s=[start_s, *(start_s + passed_s).tolist()],
        duration_s=start_s + float(reached_s[-1]),
        length_m=float((network.arc_metres[arc] * (end - start)).sum()),
        basis=Basis.ROAD,
        network_version=network.network_version,
    )


def _bends(network: RoadNetwork, leg: Leg) -> tuple[Floats, Floats, Floats]:
    """Fraction, longitude and latitude of each vertex after the leg's start, its end included."""
    at, lon, lat = network.shape(leg.arc)
    if leg.start == 0.0 and leg.end == 1.0:
        return at[1:], lon[1:], lat[1:]
    between = at[(at > leg.start) & (at < leg.end)]
    fraction = np.append(between, leg.end)
    return fraction, np.interp(fraction, at, lon), np.interp(fraction, at, lat)
