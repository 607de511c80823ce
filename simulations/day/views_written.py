"""What the day reads of messages and of shift sheets (消息、交接班单)."""

from simulations.day.views import PersonView, View


class MessageView(View, frozen=True):
    """A message to a unit, a seat, a vehicle or a hospital; ``readings`` are who has read it."""

    id: str
    by: PersonView
    to_kind: str
    to_id: str
    urgent: bool
    sent_ms: int
    readings: tuple[View, ...] = ()


class ShiftView(View, frozen=True):
    """A sheet that one shift signed."""

    id: str
    unit: str
    state: str
    by: PersonView
    signed_ms: int


class ShiftItemView(View, frozen=True):
    """A line of a sheet."""

    key: str


class ShiftNowView(View, frozen=True):
    """What is open of a sheet now."""

    items: tuple[ShiftItemView, ...]
