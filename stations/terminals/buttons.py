"""The emergency button (紧急报警) as senders tell it: with every report, until the alarm ends."""

from stations.positions.pipeline import LATE_MAX_MS
from stations.protocols.jt808.messages.locations import Alarm

EMERGENCY = int(Alarm.EMERGENCY)
"""Its bit in the alarm word of JT/T 808, which phones' bridges and HTTP senders use as well."""


class EmergencyButtons:
    """Whose alarm goes on; as many as there are senders. Owned by the event loop."""

    def __init__(self) -> None:
        self.pressing: set[str] = set()

    def turned(self, sender: str, alarms: int, *, late: bool) -> bool | None:
        """True: pressed just now, False: the alarm has ended, None: nothing new.

        A report that was kept back may tell of a press; that an alarm has ended since it cannot."""
        pressed = bool(alarms & EMERGENCY)
        if pressed is (sender in self.pressing) or (late and not pressed):
            return None
        (self.pressing.add if pressed else self.pressing.discard)(sender)
        return pressed


def pressed_ms(claimed_ms: int | None, now_ms: int) -> int:
    """When the button was pressed by a report that was kept back; now, where that cannot be."""
    if claimed_ms is None or not now_ms - LATE_MAX_MS <= claimed_ms <= now_ms:
        return now_ms
    return claimed_ms
