"""What another fleet would change: minutes won or lost, people in or out of reach."""

from dataclasses import dataclass

import msgspec
import numpy as np

from simulations.coverage.places import Floats
from simulations.coverage.shares import LIMITS_MIN
from simulations.coverage.surface import Surface


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """People for whom a limit comes into reach, and for whom it goes out of reach."""

    kind: str
    minutes: float
    gained: float
    lost: float


@dataclass(frozen=True)
class Change:
    """From one surface to another over the same places; negative minutes are sooner.

    Where only one of the two reaches a place at all it is minus or plus infinity, where neither
    does it is 0.
    """

    before: Surface
    after: Surface
    minutes: Floats
    moved: tuple[Moved, ...]


class NotComparable(ValueError):
    """Two surfaces over different places."""


def change(before: Surface, after: Surface) -> Change:
    """The difference of two fleets."""
    if before.places.ids != after.places.ids:
        raise NotComparable(
            "两张覆盖图的地点不同，无法相减 / the two surfaces are over different places"
        )
    neither = ~np.isfinite(before.first_min) & ~np.isfinite(after.first_min)
    with np.errstate(invalid="ignore"):
        minutes = np.where(neither, 0.0, after.first_min - before.first_min)
    places = before.places
    moved = []
    for kind, limits in LIMITS_MIN.items():
        people = places.people * (places.urban if kind == "urban" else ~places.urban)
        for limit in limits:
            was, is_now = before.first_min <= limit, after.first_min <= limit
            moved.append(
                Moved(
                    kind=kind,
                    minutes=limit,
                    gained=float(people[~was & is_now].sum()),
                    lost=float(people[was & ~is_now].sum()),
                )
            )
    return Change(before, after, minutes, tuple(moved))
