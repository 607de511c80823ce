"""Many replications of many scenarios: on all cores, or on a Dask cluster; resumable, cancellable.

Read in this order: ``task`` (one replication, in whichever process), ``variants`` (grids and
Monte-Carlo), ``executors`` (who runs them), ``sweeping`` (progress, cancel, resume, workers that
die).
"""

from simulations.sweeps.executors import dask_cluster, local_processes
from simulations.sweeps.sweeping import Progress, Sweep
from simulations.sweeps.task import Spec, replicate
from simulations.sweeps.variants import Variants, read_variants

__all__ = [
    "Progress",
    "Spec",
    "Sweep",
    "Variants",
    "dask_cluster",
    "local_processes",
    "read_variants",
    "replicate",
]
