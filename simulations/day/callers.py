"""Callers (呼救者): they ring at their hour, tell their story, and hang up."""

import logging
from functools import partial

from simulations.day.chance import Chance
from simulations.day.demand import PlannedCall, Schedule
from simulations.day.hands import Hands
from simulations.day.link import Link, Refused
from simulations.day.picture import Picture
from simulations.day.views import CallView
from stations.status import VehicleState

log = logging.getLogger("liandong.day")

CATCH_UP_MS = 300_000
"""After a start, people who began to ring in the last minutes still ring. Calls that the system
knows already are the same calls again, by their identifiers."""

_QUIET = frozenset({"silent", "crossed", "misdial", "prank", "no_sim", "malicious"})
_NOT_THERE_YET = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})


class Callers:
    """The public of one world, on the telephone exchange's account (网关)."""

    def __init__(
        self,
        *,
        schedule: Schedule,
        picture: Picture,
        chance: Chance,
        link: Link,
        hands: Hands,
        user: str = "gateway",
    ) -> None:
        self._schedule = schedule
        self._picture = picture
        self._chance = chance
        self._link = link
        self._hands = hands
        self._user = user
        self._looked_until_ms: int | None = None
        self._dialling: dict[str, PlannedCall] = {}

    def look_back(self) -> None:
        """After a snapshot the clock may stand elsewhere: look again for calls just missed."""
        self._looked_until_ms = None

    def beat(self, now_ms: int) -> None:
        """Ring what is due, and hang up where it is time."""
        after_ms = now_ms - CATCH_UP_MS if self._looked_until_ms is None else self._looked_until_ms
        for call in self._schedule.between(after_ms, now_ms):
            known = call.id in self._picture.calls or self._is_helped(call)
            if not known and now_ms <= _gives_up_ms(call):
                self._dialling[call.id] = call
        self._looked_until_ms = max(after_ms, now_ms)
        for call in list(self._dialling.values()):
            if now_ms > _gives_up_ms(call):
                log.info("call %s never got through; the caller gave up", call.id)
                del self._dialling[call.id]
            else:
                self._hands.do(f"ring {call.id}", partial(self._ring, call))
        for shown in self._picture.calls.values():
            if shown.ended_ms is None and now_ms >= self._hangs_up_ms(shown):
                self._hands.do(f"end {shown.id}", partial(self._hang_up, shown))

    def _is_helped(self, call: PlannedCall) -> bool:
        """Nobody chases an ambulance that stands before the door."""
        first = self._picture.calls.get(call.about or "")
        if first is None or first.incident_id is None:
            return False
        incident = self._picture.incidents.get(first.incident_id)
        if incident is None:
            return True
        return any(task.state not in _NOT_THERE_YET for task in incident.tasks)

    def _hangs_up_ms(self, shown: CallView) -> float:
        """When the caller puts the receiver down, as things stand; never, for strangers' calls."""
        plan = self._schedule.find(shown.id)
        if plan is None:
            return float("inf")
        if shown.answered_ms is None:
            return shown.rang_ms + plan.patience_s * 1000
        if plan.call_class in _QUIET:
            return shown.answered_ms + self._chance.between(10, 40, plan.id, "quiet") * 1000
        incident = self._picture.incidents.get(shown.incident_id or "")
        if shown.incident_id is None:
            return shown.answered_ms + self._chance.lognormal(300, 0.3, plan.id, "told") * 1000
        accepted_ms = incident.opened_ms if incident else shown.answered_ms
        thanks_ms = self._chance.between(8, 30, plan.id, "thanks") * 1000
        return max(shown.answered_ms + 30_000, accepted_ms) + thanks_ms

    async def _ring(self, call: PlannedCall) -> None:
        try:
            await self._link.post(self._user, "/api/calls", ring_body(call), f"day ring {call.id}")
        except Refused as refused:
            # A call the exchange will not take must not be dialled for ever.
            log.error("call %s was refused: %s", call.id, refused)
        self._dialling.pop(call.id, None)
        log.info("rings  %s  %s", call.number, call.words)

    async def _hang_up(self, shown: CallView) -> None:
        # Whoever gave up once and is rung back hangs up a second time: that is another wish.
        path, key = f"/api/calls/{shown.id}/end", f"day end {shown.id} {shown.answered_ms}"
        await self._link.post(self._user, path, {"by": "caller"}, key)


def _gives_up_ms(call: PlannedCall) -> float:
    return call.rings_ms + call.patience_s * 1000


def ring_body(call: PlannedCall) -> dict[str, object]:
    """A call as the telephone exchange delivers it."""
    body: dict[str, object] = {
        "call_id": call.id,
        "number": call.number,
        "trunk": f"120-{call.town.county_name}",
        "rang_ms": call.rings_ms,
        "script": {"words": call.words},
    }
    if call.location is not None:
        body["location"] = call.location._asdict()
    return body
