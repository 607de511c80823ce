"""Records in flat arrays: how compiled runs keep together what belongs to one vehicle or call."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Record: TypeAlias = Any
"""One record in compiled code; its fields are those of its dtype."""
Records: TypeAlias = NDArray[Any]


def empty(kind: np.dtype[Any], count: int) -> Records:
    """So many records; whole numbers -1, times unknown."""
    one = np.zeros(1, dtype=kind)
    for name in kind.names or ():
        one[name] = -1 if kind[name].kind == "i" else np.nan
    records: Records = np.repeat(one, count).view(np.recarray)
    return records


def blank(kind: np.dtype[Any], count: int) -> Records:
    """So many records that are written before they are read: nothing is filled in."""
    return np.zeros(count, dtype=kind).view(np.recarray)
