"""What clients may send. Every text has a longest length, every number its bounds, and a field
that is not known is refused by name: a misspelt one must not vanish."""

from typing import Annotated, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from console.maps.places import Places
from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.choices import OverrideCode
from dispatch.domain.commands import IncidentDetails
from dispatch.domain.records import Location
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.triage import CallBackOutcome, CallClass, LocationMethod, Urgency
from geo.coordinates import Datum
from stations.crews import CREW_MAX, CrewMember, CrewRole
from stations.status import Origin, ReasonKind, VehicleState
from stations.vehicles import Capability

Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(max_length=2000)]
EpochMs = Annotated[int, Field(ge=0, le=2**53)]


class Body(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class LocationBody(Body):
    """A place with its datum, how sure it is and how it is known."""

    lon: FiniteFloat
    lat: FiniteFloat
    datum: Datum = Datum.WGS84
    radius_m: FiniteFloat = Field(0.0, ge=0, le=200_000)
    method: LocationMethod = LocationMethod.MAP_CLICK

    def located(self, at_ms: int) -> Location:
        """The location in WGS-84."""
        return Places.location(
            self.lon,
            self.lat,
            self.datum,
            radius_m=self.radius_m,
            method=self.method,
            at_ms=at_ms,
        )


class LoginBody(Body):
    """A login."""

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)


class ScriptBody(BaseModel):
    """What a simulated or transcribed caller says; anything beside the words is passed over."""

    model_config = ConfigDict(extra="ignore")

    words: Words = ""


class RingBody(Body):
    """A call rings."""

    call_id: Identifier
    number: str = Field(max_length=32, pattern=r"^[0-9+*#-]*$")
    trunk: str = Field("", max_length=32)
    rang_ms: EpochMs | None = None
    location: LocationBody | None = None
    words: Words = ""
    script: ScriptBody | None = None


class EndBody(Body):
    """Who hung up."""

    by: Literal["caller", "desk"]


class ClassifyBody(Body):
    """What the call was, when it was no request."""

    call_class: CallClass


class CallBackBody(Body):
    """What came of ringing back."""

    outcome: CallBackOutcome


_WRITTEN = frozenset(IncidentDetails.__struct_fields__)


class IncidentFields(Body):
    """What a desk writes down; a field left out stays as it is."""

    address: str = Field("", max_length=300)
    complaint: str = Field("", max_length=1000)
    urgency: Urgency | None = None
    needs: set[Capability] = Field(set(), max_length=len(Capability))
    patient_count: int = Field(1, ge=0, le=10_000)
    infection: bool = False
    own_county_hospital: bool = False
    kind: IncidentKind = IncidentKind.RESCUE
    meeting_place: str = Field("", max_length=200)
    contact_phone: str = Field("", max_length=32, pattern=r"^[0-9+*#-]*$")
    special_needs: str = Field("", max_length=300)
    destination_code: Identifier | None = None
    location: LocationBody | None = None

    def details(self, at_ms: int) -> IncidentDetails:
        """Only what was sent; a location that is null was not."""
        given = {name: getattr(self, name) for name in self.model_fields_set & _WRITTEN}
        if "needs" in given:
            given["needs"] = frozenset(self.needs)
        if self.location is None:
            given.pop("location", None)
        else:
            given["location"] = self.location.located(at_ms)
        return msgspec.structs.replace(IncidentDetails(), **given)


class EditBody(IncidentFields):
    """What a desk writes, on which version of the event, and why, where that must be said."""

    seen_version: int | None = Field(None, ge=0)
    reason: str = Field("", max_length=200)


class AcceptBody(Body):
    """A call becomes an incident, or joins one."""

    incident: IncidentFields = IncidentFields()
    join_incident_id: Identifier | None = None
    kind: IncidentKind = IncidentKind.RESCUE


class DispatchBody(Body):
    """A vehicle to send, on which answer, and why not the recommended one."""

    vehicle_id: Identifier
    answer_id: str | None = Field(None, max_length=64)
    override_reason: str | None = Field(None, max_length=300)
    override_code: OverrideCode | None = None


class CloseBody(Body):
    """Why an incident is closed by hand."""

    reason: str = Field("", max_length=300)


class StatusBody(Body):
    """A press: which state, when, from where."""

    state: VehicleState
    at_ms: EpochMs | None = None
    origin: Literal[Origin.TERMINAL, Origin.GEOFENCE, Origin.MANUAL] | None = None
    hospital_code: Identifier | None = None
    reason: ReasonKind | None = None
    keep: bool = False
    """A press out of a queue: kept and explained where it cannot count any more."""


class HospitalBody(Body):
    """A destination."""

    hospital_code: Identifier


class ReasonBody(Body):
    """Why a task is stopped or refused."""

    reason: ReasonKind
    note: str = Field("", max_length=300)


class PressBody(Body):
    """When it was pressed, by the server's clock; left out, it is now."""

    at_ms: EpochMs | None = None


class RefuseBody(ReasonBody, PressBody):
    """Why an order cannot be carried out, and when the crew said so."""


class PauseBody(PressBody):
    """Why a vehicle may not be called, and for how long."""

    reason: str = Field(min_length=1, max_length=100)
    expected_minutes: int | None = Field(None, ge=1, le=7 * 24 * 60)


class CrewMemberBody(Body):
    """One person on board."""

    name: str = Field(min_length=1, max_length=40)
    role: CrewRole
    staff_no: str = Field("", max_length=32)


class SignOnBody(PressBody):
    """Who takes the vehicle over; without a roster the register's word counts."""

    crew: list[CrewMemberBody] = Field([], max_length=CREW_MAX)

    def members(self) -> tuple[CrewMember, ...]:
        """The roster."""
        return tuple(CrewMember(**member.model_dump()) for member in self.crew)


class CrewRequestBody(Body):
    """What a crew asks or tells its desk, and when it was pressed."""

    kind: CrewRequestKind
    text: str = Field("", max_length=500)
    minutes: int | None = Field(None, ge=1, le=7 * 24 * 60)
    needs: set[Capability] = Field(set(), max_length=len(Capability))
    at_ms: EpochMs | None = None


class AnswerCrewBody(Body):
    """The desk's answer."""

    granted: bool
    reason: str = Field("", max_length=300)


class ClockBody(Body):
    """How the training clock shall run."""

    speed: FiniteFloat | None = Field(None, gt=0, le=120)
    paused: bool | None = None
