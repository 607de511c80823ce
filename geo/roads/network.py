"""The road network as flat arrays: what every routing engine reads and none may change."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Point
from geo.coordinates.metric import step_lengths_m
from geo.roads.segments import RoadSegment
from geo.roads.splitting import DEGREE, Drive, Stretch, Vertex, split
from geo.roads.traits import RoadTraits
from geo.roads.turns import NO_TURN_BANS, TurnBans

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

TICKS_PER_S = 1024
"""Every road time is a whole number of ticks. Sums of such numbers are exact in floating point,
in whatever order they are added, so that two engines agree to the last bit."""

_ISLAND_SHARE = 0.01


@dataclass(frozen=True)
class BuildReport:
    """What became of the segments: nothing is left out without being counted here."""

    segments: int
    nodes: int
    arcs: int
    schematic_arcs: int
    without_length: int
    repeated: int
    components: int
    island_arcs: int


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Junctions (nodes) and directed stretches between them (arcs), with their shapes.

    ``arc_reverse`` is the same stretch driven the other way, -1 where that is not allowed. Shape
    vertices of arc ``a`` stand at ``arc_first[a]:arc_first[a + 1]``; ``shape_at`` is how far along
    the arc each one is, from 0 to 1. ``arc_island`` marks arcs in a corner with less than 1 % of
    the nodes and no way in and out (a cut-off piece of the map): nobody is placed on those.
    ``turns`` are the forbidden ones; ``traits`` is what a profile needs to know of each arc, where
    the source of the roads tells it.
    """

    node_lon: Floats
    node_lat: Floats
    arc_tail: Ints
    arc_head: Ints
    arc_reverse: Ints
    arc_metres: Floats
    arc_seconds: Floats
    arc_schematic: Flags
    arc_island: Flags
    arc_name: Ints
    arc_first: Ints
    shape_lon: Floats
    shape_lat: Floats
    shape_at: Floats
    names: tuple[str, ...]
    report: BuildReport
    turns: TurnBans = NO_TURN_BANS
    traits: RoadTraits | None = None

    @classmethod
    def build(cls, segments: Sequence[RoadSegment], speeds_kmh: Mapping[str, float]) -> Self:
        """The network of these segments; raises ``RoadError`` naming every bad one."""
        parts = split(segments, speeds_kmh)
        arrays: dict[str, Any] = _lay_out(parts.stretches)
        components, arrays["arc_island"] = _find_islands(arrays["arc_tail"], arrays["arc_head"])
        for array in arrays.values():
            array.flags.writeable = False
        report = BuildReport(
            segments=len(segments),
            nodes=len(arrays["node_lon"]),
            arcs=len(arrays["arc_tail"]),
            schematic_arcs=int(arrays["arc_schematic"].sum()),
            without_length=parts.without_length,
            repeated=parts.repeated,
            components=components,
            island_arcs=int(arrays["arc_island"].sum()),
        )
        return cls(**arrays, names=_names(parts.stretches), report=report)

    @property
    def node_count(self) -> int:
        """How many junctions and ends there are."""
        return len(self.node_lon)

    @property
    def arc_count(self) -> int:
        """How many directed stretches there are."""
        return len(self.arc_tail)

    @cached_property
    def shape_version(self) -> str:
        """Names where the roads are: a place on the network stays valid while this is the same."""
        return _digest(self.arc_tail, self.arc_head, self.shape_lon, self.shape_lat)

    @cached_property
    def network_version(self) -> str:
        """Names the roads and the times in force, for the record of a decision."""
        values = (getattr(self, field.name) for field in fields(self))
        bans = (self.turns.pairs, *self.turns.flattened()) if self.turns.count else ()
        return _digest(*(value for value in values if isinstance(value, np.ndarray)), *bans)

    def timed(self, arc_seconds: Floats, version: str) -> Self:
        """The same roads at other times, known as ``version``: every place on them stays valid."""
        other = replace(self, arc_seconds=arc_seconds)
        # Names that are known need not be worked out of millions of numbers again.
        other.__dict__.update(shape_version=self.shape_version, network_version=version)
        return other

    def seconds_at(self, arc: Ints, fraction: Floats) -> Floats:
        """Seconds from the start of each arc to a fraction of it."""
        return _to_ticks(self.arc_seconds[arc] * fraction)

    def point_at(self, arc: int, fraction: float) -> Point:
        """The position at a fraction of an arc."""
        at, lon, lat = self.shape(arc)
        return Point(float(np.interp(fraction, at, lon)), float(np.interp(fraction, at, lat)))

    def shape(self, arc: int) -> tuple[Floats, Floats, Floats]:
        """Fractions, longitudes and latitudes of an arc's vertices."""
        part = slice(self.arc_first[arc], self.arc_first[arc + 1])
        return self.shape_at[part], self.shape_lon[part], self.shape_lat[part]


