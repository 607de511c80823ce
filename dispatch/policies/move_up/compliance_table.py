"""Compliance table (待命对照表): how many vehicles wait where, by how many are free.

Row n of the table holds for each place how many of n free vehicles should wait there. All free
vehicles are sent so that the table is met with the least driving in all; who waits at its place
already counts as no drive.
"""

import numpy as np

from dispatch.policies.compiling import Floats, Ints, compiled

NO_WAY_S = 1e7
"""What a drive that cannot be made counts as: four months, still far from any rounding."""

NOWHERE = -1
"""The table has no place for this vehicle, or there is no way to any."""


@compiled
def places_for(wanted: Ints, at: Ints, drive_s: Floats) -> Ints:
    """The place of each free vehicle; ``wanted`` is the table's row, one figure a place.

    ``at`` is where each vehicle waits now (-1: nowhere), ``drive_s`` vehicles × places. With fewer
    posts than vehicles, those that would drive farthest get ``NOWHERE``.
    """
    vehicles, seats = len(at), max(len(at), int(wanted.sum()))
    place_of = np.full(seats, NOWHERE, np.int64)
    filled = 0
    for place in range(len(wanted)):
        for _ in range(wanted[place]):
            place_of[filled] = place
            filled += 1
    cost = np.full((vehicles, seats), NO_WAY_S)
    for vehicle in range(vehicles):
        for seat in range(filled):
            place = place_of[seat]
            here = at[vehicle] == place
            cost[vehicle, seat] = 0.0 if here else min(drive_s[vehicle, place], NO_WAY_S)
    found = np.full(vehicles, NOWHERE, np.int64)
    seat_of = assigned(cost)
    for vehicle in range(vehicles):
        if cost[vehicle, seat_of[vehicle]] < NO_WAY_S:
            found[vehicle] = place_of[seat_of[vehicle]]
    return found


@compiled
def assigned(cost: Floats) -> Ints:
    """Columns for all rows (no more rows than columns) at the least total cost.

    Shortest augmenting paths over prices (Hungarian method): cubic, exact, no chance in it.
    """
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    row_of = np.zeros(columns + 1, np.int64)
    came_from = np.zeros(columns + 1, np.int64)
    for row in range(1, rows + 1):
        row_of[0] = row
        column = 0
        slack = np.full(columns + 1, np.inf)
        seen = np.zeros(columns + 1, np.bool_)
        while row_of[column] != 0:
            seen[column] = True
            at_row, least, following = row_of[column], np.inf, 0
            for other in range(1, columns + 1):
                if seen[other]:
                    continue
                left = cost[at_row - 1, other - 1] - row_price[at_row] - column_price[other]
                if left < slack[other]:
                    slack[other], came_from[other] = left, column
                if slack[other] < least:
                    least, following = slack[other], other
            for other in range(columns + 1):
                if seen[other]:
                    row_price[row_of[other]] += least
                    column_price[other] -= least
                else:
                    slack[other] -= least
            column = following
        while column != 0:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    found = np.zeros(rows, np.int64)
    for other in range(1, columns + 1):
        if row_of[other] > 0:
            found[row_of[other] - 1] = other - 1
    return found
