"""What a map may show, and how it is told to the tile maker: one line of GeoJSON each."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry


class Layer(StrEnum):
    """The layers of the tiles; the style of the screens knows them by these names."""

    AREAS = "areas"
    BOUNDARIES = "boundaries"
    LANDUSE = "landuse"
    WATER = "water"
    ROADS = "roads"
    PLACES = "places"


@dataclass(frozen=True)
class MapFeature:
    """Something on the map, seen from ``zoom_min`` on. ``properties`` are plain values."""

    layer: Layer
    geometry: BaseGeometry
    zoom_min: int
    properties: dict[str, str | int | bool] = field(default_factory=dict)

    def line(self) -> bytes:
        """One line of GeoJSON as tippecanoe reads it."""
        geometry = shapely.to_geojson(self.geometry).encode()
        record = {
            "type": "Feature",
            "tippecanoe": {"layer": self.layer.value, "minzoom": self.zoom_min},
            "properties": self.properties,
            "geometry": msgspec.Raw(geometry),
        }
        return msgspec.json.encode(record) + b"\n"


def digest_of(features: Iterable[MapFeature]) -> str:
    """One hash over everything a map would be made from."""
    total = hashlib.sha256()
    for feature in features:
        total.update(feature.line())
    return total.hexdigest()
