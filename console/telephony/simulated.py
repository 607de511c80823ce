"""An exchange that is always there (模拟交换机), for training and the demo.

Its lines are told by HTTP, by whoever plays the callers; what a desk asks is done at once.
"""

from console.telephony.exchange import Listener
from dispatch.domain.clock import Clock
from dispatch.domain.lines import LineChange
from dispatch.telephony.told import LineOrder, Told

_DONE = {
    LineOrder.ANSWER: LineChange.ANSWERED,
    LineOrder.TRANSFER: LineChange.TRANSFERRED,
    LineOrder.HOLD: LineChange.HELD,
    LineOrder.RESUME: LineChange.RESUMED,
}


class SimulatedExchange:
    """Carries out whatever is asked, and says so as a real one would."""

    name = "simulated"
    prefix = ""

    def __init__(self, clock: Clock) -> None:
        self.connected = True
        self._clock = clock
        self._switchboard: Listener | None = None

    def start(self, switchboard: Listener) -> None:
        """It is there."""
        self._switchboard = switchboard

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def order(self, order: LineOrder, line_id: str, extension: str) -> None:
        """Done."""
        if self._switchboard is None or (change := _DONE.get(order)) is None:
            return
        now_ms = self._clock.now_ms()
        recording = f"sim/{line_id}.wav" if order is LineOrder.ANSWER else ""
        told = Told(line_id=line_id, change=change, at_ms=now_ms, extension=extension)
        await self._switchboard.heard(told)
        if recording:
            recorded = Told(
                line_id=line_id, change=LineChange.RECORDED, at_ms=now_ms, recording=recording
            )
            await self._switchboard.heard(recorded)
