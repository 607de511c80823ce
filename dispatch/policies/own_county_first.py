"""Own county first (本县优先): a neighbour's vehicle must be clearly sooner to go before (DSP-03b).

For centres that would rather keep to their own ground: the patient's hospital, insurance and kin
are there. Where minutes are all that counts, the nearest goes, whoever owns it.
"""

import numpy as np

from dispatch.policies.options import Floats, Ints, Options, best_first

FOREIGN_COSTS_S = 300.0
"""A neighbour goes before an own vehicle when it is at least so much sooner."""


def cost_s(options: Options) -> Floats:
    """Seconds that each vehicle counts as being away."""
    foreign_s = 0.0 if options.critical else FOREIGN_COSTS_S
    return options.eta_s + np.where(options.own, 0.0, foreign_s)


def order(options: Options) -> Ints:
    """Indices of the vehicles, best first."""
    return best_first(options, cost_s(options))
