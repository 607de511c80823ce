"""Many replications of many scenarios: on all cores, or on a Dask cluster; resumable, cancellable.

Read in this order: ``task`` (one replication, in whichever process), ``variants`` (grids and
Monte-Carlo), ``executors`` (who runs them), ``sweeping`` (progress, cancel, resume, workers that
die). ``task`` brings the compiled kernel along, which nobody should load who does not run it.
"""
