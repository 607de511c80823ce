"""The roads as they are now: the times of the hour, slow zones and closures in one place.

Every engine takes its weights from a ``RoadState``; nothing in it ever changes, a new one is made
instead. Milliseconds: only the few restricted arcs are looked at one by one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S, Floats, RoadNetwork
from geo.roads.restrictions import Sections

ON_FOOT_M = 150.0
"""Whoever lies this far inside a closed section is still reached from its edge: people are hurt
where the road broke."""


class RoadSecondsInvalid(ValueError):
    """Times that nobody can drive; whatever is in force stays in force."""


class Restricted(NamedTuple):
    """Sections that are closed (no factor), or driven at a share of the usual speed."""

    sections: Sections
    factor: float | None = None


@dataclass(frozen=True, eq=False)
class RoadState:
    """Driving times in force on one network.

    ``network`` carries the seconds of driving each arc, finite also where it is closed, because
    one may drive up to the barrier; ``arc_seconds`` is what driving it whole takes, infinite where
    it is closed. Coming from an arc's start one gets as far as ``enter_until``, and from
    ``leave_from`` on one still gets out over its end. ``changed`` are the arcs that differ from
    ``base``, the times of the hour: two states with the very same base differ nowhere else.
    """

    network: RoadNetwork
    arc_seconds: Floats
    enter_until: Floats
    leave_from: Floats
    changed: NDArray[np.int64]
    base: Floats

    @classmethod
    def open(cls, network: RoadNetwork) -> Self:
        """The network with its own times, and nothing closed."""
        return cls.of(network, network.arc_seconds, ())

    @classmethod
    def of(
        cls,
        network: RoadNetwork,
        base_seconds: Floats,
        restricted: Sequence[Restricted],
        hour: str = "",
    ) -> Self:
        """These times (``hour`` names them) under these restrictions.

        Several on one stretch all count: closed wins, else the slowest. Raises
        ``RoadSecondsInvalid`` for times that cannot be.
        """
        _check(network, base_seconds)
        factors = _slowest(network, restricted)
        enter_until, leave_from = _barriers(network, base_seconds, restricted)
        closed = np.isfinite(enter_until)
        finite = np.where(np.isfinite(base_seconds), base_seconds, network.arc_seconds)
        slowed = factors > 1.0
        drive_s = np.where(slowed, np.round(finite * factors * TICKS_PER_S) / TICKS_PER_S, finite)
        version = _version(network, hour, restricted)
        return cls(
            network=network if not (hour or restricted) else network.timed(drive_s, version),
            arc_seconds=np.where(closed, np.inf, drive_s),
            enter_until=enter_until,
            leave_from=leave_from,
            changed=np.flatnonzero(closed | slowed),
            base=base_seconds,
        )


def _check(network: RoadNetwork, seconds: Floats) -> None:
    if seconds.shape != network.arc_seconds.shape:
        raise RoadSecondsInvalid(
            f"有 {network.arc_count} 条路段，却给了 {seconds.size} 个时间 / "
            f"{seconds.size} times for {network.arc_count} arcs "
            f"→ 用同一路网计算 / compute them on this very network"
        )
    bad = np.flatnonzero(~(seconds > 0.0))
    if len(bad):
        raise RoadSecondsInvalid(
            f"路段 {bad[0]} 的时间为 {seconds[bad[0]]} 秒 / arc {bad[0]}: arc_seconds "
            f"{seconds[bad[0]]} → 须大于 0 / must be above 0 ({len(bad)} 条 / arcs)"
        )


def _slowest(network: RoadNetwork, restricted: Sequence[Restricted]) -> Floats:
    """By how much longer each arc takes: a zone that covers half of it slows that half."""
    factors = np.ones(network.arc_count)
    for sections, factor in restricted:
        if factor is None:
            continue
        if not 0.0 < factor <= 1.0:
            raise RoadSecondsInvalid(f"慢行系数 / factor {factor} → (0, 1]")
        share = sections.end - sections.start
        longer = 1.0 + share * (1.0 / factor - 1.0)
        np.maximum.at(factors, sections.arc, longer)
    return factors


def _barriers(
    network: RoadNetwork, base_seconds: Floats, restricted: Sequence[Restricted]
) -> tuple[Floats, Floats]:
    """How far one gets into each arc, and from where one gets out of it."""
    never = ~np.isfinite(base_seconds)
    first = np.where(never, 0.0, np.inf)
    last = np.where(never, 1.0, -np.inf)
    for sections, factor in restricted:
        if factor is None:
            np.minimum.at(first, sections.arc, sections.start)
            np.maximum.at(last, sections.arc, sections.end)
    closed = np.flatnonzero(np.isfinite(first) & ~never)
    inside = np.minimum(last[closed] - first[closed], ON_FOOT_M / network.arc_metres[closed])
    first[closed] += inside
    last[closed] -= inside
    return first, last


def _version(network: RoadNetwork, hour: str, restricted: Sequence[Restricted]) -> str:
    sha = hashlib.sha256(f"{network.network_version} {hour}".encode())
    for sections, factor in restricted:
        sha.update(str(factor).encode())
        for array in sections:
            sha.update(array.tobytes())
    return sha.hexdigest()[:12]
