"""Recommendation (推荐): pairs, neighbours' vehicles, exchanges, rules, helpers near by."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from console.api.bodies_recommending import (
    BoundaryRuleBody,
    DeclineMoveBody,
    DeclineSwapBody,
    MoveBody,
    NeighbourAnswerBody,
    NeighbourBody,
    PairBody,
    PolicyBody,
    SwapBody,
    VolunteerAnswerBody,
    VolunteerBody,
)
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.packs.agreements import AgreementsView, agreements
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK
from dispatch.domain.volunteers import VolunteerCall
from dispatch.nearby import NearAed, NearVolunteer
from dispatch.sight import sees_incident, viewer_of
from dispatch.standing import Standing
from stations.boundary import BoundaryTerm

router = APIRouter(tags=["recommendation 推荐"])

Deciding = Annotated[Login, Depends(only_for(*AT_DESK))]


class NearbyView(msgspec.Struct, frozen=True, kw_only=True):
    """AEDs and volunteers near a scene, and whom the desk has called already."""

    aeds: tuple[NearAed, ...]
    volunteers: tuple[NearVolunteer, ...]
    called: tuple[VolunteerCall, ...]


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """The policy in force of a centre."""

    unit: str
    policy: str


@router.get("/standings", **shows(Standing, many=True))
async def standings(system: Running, login: Deciding) -> Response:
    """Every open incident at once: the best vehicle for each by the roads of this moment."""
    viewer, board = viewer_of(login.actor), system.readside.board
    found = [
        one
        for one in await system.desk.standings()
        if (incident := board.incidents.get(one.incident_id)) is not None
        and sees_incident(viewer, board, system.region, incident)
    ]
    return answer(found)


@router.post("/incidents/{incident_id}/pair", **shows(c.Receipt))
async def pair(incident_id: Id, body: PairBody, system: Running, wish: Wished) -> Response:
    """Send a basic crew and the advanced one that meets it, or neither (会车)."""
    command = c.DispatchPair(
        incident_id=incident_id,
        basic_id=body.basic_id,
        advanced_id=body.advanced_id,
        override_reason=body.override_reason,
        override_code=body.override_code,
    )
    return answer(await system.recommending.pair(wish, command, body.answer_id))


@router.post("/incidents/{incident_id}/swap", **shows(c.Receipt))
async def swap(incident_id: Id, body: SwapBody, system: Running, wish: Wished) -> Response:
    """Send another vehicle in place of one that is still on its way (换车)."""
    command = c.SwapVehicle(
        task_id=body.task_id,
        vehicle_id=body.vehicle_id,
        override_reason=body.override_reason,
        override_code=body.override_code,
    )
    return answer(await system.recommending.swap(wish, command, body.answer_id))


@router.post("/incidents/{incident_id}/swap/decline", **shows(c.Receipt))
async def decline(
    incident_id: Id, body: DeclineSwapBody, system: Running, wish: Wished
) -> Response:
    """The vehicle on its way is kept; the other one is not proposed again."""
    command = c.DeclineSwap(incident_id=incident_id, vehicle_id=body.vehicle_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/units/{unit}/move-up/accept", **shows(c.Receipt))
async def accept_move(unit: Id, body: MoveBody, system: Running, wish: Wished) -> Response:
    """Follow the advice where a vehicle should wait (待命建议): a standby post, and it goes."""
    command = c.AcceptMove(unit=unit, vehicle_id=body.vehicle_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/units/{unit}/move-up/decline", **shows(c.Receipt))
async def decline_move(unit: Id, body: DeclineMoveBody, system: Running, wish: Wished) -> Response:
    """Do not follow it; the desk is not asked again for a quarter of an hour."""
    command = c.DeclineMove(unit=unit, vehicle_id=body.vehicle_id, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/neighbour", **shows(c.Receipt))
async def ask(incident_id: Id, body: NeighbourBody, system: Running, wish: Wished) -> Response:
    """Ask a neighbour for a vehicle (跨界请求); granted, it is sent at once."""
    command = c.AskNeighbour(
        incident_id=incident_id,
        vehicle_id=body.vehicle_id,
        override_reason=body.override_reason,
        override_code=body.override_code,
    )
    return answer(await system.recommending.ask(wish, command, body.answer_id))


@router.post("/boundary/{boundary_id}/answer", **shows(c.Receipt))
async def reply(
    boundary_id: Id, body: NeighbourAnswerBody, system: Running, wish: Wished
) -> Response:
    """Grant or refuse a neighbour's request; of a note, that it was seen."""
    command = c.AnswerNeighbour(boundary_id=boundary_id, granted=body.granted, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/boundary/{boundary_id}/withdraw", **shows(c.Receipt))
async def withdraw(boundary_id: Id, system: Running, wish: Wished) -> Response:
    """The vehicle is not wanted any more (撤回请求)."""
    return answer(await system.desk.submit(wish, c.WithdrawRequest(boundary_id=boundary_id)))


@router.get("/boundary/rules", **shows(BoundaryTerm, many=True))
async def rules(
    system: Running, login: Deciding, asking: Annotated[str, Query(max_length=64)]
) -> Response:
    """What a centre must do to send the vehicles of each other centre."""
    return answer(system.recommending.terms(asking))


@router.post("/boundary/rules", **shows(c.Receipt))
async def change_rule(body: BoundaryRuleBody, system: Running, wish: Wished) -> Response:
    """Two centres have agreed on another rule (跨界规则)."""
    command = c.ChangeBoundary(**body.model_dump())
    return answer(await system.desk.submit(wish, command))


@router.get("/policies", **shows(PolicyView, many=True))
async def policies(system: Running, login: Deciding) -> Response:
    """By which policy each centre's vehicles are proposed."""
    known = system.recommending.policies()
    return answer([PolicyView(unit=unit, policy=name.value) for unit, name in known.items()])


@router.get("/agreements", **shows(AgreementsView))
async def every_agreement(system: Running, login: Deciding) -> Response:
    """Every centre's policy and every pair's rule, in force and to come."""
    now_ms = system.clock.now_ms()
    return answer(agreements(system.readside.board, system.region, now_ms))


@router.post("/policies", **shows(c.Receipt))
async def choose_policy(body: PolicyBody, system: Running, wish: Wished) -> Response:
    """A centre wants its vehicles proposed in another order (推荐策略)."""
    return answer(await system.desk.submit(wish, c.ChoosePolicy(**body.model_dump())))


@router.get("/incidents/{incident_id}/nearby", **shows(NearbyView))
async def nearby(incident_id: Id, system: Running, login: Deciding) -> Response:
    """AEDs and volunteers near the scene, and who was called (DSP-22)."""
    near = await system.recommending.nearby(login.actor, incident_id)
    calls = system.readside.board.volunteer_calls.values()
    called = tuple(one for one in calls if one.incident_id == incident_id)
    return answer(NearbyView(aeds=near.aeds, volunteers=near.volunteers, called=called))


@router.post("/incidents/{incident_id}/volunteers", **shows(c.Receipt))
async def call(incident_id: Id, body: VolunteerBody, system: Running, wish: Wished) -> Response:
    """Call a volunteer to the scene (呼叫志愿者)."""
    command = c.CallVolunteer(
        incident_id=incident_id, volunteer_code=body.volunteer_code, aed_code=body.aed_code
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/volunteer-calls/{call_id}/answer", **shows(c.Receipt))
async def note(call_id: Id, body: VolunteerAnswerBody, system: Running, wish: Wished) -> Response:
    """Write down what the volunteer said (志愿者答复)."""
    command = c.NoteVolunteer(volunteer_call_id=call_id, **body.model_dump())
    return answer(await system.desk.submit(wish, command))
