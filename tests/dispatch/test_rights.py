"""Rights: who may ask what."""

from typing import get_args

import msgspec
import pytest

from dispatch.domain import commands as c
from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.actors import SYSTEM, Actor, Role
from dispatch.domain.alarms import AlarmKind, AlarmLevel
from dispatch.domain.limits import Limit
from dispatch.domain.offers import OfferWhy
from dispatch.domain.partners import PartnerKind
from dispatch.domain.posts import PostKind
from dispatch.domain.referrals import Direction, PatientBrief
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.seats import SeatState
from dispatch.domain.triage import CallBackOutcome, CallClass
from dispatch.rights import ALLOWED
from dispatch.rights_scope import _FIELDS
from geo.coordinates import Point
from geo.roads.restrictions import Spot
from stations.layouts import Layout
from stations.status import ReasonKind, VehicleState
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import (
    ADMIN,
    CITY_DESK,
    DUTY,
    LEADER,
    OBSERVER,
    PARTNER,
    PLANNER,
    QUALITY,
    Core,
    crew,
    location,
)

REQUIREMENTS = ("ORG-03", "ORG-04")

V, OTHER = "十堰01", "郧阳01"
SPOT = Point(110.8, 32.6)
BRIDGE = Spot(SPOT)
ACTORS = {
    Role.DISPATCHER: CITY_DESK,
    Role.ADMIN: ADMIN,
    Role.CREW: crew(V),
    Role.GATEWAY: GATEWAY,
    Role.PARTNER: PARTNER,
    Role.PLANNER: PLANNER,
    Role.SHIFT_LEADER: LEADER,
    Role.STATION_DUTY: DUTY,
    Role.QUALITY: QUALITY,
    Role.OBSERVER: OBSERVER,
    Role.SYSTEM: SYSTEM,
}


