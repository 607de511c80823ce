"""Wishes about paper slips (纸质单, SYS-03)."""

from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.commands.base import Command, IncidentDetails, Place


class DrawPapers(Command, frozen=True, kw_only=True):
    """A seat of a unit gets a book of numbered slips for the time without a line (领用纸质单)."""

    unit: str
    seat: str
    count: int


class EnterPaper(Command, frozen=True, kw_only=True):
    """What was taken down on a slip is entered afterwards (补录), under the number it bears."""

    unit: str
    slip: int
    written_ms: int
    number: str = ""
    kind: IncidentKind = IncidentKind.RESCUE
    details: IncidentDetails = IncidentDetails()
    place: Place = Place()


PaperCommand = DrawPapers | EnterPaper
