"""How the kernels become machine code: few doors from Python, everything behind them without one.

A function that only compiled code calls needs no door of its own, and no place in the cache: it is
part of whoever calls it. That halves the time of the first start.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from dispatch.policies.compiling import compiled

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])
_njit = cast(Callable[..., Any], numba.njit)

__all__ = ["compiled", "door", "inner"]

_ROOM = Path(__file__).parents[2]
_PARTS = ("simulations/kernel", "simulations/jemss", "dispatch/policies")


def _edition() -> str:
    told = hashlib.sha256()
    for part in _PARTS:
        for path in sorted((_ROOM / part).rglob("*.py")):
            told.update(path.read_bytes())
    return told.hexdigest()[:12]


EDITION = _edition()
"""Of all sources that go into a run. What is kept of a run is filed under it, because the compiler
itself looks only at the one file in which a function stands."""


def door(function: _Kernel) -> _Kernel:
    """Compile with everything that it calls, and keep that until any of the sources changes."""
    function.__qualname__ = f"{function.__qualname__}_{EDITION}"
    return compiled(function)


def inner(function: _Kernel) -> _Kernel:
    """Compile as a part of whoever calls it; ``py_func`` is the function itself."""
    made = _njit(
        function,
        nogil=True,
        error_model="numpy",
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
    )
    return cast(_Kernel, made)
