"""Coverage-aware (兼顾覆盖): a vehicle that leaves many people uncovered goes a little later.

The price is small and bounded, and nothing is ever paid for it where minutes are all that counts
(urgency I, or not triaged yet).
"""

from dispatch.policies.options import Floats, Ints, Options, best_first

WHOLE_COUNTY_COSTS_S = 900.0
"""What leaving a whole county uncovered counts as; a tenth of it counts a tenth."""


def cost_s(options: Options) -> Floats:
    """Seconds that each vehicle counts as being away."""
    price_s = 0.0 if options.critical else WHOLE_COUNTY_COSTS_S
    return options.eta_s + options.lost * price_s


def order(options: Options) -> Ints:
    """Indices of the vehicles, best first."""
    return best_first(options, cost_s(options))
