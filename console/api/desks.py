"""Desks (调度台): seats, hand-over and take-over, layouts, temporary posts, paper slips."""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from pydantic import Field, FiniteFloat

from console.api.bodies import Body, EpochMs, Identifier, IncidentFields
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.maps.places import Places
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from dispatch.domain import commands as c
from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.posts import PostKind
from dispatch.domain.seats import SeatState
from dispatch.domain.triage import LocationMethod
from dispatch.handlers.seats import staffed
from dispatch.projections.views import SeatView, seat_view
from geo.coordinates import Datum
from stations.layouts import Layout, Layouts, Night

router = APIRouter(tags=["desks 调度台"])

Concerned = Annotated[Login, Depends(only_for(*AT_DESK, Role.QUALITY, Role.PLANNER, Role.OBSERVER))]
Reason = Annotated[str, Field(max_length=300)]
Minute = Annotated[int, Field(ge=0, lt=1440)]
Slip = Annotated[int, Field(ge=1, le=999_999)]


class SeatBody(Body):
    """What one's own seat becomes; 离席 and 手工受理 need a reason."""

    state: SeatState
    reason: Reason = ""


class WhyBody(Body):
    """Why."""

    reason: Reason = ""


class HandOverBody(Body):
    """To which centre, and why."""

    to_unit: Identifier
    reason: Reason


class HandOverAnswerBody(Body):
    """Taken, or not and why."""

    accepted: bool
    reason: Reason = ""


class NightBody(Body):
    """Another layout between two times of day, minutes after midnight."""

    layout: Layout
    from_minute: Minute
    to_minute: Minute


class LayoutBody(Body):
    """How a centre works from a moment on; without one, from now."""

    layout: Layout
    night: NightBody | None = None
    partner: Identifier | None = None
    from_ms: EpochMs | None = None
    reason: Reason = ""


class PostBody(Body):
    """A temporary station or standby post."""

    kind: PostKind = PostKind.STANDBY
    name: str = Field(min_length=1, max_length=60)
    unit: Identifier
    lon: FiniteFloat
    lat: FiniteFloat
    datum: Datum = Datum.WGS84
    from_ms: EpochMs
    until_ms: EpochMs


class PostingBody(Body):
    """At which post a vehicle waits; null: at its station again."""

    post_id: Identifier | None


class DrawBody(Body):
    """How many slips for which seat."""

    unit: Identifier
    seat: str = Field(min_length=1, max_length=40)
    count: int = Field(ge=1, le=200)


class PaperBody(Body):
    """What stands on a slip."""

    unit: Identifier
    slip: Slip
    written_ms: EpochMs
    number: str = Field("", max_length=32, pattern=r"^[0-9+*#-]*$")
    kind: IncidentKind = IncidentKind.RESCUE
    incident: IncidentFields = IncidentFields()


class DeskView(msgspec.Struct, frozen=True, kw_only=True):
    """A centre as it works at this moment."""

    unit: str
    name: str
    layout: str
    desk: str
    """Where its county's calls ring now."""
    owner: str
    """Who owns what comes of them."""
    partner: str | None
    stands: bool
    seats: tuple[SeatView, ...]
    logins: int
    """Who could sit here at all; a desk that nobody can log in at answers nothing."""


@router.get("/desks", **shows(DeskView, many=True))
async def desks(system: Running, login: Concerned) -> Response:
    """How the centres work together now, and who sits where."""
    region, board, now_ms = system.region, system.readside.board, system.clock.now_ms()
    layouts = Layouts(region, board.layouts)
    logins = await asyncio.to_thread(system.accounts.count_at_desks)
    counties = {county.centre_code: county.code for county in region.counties.values()}
    shown = [
        DeskView(
            unit=unit.code,
            name=unit.name,
            layout=layouts.layout_of(unit.code, now_ms).value,
            desk=layouts.desk_of(counties.get(unit.code), now_ms),
            owner=layouts.owner_of(counties.get(unit.code), now_ms),
            partner=layouts.partner_of(unit.code, now_ms),
            stands=unit.stands(now_ms),
            seats=tuple(seat_view(seat) for seat in staffed(board, unit.code)),
            logins=logins.get(unit.code, 0),
        )
        for unit in region.centres
    ]
    return answer(shown)


