"""What terminals say, once they have proved themselves: positions become fixes, in order."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from stations.positions.fix import Fix, FixOrigin, Rejection
from stations.protocols.jt808.messages.crew import Driver
from stations.protocols.jt808.messages.general import Logout
from stations.protocols.jt808.messages.locations import Location, LocationAnswer, LocationBatch
from stations.protocols.jt808.messages.transparent import PassedUp
from stations.protocols.jt808.outgoing import Settled
from stations.terminals.buttons import EMERGENCY, EmergencyButtons, pressed_ms
from stations.terminals.clocks import TerminalClock
from stations.terminals.terminal import Terminal

log = logging.getLogger("liandong.jt808")

PASSED_SHOWN_BYTES = 64
BATCHED_PER_FRAME = 4
"""So many reports of a batch count as one frame more of what a terminal may send."""

Sink = Callable[[Fix, int], Rejection | None]
"""Takes a position and when it was received; why it does not move its vehicle."""


class Listener(Protocol):
    """Hears what else happens."""

    def arrived(self, terminal_id: str) -> None:
        """A terminal has proved itself and can be told things."""

    def settled(self, terminal_id: str, settled: Settled) -> None:
        """A terminal answered what it was told, or never did."""

    def emergency(self, terminal_id: str, at_ms: int, pressed: bool) -> None:
        """The crew's emergency button (紧急报警) was pressed, or its alarm ended."""

    def carded(self, terminal_id: str, driver: Driver, at_ms: int) -> None:
        """A driver's card was put in or taken out."""


class Intake:
    """Owned by the event loop. ``received`` reports, of which ``taken`` moved a vehicle; all others
    are in ``counts`` with the reason."""

    def __init__(
        self,
        terminals: Mapping[str, Terminal],
        receive_fix: Sink,
        counts: Counter[str],
        listener: Listener | None,
    ) -> None:
        self.received = 0
        self.taken = 0
        self.clocks: dict[str, TerminalClock] = defaultdict(TerminalClock)
        self.passed_up: Counter[str] = Counter()
        """Bytes passed through (0x0900), messages by their kind: one of 256."""
        self._buttons = EmergencyButtons()
        self.pressing = self._buttons.pressing
        """Terminals whose emergency alarm goes on."""
        self._terminals = terminals
        self._receive_fix = receive_fix
        self._counts = counts
        self._listener = listener

    def hear(self, terminal_id: str, messages: Sequence[Any], now_ms: int) -> float:
        """What a terminal said, in its order; as how many frames more than it was it counts."""
        more = 0.0
        for message in messages:
            if type(message) is Location:  # as nearly all
                self._locate(terminal_id, message, now_ms, late=False)
                continue
            match message:
                case LocationBatch():
                    more += len(message.locations) / BATCHED_PER_FRAME
                    for location in sorted(message.locations, key=_moment):
                        self._locate(terminal_id, location, now_ms, late=message.late)
                case LocationAnswer():
                    self._locate(terminal_id, message.location, now_ms, late=False)
                case Settled():
                    self.settle(terminal_id, message)
                case Driver() if self._listener is not None:
                    self._listener.carded(terminal_id, message, now_ms)
                case PassedUp():
                    self._pass_up(terminal_id, message)
                case Logout():
                    self._counts["logout"] += 1
        return more

    def settle(self, terminal_id: str, settled: Settled) -> None:
        """A terminal answered what it was told, or was given up."""
        if settled.result is None:
            self._counts["never_answered"] += 1
        elif settled.result != 0:
            self._counts["terminal_refused"] += 1
        if self._listener is not None:
            self._listener.settled(terminal_id, settled)

    def _locate(self, terminal_id: str, location: Location, now_ms: int, *, late: bool) -> None:
        self.received += 1
        if location.alarms & EMERGENCY or terminal_id in self.pressing:
            self._look_at_button(terminal_id, location, now_ms, late=late)
        terminal = self._terminals[terminal_id]
        fix = fix_of(location, terminal, self.clocks[terminal_id], now_ms, late=late)
        if isinstance(fix, str):
            self._counts[fix] += 1
            return
        rejection = self._receive_fix(fix, now_ms)
        if rejection is None:
            self.taken += 1
        else:
            self._counts[rejection.code] += 1

    def _look_at_button(
        self, terminal_id: str, location: Location, now_ms: int, *, late: bool
    ) -> None:
        """A terminal repeats the alarm with every report until it ends: told once each."""
        pressed = self._buttons.turned(terminal_id, location.alarms, late=late)
        if pressed is None:
            return
        self._counts["emergency"] += pressed
        at_ms = now_ms
        if late and location.at_ms is not None:
            at_ms = location.at_ms - self.clocks[terminal_id].correction_ms
        if self._listener is not None:
            self._listener.emergency(terminal_id, pressed_ms(at_ms, now_ms), pressed)

    def _pass_up(self, terminal_id: str, message: PassedUp) -> None:
        """Nobody reads it yet; a technician sees which devices speak, and how they begin."""
        self.passed_up[f"{message.kind:#04x}"] += 1
        beginning = message.content[:PASSED_SHOWN_BYTES].hex(" ")
        size = len(message.content)
        log.debug("%s passes up %#04x, %d B: %s", terminal_id, message.kind, size, beginning)


def fix_of(
    location: Location, terminal: Terminal, clock: TerminalClock, now_ms: int, *, late: bool
) -> Fix | str:
    """The fix of a location, in the terminal's datum and by a clock put right; else a code.

    ``late`` reports were kept back in a blind area: they tell nothing of the terminal's clock."""
    if terminal.cloned:
        return "cloned_terminal"
    if terminal.vehicle_id is None:
        return "unbound_terminal"
    claimed_ms, located = location.at_ms, location.located
    if claimed_ms is None:
        return "bad_time"
    if located and not late:
        clock.look(claimed_ms, now_ms)
    return Fix(
        vehicle_id=terminal.vehicle_id,
        lon=location.lon,
        lat=location.lat,
        datum=terminal.datum,
        at_ms=claimed_ms - clock.correction_ms,
        speed_kmh=location.speed_dkmh / 10,
        heading_deg=location.heading_deg,
        origin=FixOrigin.JT808,
        mileage_km=location.mileage_km,
        alarms=location.alarms,
        located=located,
    )


def _moment(location: Location) -> bytes:
    return location.moment
