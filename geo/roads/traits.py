"""What a stretch of road is, apart from where: the facts from which a profile makes seconds."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
from numpy.typing import NDArray


class RoadClass(IntEnum):
    """Class of a road (道路等级), after OpenStreetMap's ``highway``; the lower, the greater."""

    MOTORWAY = 0
    MOTORWAY_LINK = 1
    TRUNK = 2
    TRUNK_LINK = 3
    PRIMARY = 4
    PRIMARY_LINK = 5
    SECONDARY = 6
    SECONDARY_LINK = 7
    TERTIARY = 8
    TERTIARY_LINK = 9
    UNCLASSIFIED = 10
    RESIDENTIAL = 11
    LIVING_STREET = 12
    SERVICE = 13
    TRACK = 14
    BUSWAY = 15
    PEDESTRIAN = 16
    FERRY = 17


class AreaKind(IntEnum):
    """What surrounds a stretch: streets of a town, open country, or mountain bends."""

    URBAN = 0
    RURAL = 1
    WINDING = 2


class Trait(IntFlag):
    """What else is to be known about driving a stretch in its direction."""

    SIREN_ONLY = 1
    """Open to an ambulance on an emergency run and to nobody else."""
    CONTRAFLOW = 2
    """Against a one-way street."""
    PRIVATE = 4
    """Behind a gate, in a compound, for residents or farmers."""
    ROUNDABOUT = 8
    UNPAVED = 16
    ROUGH = 32
    """Hardly a road: the worst track grades and surfaces."""
    TIMED = 64
    """Closed or one-way at certain hours; the network takes it as open."""


@dataclass(frozen=True, eq=False)
class RoadTraits:
    """One row per arc. ``reference`` is the road's number as an index into the network's names.

    ``limit_kmh`` is the signed limit, 0 where none is known. ``signals``, ``gates``, ``tolls`` and
    ``rail_crossings`` are counted over the arc, its end included. ``ferry_s`` is the crossing
    itself; ``wait_s`` the mean wait that a timetable gives, 0 where there is none.
    """

    road_class: NDArray[np.uint8]
    area: NDArray[np.uint8]
    flags: NDArray[np.uint16]
    limit_kmh: NDArray[np.uint8]
    signals: NDArray[np.uint8]
    gates: NDArray[np.uint8]
    tolls: NDArray[np.uint8]
    rail_crossings: NDArray[np.uint8]
    ferry_s: NDArray[np.float32]
    wait_s: NDArray[np.float32]
    reference: NDArray[np.int32]
    way: NDArray[np.int64]
