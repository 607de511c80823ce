"""The real roads of a city of seven million (济南), one directed line per direction."""

from pathlib import Path

import shapefile

from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment

KMH = {"motorway": 90.0, "trunk": 70.0, "primary": 55.0, "secondary": 45.0, "tertiary": 35.0}


def jinan_roads(folder: Path) -> RoadNetwork:
    """The network of the shapefiles in this folder."""
    with shapefile.Reader(str(folder / "edges")) as reader:
        segments = [
            RoadSegment(
                coordinates=tuple((x, y) for x, y in found.shape.points),
                road_class=found.record["highway"],
                oneway=True,
                speed_kmh=KMH.get(found.record["highway"], 25.0),
            )
            for found in reader.iterShapeRecords()
        ]
    return RoadNetwork.build(segments, {})
