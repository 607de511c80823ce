"""Where everything is put together, and nowhere else: settings in, a running system out.

Settings → region → journal → boards → writer; beside it the router (its network is built in a
thread, an estimate answers meanwhile), positions, accounts, and the hub that tells every screen.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from console.accounts import Accounts
from console.alarms import Alarms
from console.arrivals import Arrivals
from console.base_map import BaseMap
from console.call_parts import call_parts
from console.decision_report import DecisionReports
from console.desk import Desk
from console.emergencies import Emergencies
from console.fences import Fences
from console.fleet_speeds import FleetSpeeds
from console.housekeeping import Housekeeping
from console.incident_log import IncidentLog
from console.intakes import Intakes, IntakeUnusable
from console.isochrones import Isochrones
from console.live.hub import Hub
from console.live.positions import PositionLane
from console.live_roads import LiveRoads
from console.place_search import PlaceSearch
from console.places import Places
from console.position_quality import PositionQuality
from console.presence import Presence
from console.recommending import Recommending
from console.road_engine import Shelf, road_engine
from console.settings import Settings
from console.sorties import Sorties
from console.system import System, clock_view
from console.telephony.making import switchboard_of
from console.terminals import Terminals
from console.track_keeping import TrackKeeping
from console.tracks import Tracks
from console.waiting import Waiting
from dispatch.domain.clock import Clock, SimulatedClock, SystemClock, wall_ms
from dispatch.domain.identifiers import BEIJING
from dispatch.journal.stored import StoredJournal, open_journal
from dispatch.projections.readside import ReadSide
from dispatch.recovery import load_board
from dispatch.writer import Writer, WriterLimits
from geo.database import create_engine
from geo.roads.driving import Driving
from geo.roads.live_speeds import SpeedTerms
from geo.routing.estimate import StraightLineRouter
from geo.routing.external import ENGINES
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Router
from stations import regionpack
from stations.positions.book import PositionBook
from stations.positions.store import PositionStore
from stations.protocols.jt808.gateway import GatewayLimits
from stations.protocols.mapping_check import load_mapping
from stations.region import Region
from stations.terminals.store import TerminalStore

if TYPE_CHECKING:  # it needs a package that only centres with a broker install
    from console.mqtt_intake import MqttIntake

ESTIMATE_KMH = 45.0
DAY_STARTS_AT_HOUR = 8

_ROADS_NOT_RENEWED = (
    "路况未能生效，推荐仍按原路况计算",
    "the latest road restrictions are not in force, rankings go by the former ones",
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
        return _wire(settings, region, journal, load_router or router_maker(settings))
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
    routers = _routers(settings, region)
    system: System
    writer = _writer(settings, region, journal, clock, lambda: system)
    hub = _hub(settings, region, readside, positions, clock, lambda: system)
    desk = _desk(region, routers, positions, readside, writer, clock, lambda: system)
    live_roads, arrivals = _live_roads(
        region, routers, readside, positions, clock, hub, lambda: system
    )
    fleet_speeds = _fleet_speeds(settings, live_roads, readside, positions, clock)
    fences = Fences(region, readside, writer)
    recommending = Recommending(desk, readside, writer, region)
    terminals = _terminals(settings, region, readside, writer, engine, clock, lambda: system)
    intakes, mqtt = _intakes(settings, terminals, clock, lambda: system)
    keeping = TrackKeeping(store, region, clock, settings)
    quality = PositionQuality(region, readside.board, positions, terminals.registry, keeping, clock)
    positions.followers = (fences.moved, quality.datums.moved)
    positions.on_track = keeping.keep
    alarms = Alarms(region, readside, writer, clock, quality.contact_ms)
    accounts = Accounts(engine, settings.session_hours)
    places = PlaceSearch(region, settings)
    system = System(
        settings=settings,
        region=region,
        clock=clock,
        journal=journal,
        engine=engine,
        accounts=accounts,
        switchboard=switchboard_of(
            settings, desk, readside, clock, accounts, lambda away: system.exchange_away(away)
        ),
        router=routers[Driving.SIREN],
        positions=positions,
        readside=readside,
        writer=writer,
        hub=hub,
        desk=desk,
        waiting=Waiting(desk, readside, region),
        recommending=recommending,
        reports=DecisionReports(engine, region),
        live_roads=live_roads,
        isochrones=Isochrones(live_roads, clock),
        arrivals=arrivals,
        fleet_speeds=fleet_speeds,
        fences=fences,
        alarms=alarms,
        housekeeping=Housekeeping(
            hub=hub,
            desk=desk,
            live_roads=live_roads,
            fences=fences,
            proposals=recommending.proposals,
            arrivals=arrivals,
            fleet_speeds=fleet_speeds,
            quality=quality,
            tracks=keeping,
            presence=Presence(readside.board, writer, lambda: hub.users, time.monotonic),
            journal=journal,
            clock=clock,
            anchor=settings.anchor_path,
            on_forgotten=alarms.follow,
        ),
        terminals=terminals,
        intakes=intakes,
        mqtt=mqtt,
        quality=quality,
        tracks=Tracks(store.tracks, Sorties(engine), clock, live_roads),
        incident_log=IncidentLog(engine),
        places=places,
        calls=call_parts(
            region=region,
            readside=readside,
            positions=positions,
            places=places,
            engine=engine,
            writer=writer,
            clock=clock,
        ),
        base_map=BaseMap(region, pack_folder(settings.region), settings),
        load_router=lambda: load_router(region),
    )
    return system


def _writer(
    settings: Settings,
    region: Region,
    journal: StoredJournal,
    clock: Clock,
    system: Callable[[], System],
) -> Writer:
    """The one writer; what it does is told to the system that is still to be made."""
    return Writer(
        journal,
        region,
        clock,
        on_committed=lambda entries: system().committed(entries),
        on_alarm=lambda code, active, detail: system().alarmed(code, active, detail),
        limits=WriterLimits(settings.commands_max, snapshot_every=settings.snapshot_every),
    )


def _desk(
    region: Region,
    routers: Mapping[Driving, GuardedRouter],
    positions: PositionBook,
    readside: ReadSide,
    writer: Writer,
    clock: Clock,
    system: Callable[[], System],
) -> Desk:
    """Who takes the wishes of all seats."""
    return Desk(
        region=region,
        places=Places(region),
        routers=routers,
        positions=positions,
        readside=readside,
        writer=writer,
        clock=clock,
        torn=lambda: system().live_roads.torn,
    )


def _routers(settings: Settings, region: Region) -> dict[Driving, GuardedRouter]:
    """Straight lines answer until the roads are there, and whenever those take too long."""
    estimate = StraightLineRouter(region.meta.detour_factor, ESTIMATE_KMH)
    return {driving: GuardedRouter(estimate, settings.router_deadline_s) for driving in Driving}


def _terminals(
    settings: Settings,
    region: Region,
    readside: ReadSide,
    writer: Writer,
    engine: Engine,
    clock: Clock,
    system: Callable[[], System],
) -> Terminals:
    """The door for positioning terminals, with what one of them and all together may ask."""
    return Terminals(
        region=region,
        board=readside.board,
        store=TerminalStore(engine),
        receive_fix=lambda fix, now_ms: system().receive_fix(fix, now_ms),
        clock=clock,
        emergencies=Emergencies(readside.board, writer),
        limits=GatewayLimits(
            connections_max=settings.jt808_connections_max,
            frames_per_s=settings.jt808_frames_per_s,
            login_within_s=settings.jt808_login_s,
            idle_s=settings.jt808_idle_s,
        ),
    )


def _intakes(
    settings: Settings, terminals: Terminals, clock: Clock, system: Callable[[], System]
) -> "tuple[Intakes, MqttIntake | None]":
    """The doors for phones, and who listens to the MQTT broker, where there is one."""
    intakes = Intakes(
        terminals.registry,
        lambda fix, now_ms: system().receive_fix(fix, now_ms),
        terminals.emergency,
        now_ms=clock.now_ms,
        now_s=time.monotonic,
    )
    if not settings.mqtt_host:
        return intakes, None
    try:
        from console.mqtt_intake import Broker, MqttIntake
    except ImportError as error:
        raise IntakeUnusable(
            f"缺少 Python 包 {error.name}；请安装 liandong120[mqtt]",
            f"Python package {error.name} is missing; install liandong120[mqtt]",
        ) from None
    broker = Broker(
        host=settings.mqtt_host,
        port=settings.mqtt_port,
        client_id=settings.mqtt_client_id,
        username=settings.mqtt_username,
        password=settings.mqtt_password,
        tls=settings.mqtt_tls,
        ca=settings.mqtt_ca,
        waiting_max=settings.mqtt_waiting_max,
    )
    mapping = load_mapping(settings.mqtt_mapping)
    return intakes, MqttIntake(broker, mapping, intakes, lambda away: system().broker_away(away))


def _hub(
    settings: Settings,
    region: Region,
    readside: ReadSide,
    positions: PositionBook,
    clock: Clock,
    system: Callable[[], System],
) -> Hub:
    """Who tells every screen; its epoch is new at every start."""
    return Hub(
        epoch=secrets.token_hex(8),
        readside=readside,
        lane=PositionLane(
            region,
            readside.board,
            positions.latest,
            clock,
            lambda *asked: system().quality.link_lost_s(*asked),
        ),
        clock=clock,
        clock_view=lambda: clock_view(clock),
        frames_max=settings.client_frames_max,
    )


def _live_roads(
    region: Region,
    routers: Mapping[Driving, GuardedRouter],
    readside: ReadSide,
    positions: PositionBook,
    clock: Clock,
    hub: Hub,
    system: Callable[[], System],
) -> tuple[LiveRoads, Arrivals]:
    """What keeps the times of the roads, and the arrivals that rest on them, as they are now."""
    roads = LiveRoads(
        region=region,
        places=Places(region),
        routers=routers,
        readside=readside,
        positions=positions,
        clock=clock,
        on_changed=lambda name: system().roads_changed(name),
        on_trouble=lambda on: hub.set_alarm("roads_not_renewed", on, *_ROADS_NOT_RENEWED),
    )
    arrivals = Arrivals(
        region=region,
        routers=routers,
        readside=readside,
        positions=positions,
        clock=clock,
        link_lost_s=lambda *asked: system().quality.link_lost_s(*asked),
        on_moved=hub.tell_again,
    )
    return roads, arrivals


def _fleet_speeds(
    settings: Settings,
    live_roads: LiveRoads,
    readside: ReadSide,
    positions: PositionBook,
    clock: Clock,
) -> FleetSpeeds:
    """What learns from the fleet how fast the roads are."""
    terms = SpeedTerms(
        prior=settings.live_speeds_prior,
        window_s=settings.live_speeds_window_minutes * 60.0,
        vehicles_min=settings.live_speeds_vehicles_min,
    )
    return FleetSpeeds(
        live_roads=live_roads,
        readside=readside,
        positions=positions,
        clock=clock,
        terms=terms,
        enabled=settings.live_speeds,
    )


def load_region(name: str) -> Region:
    """The region of a built-in name or a folder's path."""
    return regionpack.load(pack_folder(name))


def pack_folder(name: str) -> Path:
    """Where the pack of a built-in name, or of a folder's path, lies."""
    folder = Path(name)
    return folder if folder.is_dir() else regionpack.builtin(name)


def router_maker(settings: Settings) -> Callable[[Region], Router]:
    """Our own engine on the region's roads, or a server that the centre already has."""
    if settings.router == "contracted":
        return lambda region: road_engine(Shelf(region, settings.road_cache))
    external = ENGINES[settings.router]
    return lambda _: external(settings.router_url)


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
