"""Seconds and kilometres from every node of the roads to every target, worked out once and kept.

They are the large part of a world (some tens of megabytes), so they lie as plain arrays in a
folder named after everything they depend on, and every worker process maps the same pages.
"""

import hashlib
import os
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulations.kernel.model import Roads, Singles
from simulations.worlds.graph import Graph

Floats = NDArray[np.float64]

EDITION = 1
"""Counts the meanings that the files have had."""

KEPT_MAX = 24
"""Tables that are kept; the longest unused make way."""


def load(folder: Path) -> Roads | None:
    """The tables of a folder, mapped; None where there is none, or one that is not whole."""
    try:
        arrays = {
            # Copy on write, which never comes: the compiled kernel tells read-only arrays apart.
            field.name: np.asarray(np.load(folder / f"{field.name}.npy", mmap_mode="c"))
            for field in fields(Roads)
            if field.name != "version"
        }
        version = (folder / "version").read_text("utf-8")
        os.utime(folder)
    except (OSError, ValueError):
        return None
    return Roads(**arrays, version=version)


def keep(roads: Roads, folder: Path) -> Roads:
    """Write the tables so that they appear whole, and map them. Raises ``OSError``."""
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    temporary.mkdir(parents=True, exist_ok=True)
    try:
        for field in fields(Roads):
            value = getattr(roads, field.name)
            if field.name == "version":
                (temporary / "version").write_text(value, "utf-8")
            else:
                np.save(temporary / f"{field.name}.npy", value)
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.exists():  # another process was first with the very same tables
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _make_room(folder.parent)
    return load(folder) or roads


def _make_room(shelf: Path) -> None:
    folders = [folder for folder in shelf.iterdir() if folder.name.endswith(".tables")]
    folders.sort(key=lambda folder: folder.stat().st_mtime)
    for old in folders[:-KEPT_MAX]:
        shutil.rmtree(old, ignore_errors=True)


def name_of(*parts: bytes) -> str:
    """A folder's name out of everything its tables depend on."""
    sha = hashlib.sha256(str(EDITION).encode())
    for part in parts:
        sha.update(hashlib.sha256(part).digest())
    return f"{sha.hexdigest()[:24]}.tables"


def seconds_and_km(graph: Graph, arc_s: Singles, targets: int) -> tuple[Singles, Singles]:
    """(K, 2, T, N) seconds and (T, N) kilometres of the fastest way to each target."""
    slots, drives, _ = arc_s.shape
    order = np.lexsort((graph.tail, graph.head))
    first = _first(graph.head[order], graph.nodes)
    tail = graph.tail[order]
    metres = graph.metres[order]
    table = np.empty((slots, drives, targets, graph.nodes), dtype=np.float32)
    km = np.empty((targets, graph.nodes), dtype=np.float32)
    for k in range(slots):
        for drive in range(drives):
            weights = arc_s[k, drive][order].astype(np.float64)
            found = _search_all(first, tail, weights, metres, targets, table[k, drive])
            if k == 0 and drive == drives - 1:
                km[:] = found / 1000.0
    return table, km


def first_arcs(graph: Graph) -> NDArray[np.int32]:
    """(N+1) where the arcs that leave each node begin."""
    return _first(graph.tail, graph.nodes)


def _first(ends: NDArray[np.int32], nodes: int) -> NDArray[np.int32]:
    counts = np.bincount(ends, minlength=nodes)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


@njit(cache=True, nogil=True)
def _search_all(
    first: NDArray[np.int32],
    tail: NDArray[np.int32],
    seconds: Floats,
    metres: Floats,
    targets: int,
    out: Singles,
) -> Singles:  # pragma: no cover - compiled
    """Dijkstra backwards from each target with a binary heap; the metres of each fastest way."""
    nodes = len(first) - 1
    walked = np.empty((targets, nodes), dtype=np.float32)
    heap_s = np.empty(len(tail) + 1)
    heap_n = np.empty(len(tail) + 1, dtype=np.int32)
    best = np.empty(nodes)
    for target in range(targets):
        best[:] = np.inf
        walked[target, :] = np.inf
        best[target] = 0.0
        walked[target, target] = 0.0
        heap_s[0], heap_n[0], size = 0.0, target, 1
        while size:
            here_s, here = heap_s[0], heap_n[0]
            size -= 1
            last_s, last_n = heap_s[size], heap_n[size]
            at = 0
            while True:
                child = 2 * at + 1
                if child >= size:
                    break
                if child + 1 < size and heap_s[child + 1] < heap_s[child]:
                    child += 1
                if heap_s[child] >= last_s:
                    break
                heap_s[at], heap_n[at] = heap_s[child], heap_n[child]
                at = child
            heap_s[at], heap_n[at] = last_s, last_n
            if here_s > best[here]:
                continue
            for arc in range(first[here], first[here + 1]):
                before = tail[arc]
                there_s = here_s + seconds[arc]
                if there_s < best[before]:
                    best[before] = there_s
                    walked[target, before] = walked[target, here] + metres[arc]
                    at = size
                    size += 1
                    while at and heap_s[(at - 1) // 2] > there_s:
                        heap_s[at], heap_n[at] = heap_s[(at - 1) // 2], heap_n[(at - 1) // 2]
                        at = (at - 1) // 2
                    heap_s[at], heap_n[at] = there_s, before
        for node in range(nodes):
            out[target, node] = best[node]
    return walked