def wishes(task_id: str, incident_id: str, vehicle_id: str) -> dict[type[c.Command], c.AnyCommand]:
    """One of each command, about these."""
    details = c.IncidentDetails()
    listed: list[c.AnyCommand] = [
        c.RingCall(call_id="Z", number=""),
        c.AnswerCall(call_id="A"),
        c.EndCall(call_id="A", by_caller=False),
        c.ClassifyCall(call_id="A", call_class=CallClass.SILENT),
        c.AcceptCall(call_id="A"),
        c.CallBack(call_id="A", outcome=CallBackOutcome.REACHED),
        c.UndoClassify(call_id="A"),
        c.ReleaseCall(call_id="A"),
        c.DetachCall(call_id="A"),
        c.MissCall(call_id="A"),
        c.OverflowCall(call_id="A", to_unit="市"),
        c.MergeIncidents(incident_id=incident_id, into_id="I2"),
        c.SplitIncidents(incident_id=incident_id),
        c.DeclineProposal(incident_id=incident_id, call_id="A"),
        c.AttachChasing(call_id="A", incident_id=incident_id),
        c.ReportLocation(location=location("郧阳"), call_id="A"),
        c.PromoteLocation(incident_id=incident_id, report_no=1),
        c.TakeAlarm(partner="110", kind=PartnerKind.POLICE, alarm_id="1", taken_ms=0),
        c.DescribeIncident(incident_id=incident_id, details=details),
        c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id),
        c.ParkIncident(incident_id=incident_id),
        c.WakeIncident(incident_id=incident_id),
        c.CloseIncident(incident_id=incident_id),
        c.ReportStatus(task_id=task_id, state=VehicleState.ACKED),
        c.ChooseHospital(task_id=task_id, hospital_code="太和医院"),
        c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER),
        c.RefuseTask(task_id=task_id, reason=ReasonKind.OTHER),
        c.ReturnToStation(vehicle_id=vehicle_id),
        c.LeaveStation(vehicle_id=vehicle_id),
        c.PauseVehicle(vehicle_id=vehicle_id, reason=""),
        c.ResumeVehicle(vehicle_id=vehicle_id),
        c.SignOn(vehicle_id=vehicle_id),
        c.SignOff(vehicle_id=vehicle_id),
        c.NoteFence(task_id=task_id, state=VehicleState.ON_SCENE, crossed_ms=0, point=SPOT),
        c.AskDesk(vehicle_id=vehicle_id, kind=CrewRequestKind.NOTE, text="路滑"),
        c.AnswerCrew(request_id="Q", granted=True),
        c.OpenIncident(kind=IncidentKind.STANDBY),
        c.ParkReinforcement(incident_id=incident_id),
        c.NoteNoVehicle(incident_id=incident_id),
        c.NoteDecision(incident_id=incident_id, kind=AcceptanceKind.SPECIAL, note="踩踏"),
        c.OfferVehicle(incident_id=incident_id, vehicle_id=vehicle_id, why=OfferWhy.FREED),
        c.DeclineOffer(incident_id=incident_id),
        c.DivertTask(task_id=task_id, to_incident_id=incident_id),
        c.RequestReferral(
            from_hospital="南化卫生院",
            to_hospital="太和医院",
            direction=Direction.UP,
            patient=PatientBrief(),
            reason="胸痛",
        ),
        c.AnswerReferral(referral_id="Z", accepted=True),
        c.ScheduleReferral(referral_id="Z"),
        c.CancelReferral(referral_id="Z", reason="好转"),
        c.ChangeSeat(state=SeatState.READY),
        c.ClearSeat(user="li", reason="下班"),
        c.SetLayout(unit="郧阳", layout=Layout.UNIFIED),
        c.HandOverIncident(incident_id=incident_id, to_unit="郧阳", reason="属地"),
        c.AnswerHandOver(handover_id="H", accepted=True),
        c.WithdrawHandOver(handover_id="H"),
        c.BounceHandOver(handover_id="H"),
        c.TakeOverIncident(incident_id=incident_id, reason="伤员多"),
        c.GiveBackIncident(incident_id=incident_id),
        c.OpenPost(
            kind=PostKind.STANDBY, name="广场", unit="市", point=SPOT, from_ms=0, until_ms=1
        ),
        c.ClosePost(post_id="D"),
        c.PostVehicle(vehicle_id=vehicle_id, post_id=None),
        c.DrawPapers(unit="市", seat="1", count=10),
        c.EnterPaper(unit="市", slip=1, written_ms=0),
        c.CloseRoad(shape=BRIDGE),
        c.SlowRoad(shape=BRIDGE, factor=0.5),
        c.ReopenRoad(restriction_id="R"),
        c.ChangeRoadEnd(restriction_id="R", until_ms=None),
        c.RaiseAlarm(
            kind=AlarmKind.CALL_MISSED,
            record_id="A",
            unit="市",
            since_ms=0,
            due_ms=0,
            limit_s=30,
        ),
        c.EscalateAlarm(alarm_id="A", level=AlarmLevel.CITY),
        c.ClearAlarm(alarm_id="A"),
        c.AcknowledgeAlarm(alarm_id="A"),
        c.SetLimit(limit=Limit.ANSWER, unit="市", seconds=8),
        c.EndLimit(limit_id="L"),
    ]
    return {type(wish): wish for wish in listed}


def test_here_is_one_of_every_command() -> None:
    assert set(wishes("", "", "")) == set(get_args(c.AnyCommand))


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_exactly_what_it_may_not_ask(role: Role) -> None:
    for kind, wish in wishes("T", "I", V).items():
        code = Core().refuse(ACTORS[role], wish).code if kind not in ALLOWED[role] else ""
        assert code == ("" if kind in ALLOWED[role] else "role_may_not"), kind.__name__


@pytest.mark.parametrize("kind", sorted(ALLOWED[Role.CREW], key=str))
def test_a_crew_speaks_for_no_other_vehicle(kind: type[c.Command]) -> None:
    core = Core()
    incident_id = core.open_incident()
    task_id = core.send(incident_id, OTHER)
    wish = wishes(task_id, incident_id, OTHER)[kind]
    assert core.refuse(crew(V), wish).code == "not_own_vehicle"


def test_a_crew_without_a_vehicle_may_do_nothing() -> None:
    nobody = Actor(user="x", name="x", role=Role.CREW, unit="")
    for wish in wishes("T", "I", V).values():
        Core().refuse(nobody, wish)


OPEN_TO_ALL = {"restriction_id", "referral_id", "record_id"}
"""Closed roads are everybody's; a referral is two hospitals'; records of clocks, the clocks'."""


def test_whatever_a_command_names_is_looked_up_in_the_reach_of_who_asks() -> None:
    named = {
        field.name
        for kind in get_args(c.AnyCommand)
        for field in msgspec.structs.fields(kind)
        if field.name.endswith("_id")
    }
    assert named - _FIELDS.keys() == OPEN_TO_ALL
