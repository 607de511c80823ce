"""The emergency button in the cab (紧急报警): an entry at the desk that a person has to answer.

Owned by the event loop. A press waits here until the core has it; the store may be away. When
somebody at the desk has answered, the terminal is told so (0x8203) and ends its alarm.
"""

import asyncio
import logging

from dispatch.board import Board, Touched
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.domain.requests import CrewRequestKind
from dispatch.writer import Writer
from stations.positions.book import PositionBook
from stations.positions.fix import Fix
from stations.terminals.buttons import EmergencyButtons, pressed_ms

log = logging.getLogger("liandong.terminals")

PRESSES_MAX = 1_000


class Emergencies:
    """Brings presses to the desk, each once."""

    def __init__(self, board: Board, writer: Writer) -> None:
        self._board = board
        self._writer = writer
        self._presses: dict[str, c.Request] = {}
        self._buttons = EmergencyButtons()

    def pressed(self, vehicle_id: str, at_ms: int) -> None:
        """A crew needs help; while its alarm is open at the desk, a second press adds nothing."""
        if len(self._presses) >= PRESSES_MAX:
            dropped = next(iter(self._presses))
            del self._presses[dropped]
            log.error("too many emergency presses wait, %s is dropped", dropped)
        key = f"emergency-{vehicle_id}-{at_ms}"
        command = c.AskDesk(vehicle_id=vehicle_id, kind=CrewRequestKind.EMERGENCY, pressed_ms=at_ms)
        self._presses[key] = c.Request(command_id=key, actor=SYSTEM, command=command)
        log.warning("the emergency button of vehicle %s was pressed", vehicle_id)

    def reported(self, fix: Fix, book: PositionBook, now_ms: int) -> None:
        """A fix came by HTTP and went through the book: its button counts whatever became of its
        place, and by its own time, the sender's clock put right."""
        if (conduct := book.conduct_of(fix.vehicle_id)) is None:
            return
        at_ms = fix.at_ms - conduct.clock.correction_ms
        live = book.latest.get(fix.vehicle_id)
        late = live is not None and at_ms < live.at_ms
        if self._buttons.turned(fix.vehicle_id, fix.alarms, late=late):
            self.pressed(fix.vehicle_id, pressed_ms(at_ms, now_ms))

    async def settle(self) -> None:
        """Hand in what waits; what the store cannot take now is tried again."""
        for key, request in list(self._presses.items()):
            try:
                await asyncio.wrap_future(self._writer.submit(request))
            except Unavailable:
                return
            except Refusal as refusal:
                log.error("emergency %s was refused: %s", key, refusal.code)
            self._presses.pop(key, None)

    def waits(self, vehicle_id: str) -> bool:
        """Whether a press of this vehicle still waits for a person, or for the core to take it."""
        vehicles = [
            request.vehicle_id
            for request in self._board.requests.values()
            if request.kind is CrewRequestKind.EMERGENCY and request.answered_ms is None
        ]
        vehicles += [getattr(each.command, "vehicle_id", "") for each in self._presses.values()]
        return vehicle_id in vehicles

    def answered(self, touched: Touched) -> list[str]:
        """The vehicles whose alarm a person has just taken note of."""
        found = (self._board.requests.get(request_id) for request_id in touched.requests)
        return [
            request.vehicle_id
            for request in found
            if request is not None
            and request.kind is CrewRequestKind.EMERGENCY
            and request.answered_ms is not None
        ]
