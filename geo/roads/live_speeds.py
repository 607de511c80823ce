"""How fast the roads are now (实时车速), learned from the fleet's own drives.

Each drive over an arc says by how much longer it took than the profile expects at that hour with
that siren (so that both kinds of drive teach both times). An arc's figure is the weighted median of
the drives in a sliding window, drawn towards the profile: ``n / (n + prior)`` of it counts, where
``n`` is the sum of the weights. A drive weighs the share of the arc that it covered, and less with
age until it leaves the window. No vehicle has more than one voice on an arc, and nothing counts
that not at least ``vehicles_min`` vehicles bear out: one mad terminal moves no road.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from math import isfinite
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S, Floats

FUTURE_MS = 60_000
"""A drive that is later than this beside the clock was stamped before the clock was set back."""

Arcs = NDArray[np.int64]


class SpeedInvalid(ValueError):
    """A figure no vehicle can have driven, or a term that cannot be used."""

    def __init__(self, field: str, value: object, zh: str, en: str) -> None:
        super().__init__(f"{field} = {value}：{zh} / {en}")
        self.field, self.value = field, value
        self.remedy_zh, self.remedy_en = zh, en


@dataclass(frozen=True)
class SpeedTerms:
    """How much the fleet is believed. ``slower_max`` and ``faster_max`` bound what is learned."""

    prior: float = 2.0
    window_s: float = 1800.0
    vehicles_min: int = 2
    samples_max: int = 131_072
    slower_max: float = 5.0
    faster_max: float = 1.5

    def __post_init__(self) -> None:
        for term in fields(self):
            value = getattr(self, term.name)
            least = 0.0 if term.name == "prior" else 1.0
            if not isfinite(value) or value < least:
                raise SpeedInvalid(
                    term.name, value, f"须为不小于 {least:g} 的数", f"must be {least:g} or more"
                )


class ArcDrive(NamedTuple):
    """One vehicle's drive over a share of an arc, and what the profile expects of that share."""

    arc: int
    vehicle_id: str
    at_ms: int
    share: float
    seconds: float
    usual_s: float


@dataclass(frozen=True, eq=False)
class Learned:
    """What the fleet has taught by a moment: for some arcs, how much longer than usual they take.

    ``weight`` is how much was seen of each, ``vehicles`` by how many, ``age_s`` how long ago last.
    ``samples`` drives of ``fleet`` vehicles stand behind it, also those that were not enough.
    """

    at_ms: int
    arcs: Arcs
    factor: Floats
    weight: Floats
    vehicles: Arcs
    age_s: Floats
    samples: int
    fleet: int

    @classmethod
    def nothing(cls, at_ms: int = 0) -> Self:
        """Every road is as its profile says."""
        none, no_arcs = np.empty(0), np.empty(0, dtype=np.int64)
        return cls(at_ms, no_arcs, none, none, no_arcs, none, samples=0, fleet=0)

    def times(self, usual: Floats) -> Floats:
        """The usual times with what was learned, in whole ticks; what is closed stays closed."""
        if not len(self.arcs):
            return usual
        seconds = usual.copy()
        ticks = np.round(usual[self.arcs] * self.factor * TICKS_PER_S)
        seconds[self.arcs] = np.maximum(ticks, 1.0) / TICKS_PER_S
        return seconds

    @cached_property
    def version(self) -> str:
        """The same for the same figures; empty for none."""
        sha = hashlib.sha256(self.arcs.tobytes() + self.factor.tobytes())
        return sha.hexdigest()[:12] if len(self.arcs) else ""

    def differs(self, other: "Learned", by: float) -> bool:
        """Whether any road is slower or faster by more than this share than the other says."""
        if not np.array_equal(self.arcs, other.arcs):
            arcs = np.union1d(self.arcs, other.arcs)
            mine, theirs = _spread(self, arcs), _spread(other, arcs)
        else:
            mine, theirs = self.factor, other.factor
        return bool((np.abs(np.log(mine / theirs)) > np.log1p(by)).any())

    def unlearned(self, seconds: Floats) -> Floats:
        """What times with this in them were without it."""
        usual = seconds.copy()
        usual[self.arcs] /= self.factor
        return usual


