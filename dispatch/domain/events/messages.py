"""Facts about messages (消息)."""

from dispatch.domain.events.base import Event
from dispatch.domain.messages import Message


class MessageSent(Event, frozen=True, kw_only=True):
    """A message was sent; the journal keeps its words."""

    message: Message


class MessageRead(Event, frozen=True, kw_only=True):
    """Somebody has read it (已读回执)."""

    message_id: str


MessageEvent = MessageSent | MessageRead
