"""A region as a folder of plain files that a centre's own staff can edit (docs/region-pack.md)."""

from stations.regionpack.loader import builtin, check, load
from stations.regionpack.problems import PackInvalid, Problem, Severity, has_errors, render

__all__ = [
    "PackInvalid",
    "Problem",
    "Severity",
    "builtin",
    "check",
    "has_errors",
    "load",
    "render",
]
