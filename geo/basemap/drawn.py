"""The base map's features out of what a region has itself: its roads and its areas."""

from collections.abc import Iterable, Iterator, Sequence

import shapely

from geo.basemap.features import Layer, MapFeature
from geo.basemap.rules import ROAD_ZOOMS
from geo.regions.areas import Area, AreaKind
from geo.roads.segments import RoadSegment
from geo.roads.traits import RoadClass

AREA_ZOOMS = {AreaKind.PREFECTURE: 0, AreaKind.COUNTY: 0, AreaKind.TOWNSHIP: 9}
DRAWN_ZOOM = 5
_ZOOMS = {road.name.lower(): zoom for road, zoom in ROAD_ZOOMS.items()}


def road_features(segments: Iterable[RoadSegment], *, sparse: bool) -> Iterator[MapFeature]:
    """Roads by class. ``sparse``: so few that all are shown from afar, as hand-drawn ones are."""
    for segment in segments:
        known = segment.road_class in _ZOOMS
        properties: dict[str, str | int | bool] = {
            # A class of the pack's own making is a road, and no more is known of it.
            "class": segment.road_class if known else RoadClass.UNCLASSIFIED.name.lower(),
        }
        properties |= {"name": segment.name} if segment.name else {}
        properties |= {"ref": segment.ref} if segment.ref else {}
        properties |= {"schematic": True} if segment.schematic else {}
        zoom_min = DRAWN_ZOOM if sparse else _ZOOMS.get(segment.road_class, DRAWN_ZOOM)
        line = shapely.LineString(segment.coordinates)
        yield MapFeature(Layer.ROADS, line, zoom_min, properties)


def area_features(areas: Sequence[Area]) -> Iterator[MapFeature]:
    """The ground of the region, and every border once, also where two areas share it."""
    for area in areas:
        if area.kind is AreaKind.COUNTY:
            properties: dict[str, str | int | bool] = {"class": area.kind.value, "name": area.name}
            yield MapFeature(Layer.AREAS, area.polygon, AREA_ZOOMS[area.kind], properties)
    for kind in AreaKind:
        borders = [area.polygon.boundary for area in areas if area.kind is kind]
        if borders:
            lines = shapely.line_merge(shapely.union_all(borders))
            yield MapFeature(Layer.BOUNDARIES, lines, AREA_ZOOMS[kind], {"class": kind.value})
