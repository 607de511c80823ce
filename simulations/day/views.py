"""What the day reads of the system's public answers; fields it does not need are left out."""

import msgspec

from geo.coordinates import Point


class View(msgspec.Struct, frozen=True):
    """Base: unknown fields are ignored, so that the interface may grow."""


class Placed(View, frozen=True):
    """Something with a WGS-84 position."""

    lon: float
    lat: float

    @property
    def point(self) -> Point:
        """Its position."""
        return Point(self.lon, self.lat)


class TownshipView(Placed, frozen=True):
    """A township of ``/api/region``."""

    code: str
    name: str
    county_code: str
    population: int
    urban: bool


class CountyView(View, frozen=True):
    """A county of ``/api/region``."""

    code: str
    name: str
    centre_code: str


class UnitView(Placed, frozen=True):
    """A centre or station of ``/api/region``."""

    code: str
    kind: str = ""


class RegisterView(View, frozen=True):
    """A vehicle of ``/api/region``."""

    id: str
    name: str
    station_code: str
    county_code: str
    plate: str = ""


class HospitalView(Placed, frozen=True):
    """A hospital of ``/api/region``."""

    code: str
    grade_rank: int = 0
    county_code: str = ""


class DemandView(View, frozen=True):
    """How many people call in this region, if the server tells."""

    sorties_per_100k_day: float
    calls_per_sortie: float
    two_hour_weights: tuple[float, ...]
    urgency_shares: tuple[float, ...]


class RegionView(View, frozen=True):
    """``GET /api/region``: everything static."""

    code: str
    name: str
    units: tuple[UnitView, ...]
    counties: tuple[CountyView, ...]
    townships: tuple[TownshipView, ...]
    hospitals: tuple[HospitalView, ...]
    vehicles: tuple[RegisterView, ...]
    demand: DemandView | None = None


class PersonView(View, frozen=True):
    """Who did something."""

    user: str


class PartnerAlarmView(View, frozen=True):
    """A partner service handed it over; nobody is on a line."""

    name: str


class CallView(View, frozen=True):
    """A call on the board."""

    id: str
    state: str
    rang_ms: int
    answered_ms: int | None
    ended_ms: int | None
    answered_by: PersonView | None
    call_class: str | None
    incident_id: str | None
    to_call_back: bool = False
    call_backs: int = 0
    desk_unit: str | None = None
    overflowed_to: str | None = None
    alarm: PartnerAlarmView | None = None


class StampView(View, frozen=True):
    """A time stamp of a task."""

    state: str
    at_ms: int


class TaskView(View, frozen=True):
    """A sortie."""

    id: str
    vehicle_id: str
    state: str
    active: bool
    stamps: tuple[StampView, ...]
    hospital_code: str | None
    ordered_by: PersonView
    result: str | None = None

    def at_ms(self, state: str) -> int:
        """When this state was reached; the newest stamp when it was skipped."""
        return next((s.at_ms for s in reversed(self.stamps) if s.state == state), self.last_ms)

    @property
    def last_ms(self) -> int:
        """The newest stamp."""
        return self.stamps[-1].at_ms


class TriageSeen(View, frozen=True):
    """That somebody has asked, and how often the record has changed."""

    revision: int


class IncidentView(View, frozen=True):
    """An incident with its tasks."""

    id: str
    state: str
    opened_ms: int
    urgency: str | None
    patient_count: int
    location: Placed | None
    township_code: str | None
    call_ids: tuple[str, ...]
    tasks: tuple[TaskView, ...]
    owner_unit: str = ""
    triage: TriageSeen | None = None


class FixView(Placed, frozen=True):
    """A vehicle's last position."""

    at_ms: int


class CrewMemberView(View, frozen=True):
    """Somebody on board."""

    name: str


class VehicleView(View, frozen=True):
    """A vehicle's computed status; ``fix`` comes with a snapshot only."""

    id: str
    state: str
    since_ms: int
    task_id: str | None
    incident_id: str | None
    crew: tuple[CrewMemberView, ...] = ()
    """Who signed on by name: people, whose buttons the day does not press."""
    fix: FixView | None = None


