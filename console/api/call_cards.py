"""What lies beside a call or an incident, and the keys pressed on it (CALL-04…06, CALL-12)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from console.api.bodies import Body, Identifier, LocationBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.call_cards import CallCard, IncidentDoubles
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from console.system import System
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK

router = APIRouter(tags=["calls 电话"])

AtDesk = Annotated[Login, Depends(only_for(*AT_DESK))]


class IntoBody(Body):
    """The incident that stays."""

    into_id: Identifier


class ChasingBody(Body):
    """The incident somebody asks about."""

    incident_id: Identifier


class NotSameBody(Body):
    """What it is not the same as: a call, or another incident."""

    call_id: Identifier | None = None
    other_id: Identifier | None = None


class LocationReportBody(LocationBody):
    """One more word on where it is, and in which words it was said."""

    note: str = Field("", max_length=200)

    def report(self, system: System, **about: str) -> c.ReportLocation:
        """The wish, with the areas the point lies in."""
        located = self.located(system.clock.now_ms())
        place = system.desk.places.place_of(located.point)
        return c.ReportLocation(location=located, place=place, note=self.note, **about)


@router.get("/calls/{call_id}/card", **shows(CallCard))
async def call_card(call_id: Id, system: Running, login: AtDesk) -> Response:
    """Who rings, what it may be about, and what to say to a chasing caller."""
    return answer(await system.calls.cards.of_call(login.actor, call_id))


@router.get("/incidents/{incident_id}/doubles", **shows(IncidentDoubles))
async def incident_doubles(incident_id: Id, system: Running, login: AtDesk) -> Response:
    """Other incidents that may be the same happening."""
    return answer(await system.calls.cards.of_incident(login.actor, incident_id))


@router.post("/calls/{call_id}/undo-class", **shows(c.Receipt))
async def undo_class(call_id: Id, system: Running, wish: Wished) -> Response:
    """The class was a slip (撤销归类); within 20 s, by who pressed it."""
    return answer(await system.desk.submit(wish, c.UndoClassify(call_id=call_id)))


@router.post("/calls/{call_id}/release", **shows(c.Receipt))
async def release(call_id: Id, system: Running, wish: Wished) -> Response:
    """Picked up by mistake: back to the queue (放回队列); within 20 s, by who picked it up."""
    return answer(await system.desk.submit(wish, c.ReleaseCall(call_id=call_id)))


@router.post("/calls/{call_id}/detach", **shows(c.Receipt))
async def detach(call_id: Id, system: Running, wish: Wished) -> Response:
    """The call is not about the incident it was joined to (取消关联)."""
    return answer(await system.desk.submit(wish, c.DetachCall(call_id=call_id)))


@router.post("/calls/{call_id}/chasing", **shows(c.Receipt))
async def chasing(call_id: Id, body: ChasingBody, system: Running, wish: Wished) -> Response:
    """Somebody asks where the ambulance is (催车): the call belongs to that incident."""
    command = c.AttachChasing(call_id=call_id, incident_id=body.incident_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/calls/{call_id}/location", **shows(c.Receipt))
async def locate_call(
    call_id: Id, body: LocationReportBody, system: Running, wish: Wished
) -> Response:
    """A location provider says where the caller is (定位报告); it overwrites nothing."""
    command = body.report(system, call_id=call_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/location", **shows(c.Receipt))
async def locate_incident(
    incident_id: Id, body: LocationReportBody, system: Running, wish: Wished
) -> Response:
    """One more word on where an incident is; it overwrites nothing."""
    command = body.report(system, incident_id=incident_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/location/{report_no}/promote", **shows(c.Receipt))
async def promote(incident_id: Id, report_no: int, system: Running, wish: Wished) -> Response:
    """This report is the better one (采用定位)."""
    command = c.PromoteLocation(incident_id=incident_id, report_no=report_no)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/merge", **shows(c.Receipt))
async def merge(incident_id: Id, body: IntoBody, system: Running, wish: Wished) -> Response:
    """Both are one happening (并案)."""
    command = c.MergeIncidents(incident_id=incident_id, into_id=body.into_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/split", **shows(c.Receipt))
async def split(incident_id: Id, system: Running, wish: Wished) -> Response:
    """They were two after all (拆分); the merged one is open again."""
    return answer(await system.desk.submit(wish, c.SplitIncidents(incident_id=incident_id)))


@router.post("/incidents/{incident_id}/decline", **shows(c.Receipt))
async def decline(incident_id: Id, body: NotSameBody, system: Running, wish: Wished) -> Response:
    """Not the same (不是同一事件): it is not proposed again."""
    command = c.DeclineProposal(
        incident_id=incident_id, call_id=body.call_id, other_id=body.other_id
    )
    return answer(await system.desk.submit(wish, command))
