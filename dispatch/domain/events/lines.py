"""Facts about lines (话路)."""

from dispatch.domain.actors import Actor
from dispatch.domain.events.base import Event
from dispatch.domain.lines import LineChange


class LineNoted(Event, frozen=True, kw_only=True):
    """The exchange did something with a line; ``at_ms`` is the exchange's own time."""

    call_id: str
    exchange: str
    change: LineChange
    extension: str = ""
    recording: str = ""
    note: str = ""
    to: Actor | None = None


LineEvent = LineNoted