class ClockView(View, frozen=True):
    """The server's clock."""

    simulated: bool
    speed: float
    paused: bool


class RestrictionView(View, frozen=True):
    """A closed or slow road."""

    id: str
    from_ms: int
    until_ms: int | None = None


class HandOverView(View, frozen=True):
    """An incident that one desk offers another."""

    id: str
    state: str
    to_unit: str
    offered_ms: int


class BoundaryView(View, frozen=True):
    """A vehicle that one centre wants of another, or has sent and tells."""

    id: str
    incident_id: str
    vehicle_id: str
    asked_of: str
    state: str
    asked_ms: int


class AlarmView(View, frozen=True):
    """A limit that was passed; somebody at the desk of ``unit`` has to acknowledge."""

    id: str
    unit: str
    raised_ms: int
    acknowledged: bool
    outcomes: tuple[str, ...]


class ReferralView(View, frozen=True):
    """A two-way referral on the board."""

    id: str
    state: str
    from_hospital: str
    to_hospital: str
    steps: tuple[StampView, ...]

    @property
    def last_ms(self) -> int:
        """When it came to where it stands."""
        return self.steps[-1].at_ms


class AcknowledgedView(View, frozen=True):
    """That somebody at a hospital knows."""

    at_ms: int


class DivertView(View, frozen=True):
    """A hospital asks for another destination; None: nobody has answered."""

    asked_ms: int
    granted: bool | None = None


class PatientView(View, frozen=True):
    """What a hospital is told of the patient."""

    urgency: str | None = None
    centres: tuple[str, ...] = ()


class NoticeView(View, frozen=True):
    """A pre-notification of one task to one hospital."""

    id: str
    task_id: str
    vehicle_id: str
    hospital_code: str
    issued_ms: int
    state: str
    active: bool
    patient: PatientView | None = None
    acknowledged: AcknowledgedView | None = None
    ready: tuple[View, ...] = ()
    divert: DivertView | None = None
    arrived: AcknowledgedView | None = None
    taken_over: AcknowledgedView | None = None
    withdrawn_ms: int | None = None


class HospitalStateView(View, frozen=True):
    """How a department stands; ``approved`` is a desk's word."""

    id: str
    hospital_code: str
    department: str
    load: str
    stated_ms: int
    until_ms: int
    approved: bool | None = None


class CandidateView(View, frozen=True):
    """A vehicle that could be sent."""

    vehicle_id: str
    name: str
    group: str
    boundary: str = "auto"
    eta_s: float | None = None


class RankingView(View, frozen=True):
    """The answer of ``/candidates``."""

    answer_id: str
    ranked: tuple[CandidateView, ...]


class HospitalChoiceView(View, frozen=True):
    """A hospital proposed for a task."""

    code: str


class RouteView(View, frozen=True):
    """A way to drive, from where the vehicle is."""

    points: tuple[tuple[float, float], ...]
    passed_s: tuple[float, ...]


class RejectedFix(View, frozen=True):
    """A fix that moved nothing."""

    code: str


class FixAnswer(View, frozen=True):
    """What became of a batch of fixes."""

    accepted: int
    rejected: tuple[RejectedFix, ...]


class TerminalView(View, frozen=True):
    """A vehicle terminal as it stands in the register."""

    id: str
    vehicle_id: str | None
    phone: str | None
    device_id: str | None
    datum: str
    dialect: str | None
    enabled: bool


class GatewayView(View, frozen=True):
    """Where terminals dial; no port while nobody may."""

    port: int | None


class UserView(View, frozen=True):
    """Who is logged in."""

    username: str
    name: str
    role: str
    unit: str


class SessionView(View, frozen=True):
    """A login."""

    token: str
    user: UserView


class ProblemView(View, frozen=True):
    """Why something was refused."""

    detail: str = ""
    detail_en: str = ""
    code: str = ""
    remedy: str | None = None
