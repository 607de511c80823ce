"""What every policy decides on: one row per vehicle, in flat arrays.

The planner's simulator calls the same functions compiled (numba), so they use nothing but arrays
and numbers. A policy gives the indices of all vehicles, best first; the same question always has
the same answer, because every sort is stable and ties keep the register's order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Options(NamedTuple):
    """The vehicles that could come, and whether minutes are all that counts.

    ``eta_s`` seconds to the scene (inf = cannot come), ``fit`` meets the needs, ``group`` 0 ready,
    1 soon free, 2 divertible, ``own`` of the incident's own centre, ``level`` rank of its crew
    (``stations.crews.CREW_RANK``), ``lost`` the largest share (0 … 1) of any county's people that
    nobody reaches in time once it has gone. ``critical``: urgency I, or not triaged yet; then no
    policy trades a minute for anything.
    """

    eta_s: Floats
    fit: Flags
    group: Ints
    own: Flags
    level: Ints
    lost: Floats
    critical: bool


def best_first(options: Options, cost_s: Floats) -> Ints:
    """Ready before soon free before divertible, fit before unfit, then the least cost."""
    order = np.argsort(cost_s, kind="mergesort")
    lacking = np.where(options.fit, 0, 1)
    order = order[np.argsort(lacking[order], kind="mergesort")]
    return order[np.argsort(options.group[order], kind="mergesort")]


NOBODY = -1


def first_of(options: Options, cost_s: Floats) -> int:
    """Who stands first in ``best_first``, without sorting the others; ``NOBODY`` of nobody."""
    group, fit = options.group, options.fit
    best = NOBODY
    for one in range(len(cost_s)):
        if (
            best < 0
            or group[one] < group[best]
            or (
                group[one] == group[best]
                and (
                    (fit[one] and not fit[best])
                    or (fit[one] == fit[best] and cost_s[one] < cost_s[best])
                )
            )
        ):
            best = one
    return best
