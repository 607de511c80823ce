"""A running server: its parts, how it starts and stops, and who hears of what was committed."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from threading import Thread
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from console.alarms import Alarms
from console.api.kept import Kept
from console.arrivals import Arrivals
from console.call_parts import CallParts
from console.coverage import LiveCoverage
from console.desk import Desk
from console.field.fences import Fences
from console.field.intakes import Intakes
from console.field.position_quality import PositionQuality
from console.field.terminals import Terminals
from console.field.tracks import Tracks
from console.history.decision_report import DecisionReports
from console.history.incident_log import IncidentLog
from console.history.replay import Replays
from console.history.supervision import Supervision
from console.housekeeping import Housekeeping
from console.live.hub import Hub
from console.live.protocol import CLOSE_RESTART, ClockView
from console.maps.base_map import BaseMap
from console.maps.search import PlaceSearch
from console.packs.in_force import Packs
from console.people.accounts import Accounts
from console.people.administration import Administration
from console.people.auth import AttemptLimit
from console.planning.desk import PlanDesk
from console.recommending import Recommending
from console.roads.fleet_speeds import FleetSpeeds
from console.roads.isochrones import Isochrones
from console.roads.live import LiveRoads
from console.settings import Settings
from console.telephony.switchboard import Switchboard
from console.waiting import Waiting
from dispatch.domain.clock import Clock, SimulatedClock
from dispatch.journal.port import Entry
from dispatch.journal.stored import StoredJournal
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from geo.routing.guarded import GuardedRouter
from geo.routing.router import AdjustableRouter, Router
from stations.positions.book import PositionBook
from stations.positions.fix import Fix, Rejection
from stations.region import Region
from stations.taking import take_questions_due

if TYPE_CHECKING:  # it needs a package that only centres with a broker install
    from console.field.mqtt_intake import MqttIntake

log = logging.getLogger("liandong.system")

LOGINS_AT_ONCE = 2


_ROUTER_NOT_READY = ("路网尚未就绪，到达时间为直线估算", "no road network yet, ETAs are estimates")
_ROADS_NOT_OURS = (
    "外部路线服务不计封路、慢行和实时路况，请调度员自行避开",
    "the external router knows no closures, slow zones or live speeds: mind them yourself",
)
_TERMINALS_SHUT_OUT = (
    "车载终端无法接入：端口被占用或地址无效，车辆位置将不更新",
    "terminals cannot dial in, the address cannot be had: vehicles' positions do not move",
)
_BROKER_AWAY = (
    "MQTT 消息服务器连接中断，经其上报的车辆位置不更新",
    "the MQTT broker cannot be reached: vehicles that report by it do not move",
)
_EXCHANGE_AWAY = (
    "电话交换机连接中断：来电不再自动弹出，请在话机上接听并手工受理",
    "the telephone exchange cannot be reached: answer on the telephone, take calls by hand",
)
_JOURNAL_UNAVAILABLE = (
    "数据无法落盘，指令不被受理，请改用纸质单",
    "nothing can be made durable, commands are refused, use paper",
)


@dataclass
class System:
    """All parts of a running server, wired."""

    settings: Settings
    region: Region
    clock: Clock
    journal: StoredJournal
    engine: Engine
    accounts: Accounts
    administration: Administration
    packs: Packs
    switchboard: Switchboard
    router: GuardedRouter
    positions: PositionBook
    readside: ReadSide
    writer: Writer
    hub: Hub
    desk: Desk
    waiting: Waiting
    recommending: Recommending
    reports: DecisionReports
    supervision: Supervision
    live_roads: LiveRoads
    isochrones: Isochrones
    coverage: LiveCoverage
    arrivals: Arrivals
    fleet_speeds: FleetSpeeds
    fences: Fences
    alarms: Alarms
    housekeeping: Housekeeping
    terminals: Terminals
    intakes: Intakes
    mqtt: "MqttIntake | None"
    quality: PositionQuality
    tracks: Tracks
    incident_log: IncidentLog
    replays: Replays
    places: PlaceSearch
    planning: PlanDesk
    calls: CallParts
    base_map: BaseMap
    load_router: Callable[[], Router]
    attempts: AttemptLimit = field(default_factory=lambda: AttemptLimit(time.monotonic))
    logins_at_once: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(LOGINS_AT_ONCE)
    )
    packs_at_once: asyncio.Lock = field(default_factory=asyncio.Lock)
    _loop: asyncio.AbstractEventLoop | None = None
    _outage: bool = False
    _stopping: bool = False
    _kept: dict[str, Kept] = field(default_factory=dict)
    _going_on: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that owns everything but the writer."""
        assert self._loop is not None, "not started"
        return self._loop

    @property
    def version(self) -> str:
        """The release that runs."""
        return release()

    def clock_view(self) -> ClockView:
        """Which time the screens show."""
        return clock_view(self.clock)

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """A large answer that never changes while the server runs."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def register_changed(self) -> None:
        """Another edition of the region pack is in force: every screen reads the register anew."""
        self._kept.clear()
        self.hub.begin_anew()

    def look_at_register(self) -> None:
        """What the register says of today: questions whose day has come take force."""
        if take_questions_due(self.region, self.clock.now_ms()):
            self.register_changed()

    def receive_fix(self, fix: Fix, now_ms: int) -> Rejection | None:
        """A position comes in; None means that the vehicle has moved there."""
        return self.positions.receive(fix, now_ms)

    async def start(self) -> None:
        """Begin to serve; returns at once, the road network comes later."""
        self._loop = asyncio.get_running_loop()
        take_questions_due(self.region, self.clock.now_ms())
        self.hub.set_alarm("router_not_ready", True, *_ROUTER_NOT_READY)
        Thread(target=self._load_roads, name="liandong-roads", daemon=True).start()
        Thread(target=self._load_places, name="liandong-places", daemon=True).start()
        Thread(target=self.base_map.load, name="liandong-basemap", daemon=True).start()
        self.writer.start()
        self.housekeeping.start()
        self.alarms.start()
        self.planning.runs.start()
        await self._open_to_terminals()
        self.switchboard.start()
        if self.mqtt is not None:
            self.mqtt.start()

    async def stop(self) -> None:
        """Finish what was taken, keep a snapshot, the positions and the anchor, and let go."""
        self._stopping = True
        self.hub.close_all(CLOSE_RESTART)
        await self.switchboard.stop()
        if self.mqtt is not None:
            await self.mqtt.stop()
        await self.terminals.stop()
        await self.fences.settle()
        await self.alarms.stop()
        await asyncio.to_thread(self.writer.stop)
        await self.housekeeping.stop()
        self.desk.close()
        self.fleet_speeds.close()
        self.quality.close()
        self.tracks.close()
        self.live_roads.close()
        self.isochrones.close()
        self.coverage.close()
        self.base_map.close()
        await asyncio.to_thread(self.planning.runs.stop)
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Give up the database; enough for a system that was built and never started."""
        self.engine.dispose()
        self.journal.close()

    async def _open_to_terminals(self) -> None:
        """Dispatching goes on without positions, so a taken port is an alarm and no end."""
        settings = self.settings
        address = (settings.jt808_host, settings.jt808_port) if settings.jt808 else None
        try:
            await self.terminals.start(address)
        except OSError as error:
            log.error("terminals cannot dial port %d: %s", settings.jt808_port, error)
            self.hub.set_alarm("terminals_shut_out", True, *_TERMINALS_SHUT_OUT)

    def broker_away(self, away: bool) -> None:
        """The MQTT broker went away, or is back."""
        self.hub.set_alarm("mqtt_away", away, *_BROKER_AWAY)

    def exchange_away(self, away: bool) -> None:
        """The telephone exchange went away, or is back."""
        self.hub.set_alarm("exchange_away", away, *_EXCHANGE_AWAY)

    def committed(self, entries: Sequence[Entry]) -> None:
        """Called in the writer's thread, before anything is acknowledged."""
        self._in_loop(self._publish, entries)

    def _publish(self, entries: Sequence[Entry]) -> None:
        touched = self.hub.publish(entries)
        self.terminals.follow(touched)
        self.alarms.follow(touched)
        if self.waiting.follow(touched):
            self._begin(self.waiting.propose())
        if touched.restrictions:
            self._begin(self.live_roads.renew())

    def alarmed(self, code: str, active: bool, detail: str) -> None:
        """Called in the writer's thread."""
        if active and not self._outage:
            log.error("alarm %s: %s", code, detail)
        self._outage = active
        zh, en = _JOURNAL_UNAVAILABLE
        self._in_loop(self.hub.set_alarm, code, active, zh, en)

    def _load_roads(self) -> None:
        try:
            router = self.load_router()
        except Exception:
            # The alarm stays up and every ETA is a labelled estimate: dispatching goes on.
            log.exception("the road network could not be built")
        else:
            self._in_loop(lambda: self._begin(self._take_roads(router)))

    async def _take_roads(self, router: Router) -> None:
        await self.live_roads.take(router)
        heedless = not isinstance(router, AdjustableRouter)
        self.hub.set_alarm("restrictions_not_heeded", heedless, *_ROADS_NOT_OURS)
        self.hub.set_alarm("router_not_ready", False, *_ROUTER_NOT_READY)

    def roads_changed(self, version: str) -> None:
        """Other times are in force: rankings are asked again, arrivals looked at anew."""
        self.hub.tell_roads(version)
        self._begin(self._roads_changed())

    async def _roads_changed(self) -> None:
        await self.arrivals.renew()
        await self.recommending.proposals.roads_changed()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        """Let something go on in the loop; kept until done, because the loop itself does not."""
        task = self.loop.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._going_on.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        # Whoever was in the middle of something finds the workers gone: no fault, the end.
        if not self._stopping:
            log.error("work beside the requests failed", exc_info=error)

    def _load_places(self) -> None:
        try:
            self.places.load()
        except Exception:
            # A search is refused with its remedy; the map and the address in words still serve.
            log.exception("the names of the region could not be read")

    def _in_loop(self, call: Callable[..., None], *arguments: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *arguments)


def release() -> str:
    """The installed release."""
    try:
        return version("liandong120")
    except PackageNotFoundError:
        return "0"


def clock_view(clock: Clock) -> ClockView:
    """How a clock runs."""
    if isinstance(clock, SimulatedClock):
        return ClockView(simulated=True, speed=clock.speed, paused=clock.paused)
    return ClockView(simulated=False, speed=1.0, paused=False)
