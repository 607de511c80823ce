"""The door for terminals (808 网关): a TCP server whose sessions become fixes, in order.

Everything runs in one event loop and nothing is queued: what a terminal sends is worked off as it
is read, vehicle by vehicle in the order of its frames, and a terminal that sends more than its
share waits in its own TCP window.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from stations.positions.fix import Fix, Rejection
from stations.protocols.jt808.connection import Connection
from stations.protocols.jt808.floods import Floods
from stations.protocols.jt808.intake import fix_of
from stations.protocols.jt808.messages.crew import Driver
from stations.protocols.jt808.messages.general import Logout
from stations.protocols.jt808.messages.locations import (
    Location,
    LocationAnswer,
    LocationBatch,
)
from stations.protocols.jt808.messages.transparent import PassedUp
from stations.protocols.jt808.outgoing import Settled
from stations.terminals.buttons import EMERGENCY, EmergencyButtons, pressed_ms
from stations.terminals.clocks import TerminalClock
from stations.terminals.clones import Rivals
from stations.terminals.registry import Registry

log = logging.getLogger("liandong.jt808")

SWEEP_S = 1.0
NOTE_MS = 30_000
BACKLOG = 1024
LOG_EVERY_S = 60.0
STOPPING = "stopping"
PASSED_SHOWN_BYTES = 64


class GatewayLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much the door bears; each limit has a reason that is counted when it is met."""

    connections_max: int = 10_000
    frames_per_s: float = 50.0
    burst_frames: int = 200
    flood_s: float = 60.0
    """Whoever sends too much for so long without a break is hung up on."""
    login_within_s: float = 30.0
    idle_s: float = 300.0


class Sink(Protocol):
    """Takes what terminals send."""

    def __call__(self, fix: Fix, now_ms: int) -> Rejection | None:
        """A position; why it does not move its vehicle."""


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


