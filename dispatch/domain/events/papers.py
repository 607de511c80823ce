"""Facts about paper slips; what was written on one becomes an incident like any other."""

from dispatch.domain.events.base import Event


class PapersDrawn(Event, frozen=True, kw_only=True):
    """A book of slips was handed out (领用纸质单)."""

    book_id: str
    unit: str
    seat: str
    first: int
    last: int


class PaperEntered(Event, frozen=True, kw_only=True):
    """A slip was entered (补录); ``at_ms`` is when, ``written_ms`` when it was taken down."""

    book_id: str
    slip: int
    incident_id: str
    written_ms: int
    number: str = ""


PaperEvent = PapersDrawn | PaperEntered
