"""Facts about the hand-over between shifts: the journal keeps the whole sheet (ORG-06)."""

from dispatch.domain.events.base import Event
from dispatch.domain.shifts import ShiftItem, ShiftSheet


class ShiftSigned(Event, frozen=True, kw_only=True):
    """The old shift has signed; a sheet of the same number is replaced."""

    sheet: ShiftSheet


class ShiftTaken(Event, frozen=True, kw_only=True):
    """The new shift has signed: ``items`` are what was open then, each acknowledged."""

    sheet_id: str
    items: tuple[ShiftItem, ...]
    note: str = ""


class ShiftWithdrawn(Event, frozen=True, kw_only=True):
    """The old shift goes on."""

    sheet_id: str


class ShiftReleased(Event, frozen=True, kw_only=True):
    """A leader let somebody go with this open; ``sheet.by`` is who went."""

    sheet: ShiftSheet
    reason: str


ShiftEvent = ShiftSigned | ShiftTaken | ShiftWithdrawn | ShiftReleased
