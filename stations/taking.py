"""What of another edition of a region pack a running server may take at once, and what waits.

Rows that nothing has counted, numbered or drawn from may change under a running server, and
vehicles join it at the end of the register, so that every place in a position frame stays whose it
was. Whatever a part was built from at the start (the tree, the roads, the gazetteer) waits for the
next start; so does every removal, because somebody may just be reading: a vehicle gets a last day
instead. See docs/decisions/0025 and 0037.
"""

from collections.abc import Container, Mapping
from dataclasses import fields
from typing import Any

from msgspec.structs import replace

from stations.organisation import day_in_china
from stations.questions import QuestionBook
from stations.region import Region
from stations.regionpack.differences import Change, ChangeKind, FileChange
from stations.vehicles import Vehicle

_EVERY: frozenset[str] | None = None

CHANGED_AT_ONCE: Mapping[str, frozenset[str] | None] = {
    "vehicles.csv": _EVERY,
    "units.csv": frozenset(
        {"name", "phone", "lon", "lat", "valid_from", "valid_to", "modelled", "remark"}
    ),
    "hospitals.csv": _EVERY,
    "boundary.csv": _EVERY,
    "transfer_points.csv": _EVERY,
    "transfer_legs.csv": _EVERY,
    "aeds.csv": _EVERY,
    "volunteers.csv": _EVERY,
}
"""Of each table the columns whose changes count at once; None for all. Other tables wait."""

ADDED_AT_ONCE = frozenset(CHANGED_AT_ONCE) - {"units.csv"}
REMOVED_AT_ONCE = frozenset({"boundary.csv", "transfer_legs.csv"})
"""They are read whole for each question; nobody keeps the name of one."""

QUESTIONS = "questions/"
"""Sets, cards and codes: at once, or from the day that their folder is named by. Each triage keeps
the version it was asked by."""

FORMER_MAX = 3
"""Books kept for who is in the middle of asking; a triage is over long before the fourth."""


def waits(change: Change, units: Container[str]) -> bool:
    """Whether this change, or part of it, waits for the next start; ``units`` are those that run.

    A vehicle that joins at a station which is not there yet, or moves to it, waits with it.
    """
    if isinstance(change, FileChange):
        return not change.file.startswith(QUESTIONS)
    if change.kind is ChangeKind.REMOVED:
        return change.file not in REMOVED_AT_ONCE
    station = (change.after or {}).get("station_code", "")
    if "station_code" in change.fields and station not in units:
        return True
    if change.kind is ChangeKind.ADDED:
        return change.file not in ADDED_AT_ONCE
    columns = CHANGED_AT_ONCE.get(change.file, frozenset())
    return columns is not None and not columns.issuperset(change.fields)


def take_at_once(running: Region, newer: Region, at_ms: int) -> None:
    """Let everybody who holds the running region see what of a newer one counts at once.

    Each table is made whole and then exchanged: who reads meanwhile sees the former or the new one,
    and a row that was there is always still there.
    """
    take_questions_due(newer, at_ms)
    taken: dict[str, Any] = {
        "units": {
            code: replace(unit, **_details(newer.units[code])) if code in newer.units else unit
            for code, unit in running.units.items()
        },
        "vehicles": _vehicles(running, newer),
        "hospitals": {**running.hospitals, **newer.hospitals},
        "transfer_points": {**running.transfer_points, **newer.transfer_points},
        "aeds": {**running.aeds, **newer.aeds},
        "volunteers": {**running.volunteers, **newer.volunteers},
        "transfer_legs": newer.transfer_legs,
        "boundary": newer.boundary,
        "questions": newer.questions,
        "coming_questions": newer.coming_questions,
        "former_questions": _former(running, newer.questions),
    }
    _exchange(running, taken)


def take_questions_due(running: Region, at_ms: int) -> bool:
    """Let the questions whose day has come take the place of those before; whether any did."""
    day = day_in_china(at_ms)
    due = [dated for dated in running.coming_questions if dated.day <= day]
    for dated in due:
        taken = {
            "former_questions": _former(running, dated.book),
            "questions": dated.book,
            "coming_questions": running.coming_questions[1:],
        }
        _exchange(running, taken)
    return bool(due)


def _former(running: Region, newer: QuestionBook) -> tuple[QuestionBook, ...]:
    """The books before, with the one that now makes way."""
    if newer == running.questions:
        return running.former_questions
    return (running.questions, *running.former_questions)[:FORMER_MAX]


def _exchange(running: Region, taken: Mapping[str, object]) -> None:
    assert taken.keys() <= {one.name for one in fields(Region)}
    for name, value in taken.items():
        object.__setattr__(running, name, value)  # frozen for all but this one place


def _details(unit: Any) -> dict[str, Any]:
    names = ("name", "phone", "point", "valid_from", "valid_to", "modelled")
    return {name: getattr(unit, name) for name in names}


def _vehicles(running: Region, newer: Region) -> dict[str, Vehicle]:
    """Everybody at his place, whoever is new behind them; a vehicle of a station that is not there
    yet stays at its former one, and one that has none waits."""
    taken = dict(running.vehicles)
    for vehicle in newer.vehicles.values():
        station = running.units.get(vehicle.station_code)
        if station is not None:
            taken[vehicle.id] = replace(vehicle, county_code=station.county_code)
    return taken
