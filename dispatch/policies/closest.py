"""Closest (最近优先): the fastest capable response, by road, of the whole network (DSP-03a).

Whoever meets the needs comes before whoever does not; then minutes decide.
"""

from dispatch.policies.options import Floats, Ints, Options, best_first


def cost_s(options: Options) -> Floats:
    """Seconds that each vehicle counts as being away."""
    return options.eta_s


def order(options: Options) -> Ints:
    """Indices of the vehicles, best first."""
    return best_first(options, cost_s(options))
