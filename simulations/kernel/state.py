"""What changes while the kernel runs: a record a vehicle, a record a call, and the counts.

Seconds since the run's first midnight; ``inf`` = never, ``nan`` = did not happen, -1 = none.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.policies.options import Options
from simulations.kernel import events
from simulations.kernel.diary import Diary
from simulations.kernel.records import Records

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Flags = NDArray[np.bool_]

# What a vehicle does. From ``READY`` on it can be sent.
MOBILISING, TO_SCENE, ON_SCENE, TO_MEETING, TO_HOSPITAL, AT_HOSPITAL, CLEARING = range(7)
HOME_BOUND, AT_STATION = 7, 8
READY = HOME_BOUND

FIRST, SECOND = 0, 1
"""Role of a vehicle at a call: the first crew, and the advanced one that is sent too."""

# Events. Calls first: these are of a call, the others of a vehicle.
SEND, CANCEL = 0, 1
DEPARTS, ARRIVES, LEAVES, MEETS, AT_DOOR, HANDED_OVER, FREED, HOME = 2, 3, 4, 5, 6, 7, 8, 9
PAUSE, AGAIN = 10, 11
"""A pause is due; shifts change or a pause is over."""
BACK = -1
"""``AGAIN`` of vehicle v after its pause is ``BACK - v``; from 0 on it counts changes of shift."""

QUEUED, DISPATCHES, REDISPATCHES, MOVES, WAITED, NEXT_CALL, NEXT_PAUSE = range(
    events.COUNTS, events.COUNTS + 7
)
"""Places in the counts of a run after those of ``events``."""
COUNTS = events.COUNTS + 7

VEHICLES = np.dtype(
    [
        # what every choice asks of everybody: two lines of memory
        ("state", np.int64),
        ("can", np.int64),
        ("centre", np.int64),
        ("always", np.int64),  # on duty day and night
        ("paused_until", np.float64),
        ("arc", np.int64),  # the one it drives along, see below
        ("node", np.int64),  # where it stands when it does not drive
        ("station_s", np.float64),  # medians from the order to wheels turning
        ("moving_s", np.float64),
        ("call", np.int64),
        ("role", np.int64),
        ("event", np.int64),  # number of its planned event
        ("base", np.int64),  # station it stands by at
        ("ordered", np.float64),
        ("mobilisation", np.float64),  # median that its present order was reckoned with
        ("pause_due", np.float64),  # seconds of a pause that waits for the end of its task
        # its way: along ``arc`` until ``passes``, then by the quickest arcs to ``goal``
        ("goal", np.int64),
        ("slot", np.int64),
        ("drive", np.int64),
        ("pace", np.float64),
        ("passes", np.float64),
        ("arrives", np.float64),
        ("km_left", np.float64),  # of its present way, when it was begun
        # what it is
        ("rank", np.int64),
        ("speed", np.float64),
        # totals
        ("busy_s", np.float64),
        ("runs", np.int64),
        ("moves", np.int64),
        ("km", np.float64),
    ],
    align=True,
)

CALLS = np.dtype(
    [
        # what was asked, as in ``model.Calls``
        ("arrival", np.float64),
        ("place", np.int64),
        ("urgency", np.int64),
        ("needs", np.int64),
        ("centres", np.int64),
        ("pair", np.int64),
        ("delay", np.float64),
        ("readying", np.float64),  # factor on the median from the order to wheels turning
        ("pace", np.float64),
        ("cancel", np.float64),
        ("on_scene", np.float64),
        ("transport", np.int64),
        ("wished", np.int64),
        ("handover", np.float64),
        ("clear", np.float64),
        # what became of it
        ("vehicle", np.int64),
        ("second", np.int64),
        ("ended", np.int64),
        ("ordered", np.float64),
        ("departed", np.float64),
        ("arrived", np.float64),
        ("advanced", np.float64),
        ("met_on_way", np.int64),
        ("left_scene", np.float64),
        ("hospital", np.int64),
        ("at_hospital", np.float64),
        ("freed", np.float64),
        ("km", np.float64),
        ("bumps", np.int64),
        ("waits", np.int64),  # it stands in the queue
        ("queued", np.int64),  # it once stood there
        ("carrier", np.int64),  # who takes the patient to hospital
    ],
    align=True,
)

HOMES = np.dtype([("centre", np.int64)], align=True)
DOORS = np.dtype([("centres", np.int64), ("detour_s", np.float64)], align=True)
SHIFTS = np.dtype([("start", np.float64), ("end", np.float64), ("days", np.int64)], align=True)
PAUSES = np.dtype(
    [("vehicle", np.int64), ("start", np.float64), ("seconds", np.float64)], align=True
)


class Roads(NamedTuple):
    """``model.Roads`` as the compiled functions take it."""

    arc_first: Shorts
    arc_head: Shorts
    arc_s: Singles
    to_target_s: Singles
    to_target_km: Singles
    slot_of_hour: Shorts


class Standing(NamedTuple):
    """By which rule free vehicles stand by (``standing``), and what it goes by."""

    rule: int
    busy_share: float
    cover_s: float
    home: Ints
    """(V) the station that a vehicle belongs to."""
    station_centre: Ints
    """(S) only vehicles of this centre are told to wait there."""
    tables: NDArray[np.int64]
    """(C, rows, S) compliance table of each centre; row = its free vehicles, the last for more."""
    lists: NDArray[np.int64]
    """(C, L) priority list of each centre, padded with -1."""
    ready_s: float
    """From a station to wheels turning, in the middle of all vehicles."""


class Ground(NamedTuple):
    """What of the ``World`` and the ``Policy`` never changes in a run."""

    places: int
    stations: int
    hospitals: int
    homes: Records
    """(places) ``HOMES``."""
    people: Floats
    county: Ints
    """(places) the centre, as ``dispatch.policies.coverage`` takes it."""
    centre_people: Floats
    doors: Records
    """(hospitals) ``DOORS``."""
    shifts: Records
    """(vehicles, windows) ``SHIFTS``."""
    ask_s: Singles
    redispatch: Flags
    policy: Ints
    """(C) by the centre on whose ground the call is."""
    own_county_only: bool
    meet: bool
    cover_s: float
    standing: Standing
    first_weekday: int


class Scratch(NamedTuple):
    """Room for one decision (``dispatch.policies.options``), used again for each."""

    eta_s: Floats
    """(V) when each could be there,"""
    group: Ints
    """(V) and what it would leave for it, as in ``Options``."""
    lost: Floats
    listed: Ints
    """The short list: vehicles in the register's order,"""
    options: Options
    """and what the policy must know of them."""


class State(NamedTuple):
    """All of a run."""

    vehicles: Records
    calls: Records
    pauses: Records
    heap: Records
    counts: Ints
    queue: Ints
    by_hour_busy_s: Floats
    diary: Diary
