"""The double standard model (双标准): most people within reach of two vehicles.

Everybody is reached in the far time, a share of all people in the near one. A site's vehicles are
told apart into the first and the second, since a third brings nobody cover that two do not: a cell
is then covered twice by the second vehicle of one site, or by any two sites, which keeps the
loosened programme close to whole answers.
"""

import msgspec
import numpy as np

from simulations.siting import rounding
from simulations.siting.programme import Programme, Rows
from simulations.siting.proving import Loose
from simulations.siting.question import Flags, Floats, Ints, Question

TOLD_APART_MAX = 20
"""Cells with more sites than this in reach get one row, and a column that must be whole."""
ONCE = (1.0, 2.0, 9.0, 65.0)
"""What the first vehicle counts for, more and more until the share that is asked for is reached."""
_FREE = np.inf
_TWO = 2


def reach(question: Question, once: float) -> rounding.Reach:
    """For exchange: twice counts 1, the first vehicle ``once``, and everybody in the far time more
    than all of that."""
    people = question.people
    near, far = question.seconds <= question.within_s, question.seconds <= question.far_s
    counted = np.stack([people * once, people], axis=1)
    must = np.stack([np.where(people > 0, people.sum(), 0.0), people * 0.0], axis=1)
    return rounding.Reach.of(np.concatenate([near, far]), np.concatenate([counted, must]))


def programme(question: Question) -> Programme:
    """The exact model. Columns: first and second vehicle of each site, then cells once and twice.

    Vehicles beyond a site's second that must be there are taken off the number at hand.
    """
    sites = question.seconds.shape[1]
    one = rounding.merged(question)
    people, near = one.people, one.seconds <= one.within_s
    near &= question.highest > 0
    kept = near.any(axis=1) & (people > 0)
    people, near = people[kept], near[kept]
    cells = len(people)
    first, second = np.arange(sites), sites + np.arange(sites)
    once = 2 * sites + np.arange(cells)
    twice = once + cells
    rows = Rows()
    _sites(question, rows, first, second)
    cell, site = np.nonzero(near)
    reached = rows.block(cells, -_FREE, 0.0)
    rows.put(reached + np.arange(cells), once, 1.0)
    rows.put(reached + cell, first[site], -1.0)
    enough = rows.block(1, question.share * question.people.sum(), _FREE)
    rows.put(np.full(cells, enough), once, people)
    both = rows.block(cells, -_FREE, 0.0)
    rows.put(both + np.arange(cells), twice, 2.0)
    rows.put(both + cell, first[site], -1.0)
    rows.put(both + cell, second[site], -1.0)
    many = near.sum(axis=1) > TOLD_APART_MAX
    _told_apart(rows, near & ~many[:, None], first, second, twice)
    far = _hardest(question)
    must = rows.block(len(far), 1.0, _FREE)
    cell, site = np.nonzero(far)
    rows.put(must + cell, first[site], 1.0)
    low = np.concatenate([question.lowest >= 1, question.lowest >= _TWO, np.zeros(2 * cells)])
    high = np.concatenate([question.highest >= 1, question.highest >= _TWO, np.ones(2 * cells)])
    return rows.packed(
        np.concatenate([np.zeros(2 * sites + cells), -people]),
        0.0,
        low.astype(float),
        high.astype(float),
        np.concatenate([first, second, twice[many]]),
    )


def _sites(question: Question, rows: Rows, first: Ints, second: Ints) -> None:
    """So many vehicles, a second one only where there is a first, enough existing sites open."""
    beyond = int((question.lowest - _TWO).clip(0).sum())
    number = rows.block(1, -_FREE, question.count - beyond)
    rows.put(np.full(2 * len(first), number), np.concatenate([first, second]), 1.0)
    order = rows.block(len(first), -_FREE, 0.0) + np.arange(len(first))
    rows.put(order, second, 1.0)
    rows.put(order, first, -1.0)
    existing, kept = question.kept
    if kept:
        stay = first[existing]
        rows.put(np.full(len(stay), rows.block(1, kept, _FREE)), stay, 1.0)


def _told_apart(rows: Rows, near: Flags, first: Ints, second: Ints, twice: Ints) -> None:
    """Twice: by the second vehicle of whichever site, or by the first of any of the others."""
    cell, site = np.nonzero(near)
    each = rows.block(len(cell), -_FREE, 0.0) + np.arange(len(cell))
    rows.put(each, twice[cell], 1.0)
    rows.put(each, second[site], -1.0)
    size = np.bincount(cell, minlength=len(near))
    start = np.cumsum(size) - size
    row = np.repeat(np.arange(len(cell)), size[cell])
    nth = np.arange(len(row)) - np.repeat(np.cumsum(size[cell]) - size[cell], size[cell])
    other = site[start[cell[row]] + nth]
    apart = other != site[row]
    rows.put(each[row[apart]], first[other[apart]], -1.0)


def _hardest(question: Question) -> Flags:
    """Which sites reach each cell in the far time, but for cells that come with a harder one."""
    far = question.seconds[question.people > 0] <= question.far_s
    far &= question.highest > 0
    _, nth = np.unique(np.packbits(far, axis=1), axis=0, return_index=True)
    far = far[nth]
    number = far.astype(np.float32)
    within = (number @ number.T) >= number.sum(axis=1)[:, None] - 0.5  # row's sites all in column's
    np.fill_diagonal(within, False)
    hardest: Flags = far[~within.any(axis=0)]
    return hardest


def vehicles(question: Question, point: Floats) -> Floats:
    """How many at each site, of a point of the programme."""
    sites = question.seconds.shape[1]
    units: Floats = point[:sites] + point[sites : 2 * sites] + (question.lowest - _TWO).clip(0)
    return units


def narrowed(question: Question, gap: float, loose: Loose) -> Question:
    """Without vehicles that are ``gap`` or more from the bound: no better answer is lost."""
    sites = question.seconds.shape[1]
    never = (loose.point <= rounding.NOTHING) & (loose.dearer >= max(gap, rounding.NOTHING))
    always = (loose.point >= 1 - rounding.NOTHING) & (loose.dearer <= -max(gap, rounding.NOTHING))
    most = np.where(never[sites:], np.minimum(question.highest, 1), question.highest)
    most = np.where(never[:sites], 0, most)
    least = np.where(always[:sites], np.maximum(question.lowest, 1), question.lowest)
    least = np.where(always[sites:], np.maximum(least, _TWO), least)
    return msgspec.structs.replace(question, least=least, most=most)


def at_sites(question: Question, loose: Loose) -> Loose:
    """The loosened point by sites, as rounding takes it."""
    return msgspec.structs.replace(loose, point=vehicles(question, loose.point))


def begun(question: Question, units: Ints) -> Floats:
    """An answer as the first columns of the programme."""
    return np.concatenate([units >= 1, units >= _TWO]).astype(float)
