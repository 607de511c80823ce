"""Messages to vehicles (消息) on their terminals' screens too (0x8300), beside the crew's page.

Each is told once: when it is sent, or when a terminal that was away proves itself within
``FRESH_MS``. That a terminal confirmed the text is no receipt: a machine confirms, and the sender
waits for a person, who reads it on the crew's page.
"""

from collections.abc import Callable

from dispatch.board import Board, Touched
from dispatch.domain.messages import AddresseeKind, Message
from stations.protocols.jt808.messages.crew import Shown, TextDown

FRESH_MS = 30 * 60_000
"""What was written longer ago is read on the crew's page, and not spoken into another errand."""

_QUIET = Shown.ON_SCREEN | Shown.SPOKEN

Tell = Callable[[str, TextDown], bool]
"""Tells the terminal of a vehicle; False when it is not there to be told."""


class TerminalWords:
    """Which messages were told to terminals. Those of an earlier server run are not told again."""

    def __init__(self, board: Board, tell: Tell, now_ms: Callable[[], int]) -> None:
        self._board, self._tell, self._now_ms = board, tell, now_ms
        self._told = set(board.messages)

    def follow(self, touched: Touched) -> None:
        """Messages were written, or read by somebody: then nothing needs to be told any more."""
        for message_id in sorted(touched.messages):
            message = self._board.messages.get(message_id)
            if message is None:  # forgotten
                self._told.discard(message_id)
            else:
                self._show(message)

    def arrived(self, vehicle_id: str) -> None:
        """A vehicle's terminal is there again."""
        for message_id in sorted(self._board.messages.keys() - self._told):
            message = self._board.messages[message_id]
            if message.to_id == vehicle_id:
                self._show(message)

    def _show(self, message: Message) -> None:
        if message.id in self._told or message.to_kind is not AddresseeKind.VEHICLE:
            return
        stale = self._now_ms() - message.sent_ms > FRESH_MS
        if message.readings or stale:
            self._told.add(message.id)
            return
        flags = _QUIET | Shown.URGENT if message.urgent else _QUIET
        text = TextDown(flags=flags, text=f"{message.by.name}：{message.text}")
        if self._tell(message.to_id, text):
            self._told.add(message.id)
