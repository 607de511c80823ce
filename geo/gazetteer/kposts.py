"""K-posts (里程桩): ``G209 K1234+500`` becomes a point by measuring along the road between posts.

Between two known posts the road's length is shared out evenly, so that a crooked map or a rebuilt
bend shifts a point a little and never off the road. Beyond the last post the measure goes on along
the road, less surely with every kilometre. One post alone does not tell which way the numbers grow:
then both ways are answers, and each says its direction.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

import networkx as nx
import shapely

from geo.coordinates import Point, bearing_deg, distance_m, offset_m
from geo.gazetteer.place import KPost
from geo.gazetteer.post_range import (
    CARRIAGEWAY_M,
    Line,
    empty_range,
    gap_between,
    outside,
    part_of,
    unknown_road,
    with_carriageways,
)
from geo.gazetteer.road_names import labels_of, normal_ref
from geo.roads.segments import RoadSegment

_SAID = re.compile(
    r"(?P<ref>[GSXYC]\s?\d{1,4}|\d{1,4}\s?(?:国道|省道|县道)|(?:国道|省道|县道)\s?\d{1,4}"
    r"|[^\dK]{2,12}?)"
    r"[\s,，、]*(?:K\s?(?P<k>\d{1,4})(?:\s?\+\s?(?P<m>\d{1,3}))?"
    r"|(?P<km>\d{1,4}(?:\.\d{1,3})?)\s?(?:公里|千米|KM)(?:\s?(?P<m2>\d{1,3})\s?米)?)"
    r"\s?(?:处|附近|路段|桩)?",
    re.IGNORECASE,
)

_BEYOND_MAX_M = 30_000.0
_OFF_ROAD_MAX_M = 300.0
_UNSURE_M = 50.0
_UNSURE_BETWEEN = 0.02
_UNSURE_BEYOND = 0.05
_GAP_KM = 0.5
_GAP_FACTOR = 2.0
"""Posts whose road is so many times longer or shorter than their numbers say have a gap (断链)."""

Vertex = tuple[float, float]


class KPoint(NamedTuple):
    """Where a post should stand and how sure that is.

    ``bearing_deg`` is told where it may as well stand the other way: seen from the known post.
    """

    point: Point
    radius_m: float
    bearing_deg: float | None = None


def read_kpost(query: str) -> tuple[str, float] | None:
    """Road and kilometre of ``G209 K1234+500`` or ``209国道1234公里``; None for anything else."""
    found = _SAID.fullmatch(unicodedata.normalize("NFKC", query).strip())
    if found is None:
        return None
    km = float(found["k"] or found["km"]) + float(found["m"] or found["m2"] or 0) / 1000
    return normal_ref(found["ref"]), round(km, 3)


class KPosts:
    """The known posts on the roads that carry their numbers."""

    def __init__(self, posts: Iterable[KPost], segments: Sequence[RoadSegment]) -> None:
        """Posts farther than 300 m from their road measure nothing, and are left out."""
        by_ref: dict[str, list[KPost]] = defaultdict(list)
        for post in posts:
            by_ref[normal_ref(post.ref)].append(post)
        lines: dict[str, list[RoadSegment]] = defaultdict(list)
        for segment in segments if by_ref else ():
            for label in by_ref.keys() & set(labels_of(segment)):
                lines[label].append(segment)
        self._roads = {ref: _Road(lines[ref], by_ref[ref]) for ref in by_ref if lines[ref]}

    def __len__(self) -> int:
        """How many roads can be measured."""
        return len(self._roads)

    def locate(self, ref: str, k_km: float) -> list[KPoint]:
        """Where kilometre ``k_km`` of a road is; empty when nothing tells."""
        road = self._roads.get(normal_ref(ref))
        return road.locate(k_km) if road else []

    def between(self, ref: str, from_km: float, to_km: float) -> tuple[Line, ...]:
        """The road from one kilometre to the other, growing; beside it its other carriageway.

        Nothing is made up beyond the known posts: raises ``KPostError`` naming what is known.
        """
        road = self._roads.get(normal_ref(ref))
        if road is None:
            raise unknown_road(ref, sorted(self._roads))
        if from_km == to_km:
            raise empty_range(from_km)
        for field, k_km in (("from_km", from_km), ("to_km", to_km)):
            road.check_known(normal_ref(ref), field, k_km)
        return road.between(min(from_km, to_km), max(from_km, to_km))


class _Road:
    """One road as a graph of its vertices, with the posts set into it."""

    def __init__(self, segments: Sequence[RoadSegment], posts: Sequence[KPost]) -> None:
        lines = [list(segment.coordinates) for segment in segments]
        self._segments = segments
        self._posts: list[tuple[float, Vertex]] = []
        self._graph: nx.Graph[Vertex] = nx.Graph()
        for post in sorted(posts, key=lambda post: post.k_km):
            feet = list(_set_into(lines, post.point))
            if feet:
                self._posts.append((post.k_km, feet[0]))
            for other in feet[1:]:
                self._join(feet[0], other)
        for line in lines:
            for a, b in pairwise(line):
                self._join(a, b)

    def _join(self, a: Vertex, b: Vertex) -> None:
        if a != b:
            self._graph.add_edge(a, b, metres=distance_m(Point(*a), Point(*b)))

    def locate(self, k_km: float) -> list[KPoint]:
        """Between the two posts around it, else beyond the last one."""
        posts = self._posts
        for kilometre, vertex in posts:
            if abs(kilometre - k_km) < 1e-6:
                return [KPoint(Point(*vertex), _UNSURE_M)]
        for before, after in pairwise(posts):
            if before[0] < k_km < after[0]:
                return self._between(before, after, k_km)
        if not posts:
            return []
        last, *others = posts if k_km < posts[0][0] else posts[::-1]
        beyond_m = abs(k_km - last[0]) * 1000
        if beyond_m > _BEYOND_MAX_M:
            return []
        return self._beyond(last[1], others[0][1] if others else None, beyond_m)

    def check_known(self, ref: str, field: str, k_km: float) -> None:
        """Refuse what lies outside the known posts."""
        posts = self._posts
        if posts and posts[0][0] <= k_km <= posts[-1][0]:
            return
        raise outside(ref, field, k_km, [kilometre for kilometre, _ in posts])

    def between(self, from_km: float, to_km: float) -> tuple[Line, ...]:
        """The road between two kilometres that lie within the known posts."""
        points: list[Point] = []
        for before, after in pairwise(self._posts):
            if after[0] <= from_km or before[0] >= to_km:
                continue
            path = self._path(before[1], after[1])
            span_km = after[0] - before[0]
            if path is None or _has_gap(sum(map(self._step, pairwise(path))) / 1000, span_km):
                raise gap_between(before[0], after[0], from_km)
            start = max(0.0, (from_km - before[0]) / span_km)
            end = min(1.0, (to_km - before[0]) / span_km)
            part = part_of([Point(*vertex) for vertex in path], start, end)
            points += part[1:] if points and points[-1] == part[0] else part
        return with_carriageways(tuple(points), self._segments)

    def _between(
        self, before: tuple[float, Vertex], after: tuple[float, Vertex], k_km: float
    ) -> list[KPoint]:
        path = self._path(before[1], after[1])
        if path is None:
            return []
        share = (k_km - before[0]) / (after[0] - before[0])
        whole_m = sum(self._metres(a, b) for a, b in pairwise(path))
        nearest_m = min(share, 1 - share) * whole_m
        point = self._along(path, share * whole_m)
        return [KPoint(point, round(_UNSURE_M + _UNSURE_BETWEEN * nearest_m))] if point else []

    def _beyond(self, last: Vertex, inner: Vertex | None, beyond_m: float) -> list[KPoint]:
        """On along the road from the last post, away from the one before it."""
        path = self._path(last, inner) if inner else None
        back = path[1] if path else None
        steps = [step for step in sorted(self._graph.neighbors(last)) if step != back]
        ahead = [self._along(self._onward(last, step, beyond_m), beyond_m) for step in steps]
        points = [point for point in ahead if point is not None]
        radius_m = round(_UNSURE_M + _UNSURE_BEYOND * beyond_m)
        here = Point(*last)
        either = len(points) > 1
        return [
            KPoint(point, radius_m, bearing_deg(here, point) if either else None)
            for point in points
        ]

    def _onward(self, start: Vertex, step: Vertex, enough_m: float) -> list[Vertex]:
        """The vertices ahead, straight on at every fork, until there is road enough."""
        path = [start, step]
        so_far_m = self._metres(start, step)
        while so_far_m < enough_m:
            ahead = [v for v in self._graph.neighbors(path[-1]) if v not in path[-2:]]
            if not ahead or path.count(path[-1]) > 1:
                break
            straight = min(sorted(ahead), key=lambda v: -_cosine(path[-2], path[-1], v))
            so_far_m += self._metres(path[-1], straight)
            path.append(straight)
        return path

    def _along(self, path: Sequence[Vertex], metres: float) -> Point | None:
        """The point so far along a path; None where the road ends before."""
        for a, b in pairwise(path):
            step_m = self._metres(a, b)
            if metres <= step_m + 1e-6:
                share = min(metres / step_m, 1.0)
                return Point(
                    round(a[0] + share * (b[0] - a[0]), 7), round(a[1] + share * (b[1] - a[1]), 7)
                )
            metres -= step_m
        return None

    def _path(self, a: Vertex, b: Vertex) -> list[Vertex] | None:
        try:
            path: list[Vertex] = nx.shortest_path(self._graph, a, b, weight="metres")
        except nx.NetworkXNoPath:
            return None
        return path if len(path) > 1 else None

    def _step(self, step: tuple[Vertex, Vertex]) -> float:
        return self._metres(*step)

    def _metres(self, a: Vertex, b: Vertex) -> float:
        metres: float = self._graph[a][b]["metres"]
        return metres


def _has_gap(road_km: float, posted_km: float) -> bool:
    """Whether the numbers of two posts cannot be those of the road between them."""
    if abs(road_km - posted_km) <= _GAP_KM:
        return False
    return max(road_km / posted_km, posted_km / road_km) > _GAP_FACTOR


def _set_into(lines: list[list[Vertex]], point: Point) -> Iterator[Vertex]:
    """Make the foot of a post a vertex of the nearest line, and of the other carriageway beside it.

    The two carriageways of a road need not meet in the map; they are one road to its posts.
    """
    away: list[tuple[float, int]] = []
    for n, line in enumerate(lines):
        metres = shapely.LineString(_seen_from(point, line)).distance(shapely.Point(0, 0))
        if metres <= _OFF_ROAD_MAX_M:
            away.append((metres, n))
    for metres, n in sorted(away):
        if metres > min(away)[0] + CARRIAGEWAY_M:
            break
        at, foot = _foot(lines[n], _seen_from(point, lines[n]))
        if foot not in lines[n]:
            lines[n].insert(at + 1, foot)
        yield foot


def _seen_from(point: Point, line: Sequence[Vertex]) -> list[Vertex]:
    """East and north metres of each vertex."""
    return [offset_m(point, Point(*vertex)) for vertex in line]


def _foot(line: Sequence[Vertex], east_north: Sequence[Vertex]) -> tuple[int, Vertex]:
    """The step of a line that is nearest to the origin, and the nearest vertex or point of it."""
    best = (float("inf"), 0, line[0])
    for i, ((ax, ay), (bx, by)) in enumerate(pairwise(east_north)):
        dx, dy = bx - ax, by - ay
        length_2 = dx * dx + dy * dy
        share = min(max(-(ax * dx + ay * dy) / length_2, 0.0), 1.0) if length_2 else 0.0
        metres = hypot(ax + share * dx, ay + share * dy)
        if metres < best[0]:
            (a_lon, a_lat), (b_lon, b_lat) = line[i], line[i + 1]
            foot = (a_lon + share * (b_lon - a_lon), a_lat + share * (b_lat - a_lat))
            best = (metres, i, line[i] if share == 0 else line[i + 1] if share == 1 else foot)
    return best[1], best[2]


def _cosine(a: Vertex, b: Vertex, c: Vertex) -> float:
    """How straight it goes on from ``b`` to ``c`` when coming from ``a``: 1 is straight on."""
    (e1, n1), (e2, n2) = offset_m(Point(*a), Point(*b)), offset_m(Point(*b), Point(*c))
    return (e1 * e2 + n1 * n2) / ((hypot(e1, n1) * hypot(e2, n2)) or 1.0)
