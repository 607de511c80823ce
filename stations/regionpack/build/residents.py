"""Township populations, modelled: the census counts a county, not its townships."""

from collections.abc import Sequence

from stations.regionpack.build.facts import CountyFact, TownshipFact

_STREET_WEIGHT = 3.0
"""A residents' committee of a city street or county seat holds about three of a market town's."""


def spread_population(
    counties: Sequence[CountyFact], townships: Sequence[TownshipFact]
) -> dict[str, int]:
    """Residents of each township, adding up exactly to every county's census number.

    Town residents are spread by residents' committees (社区), country residents by villagers'
    committees (村); half a committee is added so that forest farms without any are not empty.
    """
    result: dict[str, int] = {}
    for county in counties:
        own = [t for t in townships if t.county_code == county.code]
        town = [(t.communities + 0.25) * (_STREET_WEIGHT if t.is_street else 1.0) for t in own]
        country = [t.villages + 0.5 for t in own]
        shares = zip(_apportion(county.urban, town), _apportion(county.rural, country), strict=True)
        result |= {t.code: sum(share) for t, share in zip(own, shares, strict=True)}
    return result


def _apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights, adding up to the total (largest remainder)."""
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole
