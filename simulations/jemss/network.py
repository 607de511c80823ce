"""The roads made ready: reduced, searched once, and kept for the next run.

What takes long is the search between all pairs of junctions. Its steps (a byte a pair) are kept
under a hash of what they were made from; times follow from them in a fraction of a second.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.errors import ModelInvalid
from simulations.jemss.records import JUNCTIONS, NODES, STRETCHES
from simulations.jemss.reduction import Reduced, reduce
from simulations.jemss.roads import Roads
from simulations.jemss.shortest import (
    Bytes,
    Floats,
    Ints,
    Singles,
    neighbours_of,
    search_all,
    ways_of,
)
from simulations.kernel.records import Records, empty

JUNCTIONS_MAX = 32_767
"""As many as JEMSS can take."""

CACHE_EDITION = "1"
FILES_KEPT = 12
"""Prepared networks of this many travel modes are kept; the longest unused goes first."""


class Progress(Protocol):
    """Whoever shows how far the preparation is."""

    def stage(self, zh: str, en: str, total: int) -> None:
        """A new stage begins."""

    def advance(self, done: int) -> None:
        """Some more of it is through."""


class Network(NamedTuple):
    """All that a route is worked out from; M travel modes."""

    nodes: Records
    stretches: Records
    junctions: Records
    place_node: Ints
    """Node of each place on each stretch."""
    times: Floats
    """(M, places) days from the stretch's start."""
    km: Floats
    """(places) distance from there."""
    stretch: Ints
    """(M, neighbours)."""
    days: Floats
    """(M, R, R) by where to, then where from."""
    length: Singles
    """(M, R, R)."""
    step: NDArray[np.uint8]
    """(M, R, R) which neighbour comes next."""


def prepare(roads: Roads, progress: Progress, cache: Path | None = None) -> Network:
    """The network of these roads, from the cache where it has it."""
    reduced = reduce(roads)
    count, modes = len(reduced.node), len(roads.times)
    if count > JUNCTIONS_MAX:
        raise ModelInvalid(
            f"路网有 {count} 个路口，超过 {JUNCTIONS_MAX}（JEMSS 亦同）。改法：去掉小路",
            f"the roads have {count} junctions, more than {JUNCTIONS_MAX} (as in JEMSS). Remedy: "
            "leave out minor roads",
        )
    next_to = neighbours_of(reduced)
    progress.stage("准备路网", "preparing the roads", count * modes)
    steps = []
    for mode in range(modes):
        key = _key(reduced, mode)
        step = _kept(cache, key, count)
        if step is None:
            step = search_all(reduced, mode, next_to, progress.advance)
            _keep(cache, key, step)
        else:
            progress.advance(count)
        steps.append(step)
    ways = [ways_of(reduced, mode, next_to, step) for mode, step in enumerate(steps)]
    return Network(
        *_records(reduced, next_to.first), reduced.nodes, reduced.times, reduced.km,
        np.stack([way.stretch for way in ways]), np.stack([way.days for way in ways]),
        np.stack([way.km for way in ways]), np.stack(steps),
    )  # fmt: skip


def _records(reduced: Reduced, neighbour: Ints) -> tuple[Records, Records, Records]:
    nodes = empty(NODES, len(reduced.junction))
    nodes["junction"] = reduced.junction
    for slot in range(2):
        nodes[f"on{slot}"], nodes[f"at{slot}"] = reduced.on[:, slot], reduced.at[:, slot]
    stretches = empty(STRETCHES, len(reduced.start))
    stretches["start"], stretches["end"] = reduced.start, reduced.end
    stretches["first"], stretches["last"] = reduced.first[:-1], reduced.first[1:] - 1
    junctions = empty(JUNCTIONS, len(reduced.node))
    junctions["node"], junctions["neighbour"] = reduced.node, neighbour[:-1]
    return nodes, stretches, junctions


def cache_folder() -> Path:
    """Where prepared networks are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "liandong" / "jemss"


def _key(reduced: Reduced, mode: int) -> str:
    told = hashlib.sha256(CACHE_EDITION.encode())
    for array in (reduced.start, reduced.end, reduced.times[mode][reduced.first[1:] - 1]):
        told.update(np.ascontiguousarray(array).tobytes())
    return told.hexdigest()[:32]


def _kept(cache: Path | None, key: str, count: int) -> Bytes | None:
    if cache is None:
        return None
    path = cache / f"{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            step: Bytes = kept["step"]
        path.touch()
    except (OSError, ValueError, KeyError, EOFError):
        return None  # never made, or damaged: made anew
    return step if step.shape == (count, count) and step.dtype == np.uint8 else None


def _keep(cache: Path | None, key: str, step: Bytes) -> None:
    """Kept where possible; a full or read-only disk costs the next run some seconds, no more."""
    if cache is None:
        return
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache, suffix=".part", delete=False) as part:
            np.savez(part, step=step)
        Path(part.name).replace(cache / f"{key}.npz")
        oldest_last = sorted(cache.glob("*.npz"), key=lambda p: -p.stat().st_mtime)
        for path in oldest_last[FILES_KEPT:]:
            path.unlink(missing_ok=True)
    except OSError:
        return
