"""A model's road graph as it is in its files: nodes, arcs, seconds by travel mode."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import Found
from simulations.jemss.tables import Table, Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

ARC_FORMS = ("directed", "undirected")


@dataclass(frozen=True)
class Roads:
    """The full graph; arcs are sorted by where they start, then by where they end."""

    x: Floats
    y: Floats
    access: NDArray[np.bool_]
    """Where one may leave the road or come onto it."""
    first: Ints
    """(nodes + 1) the arcs that start at a node."""
    head: Ints
    km: Floats
    """Length of an arc, in the map's unit."""
    times: Floats
    """(modes, arcs) days."""

    @property
    def tail(self) -> Ints:
        """Where each arc starts."""
        return np.repeat(np.arange(len(self.x), dtype=np.int32), np.diff(self.first))


def read_roads(nodes: Found, arcs: Found, modes: int, scale: tuple[float, float]) -> Roads:
    """The roads of a model; ``scale`` is the map's, for arcs without a length."""
    node_table = Tables(nodes)["nodes"]
    node_table.numbered()
    x, y = node_table.numbers("x"), node_table.numbers("y")
    access = np.ones(len(x), dtype=np.bool_)
    if node_table.has("offRoadAccess"):
        access = node_table.flags("offRoadAccess")
    if not access.any():
        raise node_table.wrong(
            0, "offRoadAccess", 0, "没有可上路的节点", "nobody can get on a road"
        )
    tables = Tables(arcs)
    tail, head, km, times = _arcs(tables, len(x), modes)
    unknown = np.isnan(km)
    across = np.hypot((x[tail] - x[head]) * scale[0], (y[tail] - y[head]) * scale[1])
    km = np.where(unknown, across, km)
    order = np.lexsort((head, tail))
    tail, head = tail[order], head[order]
    _check(tables["arcs"], tail, head, order, len(x))
    first = np.searchsorted(tail, np.arange(len(x) + 1)).astype(np.int32)
    return Roads(x, y, access, first, head, km[order], np.ascontiguousarray(times[:, order]))


def _arcs(tables: Tables, nodes: int, modes: int) -> tuple[Ints, Ints, Floats, Floats]:
    misc, table = tables["miscData"], tables["arcs"]
    form = misc.texts("arcForm")[0]
    if form not in ARC_FORMS:
        known = ", ".join(ARC_FORMS)
        raise misc.wrong(0, "arcForm", form, f"应为 {known} 之一", f"use one of {known}")
    told = int(misc.whole("numModes", 1)[0])
    if told != modes:
        zh, en = f"交通方式表有 {modes} 种", f"the travel file has {modes} modes"
        raise misc.wrong(0, "numModes", told, zh, en)
    table.numbered()
    tail, head = (table.whole(end, 1, nodes).astype(np.int32) - 1 for end in ("fromNode", "toNode"))
    for row in np.flatnonzero(tail == head):
        zh, en = "路段两端相同", "the arc ends where it starts"
        raise table.wrong(int(row), "toNode", int(head[row]) + 1, zh, en)
    km = _lengths(table)
    times = np.stack([table.numbers(f"mode_{n + 1}", 0.0, above=True) for n in range(modes)])
    if form == "undirected":
        tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
        km, times = np.tile(km, 2), np.tile(times, 2)
    return tail, head, km, times


def _lengths(table: Table) -> Floats:
    """Lengths; NaN where the file leaves one open."""
    if not table.has("distance"):
        return np.full(len(table), np.nan)
    if not any(text.lower() == "nan" for text in table.texts("distance")):
        return table.numbers("distance", 0.0)
    return np.array([float(text) for text in table.texts("distance")])


def _check(table: Table, tail: Ints, head: Ints, order: NDArray[Any], nodes: int) -> None:
    """As JEMSS demands: one arc from a node to another, and a way from everywhere to everywhere."""
    twice = np.flatnonzero((np.diff(tail) == 0) & (np.diff(head) == 0))
    if len(twice):
        row = int(order[twice[0] + 1]) % len(table)
        zh, en = "两节点间的路段重复", "there are two arcs from this node to that"
        raise table.wrong(row, "toNode", int(head[twice[0]]) + 1, zh, en)
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    parts, part = connected_components(graph, connection="strong")
    if parts > 1:
        largest = np.bincount(part).argmax()
        alone = int(np.flatnonzero(part != largest)[0]) + 1
        raise ModelInvalid(
            f"{table.path}：路网不连通，有 {parts} 块，如节点 {alone} 与其余不能互通。"
            "改法：补上路段或删去该节点",
            f"{table.path}: the roads are in {parts} parts; node {alone} for one cannot be reached "
            "from the rest and back. Remedy: add the missing arcs or leave the node out",
        )
