"""Messages as shown."""

import msgspec

from dispatch.domain.messages import Message
from dispatch.projections.views.shared import PersonView, person_view


class ReadingView(msgspec.Struct, frozen=True, kw_only=True):
    """Who has read it, and when."""

    by: PersonView
    at_ms: int


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message (消息) with its receipts."""

    id: str
    by: PersonView
    by_vehicle: str | None
    to_kind: str
    to_id: str
    to_unit: str | None
    text: str
    urgent: bool
    sent_ms: int
    incident_id: str | None
    readings: tuple[ReadingView, ...]


def message_view(message: Message) -> MessageView:
    """The view of a message."""
    return MessageView(
        id=message.id,
        by=person_view(message.by),
        by_vehicle=message.by.vehicle_id,
        to_kind=message.to_kind.value,
        to_id=message.to_id,
        to_unit=message.to_unit,
        text=message.text,
        urgent=message.urgent,
        sent_ms=message.sent_ms,
        incident_id=message.incident_id,
        readings=tuple(
            ReadingView(by=person_view(one.by), at_ms=one.at_ms) for one in message.readings
        ),
    )