def _to_ticks(seconds: Floats) -> Floats:
    """The nearest whole number of ticks, in seconds."""
    ticks: Floats = np.round(seconds * TICKS_PER_S)
    return ticks / TICKS_PER_S


def _digest(*arrays: NDArray[Any]) -> str:
    """A short name of these arrays, the same on every machine."""
    sha = hashlib.sha256()
    for array in arrays:
        sha.update(array.tobytes())
    return sha.hexdigest()[:12]


def _lay_out(stretches: Sequence[Stretch]) -> dict[str, NDArray[Any]]:
    """All arrays but the islands; two neighbouring arcs for a stretch that is driven both ways."""
    drives: list[Drive] = []
    lines: list[tuple[Vertex, ...]] = []
    reverse: list[int] = []
    for stretch in stretches:
        ways = ((stretch.along, stretch.vertices), (stretch.back, stretch.vertices[::-1]))
        driven = [(drive, line) for drive, line in ways if drive is not None]
        reverse += [len(drives) + 1, len(drives)] if len(driven) == 2 else [-1]
        drives += [drive for drive, _ in driven]
        lines += [line for _, line in driven]
    ends = dict.fromkeys(end for line in lines for end in (line[0], line[-1]))
    node = {vertex: i for i, vertex in enumerate(ends)}
    name = {label: i for i, label in enumerate(_names(stretches))}
    shapes = [np.array(line, dtype=np.float64).T / DEGREE for line in lines]
    seconds = np.array([drive.metres / drive.kmh * 3.6 for drive in drives])
    return {
        "node_lon": np.array([lon for lon, _ in node]) / DEGREE,
        "node_lat": np.array([lat for _, lat in node]) / DEGREE,
        "arc_tail": np.array([node[line[0]] for line in lines], dtype=np.int32),
        "arc_head": np.array([node[line[-1]] for line in lines], dtype=np.int32),
        "arc_reverse": np.array(reverse, dtype=np.int32),
        "arc_metres": np.array([drive.metres for drive in drives]),
        "arc_seconds": np.maximum(_to_ticks(seconds), 1 / TICKS_PER_S),
        "arc_schematic": np.array([drive.segment.schematic for drive in drives]),
        "arc_name": np.array([name[drive.label] for drive in drives], dtype=np.int32),
        "arc_first": np.cumsum([0, *(len(line) for line in lines)], dtype=np.int32),
        "shape_lon": np.concatenate([shape[0] for shape in shapes]),
        "shape_lat": np.concatenate([shape[1] for shape in shapes]),
        "shape_at": np.concatenate([_fractions(shape) for shape in shapes]),
    }


def _names(stretches: Sequence[Stretch]) -> tuple[str, ...]:
    """Every road name once, in the order of the network."""
    drives = (drive for stretch in stretches for drive in (stretch.along, stretch.back) if drive)
    return tuple(dict.fromkeys(drive.label for drive in drives))


def _fractions(shape: Floats) -> Floats:
    """How far along its line each vertex is, exactly 0 at the start and 1 at the end."""
    so_far = np.concatenate([[0.0], np.cumsum(step_lengths_m(shape[0], shape[1]))])
    fractions: Floats = so_far / so_far[-1]
    return fractions


def _find_islands(tail: Ints, head: Ints) -> tuple[int, Flags]:
    """How many strongly connected components there are, and which arcs touch a tiny one."""
    # Not needed by a start that maps its roads from the disk: saves it 0.2 s.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count = int(max(tail.max(), head.max())) + 1
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(count, count))
    components, label = connected_components(graph, connection="strong")
    sizes = np.bincount(label)
    enough = min(_ISLAND_SHARE * count, sizes.max())
    small = sizes[label] < enough
    return int(components), small[tail] | small[head]
