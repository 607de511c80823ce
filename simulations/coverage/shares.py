"""Whom the fleet reaches in time, by people: shares, the worst townships, how unequal it is.

Limits: 8, 12 and 15 minutes in town, 20 and 30 in the country (国卫医发〔2020〕19号 gives radii of
5 km and 10 to 20 km; the minutes are how planners read them, domain.md §5.3).
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from simulations.coverage.places import Floats
from simulations.coverage.surface import Surface

LIMITS_MIN: Mapping[str, tuple[float, ...]] = {"urban": (8.0, 12.0, 15.0), "rural": (20.0, 30.0)}
"""The limits that count for each kind of area."""

WORST = 10


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """The share of an area's people reached within so many minutes, by one crew and by two."""

    minutes: float
    once: float
    twice: float


class AreaShares(msgspec.Struct, frozen=True, kw_only=True):
    """One area (a county, or all of it) and kind of ground; None where nobody lives there."""

    area: str
    kind: str
    people: float
    mean_min: float | None
    gini: float | None
    shares: tuple[Share, ...]


class Worst(msgspec.Struct, frozen=True, kw_only=True):
    """A township whose people wait longest on average; None: nobody can come by road."""

    township: str
    people: float
    mean_min: float | None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A surface in figures: everybody, town and country, county by county, the worst townships."""

    vehicles: int
    areas: tuple[AreaShares, ...]
    worst: tuple[Worst, ...]

    def of(self, area: str, kind: str) -> AreaShares:
        """One of its rows."""
        return next(one for one in self.areas if (one.area, one.kind) == (area, kind))


ALL = ""
"""The area that stands for the whole region."""

EVERY_LIMIT = tuple(sorted({limit for limits in LIMITS_MIN.values() for limit in limits}))


def summarise(surface: Surface) -> Summary:
    """The figures of a surface over lived-in places."""
    places = surface.places
    everywhere = np.ones(len(places), np.bool_)
    county = np.array(places.county)
    rows = []
    for area in (ALL, *dict.fromkeys(places.county)):
        there = everywhere if area == ALL else county == area
        for kind, limits in (("all", EVERY_LIMIT), *LIMITS_MIN.items()):
            ground = {"all": everywhere, "urban": places.urban, "rural": ~places.urban}[kind]
            rows.append(_area(surface, there & ground, area, kind, limits))
    return Summary(vehicles=surface.vehicles, areas=tuple(rows), worst=_worst(surface))


def _area(
    surface: Surface, where: "np.ndarray", area: str, kind: str, limits: Sequence[float]
) -> AreaShares:
    people = surface.places.people[where]
    first, second = surface.first_min[where], surface.second_min[where]
    total = float(people.sum())
    reached = np.isfinite(first) & (people > 0)
    shares = tuple(
        Share(
            minutes=limit,
            once=float(people[first <= limit].sum()) / total,
            twice=float(people[second <= limit].sum()) / total,
        )
        for limit in limits
        if total
    )
    somebody = bool(reached.any())
    return AreaShares(
        area=area,
        kind=kind,
        people=total,
        mean_min=float(np.average(first[reached], weights=people[reached])) if somebody else None,
        gini=gini(first[reached], people[reached]) if somebody else None,
        shares=shares,
    )


def gini(minutes: Floats, people: Floats) -> float:
    """How unequal the waits are: 0 all the same, towards 1 some wait for all the others.

    Half the mean difference between any two people, as a share of the mean wait; those whom nobody
    reaches have no wait and are told apart.
    """
    order = np.argsort(minutes, kind="stable")
    value, weight = minutes[order], people[order]
    total, mean = weight.sum(), float(np.average(value, weights=weight))
    if mean <= 0.0:
        return 0.0
    below = np.cumsum(weight) - weight / 2
    return float(2 * (weight * value * below).sum() / (total**2 * mean) - 1.0)


def beyond_reach(surface: Surface) -> dict[str, float]:
    """People of each township whom nobody reaches by road (an island, or no such crew at all)."""
    places = surface.places
    lost: dict[str, float] = {}
    for nth in np.flatnonzero(~np.isfinite(surface.first_min) & (places.people > 0)).tolist():
        code = places.township[nth]
        lost[code] = lost.get(code, 0.0) + float(places.people[nth])
    return lost


def _worst(surface: Surface) -> tuple[Worst, ...]:
    """Those with the longest mean wait; a place without any road counts as the very longest."""
    places = surface.places
    found = []
    township = np.array(places.township)
    for code in dict.fromkeys(places.township):
        here = (township == code) & (places.people > 0)
        if not here.any():
            continue
        mean = float(np.average(surface.first_min[here], weights=places.people[here]))
        found.append((mean, code, float(places.people[here].sum())))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(
        Worst(township=code, people=people, mean_min=mean if np.isfinite(mean) else None)
        for mean, code, people in found[:WORST]
    )