@router.post("/seat", **shows(c.Receipt))
async def change_seat(body: SeatBody, system: Running, wish: Wished) -> Response:
    """The state of one's own seat (席位状态, ORG-05)."""
    command = c.ChangeSeat(state=body.state, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/seats/{user}/clear", **shows(c.Receipt))
async def clear_seat(user: Id, body: WhyBody, system: Running, wish: Wished) -> Response:
    """Sign somebody out who has left (强制签退)."""
    return answer(await system.desk.submit(wish, c.ClearSeat(user=user, reason=body.reason)))


@router.post("/incidents/{incident_id}/hand-over", **shows(c.Receipt))
async def hand_over(incident_id: Id, body: HandOverBody, system: Running, wish: Wished) -> Response:
    """Offer an incident to another centre (转分中心); theirs once they accept."""
    command = c.HandOverIncident(incident_id=incident_id, to_unit=body.to_unit, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/handovers/{handover_id}/answer", **shows(c.Receipt))
async def answer_handover(
    handover_id: Id, body: HandOverAnswerBody, system: Running, wish: Wished
) -> Response:
    """Accept it, or decline with a reason."""
    command = c.AnswerHandOver(handover_id=handover_id, accepted=body.accepted, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/handovers/{handover_id}/withdraw", **shows(c.Receipt))
async def withdraw(handover_id: Id, system: Running, wish: Wished) -> Response:
    """Take an offer back (撤回)."""
    return answer(await system.desk.submit(wish, c.WithdrawHandOver(handover_id=handover_id)))


@router.post("/incidents/{incident_id}/take-over", **shows(c.Receipt))
async def take_over(incident_id: Id, body: WhyBody, system: Running, wish: Wished) -> Response:
    """Take a lower centre's incident over (上级接管), at once and with a reason."""
    command = c.TakeOverIncident(incident_id=incident_id, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/give-back", **shows(c.Receipt))
async def give_back(incident_id: Id, body: WhyBody, system: Running, wish: Wished) -> Response:
    """Offer what was taken over back to its centre (交还)."""
    command = c.GiveBackIncident(incident_id=incident_id, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/layouts/{unit}", **shows(c.Receipt))
async def set_layout(unit: Id, body: LayoutBody, system: Running, wish: Wished) -> Response:
    """How a centre's calls are taken from a moment on (受理模式, ORG-02)."""
    night = Night(**body.night.model_dump()) if body.night else None
    command = c.SetLayout(
        unit=unit,
        layout=body.layout,
        night=night,
        partner=body.partner,
        from_ms=body.from_ms,
        reason=body.reason,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/posts", **shows(c.Receipt))
async def open_post(body: PostBody, system: Running, wish: Wished) -> Response:
    """Set up a temporary station or standby post (ORG-10)."""
    place = Places.location(
        body.lon, body.lat, body.datum, radius_m=0.0, method=LocationMethod.MAP_CLICK, at_ms=0
    )
    command = c.OpenPost(
        kind=body.kind,
        name=body.name,
        unit=body.unit,
        point=place.point,
        from_ms=body.from_ms,
        until_ms=body.until_ms,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/posts/{post_id}/close", **shows(c.Receipt))
async def close_post(post_id: Id, system: Running, wish: Wished) -> Response:
    """Give a post up before its time."""
    return answer(await system.desk.submit(wish, c.ClosePost(post_id=post_id)))


@router.post("/vehicles/{vehicle_id}/post", **shows(c.Receipt))
async def post_vehicle(
    vehicle_id: Id, body: PostingBody, system: Running, wish: Wished
) -> Response:
    """Have a vehicle wait at a post, or at its station again (驻点)."""
    command = c.PostVehicle(vehicle_id=vehicle_id, post_id=body.post_id)
    return answer(await system.desk.submit(wish, command))


@router.post("/papers", **shows(c.Receipt))
async def draw_papers(body: DrawBody, system: Running, wish: Wished) -> Response:
    """Draw a book of numbered slips for a time without a line (领用纸质单, SYS-03)."""
    command = c.DrawPapers(unit=body.unit, seat=body.seat, count=body.count)
    return answer(await system.desk.submit(wish, command))


@router.post("/papers/enter", **shows(c.Receipt))
async def enter_paper(body: PaperBody, system: Running, wish: Wished) -> Response:
    """Enter afterwards what was taken down on a slip (补录), under its own number."""
    details = body.incident.details(body.written_ms)
    place = c.Place()
    if details.location is not msgspec.UNSET:
        place = system.desk.places.place_of(details.location.point)
    command = c.EnterPaper(
        unit=body.unit,
        slip=body.slip,
        written_ms=body.written_ms,
        number=body.number,
        kind=body.kind,
        details=details,
        place=place,
    )
    return answer(await system.desk.submit(wish, command))
