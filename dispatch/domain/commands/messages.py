"""Wishes about messages (消息)."""

from dispatch.domain.commands.base import Command
from dispatch.domain.messages import AddresseeKind


class SendMessage(Command, frozen=True, kw_only=True):
    """A short word to a unit, a seat, a vehicle or a hospital (发消息)."""

    to_kind: AddresseeKind
    to_id: str
    text: str
    urgent: bool = False
    incident_id: str | None = None


class ReadMessage(Command, frozen=True, kw_only=True):
    """The author has read it (已读)."""

    message_id: str


MessageCommand = SendMessage | ReadMessage
