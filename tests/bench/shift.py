"""A desk's work without HTTP: what the benches that go straight to the writer stand on."""

from collections.abc import Sequence
from functools import cache
from itertools import count
from random import Random

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.clock import Clock
from dispatch.domain.records import Incident, Location
from dispatch.domain.triage import LocationMethod, Urgency
from dispatch.journal.port import Entry, Journal
from dispatch.projections.readside import ReadSide
from dispatch.recovery import load_board
from dispatch.writer import Writer
from geo.coordinates import Datum, Point
from geo.roads.network import RoadNetwork
from stations.region import Region
from stations.regionpack import builtin, load
from stations.status import ReasonKind

EXCHANGE = Actor(user="exchange", name="话务网关", role=Role.GATEWAY, unit="")


@cache
def shiyan() -> Region:
    """The region every figure is for: 226 vehicles of city, counties and townships."""
    return load(builtin("shiyan"))


@cache
def roads() -> RoadNetwork:
    """Its road network."""
    return RoadNetwork.build(shiyan().road_segments, shiyan().meta.speeds_kmh)


def scene(chance: Random) -> Point:
    """Somewhere people live: within some kilometres of a township."""
    place = chance.choice(list(shiyan().townships.values())).point
    return Point(place.lon + chance.gauss(0, 0.02), place.lat + chance.gauss(0, 0.02))


class Shift:
    """A writer on a journal, with the board that readers see, and commands as desks give them."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._readside = ReadSide(load_board(journal), shiyan())
        self._writer = Writer(journal, shiyan(), clock, on_committed=self._publish)
        self._writer.start()

    @property
    def board(self) -> Board:
        """What is durable."""
        return self._readside.board

    def _publish(self, entries: Sequence[Entry]) -> None:
        self._readside.publish(entries)

    def stop(self) -> None:
        """End the shift."""
        self._writer.stop()

    def give(self, actor: Actor, command: c.AnyCommand) -> c.Receipt:
        """One command, acknowledged."""
        request = c.Request(command_id=f"c{next(self._numbers)}", actor=actor, command=command)
        return self._writer.submit(request).result(timeout=30)

    def open_incident(self, desk: Actor, point: Point) -> Incident:
        """A call that rang, was answered and accepted."""
        call_id = f"call-{next(self._numbers)}"
        self.give(EXCHANGE, c.RingCall(call_id=call_id, number="13900000000"))
        self.give(desk, c.AnswerCall(call_id=call_id))
        where = Location(
            point=point,
            radius_m=0.0,
            method=LocationMethod.MAP_CLICK,
            datum=Datum.WGS84,
            at_ms=self._clock.now_ms(),
        )
        details = c.IncidentDetails(location=where, urgency=Urgency.II, complaint="胸痛")
        receipt = self.give(desk, c.AcceptCall(call_id=call_id, details=details))
        assert receipt.incident_id is not None
        return self.board.incidents[receipt.incident_id]

    def recall(self, desk: Actor, task_id: str | None, incident_id: str | None) -> None:
        """Have the vehicle back, and the incident off the board."""
        assert task_id is not None
        assert incident_id is not None
        reason = ReasonKind.RECALLED_BEFORE_DEPARTURE
        self.give(desk, c.RecallTask(task_id=task_id, reason=reason))
        incident = self.board.incidents[incident_id]
        if incident.closed_ms is None:
            self.give(desk, c.CloseIncident(incident_id=incident_id))


def desk(nth: int) -> Actor:
    """The n-th dispatcher of the city centre."""
    unit = shiyan().meta.city_centre
    return Actor(user=f"desk-{nth}", name=f"席位{nth}", role=Role.DISPATCHER, unit=unit)
