"""The vehicles' terminals at a running server: register and door, and what terminals are told.

Intervals and orders are *kept true*, not sent once: whenever a terminal proves itself, a vehicle's
state changes, or a second passes, what a terminal should know is compared with what it has
acknowledged. A terminal that was away at the dispatch has its order when it comes back.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from console.field.emergencies import Emergencies
from console.field.terminal_words import TerminalWords
from dispatch.board import Board, Touched, vehicle_state
from dispatch.domain.clock import Clock
from dispatch.domain.records import Incident, Task
from stations.protocols.jt808.gateway import Gateway, GatewayLimits
from stations.protocols.jt808.intake import Listener, Sink
from stations.protocols.jt808.messages.alarms import ConfirmAlarm
from stations.protocols.jt808.messages.crew import Driver, Shown, TextDown
from stations.protocols.jt808.messages.locations import Alarm, AskLocation
from stations.protocols.jt808.messages.parameters import SetParameters, report_every
from stations.protocols.jt808.outgoing import Settled
from stations.region import Region
from stations.status import TaskResult, VehicleState
from stations.terminals.registry import Registry
from stations.terminals.store import TerminalStore
from stations.terminals.terminal import Terminal

log = logging.getLogger("liandong.terminals")

KEEP_TRUE_S = 1.0
KEPT_TRUE_AT_ONCE = 500
"""Terminals looked at each second: what happens is told at once anyway (``follow``)."""
SAVE_S = 5.0
SAVED_AT_ONCE = 200
"""Entries of which only the conduct is new, in one transaction: calls must not wait for it."""
CODE_BYTES = 8
CARD_PUT_IN = 1
TOLD_MAX = 10_000
LOUD = Shown.URGENT | Shown.ON_SCREEN | Shown.SPOKEN
TEXT_MAX = 400
"""Signs of an order: older terminals show no more than a screenful."""


class DriverCard(msgspec.Struct, frozen=True, kw_only=True):
    """The driver's card (从业资格证) in a terminal; ``expires`` YYYYMMDD, empty when unknown."""

    name: str
    qualification: str
    expires: str
    at_ms: int


