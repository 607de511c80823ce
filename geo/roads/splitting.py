"""From the lines that people draw to the stretches between junctions (路段) that one drives.

A vertex is a junction when a line ends there or when more than two ways lead on from it. Lines that
cross without sharing a vertex stay apart: one of them is a bridge.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite

import numpy as np

from geo.coordinates import CoordinateError, check_degrees
from geo.coordinates.metric import step_lengths_m
from geo.roads.segments import RoadSegment

Vertex = tuple[int, int]
"""A vertex in millionths of a degree (0.1 m): lines meet where these are equal."""

DEGREE = 1_000_000

_SPELLED_OUT_MAX = 20


class RoadError(ValueError):
    """Roads that cannot be driven as given; ``problems`` holds every one of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(problems[:_SPELLED_OUT_MAX])
        super().__init__(f"道路数据有错误 / road errors: {len(problems)}\n{shown}")


@dataclass
class Drive:
    """How a stretch is driven in one direction."""

    metres: float
    kmh: float
    segment: RoadSegment

    @property
    def label(self) -> str:
        """What the road is called: its name, else its number, else nothing."""
        return self.segment.name or self.segment.ref


@dataclass
class Stretch:
    """A line between two junctions, with the way along it and the way back where allowed."""

    vertices: tuple[Vertex, ...]
    along: Drive | None = None
    back: Drive | None = None


@dataclass
class Split:
    """All stretches, and what was merged or left out on the way."""

    stretches: list[Stretch] = field(default_factory=list)
    without_length: int = 0
    repeated: int = 0


def split(segments: Sequence[RoadSegment], speeds_kmh: Mapping[str, float]) -> Split:
    """Cut segments at junctions; one-way lines there and back over the same vertices join."""
    problems = [p for i, s in enumerate(segments) for p in _find_problems(i, s, speeds_kmh)]
    if not segments:
        problems = ["没有道路 / no road segments → 请提供至少一条道路 / give at least one"]
    if problems:
        raise RoadError(problems)
    lines = [_vertices(segment) for segment in segments]
    junctions = _find_junctions(lines)
    result = Split()
    known: dict[tuple[Vertex, ...], Stretch] = {}
    for segment, line in zip(segments, lines, strict=True):
        if len(line) < 2:
            result.without_length += 1
            continue
        scale = _length_scale(segment, line)
        kmh = _speed_kmh(segment, speeds_kmh)
        for piece in _cut(line, junctions):
            drive = Drive(_metres(piece) * scale, kmh, segment)
            stretch = known.get(piece) or known.get(piece[::-1])
            if stretch is None:
                stretch = known[piece] = Stretch(piece)
                result.stretches.append(stretch)
            result.repeated += _record(stretch, drive, along=stretch.vertices == piece)
    return result


def _record(stretch: Stretch, drive: Drive, along: bool) -> int:
    """Note a drive on its stretch; where a line was drawn twice the faster one stays."""
    repeated = 0
    for forward in (along,) if drive.segment.oneway else (along, not along):
        known = stretch.along if forward else stretch.back
        repeated += known is not None
        if known is None or drive.metres / drive.kmh < known.metres / known.kmh:
            if forward:
                stretch.along = drive
            else:
                stretch.back = drive
    return int(repeated > 0)


def _find_problems(index: int, segment: RoadSegment, speeds_kmh: Mapping[str, float]) -> list[str]:
    """What keeps one segment from being a road, each with its remedy."""
    place = f"第 {index + 1} 条 / segment {index + 1} ({segment.name or segment.road_class})"
    problems: list[str] = []
    if len(segment.coordinates) < 2:
        problems.append(f"{place}: 少于两点 / fewer than two points → 请补全线形 / draw the line")
    for lon, lat in segment.coordinates:
        try:
            check_degrees(lon, lat)
        except CoordinateError as error:
            problems.append(f"{place}: {error}")
    for name, value in (("speed_kmh", segment.speed_kmh), ("length_m", segment.length_m)):
        if value is not None and not (isfinite(value) and value > 0):
            problems.append(f"{place}: {name} = {value} → 须为正数 / must be above 0")
    if segment.speed_kmh is None and segment.road_class not in speeds_kmh:
        problems.append(
            f"{place}: 道路等级 {segment.road_class!r} 没有车速 / road class without a speed → "
            f"请在 speeds_kmh 中添加 / add it to speeds_kmh, which has: {', '.join(speeds_kmh)}"
        )
    elif segment.speed_kmh is None and not speeds_kmh[segment.road_class] > 0:
        problems.append(f"{place}: {segment.road_class!r} 车速须为正数 / speed must be above 0")
    return problems


def _speed_kmh(segment: RoadSegment, speeds_kmh: Mapping[str, float]) -> float:
    """The segment's own speed, or that of its class."""
    return speeds_kmh[segment.road_class] if segment.speed_kmh is None else segment.speed_kmh


def _vertices(segment: RoadSegment) -> tuple[Vertex, ...]:
    """The line in millionths of a degree, without vertices that repeat the one before."""
    line = [(round(lon * DEGREE), round(lat * DEGREE)) for lon, lat in segment.coordinates]
    return (line[0], *(b for a, b in pairwise(line) if a != b))


def _find_junctions(lines: Sequence[tuple[Vertex, ...]]) -> set[Vertex]:
    """Ends of lines, and vertices that more or fewer than two neighbours lead to."""
    neighbours: defaultdict[Vertex, set[Vertex]] = defaultdict(set)
    for line in lines:
        for a, b in pairwise(line):
            neighbours[a].add(b)
            neighbours[b].add(a)
    junctions = {vertex for vertex, around in neighbours.items() if len(around) != 2}
    return junctions.union(line[0] for line in lines).union(line[-1] for line in lines)


def _cut(line: tuple[Vertex, ...], junctions: set[Vertex]) -> list[tuple[Vertex, ...]]:
    """The pieces of a line between its junctions."""
    cuts = [i for i, vertex in enumerate(line) if vertex in junctions]
    return [line[a : b + 1] for a, b in pairwise(cuts)]


def _metres(line: tuple[Vertex, ...]) -> float:
    """Length of a line as drawn."""
    lon, lat = np.array(line, dtype=np.float64).T / DEGREE
    return float(step_lengths_m(lon, lat).sum())


def _length_scale(segment: RoadSegment, line: tuple[Vertex, ...]) -> float:
    """How much longer the road is than its drawing, when somebody measured it."""
    return 1.0 if segment.length_m is None else segment.length_m / _metres(line)
