"""How soon somebody is there (覆盖): minutes to the nearest crew, place by place.

Read in this order: ``places`` (where it is asked), ``stands`` (who waits where), ``surface``
(minutes to the nearest and the second), ``shares`` (whom that reaches in time), ``change`` (what
another fleet would change), ``files`` and ``picture`` (what is handed out).
"""

from simulations.coverage.change import Change, change
from simulations.coverage.places import Places, grid, townships
from simulations.coverage.shares import LIMITS_MIN, Summary, beyond_reach, summarise
from simulations.coverage.stands import Stand, Wanted, at_stations, standing_now
from simulations.coverage.surface import Surface, surface

__all__ = [
    "LIMITS_MIN",
    "Change",
    "Places",
    "Stand",
    "Summary",
    "Surface",
    "Wanted",
    "at_stations",
    "beyond_reach",
    "change",
    "grid",
    "standing_now",
    "summarise",
    "surface",
    "townships",
]
