"""Colleagues at the other desks (模拟同事): they take what nobody else takes, so the day goes on.

The person in front of the screen always has first choice: a call rings for a while before a
colleague picks it up, and what a person has answered stays that person's, unless it has been left
without a vehicle for ten minutes.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from simulations.day.asking import answers_of
from simulations.day.chance import Chance
from simulations.day.demand import PlannedCall, Schedule
from simulations.day.hands import Hands
from simulations.day.link import Later, Link, Refused
from simulations.day.picture import Picture
from simulations.day.views import (
    AlarmView,
    BoundaryView,
    CallView,
    CandidateView,
    HandOverView,
    IncidentView,
    RankingView,
    RegionView,
)
from stations.questions import QuestionBook

log = logging.getLogger("liandong.day")

ANSWER_AFTER_S = 120.0
LEFT_ALONE_S = 600.0

_PRESSES: dict[str, str] = {"call_class": "classify", "incident_id": "chasing"}
"""By what is entered for a call, the key that is pressed; whatever else is entered is accepted."""
LENDS_AFTER_S = (6.0, 25.0)
LENDS = 0.85
CALL_BACK_AFTER_S = (180.0, 420.0)
REACHED = 0.4
ACCEPTS_AFTER_S = (10.0, 30.0)
SEES_AFTER_S = (8.0, 40.0)
SEES_LATE_AFTER_S = (150.0, 200.0)
REACHED_BY_VOICE = 0.9
MANY_PATIENTS = 3
CANDIDATES_ASKED = 20
DIVERT_SAVES_S = 480.0
"""A vehicle is taken off another errand only for eight minutes and more."""
ASKS_AFTER_S = (15.0, 45.0)


class NobodyFree(Later):
    """Wanted to send, but there is no vehicle (欲派无车)."""


class Desk(NamedTuple):
    """A colleague's seat: the login, its centre, and the counties whose calls belong there.

    The city's may take and send whatever is its own or a county's.
    """

    user: str
    unit: str
    counties: frozenset[str]
    whole: bool = False

    def may_take(self, call: CallView) -> bool:
        """Whether the call rings here too."""
        return self.whole or call.desk_unit in (None, self.unit) or call.overflowed_to == self.unit

    def may_act(self, incident: IncidentView) -> bool:
        """Whether the incident is this desk's."""
        return self.whole or incident.owner_unit in ("", self.unit)


