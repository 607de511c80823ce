"""The real core in this process: the writer on a journal in memory, its readers, a steered clock.

Nothing here decides anything: wishes go through the same rights, handlers, journal and boards as in
service, and rankings come from ``dispatch.ranking``.
"""

from collections.abc import Mapping, Sequence
from itertools import count

from dispatch.board import Board, vehicle_state
from dispatch.domain.actors import Actor
from dispatch.domain.clock import ManualClock
from dispatch.domain.commands import AnyCommand, Receipt, Request
from dispatch.domain.decisions import Ranking
from dispatch.domain.records import Incident
from dispatch.hospital_choice import HospitalChoice, rank_hospitals
from dispatch.journal.memory import MemoryJournal
from dispatch.journal.port import Entry
from dispatch.pins import RoadPins
from dispatch.policies.sirens import Destination, driving
from dispatch.projections.readside import ReadSide
from dispatch.ranking import Question, rank_vehicles
from dispatch.recovery import load_board
from dispatch.writer import Writer, WriterLimits
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.routing.router import Router
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import VehicleState

ANSWER_WITHIN_S = 60.0
_NO_SNAPSHOTS = WriterLimits(snapshot_every=10**9)


class LiveCore:
    """A centre's core without its rim; ``close`` ends its writer."""

    def __init__(self, region: Region, routers: Mapping[Driving, Router], start_ms: int) -> None:
        self.region = region
        self.clock = ManualClock(start_ms)
        self.journal = MemoryJournal("twin")
        self._routers = routers
        self._pins = RoadPins(routers[Driving.SIREN])
        self._readers = ReadSide(load_board(self.journal), region)
        self._writer = Writer(
            self.journal, region, self.clock, on_committed=self._publish, limits=_NO_SNAPSHOTS
        )
        self._keys = count(1)
        self._writer.start()

    def close(self) -> None:
        """Let the writer finish."""
        self._writer.stop()

    @property
    def board(self) -> Board:
        """What every screen would show now."""
        return self._readers.board

    def state(self, vehicle_id: str) -> VehicleState:
        """What a vehicle does now, as every screen shows it."""
        return vehicle_state(self.board, vehicle_id)

    def ask(self, actor: Actor, command: AnyCommand) -> Receipt:
        """Put a wish to the core; raises what it refuses with."""
        request = Request(command_id=f"twin-{next(self._keys)}", actor=actor, command=command)
        return self._writer.submit(request).result(timeout=ANSWER_WITHIN_S)

    def rank(self, incident: Incident, positions: Mapping[str, LivePosition]) -> Ranking:
        """The ranking that the city's desk would see now."""
        return rank_vehicles(
            Question(
                board=self.board,
                region=self.region,
                positions=dict(positions),
                pins=self._pins,
                incident=incident,
                now_ms=self.clock.now_ms(),
                router=self._router("scene", incident),
                asking=self.region.meta.city_centre,
            )
        )

    def hospitals(self, incident: Incident, start: Point) -> tuple[HospitalChoice, ...]:
        """All hospitals from where the patient is, best first."""
        return rank_hospitals(self.region, self._router("hospital", incident), incident, start)

    def _router(self, to: Destination, incident: Incident) -> Router:
        return self._routers[driving(to, incident.urgency)]

    def _publish(self, entries: Sequence[Entry]) -> None:
        self._readers.publish(entries)
