"""Where everything is put together, and nowhere else: settings in, a running system out.

Settings → region → journal → boards → writer; beside it the router (its network is built in a
thread, an estimate answers meanwhile), positions, accounts, and the hub that tells every screen.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine

from console.accounts import Accounts
from console.api.kept import Kept
from console.arrivals import Arrivals
from console.auth import AttemptLimit
from console.desk import Desk
from console.housekeeping import Housekeeping
from console.incident_log import IncidentLog
from console.live.hub import Hub
from console.live.positions import PositionLane
from console.live.protocol import ClockView
from console.live_roads import LiveRoads
from console.place_search import PlaceSearch
from console.places import Places
from console.settings import Settings
from dispatch.domain.clock import Clock, SimulatedClock, SystemClock, wall_ms
from dispatch.domain.identifiers import BEIJING
from dispatch.journal.port import Entry
from dispatch.journal.stored import StoredJournal, open_journal
from dispatch.projections.readside import ReadSide
from dispatch.recovery import load_board
from dispatch.writer import Writer, WriterLimits
from geo.database import create_engine
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Router
from geo.routing.scipy_router import ScipyRouter
from stations import regionpack
from stations.positions.book import PositionBook
from stations.positions.fix import Fix, Rejection
from stations.positions.store import PositionStore
from stations.region import Region

log = logging.getLogger("liandong.system")

ESTIMATE_KMH = 45.0
CLOSE_RESTART = 1012
LOGINS_AT_ONCE = 2
DAY_STARTS_AT_HOUR = 8


@dataclass
class System:
    """All parts of a running server, wired."""

    settings: Settings
    region: Region
    clock: Clock
    journal: StoredJournal
    engine: Engine
    accounts: Accounts
    router: GuardedRouter
    positions: PositionBook
    readside: ReadSide
    writer: Writer
    hub: Hub
    desk: Desk
    live_roads: LiveRoads
    arrivals: Arrivals
    housekeeping: Housekeeping
    incident_log: IncidentLog
    places: PlaceSearch
    load_router: Callable[[], Router]
    attempts: AttemptLimit = field(default_factory=lambda: AttemptLimit(time.monotonic))
    logins_at_once: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(LOGINS_AT_ONCE)
    )
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

    def receive_fix(self, fix: Fix, now_ms: int) -> Rejection | None:
        """A position comes in; a good one moves the vehicle and is kept for the next start."""
        rejection = self.positions.receive(fix, now_ms)
        if rejection is None:
            self.housekeeping.moved(self.positions.latest[fix.vehicle_id])
        return rejection

    async def start(self) -> None:
        """Begin to serve; returns at once, the road network comes later."""
        self._loop = asyncio.get_running_loop()
        self.hub.set_alarm("router_not_ready", True, *_ROUTER_NOT_READY)
        Thread(target=self._load_roads, name="liandong-roads", daemon=True).start()
        Thread(target=self._load_places, name="liandong-places", daemon=True).start()
        self.writer.start()
        self.housekeeping.start()

    async def stop(self) -> None:
        """Finish what was taken, keep a snapshot, the positions and the anchor, and let go."""
        self._stopping = True
        self.hub.close_all(CLOSE_RESTART)
        await asyncio.to_thread(self.writer.stop)
        await self.housekeeping.stop()
        self.desk.close()
        self.live_roads.close()
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Give up the database; enough for a system that was built and never started."""
        self.engine.dispose()
        self.journal.close()

    def committed(self, entries: Sequence[Entry]) -> None:
        """Called in the writer's thread, before anything is acknowledged."""
        self._in_loop(self._publish, entries)

    def _publish(self, entries: Sequence[Entry]) -> None:
        if self.hub.publish(entries).restrictions:
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
        self.hub.set_alarm("router_not_ready", False, *_ROUTER_NOT_READY)

    def roads_changed(self, version: str) -> None:
        """Other times are in force: rankings are asked again, arrivals looked at anew."""
        self.hub.tell_roads(version)
        self._begin(self.arrivals.renew())

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


_ROADS_NOT_RENEWED = (
    "路况未能生效，推荐仍按原路况计算",
    "the latest road restrictions are not in force, rankings go by the former ones",
)
_ROUTER_NOT_READY = ("路网尚未就绪，到达时间为直线估算", "no road network yet, ETAs are estimates")
_JOURNAL_UNAVAILABLE = (
    "数据无法落盘，指令不被受理，请改用纸质单",
    "nothing can be made durable, commands are refused, use paper",
)


def build(
    settings: Settings,
    *,
    region: Region | None = None,
    load_router: Callable[[Region], Router] | None = None,
) -> System:
    """A system of these settings, not yet started. Tests may hand in a region and a router."""
    region = region or load_region(settings.region)
    journal = open_journal(settings.database_url)
    try:
        return _wire(settings, region, journal, load_router or road_router)
    except BaseException:
        journal.close()
        raise