class Colleagues:
    """Simulated dispatchers. Each does one thing at a time, at a person's pace."""

    def __init__(
        self,
        *,
        users: Sequence[str],
        region: RegionView,
        schedule: Schedule,
        picture: Picture,
        chance: Chance,
        link: Link,
        hands: Hands,
        answer_after_s: float = ANSWER_AFTER_S,
    ) -> None:
        self._users = users
        self._region = region
        self._schedule = schedule
        self._picture = picture
        self._chance = chance
        self._link = link
        self._hands = hands
        self._answer_after_s = answer_after_s
        self._desks: dict[str, Desk] = {}
        self._book: QuestionBook | None = None
        self._city = next((u.code for u in region.units if u.kind == "city_centre"), "")

    async def sit_down(self) -> None:
        """Log in, and learn from the login which counties belong to the desk."""
        for user in self._users:
            try:
                unit = (await self._link.session(user)).user.unit
            except Refused as refused:
                log.warning("no colleague %s: %s", user, refused)
                continue
            counties = (c.name for c in self._region.counties if c.centre_code == unit)
            self._desks[user] = Desk(user, unit, frozenset(counties), unit == self._city)

    async def take_seats(self) -> None:
        """Say that somebody sits at each desk; who sat there before is left as he is."""
        for user in self._desks:
            for state in ("logged_in", "ready"):
                try:
                    key = f"day seat {uuid4()}"
                    await self._link.post(user, "/api/seat", {"state": state}, key)
                except Refused as refused:
                    log.info("seat of %s: %s", user, refused)

    def beat(self, now_ms: int) -> None:
        """Pick up, take down, send."""
        if not self._desks:
            return
        talking = {c.answered_by.user for c in self._open_calls() if c.answered_by is not None}
        for call in sorted(self._open_calls(), key=lambda call: call.rang_ms):
            plan = self._schedule.find(call.id)
            if plan is None:
                continue  # a stranger's call: only a person knows what to ask
            if call.answered_ms is None:
                if now_ms - call.rang_ms > self._answer_after_s * 1000:
                    self._pick_up(call, plan, talking)
            elif call.answered_by is not None and call.answered_by.user in self._desks:
                self._take_down(now_ms, call, plan, call.answered_by.user)
        for call in self._picture.calls.values():
            if call.to_call_back:
                self._call_back(now_ms, call)
        for incident in self._picture.incidents.values():
            self._look_after(now_ms, incident)
        for handover in self._picture.handovers.values():
            self._accept(now_ms, handover)
        for alarm in self._picture.alarms.values():
            self._acknowledge(now_ms, alarm)
        for asked in self._picture.boundaries.values():
            self._lend(now_ms, asked)

    def _open_calls(self) -> Iterator[CallView]:
        """Calls that ring, and calls that nobody has said yet what they were."""
        for call in self._picture.calls.values():
            unsettled = call.call_class is None and call.incident_id is None
            if call.ended_ms is None or (unsettled and call.answered_ms is not None):
                yield call

    def _pick_up(self, call: CallView, plan: PlannedCall, talking: set[str]) -> None:
        here = [desk for desk in self._desks.values() if desk.may_take(call)]
        free = [desk for desk in here if desk.user not in talking]
        if not free:
            return
        own = next((desk for desk in free if plan.town.county_name in desk.counties), free[0])
        talking.add(own.user)
        path, key = f"/api/calls/{call.id}/answer", f"day answer {call.id} {own.user}"
        self._do(own.user, path, {}, key)

    def _call_back(self, now_ms: int, call: CallView) -> None:
        """Ring whom nobody answered in time; most have got help by then, or do not pick up."""
        plan = self._schedule.find(call.id)
        if plan is None or call.ended_ms is None:
            return
        nth = call.call_backs
        wait_s = (1 + nth) * self._chance.between(*CALL_BACK_AFTER_S, call.id, "call back", nth)
        if now_ms < call.ended_ms + wait_s * 1000:
            return
        desks = [desk for desk in self._desks.values() if desk.may_take(call)]
        if not desks:
            return
        own = next((desk for desk in desks if plan.town.county_name in desk.counties), desks[0])
        reached = self._chance.happens(REACHED, call.id, "reached", nth)
        wish: dict[str, object] = {"outcome": "reached" if reached else "no_answer"}
        key = f"day call back {call.id} {nth}"
        self._do(own.user, f"/api/calls/{call.id}/call-back", wish, key)

    def _take_down(self, now_ms: int, call: CallView, plan: PlannedCall, user: str) -> None:
        """Ask, then write down what it is: a request, a word on a known event, or nothing."""
        if call.incident_id is not None or call.call_class is not None:
            return
        asks = plan.trouble is not None and plan.call_class is None
        low, high = (25, 75) if asks else (8, 20)
        assert call.answered_ms is not None
        asked_ms = self._chance.between(low, high, call.id, "asked") * 1000
        if now_ms < call.answered_ms + asked_ms:
            return
        path, wish = f"/api/calls/{call.id}", self._note(plan)
        press = next((press for word, press in _PRESSES.items() if word in wish), "accept")
        self._do(user, f"{path}/{press}", wish, f"day {press} {call.id}")

    def _note(self, plan: PlannedCall) -> dict[str, object]:
        """What the desk enters for this call."""
        if plan.trouble is None:
            return {"call_class": plan.call_class}
        first = self._picture.calls.get(plan.about or "")
        if plan.about is not None and (first is None or first.incident_id is not None):
            incident = self._picture.incident_of(plan.about)
            if incident is not None and incident.state != "closed":
                joins = plan.call_class is None
                return {"join_incident_id" if joins else "incident_id": incident.id}
            return {"call_class": "chasing"}
        return accept_body(plan)

    def _look_after(self, now_ms: int, incident: IncidentView) -> None:
        """Send a vehicle where one is missing, and a second one where many are hurt."""
        if incident.state not in ("waiting", "responding"):
            return
        found = self._desk_of(incident)
        if found is None:
            return
        user, own = found
        waiting = incident.state == "waiting"
        more = own and len(incident.tasks) == 1 and incident.patient_count >= MANY_PATIENTS
        if not waiting and not more:
            if own and incident.triage is None:
                self._ask(now_ms, user, incident)
            return
        since_ms = max([incident.opened_ms, *(task.last_ms for task in incident.tasks)])
        if own:
            nth = len(incident.tasks)
            delay_s = self._chance.between(10, 40, incident.id, "send", nth)
        else:
            delay_s = LEFT_ALONE_S
        if now_ms >= since_ms + delay_s * 1000:
            self._hands.do(f"desk {user}", partial(self._send, user, incident))

    def _ask(self, now_ms: int, user: str, incident: IncidentView) -> None:
        """The key questions, once a vehicle is under way: no dispatch waits for them."""
        plan = self._schedule.find(incident.call_ids[0]) if incident.call_ids else None
        sent_ms = min(task.stamps[0].at_ms for task in incident.tasks)
        asks_s = self._chance.between(*ASKS_AFTER_S, incident.id, "asks")
        if plan is None or plan.trouble is None or now_ms < sent_ms + asks_s * 1000:
            return
        trouble = plan.trouble

        async def ask() -> None:
            if self._book is None:
                self._book = await self._link.get(user, "/api/triage", QuestionBook)
            given = answers_of(self._book, trouble, self._chance, incident.id)
            path, key = f"/api/incidents/{incident.id}/triage", f"day asks {incident.id}"
            await self._link.post(user, path, {"answers": given}, key)

        self._hands.do(f"desk {user}", ask)

    def _desk_of(self, incident: IncidentView) -> tuple[str, bool] | None:
        """The colleague who took the call; otherwise somebody who will help after a while."""
        first = self._picture.calls.get(incident.call_ids[0]) if incident.call_ids else None
        by = first.answered_by.user if first is not None and first.answered_by else ""
        if by in self._desks and self._desks[by].may_act(incident):
            return by, True
        if first is not None and first.alarm is not None:
            # What a partner hands over is nobody's call: the desk of that ground takes it at once.
            owners = [u for u, desk in self._desks.items() if desk.unit == incident.owner_unit]
            if owners:
                return owners[0], True
        helpers = [user for user, desk in self._desks.items() if desk.may_act(incident)]
        return (self._chance.pick(helpers, incident.id, "helper"), False) if helpers else None

    def _accept(self, now_ms: int, handover: HandOverView) -> None:
        """Take what another desk hands over, after a look at it."""
        looks_s = self._chance.between(*ACCEPTS_AFTER_S, handover.id, "accept")
        if handover.state != "offered" or now_ms < handover.offered_ms + looks_s * 1000:
            return
        own = next((d for d in self._desks.values() if d.unit == handover.to_unit), None)
        # The city's desk is the user's: what is handed up to it waits for a person.
        if own is not None and not own.whole:
            path = f"/api/handovers/{handover.id}/answer"
            self._do(own.user, path, {"accepted": True}, f"day accept {handover.id}")

    def _acknowledge(self, now_ms: int, alarm: AlarmView) -> None:
        """See to what a clock raised at this desk, and say what came of it.

        The city's alarms are the user's first; a colleague there looks once they have climbed.
        """
        own = next((d for d in self._desks.values() if d.unit == alarm.unit), None)
        if own is None or alarm.acknowledged:
            return
        span_s = SEES_LATE_AFTER_S if own.whole else SEES_AFTER_S
        if now_ms < alarm.raised_ms + self._chance.between(*span_s, alarm.id, "sees") * 1000:
            return
        outcome = alarm.outcomes[0]
        if outcome == "reached" and not self._chance.happens(REACHED_BY_VOICE, alarm.id, "voice"):
            outcome = "not_reached"
        path, key = f"/api/alarms/{alarm.id}/acknowledge", f"day sees {alarm.id[-80:]}"
        self._do(own.user, path, {"outcome": outcome}, key)

    def _lend(self, now_ms: int, asked: BoundaryView) -> None:
        """Let a neighbour have the vehicle it asks for, mostly; read what it only tells."""
        own = next((d for d in self._desks.values() if d.unit == asked.asked_of), None)
        if own is None or asked.state not in ("open", "noted"):
            return
        span_s = SEES_LATE_AFTER_S if own.whole else LENDS_AFTER_S
        if now_ms < asked.asked_ms + self._chance.between(*span_s, asked.id, "lends") * 1000:
            return
        granted = asked.state == "noted" or self._chance.happens(LENDS, asked.id, "granted")
        wish: dict[str, object] = {"granted": granted, "reason": "" if granted else "本县仅剩一辆"}
        self._do(own.user, f"/api/boundary/{asked.id}/answer", wish, f"day lends {asked.id}")

    async def _send(self, user: str, incident: IncidentView) -> None:
        path = f"/api/incidents/{incident.id}"
        asked = f"{path}/candidates?limit={CANDIDATES_ASKED}"
        ranking = await self._link.get(user, asked, RankingView)
        chosen = self._choose(incident, ranking)
        if chosen is None:
            # Kept once for each vehicle that was wanted: the list that was empty (欲派无车).
            key = f"day none {incident.id} {len(incident.tasks)}"
            await self._link.post(user, f"{path}/no-vehicle", {}, key)
            raise NobodyFree("欲派无车 / there is no vehicle to send")
        diverted = self._much_nearer(incident, ranking, chosen)
        if diverted is not None:
            order = {"incident_id": incident.id, "send_next": True, "answer_id": ranking.answer_id}
            key = f"day divert {incident.id} {diverted}"
            await self._link.post(user, f"/api/tasks/{diverted}/divert", order, key)
            log.info("diverts %s  %s", diverted, incident.id)
            return
        if chosen.boundary == "ask":
            wish = {"vehicle_id": chosen.vehicle_id, "answer_id": ranking.answer_id}
            key = f"day ask {incident.id} {chosen.vehicle_id}"
            await self._link.post(user, f"{path}/neighbour", wish, key)
            log.info("asks   %s  %s", chosen.name, incident.id)
            return
        wish = {"vehicle_id": chosen.vehicle_id, "answer_id": ranking.answer_id}
        # One key for each vehicle wanted: two beats can never send two for one.
        key = f"day send {incident.id} {len(incident.tasks)}"
        await self._link.post(user, f"{path}/dispatch", wish, key)
        log.info("sends  %s  %s", chosen.name, incident.id)

    def _much_nearer(
        self, incident: IncidentView, ranking: RankingView, chosen: CandidateView
    ) -> str | None:
        """The task of a vehicle on a lesser errand that a critical case should get (另接任务)."""
        near = next((c for c in ranking.ranked if c.group == "divertible"), None)
        if incident.urgency != "I" or near is None or None in (near.eta_s, chosen.eta_s):
            return None
        saves_s = (chosen.eta_s or 0.0) - (near.eta_s or 0.0)
        vehicle = self._picture.vehicles.get(near.vehicle_id)
        return vehicle.task_id if vehicle and saves_s > DIVERT_SAVES_S else None

    def _choose(self, incident: IncidentView, ranking: RankingView) -> CandidateView | None:
        """The best; a neighbour is asked once, and nothing is done until it has answered."""
        asked = [b for b in self._picture.boundaries.values() if b.incident_id == incident.id]
        if any(b.state == "open" for b in asked):
            raise Later("等待邻县答复 / a neighbour has not answered yet")
        ready = [c for c in ranking.ranked if c.group == "ready"]
        own = [c for c in ready if c.boundary != "ask"]
        return next(iter(own if asked else ready), None)

    def _do(self, user: str, path: str, wish: dict[str, object], key: str) -> None:
        async def post() -> None:
            await self._link.post(user, path, wish, key)

        self._hands.do(f"desk {user}", post)


def accept_body(plan: PlannedCall) -> dict[str, object]:
    """An incident as a desk writes it down after asking."""
    assert plan.trouble is not None
    point = plan.place.point
    return {
        "kind": "transfer" if plan.trouble.code == "transfer" else "rescue",
        "incident": {
            "address": plan.place.spoken.address,
            "complaint": plan.trouble.complaint,
            "urgency": plan.trouble.urgency,
            "needs": list(plan.trouble.needs),
            "patient_count": plan.trouble.patients,
            "location": {
                "lon": round(point.lon, 6),
                "lat": round(point.lat, 6),
                "datum": "wgs84",
                "radius_m": 100 if plan.place.urban else 300,
                "method": "address",
            },
        },
    }
