"""What an extract tells about a region: its borders, its settlements, its hospitals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import osmium
import shapely
from osmium.filter import TagFilter
from osmium.geom import WKBFactory
from osmium.osm import Area
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.gazetteer.osm_names import NamedSpot, read_names
from geo.gazetteer.osm_tags import clean, whole_number
from geo.roads.osm import OsmInvalid, Progress
from geo.roads.osm.source import OsmSource

_SHOWN_MAX = 20
_AROUND_NAMES_M = 3_000.0
_MOSTLY = 0.5
_LEVEL_MAX = 11
_UNSORTED = "out of order"


class FactsMissing(OsmInvalid):
    """The extract does not tell where the region lies."""


class Border(NamedTuple):
    """An administrative area whose whole border is in the file; ``level`` is OSM's admin_level."""

    name: str
    level: int
    population: int
    polygon: BaseGeometry


@dataclass(frozen=True)
class Facts:
    """A region with its counties and townships as far as the map has them, and what is named."""

    region: Border
    counties: tuple[Border, ...]
    townships: tuple[Border, ...]
    spots: tuple[NamedSpot, ...]
    is_outline_modelled: bool


def read_facts(osm: Path, area: str, levels: tuple[int, int], progress: Progress) -> Facts:
    """Facts about the area of this name, or the largest whole one; ``levels`` of county, township.

    Raises ``FactsMissing`` where the file has no such area, or nothing with a name at all.
    """
    source = OsmSource(osm)
    progress.stage("读取边界", "reading borders", 1)
    borders = sorted(_borders(source), key=lambda b: (-b.polygon.area, b.name))
    progress.advance(1)
    chosen = _chosen(borders, area, source)
    spots = read_names(source, chosen.polygon if chosen else None, progress).spots
    region = chosen or _outline_of(spots, source)
    inside = [
        border
        for border in borders
        if border is not chosen and _lies_in(border.polygon, region.polygon)
    ]
    counties, townships = (
        tuple(border for border in inside if border.level == level) for level in levels
    )
    return Facts(region, counties, townships, spots, chosen is None)


def _borders(source: OsmSource) -> Iterator[Border]:
    """Every named administrative area whose border is closed."""
    only = TagFilter(("boundary", "administrative"))
    factory = WKBFactory()
    objects = osmium.FileProcessor(str(source.path)).with_areas(only).with_filter(only)
    try:
        for item in objects:
            tags = dict(item.tags)
            name = clean(tags.get("name:zh") or tags.get("name", ""))
            level = whole_number(tags.get("admin_level", ""))
            if not isinstance(item, Area) or not name or not 0 < level <= _LEVEL_MAX:
                continue
            polygon = shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(item)))
            if polygon.is_valid:
                yield Border(name, level, whole_number(tags.get("population", "")), polygon)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        if _UNSORTED in str(error):
            return  # borders are put together in one run over a sorted file: here there are none
        raise source.broken(0, error) from None


def _chosen(borders: Sequence[Border], area: str, source: OsmSource) -> Border | None:
    if not area:
        return borders[0] if borders else None
    found = next((border for border in borders if border.name == area), None)
    if found is None:
        known = "、".join(border.name for border in borders[:_SHOWN_MAX]) or "无 / none"
        raise FactsMissing(
            f"{source.path.name} 中没有“{area}”的完整边界。改法：用其中之一：{known}；"
            "或换用包含整个地区的文件",
            f"{source.path.name} has no whole border of {area!r}. Remedy: name one of {known}; "
            "or take an extract that covers the whole region",
        )
    return found


def _outline_of(spots: Sequence[NamedSpot], source: OsmSource) -> Border:
    """Without a single border: the outline of everything that has a name."""
    if not spots:
        raise FactsMissing(
            f"{source.path.name} 中没有边界，也没有地名。改法：换用完整的地图文件",
            f"{source.path.name} has neither borders nor names. Remedy: take a full extract",
        )
    hull = MultiPoint([(s.place.point.lon, s.place.point.lat) for s in spots]).convex_hull
    name = clean(source.path.name.partition(".")[0])
    return Border(name, 0, 0, hull.buffer(_AROUND_NAMES_M / METRES_PER_DEGREE, quad_segs=4))


def _lies_in(inner: BaseGeometry, outer: BaseGeometry) -> bool:
    """Mostly inside: borders of neighbours are drawn over each other by a hair."""
    shared: float = inner.intersection(outer).area
    return shared > _MOSTLY * inner.area and inner.area < outer.area
