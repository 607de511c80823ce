"""What every vehicle did in a stretch of a run, for whoever wants to see it played. Compiled.

After each event all vehicles are held against what was noted of them last, and those that have
changed get an entry. A run that nobody watches has no room for entries and looks at nobody.
"""

from typing import NamedTuple

import numpy as np

from dispatch.policies.compiling import Floats, Ints
from simulations.kernel.compiling import bare
from simulations.kernel.records import Records, blank, empty

ENTRIES_MAX = 500_000
"""A day of some hundred vehicles has some ten thousand; whoever has more watches less at once."""

WATCHED = ("state", "call", "role", "base", "goal", "arrives", "paused_until")
"""Of a vehicle's record (``state.VEHICLES``); a change of any of them is an entry."""

ENTRIES = np.dtype(
    [
        ("at", np.float64),
        ("vehicle", np.int64),
        ("state", np.int64),
        ("call", np.int64),
        ("role", np.int64),
        ("base", np.int64),  # station that it stands by at
        ("goal", np.int64),  # node that it drives to, or stands at
        ("arrives", np.float64),
        ("paused_until", np.float64),
    ],
    align=True,
)


class Diary(NamedTuple):
    """Entries in order of time, as far as there is room."""

    entries: Records
    last: Records
    """(V) what was noted of each vehicle last."""
    span: Floats
    """(2) from when until when it is written."""
    written: Ints
    """(1) how many entries there were, those without room included."""


class DiaryFull(Exception):
    """More happened in the stretch than there is room for."""


def diary_of(vehicles: Records, from_s: float, until_s: float, room: int) -> Diary:
    """An empty one; ``vehicles`` are those of the run's beginning."""
    last = empty(ENTRIES, len(vehicles))
    for name in WATCHED:
        last[name] = vehicles[name]
    written = np.zeros(1, dtype=np.int64)
    return Diary(blank(ENTRIES, room), last, np.array([from_s, until_s]), written)


def entries_of(diary: Diary) -> Records:
    """What was written; raises ``DiaryFull``."""
    written = int(diary.written[0])
    if written > len(diary.entries):
        raise DiaryFull(written)
    return diary.entries[:written]


@bare
def note(vehicles: Records, diary: Diary, now: float) -> None:
    """An event is over: an entry for each vehicle that is not as it was noted last."""
    if now < diary.span[0] or now >= diary.span[1]:
        return
    for who in range(len(vehicles)):
        one, last = vehicles[who], diary.last[who]
        if (
            one.state == last.state
            and one.call == last.call
            and one.role == last.role
            and one.base == last.base
            and one.goal == last.goal
            and one.arrives == last.arrives
            and one.paused_until == last.paused_until
        ):
            continue
        last.at, last.vehicle, last.state, last.call = now, who, one.state, one.call
        last.role, last.base, last.goal = one.role, one.base, one.goal
        last.arrives, last.paused_until = one.arrives, one.paused_until
        nth = diary.written[0]
        diary.written[0] += 1
        if nth < len(diary.entries):
            entry = diary.entries[nth]
            entry.at, entry.vehicle, entry.state, entry.call = now, who, one.state, one.call
            entry.role, entry.base, entry.goal = one.role, one.base, one.goal
            entry.arrives, entry.paused_until = one.arrives, one.paused_until