def _wire(
    settings: Settings,
    region: Region,
    journal: StoredJournal,
    load_router: Callable[[Region], Router],
) -> System:
    engine = create_engine(settings.database_url)
    store = PositionStore(engine)
    known = store.load_latest()
    positions = PositionBook(region.vehicles, known)
    readside = ReadSide(load_board(journal), region)
    clock = _clock(settings, journal, [position.received_ms for position in known])
    estimate = StraightLineRouter(region.meta.detour_factor, ESTIMATE_KMH)
    router = GuardedRouter(estimate, settings.router_deadline_s)
    system: System
    writer = Writer(
        journal,
        region,
        clock,
        on_committed=lambda entries: system.committed(entries),
        on_alarm=lambda code, active, detail: system.alarmed(code, active, detail),
        limits=WriterLimits(
            queue_max=settings.commands_max, snapshot_every=settings.snapshot_every
        ),
    )
    hub = _hub(settings, region, readside, positions, clock)
    desk = Desk(
        region=region,
        places=Places(region),
        router=router,
        positions=positions,
        readside=readside,
        writer=writer,
        clock=clock,
    )
    live_roads, arrivals = _live_roads(
        region, router, readside, positions, clock, hub, lambda name: system.roads_changed(name)
    )
    system = System(
        settings=settings,
        region=region,
        clock=clock,
        journal=journal,
        engine=engine,
        accounts=Accounts(engine, settings.session_hours),
        router=router,
        positions=positions,
        readside=readside,
        writer=writer,
        hub=hub,
        desk=desk,
        live_roads=live_roads,
        arrivals=arrivals,
        housekeeping=Housekeeping(
            hub=hub,
            desk=desk,
            live_roads=live_roads,
            store=store,
            journal=journal,
            clock=clock,
            anchor=settings.anchor_path,
        ),
        incident_log=IncidentLog(engine),
        places=PlaceSearch(region, settings),
        load_router=lambda: load_router(region),
    )
    return system


def _hub(
    settings: Settings, region: Region, readside: ReadSide, positions: PositionBook, clock: Clock
) -> Hub:
    """Who tells every screen; its epoch is new at every start."""
    return Hub(
        epoch=secrets.token_hex(8),
        readside=readside,
        lane=PositionLane(region, readside.board, positions.latest, clock),
        clock=clock,
        clock_view=lambda: clock_view(clock),
        frames_max=settings.client_frames_max,
    )


def _live_roads(
    region: Region,
    router: GuardedRouter,
    readside: ReadSide,
    positions: PositionBook,
    clock: Clock,
    hub: Hub,
    on_changed: Callable[[str], None],
) -> tuple[LiveRoads, Arrivals]:
    """What keeps the times of the roads, and the arrivals that rest on them, as they are now."""
    roads = LiveRoads(
        region=region,
        places=Places(region),
        router=router,
        readside=readside,
        positions=positions,
        clock=clock,
        on_changed=on_changed,
        on_trouble=lambda on: hub.set_alarm("roads_not_renewed", on, *_ROADS_NOT_RENEWED),
    )
    arrivals = Arrivals(
        region=region,
        router=router,
        readside=readside,
        positions=positions,
        clock=clock,
        on_moved=hub.tell_again,
    )
    return roads, arrivals


def load_region(name: str) -> Region:
    """The region of a built-in name or a folder's path."""
    folder = Path(name)
    return regionpack.load(folder if folder.is_dir() else regionpack.builtin(name))


def road_router(region: Region) -> Router:
    """The engine on the region's roads, warmed up; takes seconds for a large region."""
    router = ScipyRouter(region.roads)
    stations = router.locate_all([unit.point for unit in region.units.values()])
    router.times_to(stations[0], stations)  # the first caller of the day must not wait for this
    return router


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


def _clock(settings: Settings, journal: StoredJournal, received_ms: list[int]) -> Clock:
    """The wall clock, or a training clock that goes on where the last run stopped.

    The last run is known by its newest journal entry and its newest position; both are stamped by
    the same clock, so no stamp can ever go back.
    """
    if settings.clock == "real":
        return SystemClock()
    head_seq, _ = journal.head()
    last = journal.read(head_seq - 1, 1) if head_seq else []
    readings_ms = [*received_ms, *(entry.at_ms for entry in last)]
    start_ms = max(readings_ms) + 1 if readings_ms else _morning_ms()
    return SimulatedClock(start_ms, settings.clock_speed)


def _morning_ms() -> int:
    """Eight o'clock today in China: where the very first training day begins."""
    today = datetime.fromtimestamp(wall_ms() / 1000, UTC).astimezone(BEIJING)
    morning = today.replace(hour=DAY_STARTS_AT_HOUR, minute=0, second=0, microsecond=0)
    return round(morning.timestamp() * 1000)
