"""Beside the desk: pairs, neighbours, exchanges, helpers near by; each gets what it rests on."""

from msgspec.structs import replace

from console.advice import MoveUpAdvice
from console.desk import Desk
from console.people.auth import Wish
from console.proposals import Proposals
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.choices import PolicyName
from dispatch.domain.decisions import AlternativeKind
from dispatch.domain.errors import Conflict, Refusal
from dispatch.lending import policy_of, term_of
from dispatch.nearby import Nearby, nearby
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from stations.boundary import BoundaryTerm
from stations.organisation import UnitKind
from stations.region import Region

_LOST = frozenset({"vehicle_taken", "vehicle_not_available"})


class Recommending:
    """Owned by the event loop."""

    def __init__(
        self,
        desk: Desk,
        readside: ReadSide,
        writer: Writer,
        region: Region,
        moves: MoveUpAdvice,
    ) -> None:
        self.proposals = Proposals(desk, readside, writer)
        self.moves = moves
        self._desk = desk
        self._readside = readside
        self._region = region

    async def pair(self, wish: Wish, command: c.DispatchPair, answer_id: str | None) -> c.Receipt:
        """Send both on the ranking on the desk, with its meeting point if it is about these two."""
        ranking = await self._desk.ranking_for(command.incident_id, answer_id, wish.actor)
        pair = ranking.alternative(AlternativeKind.PAIR) if ranking else None
        same = pair is not None and (pair.vehicle_id, pair.partner_id) == (
            command.basic_id,
            command.advanced_id,
        )
        meeting = pair.meeting if pair is not None and same else None
        command = replace(command, ranking=ranking, meeting=meeting)
        return await self._or_next_best(wish, command, command.incident_id, command.basic_id)

    async def swap(self, wish: Wish, command: c.SwapVehicle, answer_id: str | None) -> c.Receipt:
        """Send one vehicle in place of another that is still on its way."""
        task = self._readside.board.tasks.get(command.task_id)
        if task is None:
            return await self._desk.submit(wish, command)
        ranking = await self._desk.ranking_for(task.incident_id, answer_id, wish.actor)
        command = replace(command, ranking=ranking)
        return await self._or_next_best(wish, command, task.incident_id, command.vehicle_id)

    async def ask(self, wish: Wish, command: c.AskNeighbour, answer_id: str | None) -> c.Receipt:
        """Ask a neighbour; what lay on the table goes along."""
        ranking = await self._desk.ranking_for(command.incident_id, answer_id, wish.actor)
        command = replace(command, ranking=ranking)
        return await self._or_next_best(wish, command, command.incident_id, command.vehicle_id)

    async def nearby(self, actor: Actor, incident_id: str) -> Nearby:
        """AEDs and volunteers near the scene."""
        incident = self._desk.get_incident(actor, incident_id)
        if incident.location is None:
            raise Refusal(
                "no_location",
                "事件未定位，无法查找附近的除颤器和志愿者",
                "nobody knows where it is, so nothing is near it",
                field="incident_id",
                value=incident_id,
                remedy="先定位 / locate it first",
            )
        scene = incident.location.point
        return await self._desk.ask_roads(lambda router: nearby(self._region, router, scene))

    def terms(self, unit: str) -> tuple[BoundaryTerm, ...]:
        """What a centre must do to send the vehicles of each other centre, now."""
        now_ms, board = self._desk.clock.now_ms(), self._readside.board
        others = [u.code for u in self._region.centres if u.code != unit]
        return tuple(term_of(board, self._region, unit, other, now_ms) for other in others)

    def policies(self) -> dict[str, PolicyName]:
        """The policy of each centre, now."""
        now_ms, board = self._desk.clock.now_ms(), self._readside.board
        centres = (u for u in self._region.units.values() if u.kind is not UnitKind.STATION)
        return {unit.code: policy_of(board, unit.code, now_ms) for unit in centres}

    async def _or_next_best(
        self, wish: Wish, command: c.AnyCommand, incident_id: str, vehicle_id: str
    ) -> c.Receipt:
        """As for any dispatch: whoever loses the race is told who is next."""
        try:
            return await self._desk.submit(wish, command)
        except Conflict as refusal:
            if refusal.code in _LOST:
                fresh = await self._desk.rank_if_known(incident_id, wish.actor)
                if fresh is not None:
                    refusal.extras["next_best"] = fresh.next_best(vehicle_id)
            raise
