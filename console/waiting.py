"""Beside the desk: what events that wait need from the rim, and who is proposed for them (DSP-11).

A vehicle that becomes free is proposed to the event that waits longest for one like it, by the
same ranking that a desk sees; so is the next best after a refusal. Nothing is ever sent here.
"""

import logging
from collections.abc import Iterable

from msgspec.structs import replace

from console.desk import Desk
from console.people.auth import Wish
from dispatch.board import Touched, vehicle_state
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.decisions import Candidate
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.domain.limits import Limit, LimitBook
from dispatch.domain.offers import OfferWhy
from dispatch.projections.readside import ReadSide
from dispatch.waiting import Wait, WaitsFor, wait_of, waiting_list
from stations.region import Region
from stations.status import IDLE, TaskResult

log = logging.getLogger("liandong.waiting")

LOOKED_AT_MAX = 10
"""So many waiting events are ranked for a vehicle that became free; the others wait behind them."""

PENDING_MAX = 500
"""Vehicles and events to look at; beyond it the oldest is left to the desk's own eyes."""

_LOST = {WaitsFor.REFUSED: OfferWhy.REFUSED, WaitsFor.DIVERTED: OfferWhy.DIVERTED}


class Waiting:
    """Owned by the event loop."""

    def __init__(self, desk: Desk, readside: ReadSide, region: Region) -> None:
        self._desk = desk
        self._readside = readside
        self._region = region
        self._freed: dict[str, None] = {}
        self._lost: dict[str, None] = {}
        self._not_idle = {v for v in region.vehicles if not self._is_idle(v)}
        self._proposed = 0
        self._busy = False

    def list(self) -> "list[Wait]":
        """The waiting list as it stands."""
        return waiting_list(self._readside.board)

    async def no_vehicle(self, wish: Wish, incident_id: str, note: str) -> c.Receipt:
        """There is nobody to send: kept with the list as it is this moment (DSP-12)."""
        ranking = await self._desk.rank_if_known(incident_id)
        command = c.NoteNoVehicle(incident_id=incident_id, ranking=ranking, note=note)
        return await self._desk.submit(wish, command)

    async def open(self, wish: Wish, command: c.OpenIncident) -> c.Receipt:
        """An event without a call; its place says whose it is."""
        place = self._desk.place_of(command.details) or c.Place()
        return await self._desk.submit(wish, replace(command, place=place))

    async def schedule(self, wish: Wish, command: c.ScheduleReferral) -> c.Receipt:
        """A referral's drive starts at the hospital that sends the patient."""
        referral = self._readside.board.referrals.get(command.referral_id)
        if referral is not None:
            start = self._region.hospitals[referral.from_hospital].point
            command = replace(command, place=self._desk.places.place_of(start))
        return await self._desk.submit(wish, command)

    async def divert(
        self, wish: Wish, command: c.DivertTask, answer_id: str | None, *, send_next: bool
    ) -> c.Receipt:
        """Divert on the ranking on the desk; the event that is left gets its next best.

        ``send_next`` orders that next best in the same act, otherwise it is proposed.
        """
        task = self._readside.board.tasks.get(command.task_id)
        ranking = await self._desk.ranking_for(command.to_incident_id, answer_id)
        left = await self._desk.rank_if_known(task.incident_id) if task is not None else None
        chosen = command.replacement_vehicle_id
        if send_next and chosen is None and left is not None and task is not None:
            best = left.next_best(task.vehicle_id)
            chosen = best.vehicle_id if best else None
        command = replace(command, ranking=ranking, replacement=left, replacement_vehicle_id=chosen)
        return await self._desk.submit(wish, command)

    def follow(self, touched: Touched) -> bool:
        """Note who became free and what lost its vehicle; whether there is something to propose."""
        for vehicle_id in touched.vehicles:
            if not self._is_idle(vehicle_id):
                self._not_idle.add(vehicle_id)
            elif vehicle_id in self._not_idle:
                self._not_idle.discard(vehicle_id)
                self._freed[vehicle_id] = None
        board = self._readside.board
        for incident_id in touched.incidents:
            incident = board.incidents.get(incident_id)
            wait = wait_of(board, incident) if incident is not None else None
            if wait is not None and wait.why in _LOST and not (incident and incident.offer):
                self._lost[incident_id] = None
        for pending in (self._freed, self._lost):
            while len(pending) > PENDING_MAX:
                del pending[next(iter(pending))]
        return bool(self._freed or self._lost) and not self._busy

    async def propose(self) -> None:
        """Work off what was noted, one after the other; the desk's own questions go between."""
        if self._busy:
            return
        self._busy = True
        try:
            while self._freed or self._lost:
                if self._lost:
                    await self._replace_lost(self._lost.popitem()[0])
                else:
                    await self._place_freed(self._freed.popitem()[0])
        finally:
            self._busy = False

    async def _place_freed(self, vehicle_id: str) -> None:
        """The first of those who wait for whom it is the best there is."""
        for wait in list(self._wanting())[:LOOKED_AT_MAX]:
            best = await self._best(wait.incident_id)
            if best is not None and best.vehicle_id == vehicle_id:
                await self._offer(wait.incident_id, best, OfferWhy.FREED)
                return

    async def _replace_lost(self, incident_id: str) -> None:
        """After a refusal or a diversion: the next best, as it is now."""
        board = self._readside.board
        incident = board.incidents.get(incident_id)
        wait = wait_of(board, incident) if incident is not None else None
        best = await self._best(incident_id) if wait is not None else None
        if wait is not None and best is not None:
            await self._offer(incident_id, best, _LOST.get(wait.why, OfferWhy.FREED))

    def _wanting(self) -> Iterable[Wait]:
        """Who waits because there was nobody; a call just taken is still the desk's to send for."""
        board, now_ms = self._readside.board, self._desk.clock.now_ms()
        limits = LimitBook(board.limits.values(), self._region)
        for wait in self.list():
            unit = board.incidents[wait.incident_id].owner_unit
            late_ms = wait.since_ms + limits.seconds(Limit.ORDER, unit, now_ms) * 1000
            if wait.why is not WaitsFor.FIRST or now_ms > late_ms:
                yield wait

    async def _offer(self, incident_id: str, best: Candidate, why: OfferWhy) -> None:
        self._proposed += 1
        command = c.OfferVehicle(
            incident_id=incident_id, vehicle_id=best.vehicle_id, why=why, eta_s=best.eta_s
        )
        seq = self._readside.board.seq
        wish = Wish(SYSTEM, f"offer-{incident_id}-{best.vehicle_id}-{seq}-{self._proposed}", b"")
        try:
            await self._desk.submit(wish, command)
        except Unavailable as refusal:
            log.warning("no proposal for %s: %s", incident_id, refusal.code)
        except Refusal as refusal:  # closed or taken meanwhile
            log.info("no proposal for %s: %s", incident_id, refusal.code)

    async def _best(self, incident_id: str) -> Candidate | None:
        """The best that can be sent now and is able; never who refused this very event."""
        ranking = await self._desk.rank_if_known(incident_id)
        incident = self._readside.board.incidents.get(incident_id)
        if ranking is None or incident is None:
            return None
        tasks = self._readside.board.tasks_of(incident)
        refused = {task.vehicle_id for task in tasks if task.result is TaskResult.REFUSED}
        able = (c for c in ranking.ranked if c.sendable and c.fit)
        return next((c for c in able if c.vehicle_id not in refused), None)

    def _is_idle(self, vehicle_id: str) -> bool:
        return vehicle_state(self._readside.board, vehicle_id) in IDLE
