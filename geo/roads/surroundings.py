"""What surrounds roads that were drawn without saying so: town or open country."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.roads.driving import Areas
from geo.roads.network import RoadNetwork
from geo.roads.traits import AreaKind


def area_kinds(network: RoadNetwork, urban: BaseGeometry | None) -> Areas:
    """Each arc by its middle: in ``urban`` (degrees) it is a street of a town, else country.

    How a drawn line winds says nothing: many are simplified.
    """
    area = np.full(network.arc_count, AreaKind.RURAL, dtype=np.uint8)
    if urban is None:
        return area
    shapely.prepare(urban)
    middle = [network.point_at(arc, 0.5) for arc in range(network.arc_count)]
    lon, lat = np.array([(p.lon, p.lat) for p in middle]).T
    area[shapely.contains_xy(urban, lon, lat)] = AreaKind.URBAN
    return area
