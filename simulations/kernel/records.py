"""Records in flat arrays: how compiled runs keep together what belongs to one vehicle or call."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Record: TypeAlias = Any
"""One record in compiled code; its fields are those of its dtype."""
Records: TypeAlias = NDArray[Any]


def empty(kind: np.dtype[Any], count: int) -> Records:
    """So many records; whole numbers -1, times unknown."""
    records: Records = np.zeros(count, dtype=kind).view(np.recarray)
    for name in kind.names or ():
        records[name] = -1 if kind[name].kind == "i" else np.nan
    return records
