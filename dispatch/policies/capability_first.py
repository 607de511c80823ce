"""Capability first (能力优先): a doctor's crew may come some minutes after a basic one.

What was asked for as a need is never traded by any policy; this one also prefers the higher crew
where nothing was asked for. Where minutes are all that counts, the first on the scene goes.
"""

import numpy as np

from dispatch.policies.options import Floats, Ints, Options, best_first

DOCTOR_RANK = 3
"""``CREW_RANK`` of a doctor's crew; a number, so that the kernel needs no table."""

LEVEL_COSTS_S = 240.0
"""So much later may a doctor's crew be and still go before a basic one."""


def cost_s(options: Options) -> Floats:
    """Seconds that each vehicle counts as being away."""
    level_s = 0.0 if options.critical else LEVEL_COSTS_S
    return options.eta_s + np.where(options.level >= DOCTOR_RANK, 0.0, level_s)


def order(options: Options) -> Ints:
    """Indices of the vehicles, best first."""
    return best_first(options, cost_s(options))
