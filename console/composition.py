"""Where everything is put together, and nowhere else: settings in, a running system out.

Settings → region → journal → boards → writer; beside it the router (its network is built in a
thread, an estimate answers meanwhile), positions, accounts, and the hub that tells every screen.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from console.advice import MoveUpAdvice
from console.alarms import Alarms
from console.call_parts import call_parts
from console.desk import Desk
from console.field.parts import FieldParts, field_parts
from console.history.checkpoints import CheckpointKeeping
from console.history.decision_report import DecisionReports
from console.history.incident_log import IncidentLog
from console.history.replay import Replays
from console.history.supervision import Supervision
from console.housekeeping import Housekeeping
from console.live.editors import Editors
from console.live.hub import Hub
from console.live.positions import PositionLane
from console.maps.base_map import BaseMap
from console.maps.places import Places
from console.maps.search import PlaceSearch
from console.packs.conflicts import Conflicts
from console.packs.in_force import Packs, start_on
from console.packs.store import PackStore
from console.people.accounts import Accounts
from console.people.administration import Administration
from console.people.presence import Presence
from console.planning.desk import plan_desk
from console.recommending import Recommending
from console.roads.engine import Shelf, road_engine
from console.roads.parts import RoadParts, road_parts
from console.settings import Settings
from console.shared_parts import Shared
from console.system import System, clock_view
from console.telephony.making import switchboard_of
from console.waiting import Waiting
from dispatch.domain.clock import Clock, SimulatedClock, SystemClock, wall_ms
from dispatch.domain.identifiers import BEIJING
from dispatch.journal.stored import StoredJournal, open_journal
from dispatch.projections.readside import ReadSide
from dispatch.recovery import load_board
from dispatch.writer import Writer, WriterLimits
from geo.database import create_engine
from geo.roads.driving import Driving
from geo.routing.estimate import StraightLineRouter
from geo.routing.external import ENGINES
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Router
from stations import regionpack
from stations.positions.book import PositionBook
from stations.positions.fix import LivePosition
from stations.positions.store import PositionStore
from stations.positions.tracks import track_store
from stations.region import Region

ESTIMATE_KMH = 45.0
DAY_STARTS_AT_HOUR = 8


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
    packs = PackStore(engine, region.meta.code)
    folder = pack_folder(settings.region)
    start = start_on(packs, folder, region, lambda: load_board(journal))
    region = start.region
    system: System
    shared = _shared(settings, region, journal, engine, store.load_latest(), lambda: system)
    routers = _routers(settings, region)
    hub, desk = _hub(shared), _desk(shared, routers)
    roads = road_parts(shared, routers, hub)
    field = field_parts(shared, store, roads.live_roads)
    readside, writer = shared.readside, shared.writer
    moves = MoveUpAdvice(desk, readside, region, routers, settings.move_up_terms(region))
    recommending = Recommending(desk, readside, writer, region, moves)
    alarms = Alarms(region, readside, writer, shared.clock, field.quality.contact_ms)
    field.quality.silence_s = alarms.silence_s
    accounts = Accounts(engine, settings.session_hours)
    administration = Administration(engine, accounts, region)
    places = PlaceSearch(region, settings)
    system = System(
        settings=settings,
        region=region,
        clock=shared.clock,
        journal=journal,
        engine=engine,
        positions=shared.positions,
        readside=readside,
        writer=writer,
        live_roads=roads.live_roads,
        isochrones=roads.isochrones,
        coverage=roads.coverage,
        arrivals=roads.arrivals,
        fleet_speeds=roads.fleet_speeds,
        fences=field.fences,
        terminals=field.terminals,
        intakes=field.intakes,
        mqtt=field.mqtt,
        quality=field.quality,
        tracks=field.tracks,
        accounts=accounts,
        administration=administration,
        packs=Packs(packs, folder, start, _conflicts(shared, administration, field)),
        switchboard=switchboard_of(shared, desk, accounts),
        router=routers[Driving.SIREN],
        hub=hub,
        desk=desk,
        waiting=Waiting(desk, readside, region),
        recommending=recommending,
        reports=DecisionReports(engine, region),
        supervision=Supervision(
            engine=engine, region=region, readside=readside, lane=hub.lane, clock=shared.clock
        ),
        alarms=alarms,
        housekeeping=_housekeeping(shared, hub, desk, roads, field, recommending, alarms),
        incident_log=IncidentLog(engine, region),
        replays=Replays(region, journal, track_store(engine), shared.clock),
        places=places,
        planning=plan_desk(settings, shared.clock, lambda: system.packs),
        calls=call_parts(shared, places),
        base_map=BaseMap(region, folder, settings),
        load_router=lambda: load_router(region),
    )
    return system


def _conflicts(shared: Shared, administration: Administration, field: FieldParts) -> Conflicts:
    """What may speak against another edition of the pack: the board, the logins, the terminals."""
    return Conflicts(
        board=lambda: shared.readside.board,
        users=administration.list_everyone,
        terminals=lambda: list(field.terminals.registry.terminals.values()),
    )


def _shared(
    settings: Settings,
    region: Region,
    journal: StoredJournal,
    engine: Engine,
    known: list[LivePosition],
    system: Callable[[], System],
) -> Shared:
    """Clock, boards and the one writer; what it does is told to the system that is to be made."""
    clock = _clock(settings, journal, [position.received_ms for position in known])
    writer = Writer(
        journal,
        region,
        clock,
        on_committed=lambda entries: system().committed(entries),
        on_alarm=lambda code, active, detail: system().alarmed(code, active, detail),
        limits=WriterLimits(settings.commands_max, snapshot_every=settings.snapshot_every),
    )
    return Shared(
        settings=settings,
        region=region,
        clock=clock,
        journal=journal,
        engine=engine,
        positions=PositionBook(region, known),
        readside=ReadSide(load_board(journal), region),
        writer=writer,
        system=system,
    )


def _housekeeping(
    shared: Shared,
    hub: Hub,
    desk: Desk,
    roads: RoadParts,
    field: FieldParts,
    recommending: Recommending,
    alarms: Alarms,
) -> Housekeeping:
    """Who does what has to be done every second, minute and hour."""
    board, writer = shared.readside.board, shared.writer
    return Housekeeping(
        hub=hub,
        desk=desk,
        live_roads=roads.live_roads,
        fences=field.fences,
        proposals=recommending.proposals,
        moves=recommending.moves,
        arrivals=roads.arrivals,
        fleet_speeds=roads.fleet_speeds,
        quality=field.quality,
        tracks=field.keeping,
        presence=Presence(board, writer, lambda: hub.users, time.monotonic),
        journal=shared.journal,
        clock=shared.clock,
        anchor=shared.settings.anchor_path,
        on_forgotten=alarms.follow,
        look_at_register=lambda: shared.system().look_at_register(),
        checkpoints=CheckpointKeeping(shared.region, shared.journal, shared.clock),
    )


def _desk(shared: Shared, routers: Mapping[Driving, GuardedRouter]) -> Desk:
    """Who takes the wishes of all seats."""
    return Desk(
        region=shared.region,
        places=Places(shared.region),
        routers=routers,
        positions=shared.positions,
        readside=shared.readside,
        writer=shared.writer,
        clock=shared.clock,
        torn=lambda: shared.system().live_roads.torn,
    )


def _hub(shared: Shared) -> Hub:
    """Who tells every screen; its epoch is new at every start."""
    clock, readside = shared.clock, shared.readside
    return Hub(
        epoch=secrets.token_hex(8),
        readside=readside,
        lane=PositionLane(
            shared.region,
            readside.board,
            shared.positions.latest,
            clock,
            lambda *asked: shared.system().quality.link_lost_s(*asked),
        ),
        clock=clock,
        clock_view=lambda: clock_view(clock),
        frames_max=shared.settings.client_frames_max,
        editors=Editors(time.monotonic),
    )


def _routers(settings: Settings, region: Region) -> dict[Driving, GuardedRouter]:
    """Straight lines answer until the roads are there, and whenever those take too long."""
    estimate = StraightLineRouter(region.meta.detour_factor, ESTIMATE_KMH)
    return {driving: GuardedRouter(estimate, settings.router_deadline_s) for driving in Driving}


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
