"""Which tags of OpenStreetMap become which class on the map, and from which zoom on: the table."""

from collections.abc import Mapping
from typing import NamedTuple

from geo.basemap.features import Layer
from geo.roads.traits import RoadClass

ROAD_ZOOMS: Mapping[RoadClass, int] = {
    RoadClass.MOTORWAY: 5,
    RoadClass.MOTORWAY_LINK: 10,
    RoadClass.TRUNK: 5,
    RoadClass.TRUNK_LINK: 10,
    RoadClass.PRIMARY: 7,
    RoadClass.PRIMARY_LINK: 11,
    RoadClass.SECONDARY: 8,
    RoadClass.SECONDARY_LINK: 11,
    RoadClass.TERTIARY: 10,
    RoadClass.TERTIARY_LINK: 12,
    RoadClass.UNCLASSIFIED: 11,
    RoadClass.RESIDENTIAL: 12,
    RoadClass.LIVING_STREET: 13,
    RoadClass.SERVICE: 13,
    RoadClass.TRACK: 13,
    RoadClass.BUSWAY: 13,
    RoadClass.PEDESTRIAN: 13,
    RoadClass.FERRY: 9,
}


class Rule(NamedTuple):
    """Where a tagged object goes."""

    layer: Layer
    kind: str
    zoom_min: int


Tag = tuple[str, str]
Rules = Mapping[Tag, Rule]

LINES: Rules = {
    **{
        ("highway", road.name.lower()): Rule(Layer.ROADS, road.name.lower(), zoom)
        for road, zoom in ROAD_ZOOMS.items()
        if road is not RoadClass.FERRY
    },
    ("route", "ferry"): Rule(Layer.ROADS, "ferry", ROAD_ZOOMS[RoadClass.FERRY]),
    ("railway", "rail"): Rule(Layer.ROADS, "rail", 9),
    ("waterway", "river"): Rule(Layer.WATER, "river", 8),
    ("waterway", "canal"): Rule(Layer.WATER, "canal", 11),
    ("waterway", "stream"): Rule(Layer.WATER, "stream", 13),
}

SURFACES: Rules = {
    ("natural", "water"): Rule(Layer.WATER, "lake", 6),
    ("waterway", "riverbank"): Rule(Layer.WATER, "lake", 6),
    ("landuse", "reservoir"): Rule(Layer.WATER, "lake", 6),
    ("landuse", "basin"): Rule(Layer.WATER, "lake", 11),
    ("landuse", "residential"): Rule(Layer.LANDUSE, "builtup", 8),
    ("landuse", "commercial"): Rule(Layer.LANDUSE, "builtup", 9),
    ("landuse", "retail"): Rule(Layer.LANDUSE, "builtup", 10),
    ("landuse", "industrial"): Rule(Layer.LANDUSE, "builtup", 9),
    ("landuse", "forest"): Rule(Layer.LANDUSE, "green", 9),
    ("natural", "wood"): Rule(Layer.LANDUSE, "green", 9),
    ("leisure", "park"): Rule(Layer.LANDUSE, "green", 11),
    ("amenity", "hospital"): Rule(Layer.LANDUSE, "campus", 12),
    ("amenity", "university"): Rule(Layer.LANDUSE, "campus", 12),
    ("amenity", "school"): Rule(Layer.LANDUSE, "campus", 13),
}

POINTS: Rules = {
    ("place", "city"): Rule(Layer.PLACES, "city", 5),
    ("place", "town"): Rule(Layer.PLACES, "town", 8),
    ("place", "suburb"): Rule(Layer.PLACES, "suburb", 11),
    ("place", "quarter"): Rule(Layer.PLACES, "suburb", 12),
    ("place", "village"): Rule(Layer.PLACES, "village", 11),
    ("place", "hamlet"): Rule(Layer.PLACES, "hamlet", 13),
    ("place", "neighbourhood"): Rule(Layer.PLACES, "hamlet", 13),
}


def find_rule(tags: Mapping[str, str], rules: Rules) -> Rule | None:
    """The first rule of the table that the tags meet; nothing for what the map does not show."""
    met = {(key, value) for key, value in tags.items() if (key, value) in rules}
    return next((rule for tag, rule in rules.items() if tag in met), None) if met else None
