"""From a region as a scenario would have it to the arrays that the kernel runs on.

Read in this order: ``places`` (where people fall ill), ``slots`` (which traffic of the day is told
apart), ``graph`` (the roads with every place, station and hospital as a node), ``tables`` (seconds
to each of them, kept on disk and mapped by every worker), ``building`` (the ``World``).
"""

from simulations.worlds.building import Detail, build_world
from simulations.worlds.places import DemandPlace, demand_places
from simulations.worlds.policies import kernel_policy

__all__ = ["DemandPlace", "Detail", "build_world", "demand_places", "kernel_policy"]
