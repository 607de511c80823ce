"""Calls (电话): ring, answer, hang up, classify, accept."""

from fastapi import APIRouter, Response

from console.api.bodies import AcceptBody, CallBackBody, ClassifyBody, EndBody, RingBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.auth import Wished
from dispatch.domain import commands as c

router = APIRouter(prefix="/calls", tags=["calls 电话"])


@router.post("", **shows(c.Receipt))
async def ring(body: RingBody, system: Running, wish: Wished) -> Response:
    """A call rings (振铃); told by the telephone exchange."""
    now_ms = system.clock.now_ms()
    command = c.RingCall(
        call_id=body.call_id,
        number=body.number,
        trunk=body.trunk,
        rang_ms=body.rang_ms,
        words=body.words or (body.script.words if body.script else ""),
        location=body.location.located(now_ms) if body.location else None,
        exchange=system.switchboard.told_by_http,
    )
    return answer(await system.desk.ring(wish, command))


@router.post("/{call_id}/answer", **shows(c.Receipt))
async def pick_up(call_id: Id, system: Running, wish: Wished) -> Response:
    """Pick up (接听); of several desks exactly one gets the call."""
    receipt = await system.desk.submit(wish, c.AnswerCall(call_id=call_id))
    system.switchboard.put_through(call_id, wish.actor)
    return answer(receipt)


@router.post("/{call_id}/end", **shows(c.Receipt))
async def end(call_id: Id, body: EndBody, system: Running, wish: Wished) -> Response:
    """Hang up (挂机)."""
    command = c.EndCall(call_id=call_id, by_caller=body.by == "caller")
    receipt = await system.desk.submit(wish, command)
    if body.by == "desk":
        system.switchboard.hang_up(call_id)
    return answer(receipt)


@router.post("/{call_id}/classify", **shows(c.Receipt))
async def classify(call_id: Id, body: ClassifyBody, system: Running, wish: Wished) -> Response:
    """The call was no request for an ambulance (非受理)."""
    command = c.ClassifyCall(call_id=call_id, call_class=body.call_class)
    receipt = await system.desk.submit(wish, command)
    system.switchboard.hang_up(call_id)
    return answer(receipt)


@router.post("/{call_id}/call-back", **shows(c.Receipt))
async def call_back(call_id: Id, body: CallBackBody, system: Running, wish: Wished) -> Response:
    """A lost caller was rung back (回拨); whoever was reached is on this desk's line."""
    command = c.CallBack(call_id=call_id, outcome=body.outcome)
    return answer(await system.desk.submit(wish, command))


@router.post("/{call_id}/accept", **shows(c.Receipt))
async def accept(call_id: Id, body: AcceptBody, system: Running, wish: Wished) -> Response:
    """Open an incident from the call, or join it to an open one (受理)."""
    command = c.AcceptCall(
        call_id=call_id,
        join_incident_id=body.join_incident_id,
        kind=body.kind,
        details=body.incident.details(system.clock.now_ms()),
    )
    return answer(await system.desk.accept(wish, command))
