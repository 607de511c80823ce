"""The hypercube queueing model (Larson 1974): how busy each vehicle is, and who goes where.

Calls of each atom (a small area) come by chance and go to the first free vehicle of its list;
service times are exponential with one mean. When all are busy a call waits in line, or is lost
(served from outside). Exact up to twelve vehicles; above that the approximation of Larson (1975).
"""

import math
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from simulations.sizing.queues import delayed, loss

EXACT_MAX = 12
ROUNDS_MAX = 1_000
CLOSE_ENOUGH = 1e-11

Floats = NDArray[np.float64]


class HypercubeInvalid(ValueError):
    """Rates or preferences that describe no system; says which and what would do."""


class Workloads(msgspec.Struct, frozen=True, kw_only=True):
    """``busy`` share of time of each vehicle; ``sent`` share of all calls that row's atom gets
    from column's vehicle; ``full`` share of calls that find nobody free (they wait, or are lost).
    """

    busy: tuple[float, ...]
    sent: tuple[tuple[float, ...], ...]
    full: float
    exact: bool

    def beyond_own(self, own: "list[int] | tuple[int, ...]") -> float:
        """The share of answered calls that another vehicle than their atom's own answers."""
        table = np.array(self.sent)
        at_home = sum(table[atom, vehicle] for atom, vehicle in enumerate(own))
        return float(1.0 - at_home / table.sum())


class _System(NamedTuple):
    rates: Floats
    preferences: NDArray[np.int64]
    service: float
    vehicles: int
    waiting: bool

    @property
    def load(self) -> float:
        return float(self.rates.sum() / self.service)

    @property
    def full(self) -> float:
        """Share of calls that find nobody free: Erlang C where they wait, B where they do not."""
        chosen = delayed if self.waiting else loss
        return chosen(self.load, self.vehicles)


def workloads(
    rates: "list[float] | Floats",
    preferences: "list[list[int]] | NDArray[np.int64]",
    *,
    service_rate: float = 1.0,
    waiting: bool = True,
    exact: bool | None = None,
) -> Workloads:
    """Solve it: ``rates`` calls of each atom, ``preferences`` its vehicles, the first choice first.

    ``waiting``: calls wait when all are busy, else they are lost. ``exact`` None: up to
    ``EXACT_MAX`` vehicles. Raises ``HypercubeInvalid``.
    """
    system = _checked(np.array(rates, float), np.array(preferences), service_rate, waiting)
    if exact is None:
        exact = system.vehicles <= EXACT_MAX
    if exact and system.vehicles > EXACT_MAX:
        raise HypercubeInvalid(
            f"精确解至多 {EXACT_MAX} 辆车，现为 {system.vehicles} / "
            f"exact up to {EXACT_MAX} vehicles, {system.vehicles} given: take the approximation"
        )
    return _exact(system) if exact else _approximate(system)


def _checked(
    rates: Floats, preferences: NDArray[np.int64], service: float, waiting: bool
) -> _System:
    if rates.ndim != 1 or preferences.ndim != 2 or len(rates) != len(preferences) or not len(rates):
        raise HypercubeInvalid("每个小区一个呼叫率和一行派车次序 / one rate and one list per atom")
    vehicles = preferences.shape[1]
    if not (np.isfinite(rates).all() and (rates >= 0).all() and rates.sum() > 0 and service > 0):
        raise HypercubeInvalid("呼叫率应不小于 0 且不全为 0，服务率大于 0 / rates: 0 or more")
    if (np.sort(preferences, axis=1) != np.arange(vehicles)).any():
        raise HypercubeInvalid("每行应恰好列出每辆车一次 / each list names every vehicle once")
    system = _System(rates, preferences, service, vehicles, waiting)
    if waiting and system.load >= vehicles:
        raise HypercubeInvalid(
            f"负荷 {system.load:.2f} 不小于车数 {vehicles}，队伍无限增长 / "
            f"load {system.load:.2f} of {vehicles} vehicles: the line grows without end"
        )
    return system


