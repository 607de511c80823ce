"""The greater roads of a network as lines, for the map."""

from collections.abc import Iterator

import numpy as np

from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment
from geo.roads.traits import RoadClass


def main_roads(
    network: RoadNetwork, least: RoadClass = RoadClass.TERTIARY_LINK
) -> Iterator[RoadSegment]:
    """Each stretch once, from the greatest class down to ``least``; ferries too."""
    traits = network.traits
    if traits is None:
        return
    wanted = (traits.road_class <= least) | (traits.road_class == RoadClass.FERRY)
    once = (network.arc_reverse < 0) | (network.arc_reverse > np.arange(network.arc_count))
    for arc in np.flatnonzero(wanted & once).tolist():
        _, lon, lat = network.shape(arc)
        yield RoadSegment(
            coordinates=tuple(zip(lon.tolist(), lat.tolist(), strict=True)),
            road_class=RoadClass(int(traits.road_class[arc])).name.lower(),
            name=network.names[network.arc_name[arc]],
            ref=network.names[traits.reference[arc]],
            oneway=bool(network.arc_reverse[arc] < 0),
        )
