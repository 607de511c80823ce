"""Paper slips (纸质单): numbers a cut-off unit gives by itself, clashing with nobody's (SYS-03).

A unit draws a book of slips while it is connected. A slip's number is the unit's own and is never
drawn twice, and it carries a ``Z``, which the core never gives; so two seats without any line to
each other, or to the core, cannot give one number twice.
"""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.identifiers import local_date

SLIPS_MAX = 200
"""Slips of one book; who needs more draws another."""
BOOKS_MAX = 50
"""Books of one unit with slips still to be entered."""


class PaperBook(msgspec.Struct, frozen=True, kw_only=True):
    """A book of slips ``first``–``last`` of a unit, kept at one seat."""

    id: str
    unit: str
    seat: str
    first: int
    last: int
    issued_ms: int
    by: Actor
    entered: frozenset[int] = frozenset()

    @property
    def used_up(self) -> bool:
        """Whether every slip has been entered."""
        return len(self.entered) == self.last - self.first + 1


def paper_incident_id(unit: str, slip: int, written_ms: int) -> str:
    """The incident number on a slip, for example ``20261121-420304-Z0017``: day, unit, slip."""
    return f"{local_date(written_ms)}-{unit}-Z{slip:04d}"
