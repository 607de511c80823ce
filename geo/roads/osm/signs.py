"""Turn restrictions: from the relation a mapper drew to forbidden sequences of arcs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.roads.osm.edges import Edges
from geo.roads.osm.findings import Finding, Findings
from geo.roads.osm.layout import Arcs, head_of, tail_of
from geo.roads.osm.reading import Sign
from geo.roads.turns import TurnBans

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

_KINDS = frozenset(
    f"{verb}_{turn}"
    for verb in ("no", "only")
    for turn in ("left_turn", "right_turn", "straight_on", "u_turn", "entry", "exit")
)
_TAGS = ("restriction:emergency", "restriction:motorcar", "restriction:motor_vehicle",
         "restriction")  # fmt: skip
_HOURS = ("day_on", "hour_on", "restriction:conditional")


def applicable(signs: Sequence[Sign], findings: Findings) -> list[tuple[str, Sign]]:
    """The signs an ambulance heeds at any hour, each with its kind."""
    found: list[tuple[str, Sign]] = []
    for sign in signs:
        findings.subject = f"relation {sign.relation}"
        kind = next((sign.tags[key] for key in _TAGS if key in sign.tags), "")
        exempt = {word.strip() for word in sign.tags.get("except", "").split(";")}
        if any(key in sign.tags for key in _HOURS) and (not kind or "day_on" in sign.tags):
            findings.add(Finding.TURN_TIMED, sign.tags.get("restriction:conditional", kind))
        elif kind not in _KINDS:
            findings.add(Finding.TURN_UNKNOWN, kind)
        elif exempt & {"emergency", "motorcar", "motor_vehicle"}:
            findings.add(Finding.TURN_EXEMPT, kind)
        else:
            found.append((kind, sign))
    return found


def ends_of_signs(signs: Iterable[tuple[str, Sign]], edges: Edges) -> Longs:
    """Vertices that must stay junctions for these signs: via nodes, and the ends of their ways."""
    vertices: list[int] = []
    for _, sign in signs:
        vertices += [edges.vertex(ref) for kind, ref in sign.vias if kind == "n"]
        via_ways = [ref for kind, ref in sign.vias if kind == "w"]
        for way in (*sign.origins, *via_ways, *sign.targets):
            pieces = edges.of_way(way)
            if len(pieces):
                vertices += [int(edges.start[pieces[0]]), int(edges.end[pieces[-1]])]
    return np.array(sorted({v for v in vertices if v >= 0}), dtype=np.int64)


class SignReader:
    """Finds the arcs that a sign speaks of."""

    def __init__(self, edges: Edges, arcs: Arcs, findings: Findings) -> None:
        self._edges, self._findings = edges, findings
        self._arc_of = np.full(2 * edges.count, -1, dtype=np.int32)
        self._arc_of[arcs.half] = np.repeat(
            np.arange(arcs.count, dtype=np.int32), np.diff(arcs.first)
        )
        self._twin = arcs.twin
        self._leaving = np.argsort(arcs.tail, kind="stable")
        self._sorted_tails = arcs.tail[self._leaving]

    def bans(self, signs: Sequence[tuple[str, Sign]]) -> TurnBans:
        """All forbidden sequences; what cannot be placed is told in the findings."""
        sequences: list[tuple[int, ...]] = []
        for kind, sign in signs:
            self._findings.subject = f"relation {sign.relation}"
            unclear_before = self._findings.counts.get(Finding.TURN_UNCLEAR, 0)
            via_ways = [ref for member, ref in sign.vias if member == "w"]
            found = (
                list(self._over_ways(kind, sign, via_ways))
                if via_ways
                else list(self._at_node(kind, sign))
            )
            unclear = self._findings.counts.get(Finding.TURN_UNCLEAR, 0)
            if not found and unclear == unclear_before:
                self._findings.add(Finding.TURN_NOWHERE, kind)
            sequences += found
        return TurnBans.of(sequences)

    def _at_node(self, kind: str, sign: Sign) -> Iterator[tuple[int, ...]]:
        """Bans at one junction."""
        nodes = [ref for member, ref in sign.vias if member == "n"]
        vertex = self._edges.vertex(nodes[0]) if len(nodes) == 1 else -1
        for origin in sign.origins if vertex >= 0 else ():
            arriving = self._arcs(origin, vertex, leaving=False)
            if kind == "no_u_turn" and sign.targets == (origin,):
                yield from self._turning_back(arriving)
                continue
            if len(arriving) > 1:
                self._findings.add(Finding.TURN_UNCLEAR, f"{kind} from way {origin}")
                continue
            for arc in arriving:
                yield from self._forbid(kind, sign, (arc,), vertex)

    def _turning_back(self, arriving: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """From each arc straight back onto the other side of the same road."""
        for arc in arriving:
            if self._twin[arc] >= 0:
                yield arc, int(self._twin[arc])

    def _over_ways(
        self, kind: str, sign: Sign, via_ways: Sequence[int]
    ) -> Iterator[tuple[int, ...]]:
        """Bans that hold only for who has come over all the via ways."""
        for origin in sign.origins:
            for vertex in self._ends(origin):
                path, end = self._follow(vertex, via_ways)
                arriving = self._arcs(origin, vertex, leaving=False)
                if path and len(arriving) == 1:
                    yield from self._forbid(kind, sign, (*arriving, *path), end)

    def _forbid(
        self, kind: str, sign: Sign, way_in: tuple[int, ...], vertex: int
    ) -> Iterator[tuple[int, ...]]:
        """The named ways out, or with an only_ sign all others."""
        named: set[int] = set()
        for way in sign.targets:
            leaving = self._arcs(way, vertex, leaving=True)
            if len(leaving) > 1:
                self._findings.add(Finding.TURN_UNCLEAR, f"{kind} to way {way}")
                return
            named.update(leaving)
        if kind.startswith("no_"):
            yield from ((*way_in, out) for out in sorted(named))
        elif named:
            yield from ((*way_in, out) for out in self._all_leaving(vertex) if out not in named)

    def _follow(self, vertex: int, ways: Sequence[int]) -> tuple[list[int], int]:
        """The arcs from a vertex over whole ways, and where they end; none when they do not meet.

        A via way is driven from its one end to its other.
        """
        path: list[int] = []
        for way in ways:
            pieces = self._edges.of_way(way)
            if not len(pieces):
                return [], -1
            if self._edges.start[pieces[0]] == vertex:
                half = 2 * pieces
            elif self._edges.end[pieces[-1]] == vertex:
                half = 2 * pieces[::-1] + 1
            else:
                return [], -1
            arcs = self._arc_of[half].tolist()
            whole = self._is_path(half) and min(arcs) >= 0
            if not whole:
                return [], -1
            path += [arcs[0], *(b for a, b in pairwise(arcs) if a != b)]
            vertex = int(head_of(self._edges, half[-1:])[0])
        return path, vertex

    def _is_path(self, half: Ints) -> bool:
        """Whether the half-edges follow one another without a gap (a clipped way has gaps)."""
        heads, tails = head_of(self._edges, half[:-1]), tail_of(self._edges, half[1:])
        return bool((heads == tails).all())

    def _ends(self, way: int) -> list[int]:
        pieces = self._edges.of_way(way)
        if not len(pieces):
            return []
        ends = (int(self._edges.start[pieces[0]]), int(self._edges.end[pieces[-1]]))
        return list(dict.fromkeys(ends))

    def _arcs(self, way: int, vertex: int, leaving: bool) -> tuple[int, ...]:
        """The arcs of a way that leave a vertex, or arrive there."""
        pieces = self._edges.of_way(way)
        starting = 2 * pieces[self._edges.start[pieces] == vertex]
        ending = 2 * pieces[self._edges.end[pieces] == vertex] + 1
        out = np.concatenate([starting, ending])
        arcs = self._arc_of[out if leaving else out ^ 1]
        return tuple(dict.fromkeys(arcs[arcs >= 0].tolist()))

    def _all_leaving(self, vertex: int) -> list[int]:
        span = np.searchsorted(self._sorted_tails, [vertex, vertex + 1])
        return sorted(self._leaving[span[0] : span[1]].tolist())
