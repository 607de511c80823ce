"""Short messages between desks, stations, crews and hospitals (消息), kept in the journal.

A message is a word that needs no form of its own; whatever has one (a crew's request, a hand-over)
is told by that. Who must not miss it gets it as urgent, and its sender sees who has read it.
"""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor

TEXT_MAX = 300
"""A terminal's screen and a glance at a board hold no more."""
PER_MINUTE_MAX = 12
URGENT_PER_MINUTE_MAX = 4
"""Of one sender; more is noise, and noise hides the one that counts."""
READERS_MAX = 50


class AddresseeKind(StrEnum):
    """Whom a message is for (收件方)."""

    UNIT = "unit"
    SEAT = "seat"
    VEHICLE = "vehicle"
    HOSPITAL = "hospital"


ADDRESSEE_NAMES: dict[AddresseeKind, tuple[str, str]] = {
    AddresseeKind.UNIT: ("机构", "unit"),
    AddresseeKind.SEAT: ("席位", "seat"),
    AddresseeKind.VEHICLE: ("车辆", "vehicle"),
    AddresseeKind.HOSPITAL: ("医院", "hospital"),
}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Who has read it, and when (已读回执)."""

    by: Actor
    at_ms: int


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. ``to_unit`` is the unit at whose screens it is shown, beside the addressee."""

    id: str
    by: Actor
    to_kind: AddresseeKind
    to_id: str
    to_unit: str | None
    text: str
    urgent: bool
    sent_ms: int
    incident_id: str | None = None
    readings: tuple[Reading, ...] = ()
