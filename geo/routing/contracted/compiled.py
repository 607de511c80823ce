"""How a function on flat arrays becomes machine code, and the numbers all such functions share.

Compiled code is kept beside the source (``__pycache__``), so that only the first start of an
installation pays for the compiler. No lock is held while it runs: other threads go on.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Shorts = NDArray[np.uint16]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Number: TypeAlias = Any
"""One number in compiled code; of which size, the compiler works out."""

U = np.uint64
"""The type of an index in inner loops. Mixed with a signed number it becomes a float: convert."""

NEVER = 2**30 - 1
"""Ticks of what cannot be reached: 12 days. Twice this still fits an ``int32``, so that sums need
no check; a minimum with it saturates."""

MOVE_MAX = NEVER // 2
"""The longest drive along one arc, in ticks: 6 days."""

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def compiled(function: _Kernel) -> _Kernel:
    """Compile at the first call for the types it is called with."""
    return cast(_Kernel, njit(cache=True, nogil=True, error_model="numpy")(function))
