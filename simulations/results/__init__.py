"""What a run says: figures with their definitions, intervals over replications, kept with inputs.

Read in this order: ``figures`` (which figures there are and what each means), ``measuring`` (one
replication → figures), ``intervals`` (t intervals, paired differences), ``store`` (Parquet with
everything that led to it, SIM-08).
"""

from simulations.results.figures import FIGURE_NAMES, GROUP_NAMES, Figure, Group, Key
from simulations.results.intervals import Estimate, difference, estimate
from simulations.results.measuring import Measured, measure

__all__ = [
    "FIGURE_NAMES",
    "GROUP_NAMES",
    "Estimate",
    "Figure",
    "Group",
    "Key",
    "Measured",
    "difference",
    "estimate",
    "measure",
]
