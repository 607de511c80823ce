"""The real core on a tiny map: writer, journal, both boards, roads and a clock moved by hand."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.roads.restrictions import CutOff, named_cut_off
from console.roads.works import RoadWorks
from dispatch.board import Board, dump
from dispatch.domain.actors import Actor, Role
from dispatch.domain.clock import ManualClock
from dispatch.domain.commands import AnyCommand, IncidentDetails, Place, Receipt, Request
from dispatch.domain.decisions import Ranking
from dispatch.domain.identifiers import BEIJING
from dispatch.domain.records import Incident, Location, Task
from dispatch.domain.triage import LocationMethod
from dispatch.journal.memory import MemoryJournal
from dispatch.journal.port import Entry
from dispatch.pins import RoadPins
from dispatch.projections.readside import ReadSide
from dispatch.ranking import Question, rank_vehicles
from dispatch.recovery import load_board
from dispatch.writer import Writer
from geo.coordinates import Datum, Point
from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import GuardedRouter
from geo.routing.scipy_router import ScipyRouter
from stations.organisation import UnitKind
from stations.positions.book import PositionBook
from stations.region import Region
from tests.support.scenario_map import TinyMap
from tests.support.scenario_region import SPEEDS_KMH

MIDNIGHT = datetime(2026, 11, 21, tzinfo=BEIJING)
ANSWER_WITHIN_S = 10.0
GATEWAY = Actor(user="exchange", name="交换机", role=Role.GATEWAY, unit="市")


def clock_ms(words: str) -> int:
    """The moment of ``08:00:20`` on the day of the play, in China."""
    hours, minutes, seconds = (int(part) for part in words.split(":"))
    moment = MIDNIGHT + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return round(moment.timestamp() * 1000)


class Stage:
    """Everything a play acts on. Incidents are called 事件1, 事件2 … in the order they opened."""

    def __init__(self, region: Region, tiny_map: TinyMap, start_ms: int) -> None:
        self.region = region
        self.map = tiny_map
        self.clock = ManualClock(start_ms)
        self.journal = MemoryJournal("a scenario")
        self.positions = PositionBook(region)
        self.rankings: dict[str, Ranking] = {}
        self.last_request: Request | None = None
        self.last_receipt: Receipt | None = None
        self.opened: list[str] = []
        self.restricted: list[str] = []
        self._keys = 0
        self._in_force: tuple[str, ...] = ()
        self.close_roads()
        self.open_roads()
        self._open()

    def _open(self) -> None:
        self.readers = ReadSide(load_board(self.journal), self.region)
        self.writer = Writer(self.journal, self.region, self.clock, on_committed=self._publish)
        self.writer.start()

    def _publish(self, entries: Sequence[Entry]) -> None:
        self.readers.publish(entries)

    @property
    def board(self) -> Board:
        """What readers see: only what is durable."""
        return self.readers.board

    def ask(self, actor: Actor, command: AnyCommand) -> Receipt:
        """Put a wish to the core; returns once it is durable, raises when it is refused."""
        self._keys += 1
        request = Request(command_id=f"k{self._keys}", actor=actor, command=command)
        return self.send(request)

    def send(self, request: Request) -> Receipt:
        """Hand in a request as it is, for example once more."""
        receipt = self.writer.submit(request).result(timeout=ANSWER_WITHIN_S)
        self.last_request, self.last_receipt = request, receipt
        if receipt.incident_id and receipt.incident_id not in self.opened:
            self.opened.append(receipt.incident_id)
        if receipt.restriction_id and receipt.restriction_id not in self.restricted:
            self.restricted.append(receipt.restriction_id)
        self.renew_roads()
        return receipt

    def actor(self, word: str) -> Actor:
        """``南化01`` is that vehicle's crew, ``市`` or ``市2`` a desk of the city centre,
        ``市班长`` its shift leader, ``南化站`` the duty of that station."""
        if word in self.region.vehicles:
            return Actor(user=word, name=f"{word}车组", role=Role.CREW, unit="", vehicle_id=word)
        unit = re.sub(r"(班长|\d+)$", "", word)
        assert unit in self.region.units, f"没有 {word} 这个席位或车组"
        if self.region.units[unit].kind is UnitKind.STATION:
            return Actor(user=word, name=f"{word}值班", role=Role.STATION_DUTY, unit=unit)
        role = Role.SHIFT_LEADER if word.endswith("班长") else Role.DISPATCHER
        return Actor(user=word, name=f"{word}席", role=role, unit=unit)

    def leader(self, word: str) -> Actor:
        """The shift leader (班长) of a desk."""
        return replace(self.actor(word), role=Role.SHIFT_LEADER)

    def incident(self, word: str) -> Incident:
        """The incident that a play calls ``事件1``."""
        return self.board.incidents[self.opened[int(word.removeprefix("事件")) - 1]]

    def task(self, vehicle: str) -> Task:
        """The task a vehicle is on, or the last one it was on."""
        task = self.board.task_of(vehicle)
        return task or [t for t in self.board.tasks.values() if t.vehicle_id == vehicle][-1]

    def location(self, spot: str) -> Location:
        """A spot of the map as somebody clicked it."""
        return Location(
            point=self.map.point(spot),
            radius_m=50.0,
            method=LocationMethod.MAP_CLICK,
            datum=Datum.WGS84,
            at_ms=self.clock.now_ms(),
        )

    def place_of(self, details: IncidentDetails) -> Place:
        """The areas of a location, as the rim looks them up before a command reaches the core."""
        if not isinstance(details.location, Location):
            return Place()
        return self.place_at(details.location.point)

    def place_at(self, point: Point) -> Place:
        """The areas of a point."""
        township = self.region.townships[self.map.nearest_place(point)]
        return Place(
            county_code=township.county_code,
            township_code=township.code,
            owner_unit=self.region.centre_of_county(township.county_code),
        )

    def rank(self, incident: Incident) -> Ranking:
        """The ranking a desk sees now; a later dispatch rests on it."""
        question = Question(
            board=self.board,
            region=self.region,
            positions=self.positions.latest,
            pins=self.pins,
            incident=incident,
            now_ms=self.clock.now_ms(),
        )
        ranking = self.rankings[incident.id] = rank_vehicles(question)
        return ranking

    def close_roads(self) -> None:
        """The router has not loaded its network yet."""
        # A deadline far away: on a busy machine a play must not depend on the machine's speed.
        estimate = StraightLineRouter(self.region.meta.detour_factor, speed_kmh=60.0)
        self.router = GuardedRouter(estimate, deadline_s=ANSWER_WITHIN_S)
        self.pins = RoadPins(self.router)
        self.works: RoadWorks | None = None

    def open_roads(self) -> None:
        """The network is loaded."""
        engine = ScipyRouter(RoadNetwork.build(self.map.segments, SPEEDS_KMH))
        self.works, self._in_force = RoadWorks(engine), ()
        self.state = RoadState.open(engine.network)
        self.router.use(engine)

    def renew_roads(self) -> None:
        """Put into force what is closed or slow at this moment."""
        now_ms = self.clock.now_ms()
        restrictions = [x for x in self.board.restrictions.values() if x.in_force(now_ms)]
        in_force = tuple(restriction.id for restriction in restrictions)
        if self.works is not None and in_force != self._in_force:
            self.state = self.works.state(restrictions, None)
            self.router.use(self.works.router(self.state))
            self._in_force = in_force

    def cut_off(self) -> CutOff:
        """Who is cut off by all closures of this moment."""
        assert self.works is not None
        if not self._in_force:
            return CutOff()
        region, latest = self.region, self.positions.latest
        places = [
            latest[v.id].point if v.id in latest else region.units[v.station_code].point
            for v in region.vehicles.values()
        ]
        places += [unit.point for unit in region.units.values()]
        places += [township.point for township in region.townships.values()]
        return named_cut_off(region, self.works.cut_off(self.state, places))

    def restart(self) -> None:
        """An orderly stop, which keeps a snapshot, and a new start."""
        self.writer.stop()
        self._start_again()

    def _start_again(self) -> None:
        """A new process: board and roads are read anew."""
        self._open()
        self.close_roads()
        self.open_roads()
        self.renew_roads()

    def lose_power(self) -> None:
        """The process dies: no snapshot, the next start has the journal only."""
        self.journal.outage = "断电"
        self.writer.stop()
        self.journal.outage = None
        self._start_again()

    def use_up_serials(self, unit: str, serial: int) -> None:
        """Start from a snapshot in which this many incidents were already numbered today."""
        self.writer.stop()
        board = Board(serials={f"{MIDNIGHT:%Y%m%d}-{unit}": serial})
        self.journal.save_snapshot(0, dump(board))
        self._open()

    def end(self) -> None:
        """Take the stage down, and check what must be true after any play."""
        self.writer.stop()
        assert self.board == load_board(self.journal), "读者看到的与日志不一致"
