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

__all__ = ["bare", "bare_door", "compiled", "door", "inner", "woven"]

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


def bare_door(function: _Kernel) -> _Kernel:
    """As ``door``, of a function that makes no arrays (see ``bare``)."""
    function.__qualname__ = f"{function.__qualname__}_{EDITION}"
    made = _njit(function, cache=True, nogil=True, error_model="numpy", _nrt=False)
    return cast(_Kernel, made)


def bare(function: _Kernel) -> _Kernel:
    """As ``inner``, of a function that makes no arrays (the compiler refuses), so that nobody
    counts who still holds one: that counting took half the time of a run and of compiling.
    """
    return _part(function, _nrt=False)


def woven(function: _Kernel) -> _Kernel:
    """As ``bare``, written out wherever it is called: for what is small, or called in one place."""
    return _part(function, _nrt=False, forceinline=True)


def inner(function: _Kernel) -> _Kernel:
    """Compile as a part of whoever calls it. It may make arrays, and then gives none of them to a
    ``bare`` caller, who would never let go of it. ``py_func`` is the function itself.
    """
    return _part(function, _nrt=True)


def _part(function: _Kernel, **how: bool) -> _Kernel:
    made = _njit(
        function,
        nogil=True,
        error_model="numpy",
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        **how,
    )
    return cast(_Kernel, made)
