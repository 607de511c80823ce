"""Graph files for the roads bench: an ``.npz`` with ``tail``, ``head`` and ``w`` of every arc.

``w`` is in milliseconds: whole numbers are taken as they are, so that answers can be compared with
any other engine's to the millisecond; fractions are rounded. ``inf`` closes an arc, 0 is an arc
that takes no time. ``lat`` and ``lon`` of the nodes are optional (RoutingKit's order needs them);
without them there are as many nodes as the largest index says. Whatever cannot be measured is
refused with the array, the place and the value.
"""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from geo.routing.contracted.compiled import MOVE_MAX, NEVER, Floats, Ints

REQUIRED = ("tail", "head", "w")


class GraphFileInvalid(ValueError):
    """A graph file that cannot be measured: what is wrong with it, and what would do."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        super().__init__(f"路网文件 {path.name}：{zh} / graph file {path.name}: {en}")


def read(path: Path) -> tuple[Ints, Ints, Ints, Floats, Floats]:
    """Tail, head and milliseconds of the arcs, latitude and longitude of the nodes."""
    arrays = _arrays(path)
    missing = [name for name in REQUIRED if name not in arrays]
    if missing:
        there = ", ".join(sorted(arrays)) or "-"
        listed = ", ".join(missing)
        raise GraphFileInvalid(
            path,
            f"缺少数组 {listed}（现有 {there}）。须有 tail、head、w",
            f"arrays {listed} are missing (there are {there}); tail, head and w are needed",
        )
    arcs = len(arrays["tail"])
    for name in REQUIRED:
        if arrays[name].ndim != 1 or len(arrays[name]) != arcs or not arcs:
            raise GraphFileInvalid(
                path,
                f"{name} 的形状为 {arrays[name].shape}，tail、head、w 须为同样长度的一维数组，"
                f"至少一段",
                f"{name} has the shape {arrays[name].shape}: tail, head and w must be flat, "
                f"equally long, and name at least one arc",
            )
    lat, lon = _coordinates(path, arrays)
    tail, head = (_indices(path, name, arrays[name], len(lat)) for name in ("tail", "head"))
    nodes = len(lat) or int(max(tail.max(), head.max())) + 1
    if not len(lat):
        lat = lon = np.full(nodes, np.nan)
    return tail, head, _ticks(path, arrays["w"]), lat, lon


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except FileNotFoundError as error:
        raise GraphFileInvalid(path, "不存在", "there is no such file") from error
    except (OSError, ValueError, EOFError, BadZipFile, TypeError) as error:
        raise GraphFileInvalid(
            path,
            "读不出：须为 numpy.savez 写的 .npz",
            f"cannot be read ({error}); it must be an .npz as numpy.savez writes it",
        ) from error


def _coordinates(path: Path, arrays: dict[str, NDArray[Any]]) -> tuple[Floats, Floats]:
    """Both, or two empty arrays."""
    if "lat" not in arrays and "lon" not in arrays:
        return np.empty(0), np.empty(0)
    lat, lon = (np.asarray(arrays.get(name, ()), np.float64).ravel() for name in ("lat", "lon"))
    if len(lat) != len(lon) or not len(lat):
        raise GraphFileInvalid(
            path,
            f"lat 有 {len(lat)} 项，lon 有 {len(lon)} 项，须各点一项，或两者都不给",
            f"lat has {len(lat)} values and lon {len(lon)}: give one of each per node, or neither",
        )
    return lat, lon


def _indices(path: Path, name: str, given: NDArray[Any], nodes: int) -> Ints:
    """Node indices, each of a node that there is."""
    if not np.issubdtype(given.dtype, np.integer):
        raise GraphFileInvalid(
            path, f"{name} 须为整数，现为 {given.dtype}", f"{name} must be integers: {given.dtype}"
        )
    end = nodes or 2**31 - 1
    bad = (given < 0) | (given >= end)
    if bad.any():
        k = int(np.argmax(bad))
        raise GraphFileInvalid(
            path,
            f"{name}[{k}] 为 {given[k]}，点号须在 0 到 {end - 1} 之间",
            f"{name}[{k}] is {given[k]}: nodes are numbered from 0 to {end - 1}",
        )
    return given.astype(np.int32)


def _ticks(path: Path, given: NDArray[Any]) -> Ints:
    """Whole milliseconds; ``NEVER`` for a closed arc."""
    if not np.issubdtype(given.dtype, np.integer) and not np.issubdtype(given.dtype, np.floating):
        raise GraphFileInvalid(
            path, f"w 须为数，现为 {given.dtype}", f"w must be numbers, not {given.dtype}"
        )
    ms = given.astype(np.float64)
    bad = ~(ms >= 0.0) | (np.isfinite(ms) & (ms > MOVE_MAX))
    if bad.any():
        k = int(np.argmax(bad))
        raise GraphFileInvalid(
            path,
            f"w[{k}] 为 {given[k]}，须在 0 到 {MOVE_MAX} 毫秒（6 天）之间；封路请用 inf",
            f"w[{k}] is {given[k]}: 0 to {MOVE_MAX} ms (6 days) it must be, or inf for closed",
        )
    if not np.isfinite(ms).any():
        raise GraphFileInvalid(path, "所有路段都封闭", "every arc is closed: nothing to measure")
    return np.where(np.isfinite(ms), np.rint(ms), NEVER).astype(np.int32)
