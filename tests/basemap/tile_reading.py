"""Reads tiles back as a screen would: every feature of a layer over the whole file."""

import gzip
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any, NamedTuple

import mapbox_vector_tile
from pmtiles.reader import MmapSource, Reader


class Seen(NamedTuple):
    """A feature in a tile: its layer, what is told of it, its kind of shape."""

    layer: str
    properties: dict[str, Any]
    shape: str


def tile_at(path: Path, zoom: int, lon: float, lat: float) -> list[Seen]:
    """What the tile around a point shows; nothing where there is no tile."""
    side = 2**zoom
    column = int((lon + 180) / 360 * side)
    row = int((1 - asinh(tan(radians(lat))) / pi) / 2 * side)
    with path.open("rb") as file:
        content = Reader(MmapSource(file)).get(zoom, column, row)
    if content is None:
        return []
    layers = mapbox_vector_tile.decode(gzip.decompress(content))
    return [
        Seen(name, feature["properties"], feature["geometry"]["type"])
        for name, layer in layers.items()
        for feature in layer["features"]
    ]


def told(seen: list[Seen], layer: str) -> set[tuple[str, str]]:
    """Class and name of every feature of a layer."""
    return {
        (one.properties["class"], one.properties.get("name", ""))
        for one in seen
        if one.layer == layer
    }
