"""Who calls, when, from where, how urgently, and how long each step takes: drawn beforehand.

What is *modelled* is said in ``MODELLED`` and repeated in every report. Draws are named by seed,
replication and township, so that two scenarios meet the very same callers (common random numbers):
a scenario that raises demand keeps all former callers and adds others.
"""

from simulations.demand.drawing import draw_calls
from simulations.demand.explaining import MODELLED
from simulations.demand.intensity import Intensity, intensity_of

__all__ = ["MODELLED", "Intensity", "draw_calls", "intensity_of"]
