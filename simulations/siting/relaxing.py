"""A bound for the p-median without a solver: Lagrangian relaxation by subgradients.

Every cell pays a price for being served; whatever the prices, what the best sites earn at them
bounds the least total time from below. Sites that the bound rules out, or rules in, are left out
of the exact model, which makes it many times smaller.
"""

from typing import NamedTuple

import numpy as np

from dispatch.policies.compiling import Floats, Ints, compiled

ROUNDS_MAX = 600
HALVED_AFTER = 20
SMALLEST_STEP = 5e-3


class Relaxed(NamedTuple):
    """The bound, and for each site whether it can be taken as shut (-1) or open (1) for good.

    ``chosen`` are the sites that earn most at the prices of the bound: a good answer to begin with.
    """

    bound: float
    settled: Ints
    chosen: Ints
    prices: Floats


@compiled
def _earnings(seconds: Floats, people: Floats, prices: Floats, earned: Floats) -> None:
    """What each site earns (a negative number) with every cell that is worth its way there."""
    cells, sites = seconds.shape
    earned[:] = 0.0
    for cell in range(cells):
        price, weight = prices[cell], people[cell]
        for site in range(sites):
            profit = weight * seconds[cell, site] - price
            if profit < 0.0:
                earned[site] += profit


@compiled
def _first_prices(seconds: Floats, people: Floats) -> Floats:
    """Each cell would pay for its way to the second nearest site."""
    cells, sites = seconds.shape
    prices = np.zeros(cells)
    for cell in range(cells):
        two = np.partition(seconds[cell], min(1, sites - 1))
        prices[cell] = people[cell] * two[min(1, sites - 1)]
    return prices


@compiled
def _prices(
    seconds: Floats,
    people: Floats,
    low: Ints,
    high: Ints,
    count: int,
    value: float,
    prices: Floats,
    settled: Ints,
) -> tuple[float, Floats, Floats]:
    """The best bound found, the prices that give it, and the earnings at them.

    Whatever any prices on the way settle about a site goes to ``settled``.
    """
    cells, sites = seconds.shape
    slope = np.zeros(cells)
    earned, chosen = np.zeros(sites), np.zeros(sites, np.bool_)
    best, best_prices, best_earned = -np.inf, prices.copy(), earned.copy()
    scale, quiet = 1.5, 0
    for _ in range(ROUNDS_MAX):
        _earnings(seconds, people, prices, earned)
        bound = prices.sum() + _choose(earned, low, high, count, chosen)
        _settle(bound, earned, chosen, low, high, count, value, settled)
        quiet += 1
        if bound > best:
            quiet = 0 if bound > best + 1e-6 * abs(value) else quiet
            best = bound
            best_prices[:], best_earned[:] = prices, earned
        if quiet >= HALVED_AFTER:
            scale, quiet = scale / 2, 0
            prices[:] = best_prices
            if scale < SMALLEST_STEP:
                break
            continue
        norm = _slope(seconds, people, prices, chosen, slope)
        if norm == 0.0 or bound >= value * (1 - 1e-12):
            break
        step = scale * max(value - bound, 1e-9 * abs(value)) / norm
        for cell in range(cells):
            prices[cell] = max(0.0, prices[cell] + step * slope[cell])
    return best, best_prices, best_earned


@compiled
def _choose(earned: Floats, low: Ints, high: Ints, count: int, chosen: np.ndarray) -> float:
    """Fixed sites and those that earn most, at most so many; what they earn together."""
    total, taken = 0.0, 0
    chosen[:] = False
    for site in range(len(earned)):
        if low[site] > 0:
            chosen[site] = True
            total += earned[site]
            taken += 1
    for site in np.argsort(earned):
        if taken >= count or earned[site] >= 0.0:
            break
        if not chosen[site] and high[site] > 0:
            chosen[site] = True
            total += earned[site]
            taken += 1
    return total


@compiled
def _settle(
    bound: float,
    earned: Floats,
    chosen: np.ndarray,
    low: Ints,
    high: Ints,
    count: int,
    value: float,
    settled: Ints,
) -> None:
    """Sites without which, or with which, the bound reaches the known value."""
    worst, next_best = -np.inf, 0.0
    for site in range(len(earned)):
        if low[site] == 0 and high[site] > 0:
            if chosen[site]:
                worst = max(worst, earned[site])
            else:
                next_best = min(next_best, earned[site])
    if chosen.sum() < count or worst == -np.inf:
        worst = 0.0
    enough = value * (1 - 1e-9)
    for site in range(len(earned)):
        if low[site] > 0 or high[site] == 0:
            continue
        if chosen[site]:
            if bound - earned[site] + next_best >= enough:
                settled[site] = 1
        elif bound + earned[site] - worst >= enough:
            settled[site] = -1


@compiled
def _slope(
    seconds: Floats, people: Floats, prices: Floats, chosen: np.ndarray, slope: Floats
) -> float:
    """Which cells are served too seldom (+) or too often (-); the square of its length."""
    cells, sites = seconds.shape
    norm = 0.0
    for cell in range(cells):
        served = 0.0
        for site in range(sites):
            if chosen[site] and people[cell] * seconds[cell, site] < prices[cell]:
                served += 1.0
        slope[cell] = 1.0 - served
        norm += slope[cell] ** 2
    return norm


def relax(
    seconds: Floats,
    people: Floats,
    low: Ints,
    high: Ints,
    count: int,
    value: float,
    prices: Floats | None = None,
) -> Relaxed:
    """The bound below ``value`` (of a known answer), and what it settles about single sites.

    ``prices`` of an earlier relaxation to begin with.
    """
    settled = np.zeros(seconds.shape[1], np.int64)
    if prices is None:
        prices = _first_prices(seconds, people)
    bound, best_prices, earned = _prices(
        seconds, people, low, high, count, value, prices.copy(), settled
    )
    chosen = np.zeros(len(earned), np.bool_)
    _choose(earned, low, high, count, chosen)
    return Relaxed(float(bound), settled, chosen.astype(np.int64), best_prices)