def _exact(system: _System) -> Workloads:
    """All 2**N patterns of busy vehicles; the line behind the full one is a geometric tail."""
    count, states = system.vehicles, 1 << system.vehicles
    pattern = np.arange(states)
    busy = (pattern[:, None] >> np.arange(count)) & 1
    goes = np.stack([_first_free(busy, order) for order in system.preferences])
    rows, columns, flows = [], [], []
    free = pattern[:-1]
    for atom, rate in enumerate(system.rates):
        rows.append(free | (1 << goes[atom, :-1]))
        columns.append(free)
        flows.append(np.full(states - 1, rate))
    for vehicle in range(count):
        ends = pattern[busy[:, vehicle] == 1]
        rows.append(ends & ~(1 << vehicle))
        columns.append(ends)
        flows.append(np.full(len(ends), system.service))
    into, source, flow = (np.concatenate(part) for part in (rows, columns, flows))
    out = np.bincount(source, flow, minlength=states)
    arriving = csr_array((flow / out[into], (into, source)), shape=(states, states))
    shares = _settled(arriving, busy.sum(axis=1), system.load)
    use = system.load / count
    tail = shares[-1] * use / (1 - use) if system.waiting else 0.0
    shares, tail = shares / (1 + tail), tail / (1 + tail)
    full = float(shares[-1] + tail)
    calls = system.rates / system.rates.sum()
    sent = np.zeros((len(calls), count))
    for atom, call in enumerate(calls):
        sent[atom] = call * np.bincount(goes[atom, :-1], shares[:-1], minlength=count)
    if system.waiting:  # whoever becomes free first takes the first in line
        sent += calls[:, None] * full / count
    return _told(shares @ busy + tail, sent, full, exact=True)


def _settled(arriving: csr_array, level: NDArray[np.int64], load: float) -> Floats:
    """The share of time in each pattern: what comes in goes out, from level to level.

    How many are busy in all does not depend on who goes where, so each level's total is known
    (Erlang) and only its inner shares have to settle.
    """
    count = int(level.max())
    total = np.array([load**k / math.factorial(k) for k in range(count + 1)])
    total /= total.sum()
    members = [np.flatnonzero(level == k) for k in range(count + 1)]
    into = [arriving[one] for one in members]
    shares = (total / np.bincount(level))[level]
    for _ in range(ROUNDS_MAX):
        former = shares.copy()
        for k, one in enumerate(members):
            inside = into[k] @ shares
            shares[one] = inside * (total[k] / inside.sum())
        if float(np.abs(shares - former).max()) < CLOSE_ENOUGH * float(shares.max()):
            break
    return shares


def _first_free(busy: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Who of a list goes in each pattern; the last pattern, all busy, means nothing."""
    return np.asarray(order[np.argmin(busy[:, order], axis=1)])


def corrections(load: float, vehicles: int, waiting: bool) -> Floats:
    """Larson's Q: how far "the first j are busy and the next is free" is from independence."""
    below = np.array([load**k / math.factorial(k) for k in range(vehicles + 1)])
    tail = below[-1] * (load / vehicles) / (1 - load / vehicles) if waiting else 0.0
    share = below / (below.sum() + tail)
    full = share[-1] + tail / (below.sum() + tail)
    use = load * (1.0 if waiting else 1 - full) / vehicles
    found = np.zeros(vehicles)
    k = np.arange(vehicles)
    for j in range(vehicles):
        taken = np.ones(vehicles)
        for step in range(j):
            taken *= np.maximum(k - step, 0) / (vehicles - step)
        chance = float((share[:-1] * taken * (vehicles - k) / (vehicles - j)).sum())
        found[j] = chance / (use**j * (1 - use))
    return found


def _approximate(system: _System) -> Workloads:
    count, full = system.vehicles, system.full
    carried = system.load * (1.0 if system.waiting else 1 - full)
    factor = corrections(system.load, count, system.waiting)
    busy = np.full(count, carried / count)
    shared = system.load * full / count if system.waiting else 0.0
    for _ in range(ROUNDS_MAX):
        taken = _immediate(system, busy, factor).sum(axis=0) / system.service
        pull = taken / np.maximum(1 - busy, 1e-12)
        renewed = (pull + shared) / (1 + pull)
        renewed *= carried / renewed.sum()
        close = float(np.abs(renewed - busy).max()) < CLOSE_ENOUGH
        busy = np.clip(renewed, 0.0, 1 - 1e-12)
        if close:
            break
    calls = system.rates.sum()
    sent = _immediate(system, busy, factor) / calls
    if system.waiting:
        sent += (system.rates / calls)[:, None] * full / count
    return _told(busy, sent, full, exact=False)


def _immediate(system: _System, busy: Floats, factor: Floats) -> Floats:
    """Calls of each atom that each vehicle takes at once, per unit of time."""
    count = system.vehicles
    ordered = busy[system.preferences]
    ahead = np.cumprod(np.c_[np.ones(len(ordered)), ordered[:, :-1]], axis=1)
    chance = factor * ahead * (1 - ordered)
    found = np.zeros((len(system.rates), count))
    np.put_along_axis(found, system.preferences, system.rates[:, None] * chance, axis=1)
    return found


def _told(busy: Floats, sent: Floats, full: float, exact: bool) -> Workloads:
    return Workloads(
        busy=tuple(float(b) for b in busy),
        sent=tuple(tuple(float(s) for s in row) for row in sent),
        full=full,
        exact=exact,
    )
