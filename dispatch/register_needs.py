"""Which units, vehicles and hospitals the board still speaks of: the register must keep those.

A region pack may lose a row only when nothing live names it; whoever looks a record up would find
nobody. Records are read by the names of their fields, so that a new kind of record counts at once.
"""

from collections.abc import Iterator

import msgspec

from dispatch.board import Board

NAMED_IN = {
    "vehicle_id": "vehicles.csv",
    "vehicle_ids": "vehicles.csv",
    "owner_unit": "units.csv",
    "desk_unit": "units.csv",
    "overflowed_to": "units.csv",
    "offered_to": "units.csv",
    "taken_from": "units.csv",
    "unit": "units.csv",
    "from_unit": "units.csv",
    "to_unit": "units.csv",
    "partner": "units.csv",
    "asking": "units.csv",
    "lending": "units.csv",
    "asked_of": "units.csv",
    "hospital_code": "hospitals.csv",
    "from_hospital": "hospitals.csv",
    "to_hospital": "hospitals.csv",
    "volunteer_code": "volunteers.csv",
    "aed_code": "aeds.csv",
}
"""Of each field that names a row of the register, the table of the pack that row stands in."""

_SAYS_NOTHING = frozenset({"duties"})
"""A duty is kept of every vehicle that was ever touched; what it does is said by its task."""

Needed = dict[tuple[str, str], str]
"""Of each row, by table and code, a record that names it, as ``tasks 20261121-420300-0007-01``."""


def needed_rows(board: Board) -> Needed:
    """Every row of the register that a live record names."""
    found: Needed = {}
    for kind in msgspec.structs.fields(Board):
        records = getattr(board, kind.name)
        if kind.name in _SAYS_NOTHING or not isinstance(records, dict):
            continue
        for name, kept in list(records.items()):  # in one step: others go on writing
            for record in kept if isinstance(kept, tuple) else (kept,):
                for row in _rows_of(record):
                    found.setdefault(row, f"{kind.name} {name}")
    return found


def _rows_of(record: object) -> Iterator[tuple[str, str]]:
    for field in getattr(record, "__struct_fields__", ()):
        file = NAMED_IN.get(field)
        value = getattr(record, field) if file else None
        for code in (value,) if isinstance(value, str) else value or ():
            yield str(file), code
