"""Standing by where it is likely to be needed (机动待命): which rule moves idle vehicles, and when.

The rules themselves are the pure kernels of ``dispatch.policies.move_up``, which the live desk's
advice calls too; here is only what a run has to know to call one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class NoMoveUp:
    """Idle vehicles go home and stay there."""


@dataclass(frozen=True)
class Dmexclp:
    """DMEXCLP (Jagtenberg, Bhulai, van der Mei 2015): a crew that becomes free goes to the station
    of its centre where it adds most to the people covered, each further crew counting
    ``busy_share`` as much.
    """

    busy_share: float
    """0 … 1, share of the time that a crew is busy."""
    cover_s: float = 900.0
    """A place is covered from a station no farther than this."""


@dataclass(frozen=True)
class Compliance:
    """Compliance table: how many crews should stand at each station when so many are free; looked
    at whenever one of the centre is sent or becomes free.
    """

    tables: NDArray[np.int32]
    """(C, rows, S) of each centre; row = its free crews, the last row for more than that."""


@dataclass(frozen=True)
class PriorityList:
    """Stations in order of importance: a crew that becomes free fills it from the top."""

    lists: NDArray[np.int32]
    """(C, L) stations of each centre, the first to be filled first; padded with -1."""


MoveUp = NoMoveUp | Dmexclp | Compliance | PriorityList
