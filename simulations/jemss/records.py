"""What the compiled run works on: one record an ambulance, a call, a station, a hospital, a node.

Days and the map's unit of distance throughout; indices begin at 0, -1 is "none".
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What an ambulance does; ``Totals`` counts by these.
IDLE, MOBILISING, TO_SCENE, ON_SCENE, TO_HOSPITAL, AT_HOSPITAL, FREE, RETURNING, MOVING_UP = range(
    9
)
STATES = 9

BEFORE, ALONG, BEHIND = 0, 1, 2
"""Stages of a route: before its first node, between the nodes, after its last."""

NODES = np.dtype(
    [(name, np.int32) for name in ("junction", "on0", "on1", "at0", "at1")], align=True
)
"""``junction`` number, or -1 for an inner node; it lies on stretches ``on0``, ``on1`` at places
``at0``, ``at1``."""

STRETCHES = np.dtype([(name, np.int32) for name in ("start", "end", "first", "last")], align=True)
"""Junctions at its ends, first and last place."""

JUNCTIONS = np.dtype([("node", np.int32), ("neighbour", np.int32)], align=True)
"""Its node, and the first of its neighbours."""

FLEET = np.dtype(
    [
        ("state", np.int64),
        ("since", np.float64),
        ("station", np.int64),
        ("call", np.int64),
        ("event", np.int64),  # number of its planned event; others no longer count
        ("ordered", np.float64),
        ("mobilised", np.float64),
        # its route
        ("begins", np.float64),
        ("on_road", np.float64),  # reaches the first node
        ("off_road", np.float64),  # reaches the last node
        ("ends", np.float64),
        ("to_road_km", np.float64),
        ("from_road_km", np.float64),
        ("leaves_junction", np.float64),  # reaches the last junction
        ("stretch_from", np.float64),  # when the present stretch was, or would have been, entered
        ("stretch_to", np.float64),
        ("next_at", np.float64),
        ("stretch_km", np.float64),  # driven from the first node to where the stretch begins
        ("mode", np.int64),
        ("stage", np.int64),
        ("first_node", np.int64),
        ("last_node", np.int64),
        ("enters", np.int64),  # first and last junction
        ("leaves", np.int64),
        ("stretch", np.int64),
        ("place", np.int64),  # of the node that was passed last
        # a node of its route, and when it comes or came by there: enough to tell that it is far off
        ("seen", np.int64),
        ("seen_at", np.float64),
    ],
    align=True,
)

CALLS = np.dtype(
    [
        ("priority", np.int64),
        ("arrival", np.float64),
        ("delay", np.float64),
        ("on_scene", np.float64),
        ("transport", np.int64),
        ("wished", np.int64),  # hospital, -1 = the nearest
        ("handover", np.float64),
        ("node", np.int64),
        ("km", np.float64),
        # what became of it
        ("ambulance", np.int64),
        ("dispatched", np.float64),
        ("arrived", np.float64),
        ("at_hospital", np.float64),
        ("hospital", np.int64),
        ("freed", np.float64),
        ("queued", np.float64),  # days in the queue
        ("waited", np.float64),  # days in which somebody was on the way, in all
        ("since", np.float64),  # since when it is as it is now; -1 = it is still being taken
        ("bumps", np.int64),
    ],
    align=True,
)

STATIONS = np.dtype(
    [
        ("node", np.int64),
        ("km", np.float64),
        ("first_idle", np.int64),  # the lowest ambulance that stands there
        ("idle", np.int64),
        ("since", np.float64),
    ],
    align=True,
)

HOSPITALS = np.dtype([("node", np.int64), ("km", np.float64), ("calls", np.int64)], align=True)
