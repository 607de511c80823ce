"""Names of roads: a number is said in several ways, and a crossing by both of its roads."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from geo.coordinates import Point, distance_m
from geo.gazetteer.place import Place, PlaceKind
from geo.regions.areas import Area, AreaKind
from geo.roads.segments import RoadSegment

AreasOf = Callable[[Point], Sequence[Area]]
"""The areas around a point, largest first."""

_CLASSES = {"g": "国道", "s": "省道", "x": "县道", "y": "乡道", "c": "村道"}
_REF = re.compile(r"^([A-Za-z])(\d+[A-Za-z]?)$")
_SAID = re.compile(r"^(?:(国道|省道|县道|乡道|村道)(\d+)|(\d+)(国道|省道|县道|乡道|村道))$")
_LETTER_OF = {word: letter.upper() for letter, word in _CLASSES.items()}

_ONE_CROSSING_M = 120.0
"""Nodes of one pair of roads that lie so near are the corners of a single crossing."""


def labels_of(segment: RoadSegment) -> tuple[str, ...]:
    """What people call a road: its name, and each of its numbers."""
    refs = (normal_ref(part) for part in segment.ref.split(";"))
    return tuple(dict.fromkeys(label for label in (segment.name.strip(), *refs) if label))


def normal_ref(said: str) -> str:
    """A road's number in one form: 209国道, 国道209 and g209 are G209."""
    text = said.strip().replace(" ", "")
    if found := _SAID.match(text):
        word, number = found.group(1) or found.group(4), found.group(2) or found.group(3)
        return f"{_LETTER_OF[word]}{number}"
    return text.upper() if _REF.match(text) else text


def aliases_of(label: str) -> tuple[str, ...]:
    """How else a road's number is said: G209 is 209国道 and 国道209."""
    found = _REF.match(label)
    word = _CLASSES.get(found.group(1).lower()) if found else None
    return (f"{found.group(2)}{word}", f"{word}{found.group(2)}") if found and word else ()


def road_places(segments: Iterable[RoadSegment], areas_of: AreasOf) -> Iterator[Place]:
    """One place for each named road in each county that it passes, at its middle there."""
    stretches: dict[tuple[str, str], list[Point]] = defaultdict(list)
    around: dict[tuple[str, str], tuple[str, ...]] = {}
    for segment in segments:
        labels = labels_of(segment)
        if not labels:
            continue
        middle = Point(*segment.coordinates[len(segment.coordinates) // 2])
        areas = [a.code for a in areas_of(middle) if a.kind is not AreaKind.TOWNSHIP]
        for label in labels:
            key = (label, areas[-1] if areas else "")
            stretches[key].append(middle)
            around[key] = tuple(areas)
    for (label, county), points in sorted(stretches.items()):
        yield Place(
            id=f"road:{label}:{county}",
            name=label,
            kind=PlaceKind.ROAD,
            point=_middle_one(points),
            aliases=aliases_of(label),
            areas=around[label, county],
        )


def crossroads(segments: Iterable[RoadSegment], areas_of: AreasOf) -> Iterator[Place]:
    """Where two roads with different names share a vertex; a bridge over a road shares none."""
    labels_at: dict[tuple[float, float], set[str]] = defaultdict(set)
    one_road: set[tuple[str, str]] = set()
    for segment in segments:
        labels = labels_of(segment)
        # The name and the number of one road meet everywhere, and cross nowhere.
        one_road.update(combinations(sorted(labels), 2))
        for vertex in segment.coordinates if labels else ():
            labels_at[vertex].update(labels)
    meetings: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for vertex, met in sorted((v, met) for v, met in labels_at.items() if len(met) > 1):
        for pair in combinations(sorted(met), 2):
            if pair not in one_road:
                meetings[pair].append(Point(*vertex))
    for (a, b), points in meetings.items():
        for nth, group in enumerate(_single_crossings(points), 1):
            yield Place(
                id=f"crossroads:{a}:{b}:{nth}",
                name=f"{a}与{b}路口",
                kind=PlaceKind.CROSSROADS,
                point=_centre(group),
                aliases=(f"{b}与{a}路口", f"{a}{b}交叉口"),
                areas=tuple(area.code for area in areas_of(_centre(group))),
            )


def _single_crossings(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Points gathered by nearness, in their order."""
    groups: list[list[Point]] = []
    for point in points:
        for group in groups:
            if distance_m(group[0], point) <= _ONE_CROSSING_M:
                group.append(point)
                break
        else:
            groups.append([point])
    yield from groups


def _centre(points: Sequence[Point]) -> Point:
    return Point(
        round(sum(p.lon for p in points) / len(points), 7),
        round(sum(p.lat for p in points) / len(points), 7),
    )


def _middle_one(points: Sequence[Point]) -> Point:
    """The point nearest to the centre of all, so that it lies on the road."""
    centre = _centre(points)
    return min(points, key=lambda p: (distance_m(p, centre), p.lon, p.lat))