class LiveSpeeds:
    """The drives of a sliding window. Memory is bounded: the newest drive replaces the oldest."""

    def __init__(self, terms: SpeedTerms | None = None) -> None:
        self.terms = terms or SpeedTerms()
        size = self.terms.samples_max
        self._arc = np.zeros(size, dtype=np.int64)
        self._vehicle = np.zeros(size, dtype=np.int64)
        self._at_ms = np.zeros(size, dtype=np.int64)
        self._share = np.zeros(size)
        self._log = np.zeros(size)
        self._noted = 0
        self._vehicles: dict[str, int] = {}

    def note(self, drive: ArcDrive) -> None:
        """Keep a drive; refuses figures nobody can have driven."""
        i = self._noted % self.terms.samples_max
        row = self._row(drive)
        self._arc[i], self._vehicle[i], self._at_ms[i], self._share[i], self._log[i] = row
        self._noted += 1

    def estimate(self, now_ms: int, under_way: Sequence[ArcDrive] = ()) -> Learned:
        """What the window teaches, with drives that are not yet over."""
        arc, vehicle, at_ms, share, log = self._all(under_way)
        age_s = np.maximum((now_ms - at_ms) / 1000, 0.0)
        kept = (age_s < self.terms.window_s) & (at_ms <= now_ms + FUTURE_MS)
        arc, vehicle, age_s, log = arc[kept], vehicle[kept], age_s[kept], log[kept]
        weight = share[kept] * (1.0 - age_s / self.terms.window_s)
        samples, fleet = len(arc), len(np.unique(vehicle))
        if not samples:
            return Learned.nothing(now_ms)
        heaviest = np.lexsort((-weight, vehicle, arc))
        voice = heaviest[_new(arc[heaviest], vehicle[heaviest])]
        voice = voice[np.lexsort((log[voice], arc[voice]))]
        arc, weight, age_s, log = arc[voice], weight[voice], age_s[voice], log[voice]
        first = np.flatnonzero(_new(arc))
        end = np.append(first[1:], len(arc))
        enough = end - first >= self.terms.vehicles_min
        total = np.add.reduceat(weight, first)
        middle = _borne_out(log, _median(log, weight, first, end), first, end, self.terms)
        shrunk = total / (total + self.terms.prior) * middle
        shrunk = np.clip(shrunk, -np.log(self.terms.faster_max), np.log(self.terms.slower_max))
        newest = np.minimum.reduceat(age_s, first)
        return Learned(
            at_ms=now_ms,
            arcs=arc[first][enough],
            factor=np.exp(shrunk[enough]),
            weight=total[enough],
            vehicles=(end - first)[enough],
            age_s=newest[enough],
            samples=samples,
            fleet=fleet,
        )

    def _row(self, drive: ArcDrive) -> tuple[int, int, int, float, float]:
        for field in ("seconds", "usual_s", "share"):
            value = getattr(drive, field)
            if not (isfinite(value) and value > 0.0):
                raise SpeedInvalid(field, value, "须大于 0", "must be above 0")
        vehicle = self._vehicles.setdefault(drive.vehicle_id, len(self._vehicles))
        ratio = drive.seconds / drive.usual_s
        return drive.arc, vehicle, drive.at_ms, min(drive.share, 1.0), float(np.log(ratio))

    def _all(self, under_way: Sequence[ArcDrive]) -> tuple[Arcs, Arcs, Arcs, Floats, Floats]:
        size = min(self._noted, self.terms.samples_max)
        more = np.array([self._row(drive) for drive in under_way]).reshape(-1, 5).T
        return (
            np.append(self._arc[:size], more[0].astype(np.int64)),
            np.append(self._vehicle[:size], more[1].astype(np.int64)),
            np.append(self._at_ms[:size], more[2].astype(np.int64)),
            np.append(self._share[:size], more[3]),
            np.append(self._log[:size], more[4]),
        )


def _spread(learned: Learned, arcs: Arcs) -> Floats:
    """The factors on these arcs, 1 where nothing was learned."""
    factor = np.ones(len(arcs))
    factor[np.searchsorted(arcs, learned.arcs)] = learned.factor
    return factor


def _new(*keys: Arcs) -> NDArray[np.bool_]:
    """Where a sorted row differs from the one before."""
    new = np.ones(len(keys[0]), dtype=np.bool_)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return new


def _median(log: Floats, weight: Floats, first: Arcs, end: Arcs) -> Floats:
    """The weighted median of each group of sorted figures; between two, their mean."""
    upto = np.cumsum(weight)
    half = (upto[first] - weight[first] + upto[end - 1]) / 2
    low = np.clip(np.searchsorted(upto, half * (1 - 1e-12)), first, end - 1)
    high = np.clip(np.searchsorted(upto, half * (1 + 1e-12), side="right"), first, end - 1)
    median: Floats = (log[low] + log[high]) / 2
    return median


def _borne_out(log: Floats, middle: Floats, first: Arcs, end: Arcs, terms: SpeedTerms) -> Floats:
    """So much of the median as at least ``vehicles_min`` vehicles were slower, or faster, by."""
    k = terms.vehicles_min
    slower = log[np.maximum(end - k, first)]
    faster = log[np.minimum(first + k - 1, end - 1)]
    result: Floats = np.where(
        middle > 0,
        np.clip(np.minimum(middle, slower), 0.0, None),
        np.clip(np.maximum(middle, faster), None, 0.0),
    )
    return result
