"""Keeps a hierarchy with its weights in a folder, so that a restart maps them instead of working.

One ``.npy`` file per array and a table of contents, which is written last. Every file is held
against its checksum before it is used; what belongs to other roads or is damaged is refused by
name.
"""

import os
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.customization import Weights
from geo.routing.contracted.graph import Graph

VERSION = 2
_CONTENTS = "contents.json"
_HIERARCHY = tuple(field.name for field in fields(Hierarchy))
_WEIGHTS = tuple(field.name for field in fields(Weights))


class HierarchyInvalid(ValueError):
    """A stored hierarchy that cannot be used: which file, what is wrong, what to do."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        super().__init__(
            f"路径层次文件 {path.name} {zh}。改法：删除该文件夹，启动时自动重建 / hierarchy file "
            f"{path.name} {en}. Remedy: delete its folder, it is built again at the next start"
        )


class _Contents(msgspec.Struct, frozen=True):
    version: int
    roads: int
    checksums: dict[str, int]


def save(folder: Path, graph: Graph, hierarchy: Hierarchy, weights: Weights) -> None:
    """Write everything beside ``folder`` and put it in its place when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        arrays = {name: getattr(hierarchy, name) for name in _HIERARCHY}
        arrays |= {name: getattr(weights, name) for name in _WEIGHTS}
        for name, array in arrays.items():
            with (fresh / f"{name}.npy").open("wb") as file:
                np.save(file, array, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
        sums = {name: _checksum(fresh / f"{name}.npy") for name in arrays}
        contents = _Contents(VERSION, _roads(graph), sums)
        (fresh / _CONTENTS).write_bytes(msgspec.json.encode(contents))
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def load(folder: Path, graph: Graph) -> tuple[Hierarchy, Weights]:
    """The hierarchy and its last weights, mapped; raises ``HierarchyInvalid``."""
    listed = folder / _CONTENTS
    if not listed.is_file():
        raise HierarchyInvalid(listed, "不存在", "is missing")
    try:
        contents = msgspec.json.decode(listed.read_bytes(), type=_Contents)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HierarchyInvalid(listed, "已损坏", "is damaged") from error
    if contents.version != VERSION:
        raise HierarchyInvalid(listed, f"不是版本 {VERSION}", f"is not of version {VERSION}")
    if contents.roads != _roads(graph):
        raise HierarchyInvalid(listed, "属于另一路网", "belongs to other roads")
    arrays = {name: _mapped(folder / f"{name}.npy", contents) for name in (*_HIERARCHY, *_WEIGHTS)}
    return (
        Hierarchy(**{name: arrays[name] for name in _HIERARCHY}),
        Weights(**{name: arrays[name] for name in _WEIGHTS}),
    )


def _mapped(path: Path, contents: _Contents) -> NDArray[Any]:
    """One array, whole and unchanged."""
    if not path.is_file():
        raise HierarchyInvalid(path, "不存在", "is missing")
    if _checksum(path) != contents.checksums.get(path.stem):
        raise HierarchyInvalid(path, "已损坏", "is damaged")
    # Copy on write: never written to, but the same kind of array as one that was just made.
    array: NDArray[Any] = np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))
    return array


def _checksum(path: Path) -> int:
    """Of the whole file, read as one map."""
    if not path.stat().st_size:
        return 0
    return crc32(np.memmap(path, dtype=np.uint8, mode="r").data)


def _roads(graph: Graph) -> int:
    """Names the graph, its copies for turn bans included."""
    total = graph.node_count
    for array in (graph.tail, graph.head, graph.reverse, graph.copy_of):
        total = crc32(np.ascontiguousarray(array).data, total)
    return total
