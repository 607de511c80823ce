"""Names out of an OpenStreetMap file: places, hospitals, schools, bridges, kilometre posts.

Four runs over the file, of which Python sees only what has a name: lines and outlines, the lines of
outlines, what stands on one point, and the corners that the outlines need. Of each line only a few
corners are kept, enough to say where it lies and how far it reaches.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import shapely
from osmium import osm
from osmium.filter import IdFilter, KeyFilter
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Point, distance_m
from geo.gazetteer.osm_tags import NAME_KEYS, Naming, milestone_of, naming_of
from geo.gazetteer.place import RADIUS_M, Place, PlaceKind
from geo.roads.osm.reading import NODE_ID_MAX
from geo.roads.osm.source import OsmSource, Progress, Silent

_CORNERS_MAX = 8
"""Corners kept of one line: a lake has thousands, and a few say where it lies."""
_RINGS_MAX = 64
_SETTLEMENTS = frozenset({PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE})
_ONE_SETTLEMENT_M = 5_000.0
_ONE_PLACE_M = 300.0
_REACH_MAX_M = 15_000.0


class NamedSpot(NamedTuple):
    """A place, and the tag that says what it is (``amenity=hospital``)."""

    place: Place
    told: str


class Milestone(NamedTuple):
    """A kilometre post; ``ref`` is empty where it does not say whose road it measures."""

    ref: str
    k_km: float
    point: Point


@dataclass(frozen=True)
class OsmNames:
    """Everything with a name inside the region, each place once."""

    spots: tuple[NamedSpot, ...]
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class _Outline:
    """Something drawn by nodes, or (a relation) by ways; the node ``seat`` stands for it."""

    id: str
    naming: Naming
    nodes: tuple[int, ...]
    ways: tuple[int, ...] = ()
    seat: int | None = None
    is_line: bool = False


def read_names(
    source: OsmSource, clip: BaseGeometry | None = None, progress: Progress | None = None
) -> OsmNames:
    """The names inside ``clip`` (all without one), in the order of their ids."""
    progress = progress or Silent()
    progress.stage("读取地名", "reading names", source.size)
    outlines = list(_outlines(source))
    rings = _rings(source, {way for outline in outlines for way in outline.ways})
    spots, milestones = _standing(source, progress)
    corners = {n for o in outlines for n in (*o.nodes, *((o.seat,) if o.seat else ()))}
    corners.update(chain.from_iterable(rings.values()))
    where = _locations(source, corners)
    spots += [spot for o in outlines if (spot := _placed(o, rings, where)) is not None]
    inside = _inside(clip, [spot.place.point for spot in spots])
    kept = [spot for spot, is_inside in zip(spots, inside, strict=True) if is_inside]
    posts = zip(milestones, _inside(clip, [post.point for post in milestones]), strict=True)
    return OsmNames(tuple(_each_once(kept)), tuple(post for post, is_inside in posts if is_inside))


def _outlines(source: OsmSource) -> Iterator[_Outline]:
    """Lines and areas that have a name."""
    kinds = osm.WAY | osm.RELATION
    for item in source.objects(kinds, Silent(), KeyFilter(*NAME_KEYS[:4])):
        naming = naming_of(dict(item.tags))
        if naming is None:
            continue
        if item.is_way():
            nodes = [node.ref for node in item.nodes]
            is_line = len(nodes) > 1 and nodes[0] != nodes[-1]
            if is_line and naming.kind in _SETTLEMENTS:
                continue  # a border between two of them, named after a road or a river
            yield _Outline(f"osm:w{item.id}", naming, _thinned(nodes), is_line=is_line)
        elif item.tags.get("type") in ("multipolygon", "boundary", "site"):
            members = [(m.type, m.role, m.ref) for m in item.members]
            outer = [ref for kind, role, ref in members if kind == "w" and role in ("outer", "")]
            seats = [ref for kind, role, ref in members if kind == "n" and role in _SEAT_ROLES]
            ways = _thinned(outer, _RINGS_MAX)
            yield _Outline(f"osm:r{item.id}", naming, (), ways, seats[0] if seats else None)


_SEAT_ROLES = ("label", "admin_centre")


def _thinned(refs: Sequence[int], most: int = _CORNERS_MAX) -> tuple[int, ...]:
    """At most so many, evenly spread, the ends among them."""
    if len(refs) <= most:
        return tuple(refs)
    return tuple(refs[i * (len(refs) - 1) // (most - 1)] for i in range(most))


def _rings(source: OsmSource, ways: set[int]) -> dict[int, tuple[int, ...]]:
    """Corners of the ways that relations are drawn by."""
    ways = {way for way in ways if 0 < way <= NODE_ID_MAX}
    if not ways:
        return {}
    wanted = source.objects(osm.WAY, Silent(), IdFilter(ways))
    return {way.id: _thinned([node.ref for node in way.nodes]) for way in wanted}


def _standing(source: OsmSource, progress: Progress) -> tuple[list[NamedSpot], list[Milestone]]:
    """What stands on one point: named nodes and kilometre posts."""
    spots: list[NamedSpot] = []
    milestones: list[Milestone] = []
    for node in source.objects(osm.NODE, progress, KeyFilter(*NAME_KEYS, "highway")):
        tags = dict(node.tags)
        post = milestone_of(tags)
        naming = None if post else naming_of(tags)
        if (post or naming) and node.location.valid():
            point = Point(round(node.location.lon, 7), round(node.location.lat, 7))
            if post:
                milestones.append(Milestone(*post, point))
            elif naming:
                spots.append(_spot(f"osm:n{node.id}", naming, point, 0.0))
    return spots, milestones


def _locations(source: OsmSource, wanted: set[int]) -> dict[int, Point]:
    wanted = {node for node in wanted if 0 < node <= NODE_ID_MAX}
    nodes: Iterable[Any] = source.objects(osm.NODE, Silent(), IdFilter(wanted)) if wanted else ()
    return {
        node.id: Point(round(node.location.lon, 7), round(node.location.lat, 7))
        for node in nodes
        if node.location.valid()
    }


def _placed(
    outline: _Outline, rings: dict[int, tuple[int, ...]], where: dict[int, Point]
) -> NamedSpot | None:
    """The place of an outline; None where the file holds none of its corners."""
    nodes = outline.nodes or tuple(n for way in outline.ways for n in rings.get(way, ()))
    corners = [where[node] for node in nodes if node in where]
    seat = where.get(outline.seat) if outline.seat else None
    whole = len(corners) == len(nodes) and rings.keys() >= set(outline.ways)
    # An area that the extract cuts off has its middle somewhere else.
    if not corners or not (whole or seat or outline.nodes):
        return None
    west, east = min(p.lon for p in corners), max(p.lon for p in corners)
    south, north = min(p.lat for p in corners), max(p.lat for p in corners)
    reach_m = distance_m(Point(west, south), Point(east, north)) / 2
    centre = Point(round((west + east) / 2, 7), round((south + north) / 2, 7))
    if outline.is_line:
        centre = corners[len(corners) // 2]
    return _spot(outline.id, outline.naming, seat or centre, reach_m)


def _spot(place_id: str, naming: Naming, point: Point, reach_m: float) -> NamedSpot:
    radius_m = max(naming.radius_m, min(round(reach_m), _REACH_MAX_M))
    usual = RADIUS_M[naming.kind]
    place = Place(
        id=place_id,
        name=naming.name,
        kind=naming.kind,
        point=point,
        aliases=naming.aliases,
        population=naming.population,
        radius_m=radius_m if radius_m > usual else 0.0,
    )
    return NamedSpot(place, naming.told)


def _inside(clip: BaseGeometry | None, points: Sequence[Point]) -> Sequence[bool]:
    if clip is None or not points:
        return [True] * len(points)
    shapely.prepare(clip)
    found: list[bool] = shapely.contains_xy(
        clip, [p.lon for p in points], [p.lat for p in points]
    ).tolist()
    return found


def _each_once(spots: Iterable[NamedSpot]) -> Iterator[NamedSpot]:
    """Of what bears one name on one spot (a node and an outline, two carriageways) the likelier.

    A settlement's own node says best where people live, then the larger of two.
    """
    groups: dict[tuple[str, str], list[NamedSpot]] = defaultdict(list)
    for spot in spots:
        kind = "settlement" if spot.place.kind in _SETTLEMENTS else spot.place.kind.value
        groups[spot.place.name, kind].append(spot)
    for (_, kind), group in groups.items():
        least_m = _ONE_SETTLEMENT_M if kind == "settlement" else _ONE_PLACE_M
        kept: list[NamedSpot] = []
        for spot in sorted(group, key=_rank):
            apart_m = max(least_m, spot.place.radius_m)
            if all(distance_m(spot.place.point, other.place.point) > apart_m for other in kept):
                kept.append(spot)
        yield from kept


def _rank(spot: NamedSpot) -> tuple[bool, int, str]:
    return (not spot.told.startswith("place="), -spot.place.population, spot.place.id)
