"""Keeps looking whether a centre's cover has become thin, and advises a move (待命建议, DSP-18).

Looked at every few seconds beside the dispatcher's path. What is found is put to the core by rule,
so that it is journalled and shown to the desk that owns it; nobody is ever moved from here.
"""

import logging
from collections.abc import Mapping

from console.desk import Desk
from console.people.auth import Wish
from dispatch.board import still
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.domain.moves import MoveAdvice
from dispatch.moving import DECLINED_REST_MS, Fleet, MoveTerms, MoveUpPolicy, Moving
from dispatch.projections.readside import ReadSide
from geo.roads.driving import Driving
from geo.routing.guarded import GuardedRouter
from stations.region import Region

log = logging.getLogger("liandong.advice")

WORTH_CHANGING = 1.25
"""Another move takes the place of open advice only when it helps a quarter more people."""

UNCHANGED_MAX_MS = 10 * 60_000
"""Advice that nobody has answered is worked out anew after so long: places and times have moved."""


class MoveUpAdvice:
    """Owned by the event loop; one look at a time, a look that is due while one goes on is left."""

    def __init__(
        self,
        desk: Desk,
        readside: ReadSide,
        region: Region,
        routers: Mapping[Driving, GuardedRouter],
        terms: Mapping[str, MoveTerms],
    ) -> None:
        self._desk = desk
        self._readside = readside
        self._terms = {u: t for u, t in terms.items() if t.policy is not MoveUpPolicy.OFF}
        self._moving = Moving(region)
        self._routers = routers
        self._put = 0
        self._busy = False

    async def renew(self) -> None:
        """Look once; centres without a policy cost nothing."""
        if not self._terms or self._busy:
            return
        self._busy = True
        try:
            fleet = Fleet(
                board=still(self._readside.board),
                points=self._desk.where_all(),
                routers=self._routers,
                now_ms=self._desk.clock.now_ms(),
            )
            found = await self._desk.compute_aside(lambda: self._moving.advise(fleet, self._terms))
        finally:
            self._busy = False
        for unit, advice in found.items():
            wanted = self._instead_of(fleet, self._readside.board.moves.get(unit), advice)
            if wanted is not None:
                await self._propose(unit, *wanted)

    def _instead_of(
        self, fleet: Fleet, former: MoveAdvice | None, advice: MoveAdvice | None
    ) -> tuple[MoveAdvice | None] | None:
        """What is to be told: new advice or that there is none; None when nothing is."""
        now_ms = self._desk.clock.now_ms()
        if former is None:
            return None if advice is None else (advice,)
        if former.declined_ms is not None and now_ms < former.declined_ms + DECLINED_REST_MS:
            return None
        if advice is None or former.declined_ms is not None:
            return (advice,)
        stale = now_ms >= min(former.until_ms, former.at_ms + UNCHANGED_MAX_MS)
        may = advice.same(former) or self._moving.may_move(fleet, former.unit, former.vehicle_id)
        better = advice.gain_people > WORTH_CHANGING * former.gain_people
        return (advice,) if stale or better or not may else None

    async def _propose(self, unit: str, advice: MoveAdvice | None) -> None:
        self._put += 1
        key = f"move-{unit}-{self._readside.board.seq}-{self._put}"
        try:
            wish = Wish(SYSTEM, key, b"")
            await self._desk.submit(wish, c.ProposeMove(unit=unit, advice=advice))
        except Unavailable as refusal:
            log.warning("advice waits: %s", refusal.code)
        except Refusal as refusal:
            log.info("advice came too late: %s", refusal.code)