class Terminals(Listener):
    """Register, gateway and the orders to the crews' screens; owned by the event loop."""

    def __init__(
        self,
        *,
        region: Region,
        board: Board,
        store: TerminalStore,
        receive_fix: Sink,
        clock: Clock,
        limits: GatewayLimits,
        emergencies: Emergencies,
    ) -> None:
        store.add_missing(region.terminals)
        self.registry = Registry(
            store.load(),
            region,
            make_code=lambda: secrets.token_hex(CODE_BYTES),
            now_ms=clock.now_ms,
        )
        self.gateway = Gateway(self.registry, receive_fix, clock.now_ms, limits, listener=self)
        self._region = region
        self._board = board
        self._store = store
        self.emergencies = emergencies
        self.cards: dict[str, DriverCard] = {}
        """By terminal: who put his card in last; read anew after a restart."""
        self._interval_s: dict[str, int] = {}
        """By terminal: what it was told last on its present connection."""
        self._ordered: dict[str, TextDown | None] = {}
        """Tasks whose order was told, the oldest first: the order until it is acknowledged."""
        self._ordered.update({task.id: None for task in board.tasks.values() if _may_know(task)})
        self._recalls: dict[str, TextDown] = {}
        """By vehicle: that its task was cancelled, until acknowledged or told on another line."""
        self._words = TerminalWords(board, self._tell, clock.now_ms)
        self._looked_at = 0
        """How far the last look at what terminals should know has come."""
        self._chores: list[asyncio.Task[None]] = []

    async def start(self, address: tuple[str, int] | None) -> None:
        """Keep the register, and open the door where an address is given; ``OSError`` when that
        cannot be had: the register is kept all the same, for other doors lead to it too."""
        loop = asyncio.get_running_loop()
        self._chores = [
            loop.create_task(self._every(KEEP_TRUE_S, self._keep_all_true)),
            loop.create_task(self._every(KEEP_TRUE_S, self.emergencies.settle)),
            loop.create_task(self._every(SAVE_S, self.save)),
        ]
        if address is not None:
            await self.gateway.start(*address)

    async def stop(self) -> None:
        """Hang up on everybody and keep what was learnt."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await self.gateway.stop()
        await self._try(self.emergencies.settle)  # a press is not told twice by every terminal
        await self._try(self.save)

    async def save(self) -> None:
        """Write the entries that changed; they stay marked while the database is away."""
        registry = self.registry
        await self._save(registry.changed, len(registry.changed))
        while registry.noted:
            await self._save(registry.noted, SAVED_AT_ONCE)

    async def _save(self, waiting: set[str], most: int) -> None:
        ids = sorted(waiting)[:most]
        waiting.difference_update(ids)
        try:
            await asyncio.to_thread(self._store.save, [self.registry.terminals[i] for i in ids])
        except BaseException:  # a server that stops in the middle, too
            waiting.update(ids)
            raise

    def locate(self, vehicle_id: str) -> bool:
        """Ask a vehicle where it is now; False when its terminal is not there to be asked."""
        terminal = self.registry.of_vehicle(vehicle_id)
        return terminal is not None and self.gateway.tell(terminal.id, AskLocation())

    def follow(self, touched: Touched) -> None:
        """Something was committed: vehicles' intervals, and orders given or taken back."""
        self._words.follow(touched)
        for task_id in touched.tasks:
            task = self._board.tasks.get(task_id)
            if task is not None:
                self._order(task)
        for vehicle_id in touched.vehicles:
            terminal = self.registry.of_vehicle(vehicle_id)
            if terminal is not None:
                self._set_interval(terminal)
        for vehicle_id in self.emergencies.answered(touched):
            terminal = self.registry.of_vehicle(vehicle_id)
            if terminal is not None:
                self.gateway.tell(terminal.id, ConfirmAlarm(kinds=Alarm.EMERGENCY))

    def arrived(self, terminal_id: str) -> None:
        """A terminal has proved itself: it may have restarted and know nothing any more."""
        self._interval_s.pop(terminal_id, None)
        terminal = self.registry.terminals[terminal_id]
        # Once more and no more: there are terminals that acknowledge no text.
        if (recall := self._recalls.pop(terminal.vehicle_id or "", None)) is not None:
            self.gateway.tell(terminal_id, recall)
        task = self._task_of(terminal)
        waiting = task is not None and task.state is VehicleState.ASSIGNED
        if task is not None and waiting and self._ordered.get(task.id) is not None:
            del self._ordered[task.id]  # told on a line that died before it was acknowledged
        self._keep_true(terminal)
        vehicle_id = terminal.vehicle_id
        if vehicle_id is not None:
            self._words.arrived(vehicle_id)
        if vehicle_id is None or terminal_id not in self.gateway.intake.pressing:
            return
        if not self.emergencies.waits(vehicle_id):  # answered while it was away
            self.gateway.tell(terminal_id, ConfirmAlarm(kinds=Alarm.EMERGENCY))

    def settled(self, terminal_id: str, settled: Settled) -> None:
        """A terminal answered, or never did; what it never answered is told again."""
        if settled.result is None and isinstance(settled.message, SetParameters):
            self._interval_s.pop(terminal_id, None)
        terminal = self.registry.terminals[terminal_id]
        answered, vehicle_id = settled.result is not None, terminal.vehicle_id or ""
        if answered and self._recalls.get(vehicle_id) is settled.message:
            del self._recalls[vehicle_id]
        task = self._task_of(terminal)
        told = self._ordered.get(task.id) if task is not None else None
        if task is not None and told is settled.message and answered:
            self._ordered[task.id] = None

    def emergency(self, terminal_id: str, at_ms: int, pressed: bool) -> None:
        """The button of a vehicle was pressed; a terminal in no vehicle has nobody to help."""
        vehicle_id = self.registry.terminals[terminal_id].vehicle_id
        if pressed and vehicle_id is not None:
            self.emergencies.pressed(vehicle_id, at_ms)

    def carded(self, terminal_id: str, driver: Driver, at_ms: int) -> None:
        """Who drives, by the card; offered at sign-on, never signed on by itself."""
        if driver.status == CARD_PUT_IN and driver.name:
            self.cards[terminal_id] = DriverCard(
                name=driver.name,
                qualification=driver.qualification or "",
                expires=driver.expires or "",
                at_ms=at_ms,
            )
        else:
            self.cards.pop(terminal_id, None)

    def amended(self, before: Terminal, after: Terminal) -> None:
        """An administrator changed an entry: whoever is not that any more must prove himself."""
        if before.cloned and not after.cloned:
            self.gateway.forgive(after.id)
        if not after.enabled or after.code_hash is None:
            self.gateway.hang_up(after.id, "register_changed")

    async def _keep_all_true(self) -> None:
        connected = list(self.gateway.by_terminal)
        begin = self._looked_at if self._looked_at < len(connected) else 0
        self._looked_at = begin + KEPT_TRUE_AT_ONCE
        for terminal_id in connected[begin : self._looked_at]:
            self._keep_true(self.registry.terminals[terminal_id])

    def _keep_true(self, terminal: Terminal) -> None:
        self._set_interval(terminal)
        if (task := self._task_of(terminal)) is not None:
            self._order(task)

    def _task_of(self, terminal: Terminal) -> Task | None:
        return self._board.task_of(terminal.vehicle_id) if terminal.vehicle_id else None

    def _set_interval(self, terminal: Terminal) -> None:
        """Tell a terminal how often to report, unless it was told (VEH-05)."""
        vehicle = self._region.vehicles.get(terminal.vehicle_id or "")
        if vehicle is None:
            return
        state = vehicle_state(self._board, vehicle.id)
        centre = self._region.centre_of_county(vehicle.county_code)
        wanted_s = self._region.meta.reporting.every_s(state, vehicle.station_code, centre)
        if self._interval_s.get(terminal.id) == wanted_s:
            return
        if self.gateway.tell(terminal.id, report_every(wanted_s)):
            self._interval_s[terminal.id] = wanted_s

    def _order(self, task: Task) -> None:
        """The order on the crew's screen, spoken too (0x8300), and that it was taken back."""
        known = task.id in self._ordered
        if not known and task.state is VehicleState.ASSIGNED and task.active:
            text = _order_text(task, self._board.incidents[task.incident_id])
            order = TextDown(flags=LOUD, text=text)
            if self._tell(task.vehicle_id, order):
                self._ordered[task.id] = order
                if len(self._ordered) > TOLD_MAX:
                    del self._ordered[next(iter(self._ordered))]
        elif known and not task.active:
            del self._ordered[task.id]
            if task.result is TaskResult.STOPPED:
                recall = TextDown(flags=LOUD, text=f"任务取消 {task.id}")
                self._recalls[task.vehicle_id] = recall
                self._tell(task.vehicle_id, recall)

    def _tell(self, vehicle_id: str, message: TextDown) -> bool:
        terminal = self.registry.of_vehicle(vehicle_id)
        return terminal is not None and self.gateway.tell(terminal.id, message)

    async def _every(self, seconds: float, chore: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._try(chore)

    async def _try(self, chore: Callable[[], Awaitable[None]]) -> None:
        try:
            await chore()
        except SQLAlchemyError as error:
            log.warning("the register of terminals waits: %s", str(error).splitlines()[0])
        except Exception:
            log.exception("looking after the terminals failed")


def _may_know(task: Task) -> bool:
    """Whether its crew had its order before this server started: it must hear of a recall."""
    return task.active and task.state is not VehicleState.ASSIGNED


def _order_text(task: Task, incident: Incident) -> str:
    """What a crew needs before it has its page: where, what, how many."""
    lines = (
        f"派车 {task.id}",
        f"地址：{incident.address or '待定位，请听电台'}",
        f"主诉：{incident.complaint}" if incident.complaint else "",
        f"患者 {incident.patient_count} 人" if incident.patient_count > 1 else "",
    )
    return "\n".join(filter(None, lines))[:TEXT_MAX]
