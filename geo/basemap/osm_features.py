"""The base map's features out of an OpenStreetMap file, one after the other.

Two runs over the file: relations that make surfaces, then nodes and ways in whatever order they
stand. What is needed of every node is its place; those lie in a file, 16 bytes each, so that a
province needs disk and not memory. Kept in memory are only the rims of composed surfaces.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium import osm
from osmium.filter import TagFilter
from osmium.geom import WKBFactory
from shapely.geometry.base import BaseGeometry

from geo.basemap.features import Layer, MapFeature
from geo.basemap.known import KnownPlaces
from geo.basemap.rules import LINES, POINTS, SURFACES, Rule, find_rule
from geo.basemap.surfaces import Surfaces
from geo.roads.osm.source import OsmSource, Progress

PEOPLE_MAX = 100_000_000
"""More people than any place has; a larger figure is a slip of somebody's finger."""

Tags = Mapping[str, str]

_CHINESE_FIRST = ("name:zh-Hans", "name:zh", "name")


class OsmFeatures:
    """Features within ``clip``, WGS-84. Places that the pack names itself are left to the pack."""

    def __init__(self, source: OsmSource, clip: BaseGeometry, known: KnownPlaces) -> None:
        self._source = source
        self._clip = clip
        self._known = known
        self._factory = WKBFactory()
        shapely.prepare(clip)

    def read(self, progress: Progress, folder: Path) -> Iterator[MapFeature]:
        """Every feature; ``folder`` holds the nodes' places meanwhile."""
        surfaces = Surfaces()
        wanted = TagFilter(*SURFACES)
        progress.stage("读取水面与用地", "reading surfaces", self._source.size)
        for item in self._source.objects(osm.RELATION, progress, wanted):
            surfaces.take(item)
        places = TagFilter(*POINTS)
        places.enable_for(osm.NODE)
        progress.stage("读取底图", "reading the base map", self._source.size)
        handlers = (_locations(folder), places)
        for item in self._source.objects(osm.NODE | osm.WAY, progress, *handlers):
            yield from self._place(item) if item.is_node() else self._way(item, surfaces)
        for tags, surface in surfaces.composed():
            if rule := find_rule(tags, SURFACES):
                yield from self._made(rule, surface, tags)

    def _place(self, item: Any) -> Iterator[MapFeature]:
        tags = dict(item.tags)
        name, rule = _names(tags).get("name"), find_rule(tags, POINTS)
        point = item.location
        if name and rule and not self._known.has(name, point.lon, point.lat):
            yield from self._made(rule, shapely.Point(point.lon, point.lat), tags)

    def _way(self, item: Any, surfaces: Surfaces) -> Iterator[MapFeature]:
        """A line, a surface, or the rim of a composed surface; broken ones are passed over."""
        rim = item.id in surfaces.rims
        tags = dict(item.tags)
        road = find_rule(tags, LINES)
        ground = find_rule(tags, SURFACES) if item.is_closed() and len(item.nodes) > 3 else None
        if not (rim or road or ground):
            return
        try:
            line = shapely.from_wkb(bytes.fromhex(self._factory.create_linestring(item)))
        except (RuntimeError, osmium.InvalidLocationError):
            return  # a line of one point, or a node beyond the extract
        if rim:
            surfaces.rims[item.id] = line
        if ground:
            yield from self._made(ground, shapely.Polygon(line.coords), tags)
        elif road:
            yield from self._made(road, line, tags)

    def _made(self, rule: Rule, geometry: BaseGeometry, tags: Tags) -> Iterator[MapFeature]:
        """The feature as far as it lies within the clip."""
        if not self._clip.contains(geometry):
            if not self._clip.intersects(geometry):
                return
            geometry = self._clip.intersection(shapely.make_valid(geometry))
        properties = {"class": rule.kind, **_names(tags), **_more(tags, rule.layer)}
        yield MapFeature(rule.layer, geometry, rule.zoom_min, properties)


def _locations(folder: Path) -> Any:
    """Where every node lies: in a file where the platform can map one, else in memory."""
    on_disk = "sparse_file_array" in osmium.index.map_types()
    table = osmium.index.create_map(
        f"sparse_file_array,{folder / 'nodes'}" if on_disk else "flex_mem"
    )
    locations = osmium.NodeLocationsForWays(table)
    locations.ignore_errors()
    return locations


def _names(tags: Tags) -> dict[str, str]:
    """The name in Chinese where there is one, and in English where it differs."""
    en = tags.get("name:en", "")
    name = next((tags[key] for key in _CHINESE_FIRST if tags.get(key)), en)
    names = {"name": name} if name else {}
    return {**names, "name_en": en} if en and en != name else names


def _more(tags: Tags, layer: Layer) -> dict[str, str | int | bool]:
    """What else is shown of a road or a place."""
    more: dict[str, str | int | bool] = {}
    if layer is Layer.ROADS:
        # A road of several numbers carries the first on its shield, as on the signs.
        if ref := tags.get("ref", "").split(";")[0].strip():
            more["ref"] = ref
        if tags.get("tunnel", "no") != "no":
            more["tunnel"] = True
    elif layer is Layer.PLACES:
        people = tags.get("population", "").replace(",", "").strip()
        if people.isascii() and people.isdigit() and int(people) <= PEOPLE_MAX:
            more["population"] = int(people)
    return more
