"""Closest (最近优先): the fastest capable response, by road, of the whole network.

The policy works on flat arrays so that a compiled kernel can call the very same function.
Whoever meets the needs comes before whoever does not; then minutes decide; ties go to the
lowest index, so that the same question always has the same answer (DSP-02, DSP-03a).
"""

import numpy as np
from numpy.typing import NDArray

NAME = "closest"


def order(
    eta_s: NDArray[np.float64], fit: NDArray[np.bool_], group: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Indices of the candidates, best first.

    ``eta_s`` seconds to the scene (inf = cannot come), ``fit`` meets the needs, ``group`` 0 ready,
    1 soon free, 2 divertible. All of length n; returns a permutation of 0 … n-1.
    """
    return np.lexsort((np.arange(len(eta_s)), eta_s, ~fit, group)).astype(np.int64)
