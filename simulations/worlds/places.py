"""Where people fall ill (需求点): a few places for each township, its people shared among them.

The pack knows the seats and populations of townships and nothing finer, so this is *modelled*, by
the same shares as the simulated day: in a town everybody within about 900 m of its middle; in the
country 55 % at the seat and the rest in villages about 2.2 km around it.
"""

from collections.abc import Iterable
from hashlib import blake2b
from math import cos, pi, sin
from typing import NamedTuple

from geo.coordinates import Point
from simulations.day.driving import displaced
from stations.organisation import Township

VILLAGES = 4
"""Outlying places of a township beside its middle."""

SEAT_SHARE_RURAL = 0.55
VILLAGE_M = 2200.0
SEAT_SHARE_URBAN = 0.2
BLOCK_M = 700.0


class DemandPlace(NamedTuple):
    """One place of a township; ``id`` is the township's code and the number of the place."""

    id: str
    township: str
    county: str
    point: Point
    people: float
    urban: bool


def demand_places(
    townships: Iterable[Township], villages: int = VILLAGES
) -> tuple[DemandPlace, ...]:
    """All places, township by township; ``villages`` 0 leaves everybody at the seat."""
    return tuple(place for town in townships for place in _places_of(town, villages))


def _places_of(town: Township, villages: int) -> Iterable[DemandPlace]:
    seat, away_m = (SEAT_SHARE_URBAN, BLOCK_M) if town.urban else (SEAT_SHARE_RURAL, VILLAGE_M)
    if not villages:
        seat = 1.0
    # Each township's villages lie in directions of its own, the same in every run.
    turned = blake2b(town.code.encode(), digest_size=2).digest()
    angle = int.from_bytes(turned, "big") / 65_536 * 2 * pi
    for nth in range(villages + 1):
        point, people = town.point, town.population * seat
        if nth:
            at = angle + 2 * pi * nth / villages
            point = displaced(town.point, away_m * cos(at), away_m * sin(at))
            people = town.population * (1 - seat) / villages
        yield DemandPlace(
            f"{town.code}.{nth}", town.code, town.county_code, point, people, town.urban
        )
