"""How many desks answer 95 % of calls within 10 s, hour by hour (国卫医发〔2020〕19号)."""

import math

import msgspec

from simulations.sizing.queues import LoadInvalid, mean_wait_s, servers_for, waiting_longer
from stations.region import Region

HANDLING_S = 90.0
"""Mean time a call keeps its seat: acceptance is to be done within 90 s (domain.md §3.1)."""

ANSWER_S = 10.0
ANSWER_SHARE = 0.95
BANDS = 12
"""Two-hour bands of the day, as the demand's weights come."""

POPULATION_UNIT = 100_000


class SeatBand(msgspec.Struct, frozen=True, kw_only=True):
    """Two hours of a mean day: its calls, the seats they need, and what these seats achieve."""

    from_hour: int
    calls_per_hour: float
    load_erlang: float
    seats: int
    answered_in_time: float
    mean_wait_s: float


def calls_per_day(region: Region, unit: str | None = None, peak: float = 1.0) -> float:
    """Calls of a mean day for a centre (None: the whole region), by population and the defaults.

    ``peak`` multiplies it: a bad day has several times the calls of a mean one.
    """
    demand = region.meta.demand
    people = sum(
        county.population
        for county in region.counties.values()
        if unit is None or county.centre_code == unit
    )
    rate = demand.sorties_per_100k_day * demand.calls_per_sortie
    return people / POPULATION_UNIT * rate * peak


def seats_by_band(
    calls_a_day: float,
    weights: tuple[float, ...] = (),
    *,
    handling_s: float = HANDLING_S,
    answer_s: float = ANSWER_S,
    share: float = ANSWER_SHARE,
) -> tuple[SeatBand, ...]:
    """The seats of each two hours; without ``weights`` calls are spread evenly over the day."""
    if not (math.isfinite(handling_s) and handling_s > 0):
        raise LoadInvalid(f"每通时长 {handling_s}：应大于 0 / handling time {handling_s}: above 0")
    parts = weights or (1.0,) * BANDS
    bands = []
    for nth, weight in enumerate(parts):
        hourly = calls_a_day * weight / sum(parts) / (24 / len(parts))
        load = hourly * handling_s / 3600
        seats = servers_for(load, handling_s, answer_s, share)
        bands.append(
            SeatBand(
                from_hour=nth * 24 // len(parts),
                calls_per_hour=hourly,
                load_erlang=load,
                seats=seats,
                answered_in_time=1.0 - waiting_longer(load, seats, handling_s, answer_s),
                mean_wait_s=mean_wait_s(load, seats, handling_s),
            )
        )
    return tuple(bands)
