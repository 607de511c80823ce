"""What is written in the simulated day (消息、交接班): it is read, and a signed shift is taken.

Messages are read by whoever they are for: a colleague at a county's desk, a station's duty, a
crew, an emergency department. The city's desk is the visitor's: what is written to it waits for a
person. A sheet that a person signed at a desk where a colleague sits is taken by that colleague,
item by item, after a look at it; colleagues do not go home themselves.
"""

from collections.abc import Sequence
from uuid import uuid4

from simulations.day.chance import Chance
from simulations.day.hands import Hands
from simulations.day.link import Link
from simulations.day.picture import Picture
from simulations.day.views import RegionView
from simulations.day.views_written import MessageView, ShiftNowView, ShiftView

READS_AFTER_S = (8.0, 60.0)
READS_URGENT_AFTER_S = (3.0, 15.0)
TAKES_AFTER_S = (30.0, 75.0)
READ_WITHIN_S = 3600.0
"""What nobody has read by then nobody reads any more, as in life."""


class Correspondence:
    """Reads and takes each thing once, whatever is restarted."""

    def __init__(
        self,
        *,
        users: Sequence[str],
        region: RegionView,
        picture: Picture,
        chance: Chance,
        link: Link,
        hands: Hands,
    ) -> None:
        self._users = users
        self._picture = picture
        self._chance = chance
        self._link = link
        self._hands = hands
        self._kinds = {unit.code: unit.kind for unit in region.units}
        self._desks: dict[str, str] = {}

    async def sit_down(self) -> None:
        """Learn at which desk each colleague sits."""
        for user in self._users:
            self._desks[(await self._link.session(user)).user.unit] = user

    def beat(self, now_ms: int) -> None:
        """Read what is new; take what was signed."""
        for message in self._picture.messages.values():
            self._read(now_ms, message)
        for sheet in self._picture.shifts.values():
            self._take(now_ms, sheet)

    def _read(self, now_ms: int, message: MessageView) -> None:
        age_s = (now_ms - message.sent_ms) / 1000
        reader = self._reader_of(message)
        if message.readings or reader is None or age_s > READ_WITHIN_S:
            return
        span_s = READS_URGENT_AFTER_S if message.urgent else READS_AFTER_S
        if reader == message.by.user or age_s < self._chance.between(*span_s, message.id, "reads"):
            return

        async def read() -> None:
            path, key = f"/api/messages/{message.id}/read", f"day reads {message.id}"
            await self._link.post(reader, path, {}, key)

        self._hands.do(f"message {message.id}", read)

    def _reader_of(self, message: MessageView) -> str | None:
        """The login that reads it; None where that is a person's business."""
        match message.to_kind:
            case "vehicle":
                return f"crew-{message.to_id}"
            case "hospital":
                return f"hospital-{message.to_id}"
            case "seat":
                return message.to_id if message.to_id in self._users else None
        match self._kinds.get(message.to_id):
            case "station":
                return f"duty-{message.to_id}"
            case "city_centre":
                return None
        return self._desks.get(message.to_id)

    def _take(self, now_ms: int, sheet: ShiftView) -> None:
        user = self._desks.get(sheet.unit)
        if sheet.state != "signed" or user is None or user == sheet.by.user:
            return
        looks_s = self._chance.between(*TAKES_AFTER_S, sheet.id, "takes", sheet.signed_ms)
        if now_ms < sheet.signed_ms + looks_s * 1000:
            return

        async def take() -> None:
            asked = f"/api/shifts/now?sheet_id={sheet.id}"
            now = await self._link.get(user, asked, ShiftNowView)
            # What is open changes between two looks: each try is a wish of its own.
            wish = {"acknowledged": [item.key for item in now.items]}
            path, key = f"/api/shifts/{sheet.id}/take", f"day takes {uuid4()}"
            await self._link.post(user, path, wish, key)

        self._hands.do(f"shift {sheet.id}", take)
