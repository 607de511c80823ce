"""How the kernels become machine code: few doors from Python, everything behind them without one.

A function that only compiled code calls needs no door of its own, and no place in the cache: it is
part of whoever calls it. That halves the time of the first start.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from dispatch.policies.compiling import compiled

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])
_njit = cast(Callable[..., Any], numba.njit)

__all__ = ["compiled", "inner"]


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
