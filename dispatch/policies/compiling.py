"""How a policy on arrays becomes machine code; kept beside the source, no lock held in it."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def compiled(function: _Kernel) -> _Kernel:
    """Compile at the first call for the types it is called with."""
    return cast(_Kernel, njit(cache=True, nogil=True, error_model="numpy")(function))