class Gateway:
    """Owned by the event loop. ``counts`` are reasons since the start, ``taken`` fixes used."""

    def __init__(
        self,
        registry: Registry,
        receive_fix: Sink,
        now_ms: Callable[[], int],
        limits: GatewayLimits | None = None,
    ) -> None:
        self.registry = registry
        self.limits = limits or GatewayLimits()
        self.counts: Counter[str] = Counter()
        self.received = 0
        self.taken = 0
        self.fixes_per_s = 0.0
        self.listener: Listener | None = None
        self.connections: set[Connection] = set()
        self.by_terminal: dict[str, Connection] = {}
        self.clocks: dict[str, TerminalClock] = defaultdict(TerminalClock)
        self.floods = Floods()
        self.passed_up: Counter[str] = Counter()
        """Bytes passed through (0x0900), messages by their kind: one of 256."""
        self._buttons = EmergencyButtons()
        self.pressing = self._buttons.pressing
        """Terminals whose emergency alarm goes on."""
        self.refill_s = 1.0 / self.limits.frames_per_s
        self._receive_fix = receive_fix
        self._now_ms = now_ms
        self._rivals: dict[str, Rivals] = defaultdict(Rivals)
        self._server: asyncio.Server | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._received_before, self._swept_s = 0, 0.0
        self._logged_s: dict[str, float] = {}
        self.now_s: Callable[[], float] = lambda: asyncio.get_running_loop().time()

    @property
    def address(self) -> tuple[str, int] | None:
        """Where it listens; None while it does not."""
        if self._server is None or not self._server.sockets:
            return None
        host, port = self._server.sockets[0].getsockname()[:2]
        return str(host), int(port)

    async def start(self, host: str, port: int) -> None:
        """Open the door; ``OSError`` when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self.now_s = loop.time
        self._server = await loop.create_server(
            lambda: Connection(self), host, port, backlog=BACKLOG
        )
        self._swept_s = loop.time()
        self._sweeping = loop.create_task(self._sweep())
        log.info("terminals may dial %s port %d", *(self.address or ("", 0)))

    async def stop(self) -> None:
        """Close the door and hang up on everybody."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for connection in list(self.connections):
            connection.close(STOPPING)
        self._note_all()

    def tell(self, terminal_id: str, message: msgspec.Struct) -> bool:
        """Tell a terminal something; False when it is not there or has too much unanswered."""
        connection = self.by_terminal.get(terminal_id)
        return connection is not None and connection.tell(message)

    def heard_ms(self, terminal_id: str) -> int | None:
        """When a terminal that is connected was last heard."""
        connection = self.by_terminal.get(terminal_id)
        if connection is None:
            return None
        return self._now_ms() - round((self.now_s() - connection.session.heard_s) * 1000)

    def forgive(self, terminal_id: str) -> None:
        """A person has looked at a terminal that seemed to be two."""
        self._rivals[terminal_id].forget()

    def hang_up(self, terminal_id: str, reason: str) -> None:
        """End a terminal's connection, for it must prove itself anew."""
        if (connection := self.by_terminal.get(terminal_id)) is not None:
            connection.close(reason)

    def connected(self, connection: Connection) -> None:
        """Somebody dialled."""
        connection.since_s = connection.refilled_s = self.now_s()
        self.connections.add(connection)
        if len(self.connections) > self.limits.connections_max:
            connection.close("too_many_connections")

    def disconnected(self, connection: Connection) -> None:
        """A line went down."""
        self.connections.discard(connection)
        if connection.terminal_id and self.by_terminal.get(connection.terminal_id) is connection:
            del self.by_terminal[connection.terminal_id]

    def hung_up(self, connection: Connection, reason: str) -> None:
        """We end a connection, and say so, but no oftener than once a minute for each reason."""
        if reason == STOPPING:
            return
        self.counts[reason] += 1
        now_s = self.now_s()
        if now_s - self._logged_s.get(reason, -LOG_EVERY_S) >= LOG_EVERY_S:
            self._logged_s[reason] = now_s
            who = connection.terminal_id or connection.session.phone or connection.source
            log.warning("hung up on %s: %s (%d so far)", who, reason, self.counts[reason])

    def allowance(self, connection: Connection) -> int:
        """How many frames of a connection may be worked off now."""
        now_s, limits = self.now_s(), self.limits
        refill = (now_s - connection.refilled_s) * limits.frames_per_s
        connection.frames_left = min(limits.burst_frames, connection.frames_left + refill)
        connection.refilled_s = now_s
        allowed = max(0, int(connection.frames_left))
        waiting = connection.session.waiting
        connection.frames_left -= min(allowed, waiting, 64)
        if waiting <= allowed:
            connection.throttled_s = None
        elif connection.throttled_s is None:
            connection.throttled_s = now_s
            self.counts["flood"] += 1
            self.floods.note(connection.terminal_id or connection.source)
        return allowed

    def proved(self, connection: Connection) -> None:
        """A terminal authenticated, or logged out: the newest connection has its place."""
        before, terminal_id = connection.terminal_id, connection.session.terminal_id
        connection.terminal_id = terminal_id
        if before is not None and self.by_terminal.get(before) is connection:
            del self.by_terminal[before]
        if terminal_id is None:
            return
        silent_ms: int | None = None
        if (holder := self.by_terminal.get(terminal_id)) is not None:
            silent_ms = round((self.now_s() - holder.session.heard_s) * 1000)
            holder.close("displaced")
        self.by_terminal[terminal_id] = connection
        source = connection.session.imei or connection.source
        now_ms = self._now_ms()
        if self._rivals[terminal_id].took_over(source, silent_ms, now_ms):
            self._suspect(terminal_id)
        self.registry.note(terminal_id, last_seen_ms=now_ms)
        if self.listener is not None:
            self.listener.arrived(terminal_id)

    def heard(self, connection: Connection, messages: list[Any]) -> None:
        """What a terminal said, in its order."""
        terminal_id = connection.terminal_id
        if terminal_id is None or not messages:
            return
        now_ms = self._now_ms()
        for message in messages:
            match message:
                case Location():
                    self._locate(terminal_id, message, now_ms, late=False)
                case LocationBatch():
                    connection.frames_left -= len(message.locations) / 4
                    for location in sorted(message.locations, key=_moment):
                        self._locate(terminal_id, location, now_ms, late=message.late)
                case LocationAnswer():
                    self._locate(terminal_id, message.location, now_ms, late=False)
                case Settled():
                    self._settle(terminal_id, message)
                case Driver() if self.listener is not None:
                    self.listener.carded(terminal_id, message, now_ms)
                case PassedUp():
                    self._pass_up(terminal_id, message)
                case Logout():
                    self.counts["logout"] += 1

    def _locate(self, terminal_id: str, location: Location, now_ms: int, *, late: bool) -> None:
        self.received += 1
        if location.alarms & EMERGENCY or terminal_id in self.pressing:
            self._look_at_button(terminal_id, location, now_ms, late=late)
        terminal = self.registry.terminals[terminal_id]
        fix = fix_of(location, terminal, self.clocks[terminal_id], now_ms, late=late)
        if isinstance(fix, str):
            self.counts[fix] += 1
            return
        rejection = self._receive_fix(fix, now_ms)
        if rejection is None:
            self.taken += 1
        else:
            self.counts[rejection.code] += 1

    def _look_at_button(
        self, terminal_id: str, location: Location, now_ms: int, *, late: bool
    ) -> None:
        """A terminal repeats the alarm with every report until it ends: told once each."""
        pressed = self._buttons.turned(terminal_id, location.alarms, late=late)
        if pressed is None:
            return
        self.counts["emergency"] += pressed
        at_ms = now_ms
        if late and location.at_ms is not None:
            at_ms = location.at_ms - self.clocks[terminal_id].correction_ms
        if self.listener is not None:
            self.listener.emergency(terminal_id, pressed_ms(at_ms, now_ms), pressed)

    def _pass_up(self, terminal_id: str, message: PassedUp) -> None:
        """Nobody reads it yet; a technician sees which devices speak, and how they begin."""
        self.passed_up[f"{message.kind:#04x}"] += 1
        beginning = message.content[:PASSED_SHOWN_BYTES].hex(" ")
        size = len(message.content)
        log.debug("%s passes up %#04x, %d B: %s", terminal_id, message.kind, size, beginning)

    def _settle(self, terminal_id: str, settled: Settled) -> None:
        if settled.result is None:
            self.counts["never_answered"] += 1
        elif settled.result != 0:
            self.counts["terminal_refused"] += 1
        if self.listener is not None:
            self.listener.settled(terminal_id, settled)

    def _suspect(self, terminal_id: str) -> None:
        if not self.registry.terminals[terminal_id].cloned:
            self.registry.note(terminal_id, cloned=True)
            self.counts["clone_found"] += 1
            log.error("two devices use the number of terminal %s: it moves nothing", terminal_id)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                self._look_after_all()
            except Exception:
                log.exception("looking after the terminals failed")

    def _look_after_all(self) -> None:
        """Once a second: what was not answered is said again, who is silent too long is let go."""
        now_s = self.now_s()
        for connection in list(self.connections):
            for given_up in connection.session.look_after(now_s):
                if connection.terminal_id is not None:
                    self._settle(connection.terminal_id, given_up)
            connection.flush()
            if (reason := self._overdue(connection, now_s)) is not None:
                connection.close(reason)
        self.fixes_per_s = (self.received - self._received_before) / (now_s - self._swept_s)
        self._received_before, self._swept_s = self.received, now_s
        self._note_all()

    def _overdue(self, connection: Connection, now_s: float) -> str | None:
        limits, session = self.limits, connection.session
        if connection.throttled_s is not None and now_s - connection.throttled_s > limits.flood_s:
            return "flooding"
        if connection.terminal_id is None:
            return "never_logged_in" if now_s - connection.since_s > limits.login_within_s else None
        return "silent" if now_s - session.heard_s > limits.idle_s else None

    def _note_all(self) -> None:
        """Keep when each terminal was last heard and how its clock runs, at most twice a minute."""
        now_ms = self._now_ms()
        for terminal_id in self.by_terminal:
            terminal = self.registry.terminals.get(terminal_id)
            if terminal is None or now_ms - (terminal.last_seen_ms or 0) < NOTE_MS:
                continue
            seen_ms = self.heard_ms(terminal_id) or 0
            ahead_ms = self.clocks[terminal_id].ahead_ms
            if seen_ms > (terminal.last_seen_ms or 0):
                self.registry.note(terminal_id, last_seen_ms=seen_ms, clock_ahead_ms=ahead_ms)


def _moment(location: Location) -> bytes:
    return location.moment
