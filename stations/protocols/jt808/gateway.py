"""The door for terminals (808 网关): a TCP server whose sessions become fixes, in order.

Everything runs in one event loop, in turns of a few milliseconds: what a terminal sends is worked
off as soon as it is read, vehicle by vehicle in the order of its frames, and a terminal that sends
more than its share waits in its own TCP window.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from time import perf_counter

import msgspec

from stations.protocols.jt808.connection import Connection
from stations.protocols.jt808.floods import Floods
from stations.protocols.jt808.intake import Intake, Listener, Sink
from stations.protocols.jt808.turns import Turns, a_few_at_a_time
from stations.terminals.clones import Rivals
from stations.terminals.registry import Registry

log = logging.getLogger("liandong.jt808")

SWEEP_S = 1.0
NOTE_MS = 30_000
BACKLOG = 1024
LOG_EVERY_S = 60.0
STOPPING = "stopping"


class GatewayLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much the door bears; each limit has a reason that is counted when it is met."""

    connections_max: int = 10_000
    frames_per_s: float = 50.0
    burst_frames: int = 200
    flood_s: float = 60.0
    """Whoever sends too much for so long without a break is hung up on."""
    login_within_s: float = 30.0
    idle_s: float = 300.0


class Gateway:
    """Owned by the event loop. ``counts`` are reasons since the start."""

    def __init__(
        self,
        registry: Registry,
        receive_fix: Sink,
        now_ms: Callable[[], int],
        limits: GatewayLimits | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.registry = registry
        self.limits = limits or GatewayLimits()
        self.counts: Counter[str] = Counter()
        self.intake = Intake(registry.terminals, receive_fix, self.counts, listener)
        self.turns = Turns(now_ms, perf_counter)
        self.fixes_per_s = 0.0
        self.connections: set[Connection] = set()
        self.by_terminal: dict[str, Connection] = {}
        self.floods = Floods()
        self.refill_s = 1.0 / self.limits.frames_per_s
        self.now_ms = now_ms
        self._listener = listener
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
        for terminal_id in self.by_terminal:
            self._note(terminal_id)

    def tell(self, terminal_id: str, message: msgspec.Struct) -> bool:
        """Tell a terminal something; False when it is not there or has too much unanswered."""
        connection = self.by_terminal.get(terminal_id)
        return connection is not None and connection.tell(message)

    def heard_ms(self, terminal_id: str) -> int | None:
        """When a terminal that is connected was last heard."""
        connection = self.by_terminal.get(terminal_id)
        if connection is None:
            return None
        return self.now_ms() - round((self.now_s() - connection.session.heard_s) * 1000)

    def forgive(self, terminal_id: str) -> None:
        """A person has looked at a terminal that seemed to be two."""
        self._rivals[terminal_id].forget()

    def hang_up(self, terminal_id: str, reason: str) -> None:
        """End a terminal's connection, for it must prove itself anew."""
        if (connection := self.by_terminal.get(terminal_id)) is not None:
            connection.close(reason)

    def connected(self, connection: Connection) -> None:
        """Somebody dialled."""
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

    def flooded(self, connection: Connection) -> None:
        """A terminal begins to send more than it may."""
        self.counts["flood"] += 1
        self.floods.note(connection.terminal_id or connection.source)

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
        now_ms = self.now_ms()
        if self._rivals[terminal_id].took_over(source, silent_ms, now_ms):
            self._suspect(terminal_id)
        self.registry.note(terminal_id, last_seen_ms=now_ms)
        if self._listener is not None:
            self._listener.arrived(terminal_id)

    def _suspect(self, terminal_id: str) -> None:
        if not self.registry.terminals[terminal_id].cloned:
            self.registry.note(terminal_id, cloned=True)
            self.counts["clone_found"] += 1
            log.error("two devices use the number of terminal %s: it moves nothing", terminal_id)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                await self._look_after_all()
            except Exception:
                log.exception("looking after the terminals failed")

    async def _look_after_all(self) -> None:
        """Once a second: what was not answered is said again, who is silent too long is let go."""
        now_s = self.now_s()
        async for connection in a_few_at_a_time(list(self.connections)):
            if connection.session.expects:
                for given_up in connection.session.look_after(now_s):
                    if connection.terminal_id is not None:
                        self.intake.settle(connection.terminal_id, given_up)
                connection.flush()
            if (reason := self._overdue(connection, now_s)) is not None:
                connection.close(reason)
        received = self.intake.received
        self.fixes_per_s = (received - self._received_before) / (now_s - self._swept_s)
        self._received_before, self._swept_s = received, now_s
        async for terminal_id in a_few_at_a_time(list(self.by_terminal)):
            self._note(terminal_id)

    def _overdue(self, connection: Connection, now_s: float) -> str | None:
        limits, session = self.limits, connection.session
        if connection.throttled_s is not None and now_s - connection.throttled_s > limits.flood_s:
            return "flooding"
        if connection.terminal_id is None:
            return "never_logged_in" if now_s - connection.since_s > limits.login_within_s else None
        return "silent" if now_s - session.heard_s > limits.idle_s else None

    def _note(self, terminal_id: str) -> None:
        """Keep when a terminal was last heard and how its clock runs, at most twice a minute."""
        terminal = self.registry.terminals.get(terminal_id)
        noted_ms = terminal.last_seen_ms or 0 if terminal is not None else self.now_ms()
        if self.now_ms() - noted_ms < NOTE_MS:
            return
        seen_ms = self.heard_ms(terminal_id) or 0
        ahead_ms = self.intake.clocks[terminal_id].ahead_ms
        if seen_ms > noted_ms:
            self.registry.note(terminal_id, last_seen_ms=seen_ms, clock_ahead_ms=ahead_ms)
