"""Alarms of partner services (联动来警): 110 and the like, elder calls, sensors (CALL-14, CALL-16).

A machine's own door, with a key of its own in ``Authorization: Bearer``. The partner's number of an
alarm is what makes a repeat a repeat; ``docs/partners.md`` shows every request as it was run.
"""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Header, Path, Request, Response
from msgspec import UNSET
from pydantic import Field, FiniteFloat

from console.api.bodies import Body, EpochMs, Identifier, Words
from console.api.shared import Running
from console.api.views import answer, shows
from console.maps.places import Places
from console.partners import HandedAlarm, Partner
from console.people.auth import KEY_LENGTH_MAX
from dispatch.domain import commands as c
from dispatch.domain.records import Location
from dispatch.domain.triage import LocationMethod
from dispatch.handlers.partners import alarm_call_id
from geo.coordinates import Datum

router = APIRouter(prefix="/partners", tags=["partners 联动单位"])

COMPLAINT_MAX = 1000

AlarmId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


class PartnerSpot(Body):
    """Where it is. The datum has no default: a map of Amap is 500 m off one of WGS-84."""

    lon: FiniteFloat
    lat: FiniteFloat
    datum: Datum
    radius_m: FiniteFloat = Field(0.0, ge=0, le=200_000)

    def located(self, at_ms: int) -> Location:
        """The location in WGS-84, as a partner's word."""
        return Places.location(
            self.lon,
            self.lat,
            self.datum,
            radius_m=self.radius_m,
            method=LocationMethod.PARTNER,
            at_ms=at_ms,
        )


class AlarmBody(Body):
    """An alarm. ``taken_ms`` is when the partner took it, by the partner's own clock."""

    alarm_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")
    taken_ms: EpochMs
    number: str = Field("", max_length=32, pattern=r"^[0-9+*#-]*$")
    words: Words = ""
    address: str = Field("", max_length=300)
    complaint: str = Field("", max_length=COMPLAINT_MAX)
    patient_count: int = Field(1, ge=0, le=10_000)
    location: PartnerSpot | None = None
    event_id: Identifier | None = None
    """Our number of the event it is about, where the partner knows it already."""


class OpenAlarms(msgspec.Struct, frozen=True):
    """The partner's own numbers of alarms whose events are open."""

    open: tuple[str, ...]


async def _partner(
    request: Request, authorization: Annotated[str | None, Header(max_length=300)] = None
) -> Partner:
    scheme, _, key = (authorization or "").partition(" ")
    given = key.strip() if scheme.lower() == "bearer" else None
    partners = request.app.state.system.calls.partners
    found: Partner = await partners.require(given)
    return found


Known = Annotated[Partner, Depends(_partner)]


@router.post("/alarms", **shows(HandedAlarm))
async def hand_over(body: AlarmBody, system: Running, partner: Known) -> Response:
    """Hand an alarm over: an event is opened, or joined; told again, it is the same one."""
    location = body.location.located(system.clock.now_ms()) if body.location else None
    place = system.desk.places.place_of(location.point) if location else c.Place()
    details = c.IncidentDetails(
        address=body.address,
        complaint=body.complaint or body.words[:COMPLAINT_MAX],
        patient_count=body.patient_count,
        location=UNSET if location is None else location,
    )
    command = c.TakeAlarm(
        partner=partner.code,
        kind=partner.kind,
        alarm_id=body.alarm_id,
        taken_ms=body.taken_ms,
        number=body.number,
        words=body.words or body.complaint,
        location=location,
        details=details,
        place=place,
        join_incident_id=body.event_id,
    )
    return answer(await system.calls.partners.take(partner, command))


@router.get("/alarms", **shows(OpenAlarms))
async def list_open(system: Running, partner: Known) -> Response:
    """Which alarms of this partner are still open."""
    return answer(OpenAlarms(tuple(system.calls.partners.open_of(partner))))


@router.get("/alarms/{alarm_id}", **shows(HandedAlarm))
async def show(alarm_id: AlarmId, system: Running, partner: Known) -> Response:
    """How far an alarm has come: our number, who comes, and when."""
    return answer(await system.calls.partners.show(partner, alarm_id))


@router.post("/alarms/{alarm_id}/location", **shows(c.Receipt))
async def locate(
    alarm_id: AlarmId,
    body: PartnerSpot,
    system: Running,
    partner: Known,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=KEY_LENGTH_MAX)],
) -> Response:
    """One more word on where it is; the desk takes it when it is better."""
    located = body.located(system.clock.now_ms())
    report = c.ReportLocation(
        location=located,
        place=system.desk.places.place_of(located.point),
        call_id=alarm_call_id(partner.code, alarm_id),
    )
    key = f"{partner.actor.user}:{idempotency_key}"
    return answer(await system.calls.partners.locate(partner, key, report))
