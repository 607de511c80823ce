"""Any wish at all: commands about what is on a board, and about what is not.

Each function draws what it needs by itself: strategies made anew for every board would cost more
time than the core they test.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM, Actor
from dispatch.domain.alarms import AlarmKind, AlarmLevel, AlarmOutcome
from dispatch.domain.limits import Limit
from dispatch.domain.lines import LineChange
from dispatch.domain.partners import PartnerKind
from dispatch.domain.records import Location, Task
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.triage import CallBackOutcome, CallClass, Urgency
from geo.coordinates import Point
from geo.roads.restrictions import Line, PostRange, Shape, Spot, Zone
from stations.crews import CrewMember, CrewRole
from stations.region import Region
from stations.status import (
    REASONS_FOR,
    Origin,
    ReasonKind,
    VehicleState,
    find_step,
    list_next,
)
from stations.vehicles import Capability
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import (
    ADMIN,
    CITY_DESK,
    COUNTY_DESK,
    DUTY,
    EIGHT_MS,
    LEADER,
    OBSERVER,
    PLANNER,
    crew,
    hospital,
    location,
)
from tests.support.wishes_desks import about_desks
from tests.support.wishes_hospitals import about_hospitals
from tests.support.wishes_recommending import about_recommending
from tests.support.wishes_shifts import about_messages, about_shifts
from tests.support.wishes_triage import about_triage
from tests.support.wishes_waiting import about_referrals, about_waiting

Aside = type[c.ParkIncident | c.WakeIncident | c.CloseIncident]

DAY_MS = 24 * 3_600_000
CALL_IDS = [f"C{nth}" for nth in range(8)]
SPOTS = ["郧阳", "南化-2km", "谭家湾^900m", "十堰+3km"]

SHAPES: list[Shape] = [
    Spot(location("郧阳").point, 20.0),
    Spot(Point(110.5, 95.0)),
    Zone(tuple(location(spot).point for spot in ["郧阳", "南化-2km", "谭家湾^900m"])),
    Zone(()),
    Line(tuple(location(spot).point for spot in ["郧阳", "谭家湾"])),
    Line((location("郧阳").point,)),
    PostRange("G209", 1.0, 2.0, (tuple(location(spot).point for spot in ["郧阳", "谭家湾"]),)),
    PostRange("G209", 1.0, 2.0, ()),
]

places: st.SearchStrategy[Location | None] = st.one_of(
    st.none(), st.sampled_from([location(spot) for spot in SPOTS])
)
details = st.builds(
    c.IncidentDetails,
    urgency=st.one_of(st.none(), st.sampled_from(Urgency)),
    needs=st.frozensets(st.sampled_from(Capability), max_size=3),
    patient_count=st.integers(-1, 3),
    infection=st.booleans(),
)
reasons = st.sampled_from(ReasonKind)
maybe = st.booleans()

Draw = Callable[[st.SearchStrategy[Any]], Any]


def anybody(draw: Draw, region: Region) -> Actor:
    """A desk most of the time; a crew, the exchange, or somebody who may do nothing."""
    desks = [CITY_DESK, COUNTY_DESK, ADMIN, SYSTEM, LEADER, DUTY, GATEWAY, PLANNER, OBSERVER]
    desks += [hospital("太和医院"), hospital("郧阳医院")]
    actor: Actor = _one_of(draw, [*desks, *(crew(vehicle_id) for vehicle_id in region.vehicles)])
    return actor


def anything(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """Any command at all."""
    kinds = (
        about_calls,
        about_slips,
        about_doubles,
        about_whereabouts,
        about_alarms,
        about_desks,
        about_shifts,
        about_messages,
        about_recommending,
        about_incidents,
        about_triage,
        about_tasks,
        about_vehicles,
        about_requests,
        about_roads,
        about_waiting,
        about_referrals,
        about_hospitals,
        about_clocks,
    )
    wish: c.AnyCommand = _one_of(draw, kinds)(draw, board, region)
    return wish


def about_calls(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a call, told late or early, joined to any incident."""
    call_id = _one_of(draw, CALL_IDS)
    match draw(st.integers(0, 6)):
        case 5:
            return about_line(draw, call_id)
        case 4:
            return c.CallBack(call_id=call_id, outcome=_one_of(draw, list(CallBackOutcome)))
        case 0:
            rang_ms = _one_of(draw, [None, EIGHT_MS - DAY_MS, EIGHT_MS + DAY_MS])
            return c.RingCall(call_id=call_id, number="138", rang_ms=rang_ms)
        case 1:
            return c.AnswerCall(call_id=call_id)
        case 2:
            joined = _known(draw, board.incidents) if draw(maybe) else None
            return c.AcceptCall(call_id=call_id, join_incident_id=joined, details=draw(details))
        case 3:
            return c.EndCall(call_id=call_id, by_caller=draw(maybe))
        case _:
            return c.ClassifyCall(call_id=call_id, call_class=_one_of(draw, list(CallClass)))


def about_line(draw: Draw, call_id: str) -> c.NoteLine:
    """An exchange tells something of a line, in any order and at any time."""
    return c.NoteLine(
        call_id=call_id,
        exchange="freeswitch",
        change=_one_of(draw, list(LineChange)),
        at_ms=EIGHT_MS + draw(st.integers(-DAY_MS, DAY_MS)),
        extension=_one_of(draw, ["", "8001", "8002"]),
        to=_one_of(draw, [None, CITY_DESK, COUNTY_DESK]),
    )


def about_slips(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A press taken back, or a rule about a call that nobody answers."""
    call_id = _one_of(draw, CALL_IDS)
    match draw(st.integers(0, 4)):
        case 0:
            return c.UndoClassify(call_id=call_id)
        case 1:
            return c.ReleaseCall(call_id=call_id)
        case 2:
            return c.DetachCall(call_id=call_id)
        case 3:
            return c.MissCall(call_id=call_id)
        case _:
            return c.OverflowCall(call_id=call_id, to_unit="市")


def about_doubles(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about two records of one happening, or about one record and itself."""
    one, other = _known(draw, board.incidents), _known(draw, board.incidents)
    call_id = _one_of(draw, CALL_IDS)
    match draw(st.integers(0, 3)):
        case 0:
            return c.MergeIncidents(incident_id=one, into_id=other)
        case 1:
            return c.SplitIncidents(incident_id=one)
        case 2:
            return c.AttachChasing(call_id=call_id, incident_id=one)
        case _:
            call = call_id if draw(maybe) else None
            other_id = other if draw(maybe) else None
            return c.DeclineProposal(incident_id=one, call_id=call, other_id=other_id)


def about_whereabouts(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """One more word on where it is, or one of them taken."""
    incident_id = _known(draw, board.incidents)
    if draw(maybe):
        return c.PromoteLocation(incident_id=incident_id, report_no=draw(st.integers(0, 4)))
    place = location(_one_of(draw, SPOTS), radius_m=_one_of(draw, [-1.0, 0.0, 5.0, 900.0]))
    call_id = _one_of(draw, [None, *CALL_IDS])
    return c.ReportLocation(location=place, call_id=call_id, incident_id=incident_id)


def about_alarms(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """An alarm of a partner, told often, joined to anything."""
    joined = _known(draw, board.incidents) if draw(maybe) else None
    return c.TakeAlarm(
        partner=_one_of(draw, ["110", "119"]),
        kind=PartnerKind.POLICE,
        alarm_id=_one_of(draw, ["a", "b"]),
        taken_ms=_one_of(draw, [EIGHT_MS, EIGHT_MS - 90_000, EIGHT_MS - 30 * DAY_MS]),
        location=draw(places),
        join_incident_id=joined,
    )


def about_incidents(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about an incident, whatever state it is in."""
    incident_id = _known(draw, board.incidents)
    match draw(st.integers(0, 4)):
        case 0:
            vehicle_id = _known(draw, region.vehicles)
            return c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id)
        case 1:
            return c.DescribeIncident(incident_id=incident_id, details=draw(details))
        case 2:
            return c.ParkIncident(incident_id=incident_id)
        case 3:
            return c.WakeIncident(incident_id=incident_id)
        case _:
            return c.CloseIncident(incident_id=incident_id)


def about_tasks(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a task, presses that make no sense among them."""
    task_id = _known(draw, board.tasks)
    match draw(st.integers(0, 4)):
        case 0:
            return c.RecallTask(task_id=task_id, reason=draw(reasons))
        case 3:
            seen = _one_of(draw, [VehicleState.EN_ROUTE, VehicleState.ON_SCENE])
            crossed_ms = _one_of(draw, [EIGHT_MS, EIGHT_MS - DAY_MS, EIGHT_MS + DAY_MS])
            point = location("郧阳").point
            return c.NoteFence(task_id=task_id, state=seen, crossed_ms=crossed_ms, point=point)
        case 1:
            return c.RefuseTask(task_id=task_id, reason=draw(reasons), pressed_ms=_press_ms(draw))
        case 2:
            hospital_code = _known(draw, region.hospitals)
            return c.ChooseHospital(task_id=task_id, hospital_code=hospital_code)
        case _:
            return c.ReportStatus(
                task_id=task_id,
                state=_one_of(draw, list(VehicleState)),
                hospital_code=_known(draw, region.hospitals) if draw(maybe) else None,
                reason=draw(reasons) if draw(maybe) else None,
                keep=draw(maybe),
            )


def next_press(draw: Draw, active: list[Task], now_ms: int) -> c.ReportStatus:
    """A legal press of one of these tasks with what it needs: now, late, or by a clock ahead."""
    pairs = [(task.id, state) for task in active for state in list_next(task.state)]
    task_id, state = _one_of(draw, pairs)
    step = find_step(next(task.state for task in active if task.id == task_id), state)
    fitting = REASONS_FOR[step.ends] if step is not None and step.ends is not None else ()
    return c.ReportStatus(
        task_id=task_id,
        state=state,
        pressed_ms=_one_of(draw, [None, now_ms - 7_200_000, now_ms - 60_000, now_ms + 600_000]),
        origin=_one_of(draw, list(Origin)),
        hospital_code="太和医院",
        reason=_one_of(draw, fitting) if fitting else None,
    )


def about_vehicles(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a vehicle, whatever it is doing."""
    vehicle_id = _known(draw, region.vehicles)
    if draw(maybe):
        return c.PauseVehicle(vehicle_id=vehicle_id, reason="加油", pressed_ms=_press_ms(draw))
    kinds = (c.ResumeVehicle, c.SignOff, c.SignOn, c.LeaveStation, c.ReturnToStation)
    wish: c.AnyCommand = _one_of(draw, kinds)(vehicle_id=vehicle_id, pressed_ms=_press_ms(draw))
    return wish


def _press_ms(draw: Draw) -> int | None:
    """When a press that arrives says it was made: now, long ago, or by a clock ahead."""
    moment: int | None = _one_of(
        draw, [None, EIGHT_MS - DAY_MS, EIGHT_MS + 60_000, EIGHT_MS + DAY_MS]
    )
    return moment


CREWS: list[tuple[CrewMember, ...]] = [
    (),
    (CrewMember(name="张三", role=CrewRole.DRIVER), CrewMember(name="李四", role=CrewRole.NURSE)),
    (CrewMember(name=" ", role=CrewRole.DOCTOR),),
    tuple(CrewMember(name=f"担架{n}", role=CrewRole.STRETCHER_BEARER) for n in range(3)),
]


def about_requests(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A crew signs on with a roster, asks its desk, or gets an answer."""
    vehicle_id = _known(draw, region.vehicles)
    match draw(st.integers(0, 2)):
        case 0:
            return c.SignOn(vehicle_id=vehicle_id, crew=_one_of(draw, CREWS))
        case 1:
            kind, text = _one_of(draw, list(CrewRequestKind)), _one_of(draw, ["", "加油"])
            pressed_ms = _press_ms(draw)
            return c.AskDesk(vehicle_id=vehicle_id, kind=kind, text=text, pressed_ms=pressed_ms)
        case _:
            request_id, reason = _known(draw, board.requests), _one_of(draw, ["", "不行"])
            return c.AnswerCrew(request_id=request_id, granted=draw(maybe), reason=reason)


def about_roads(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a road, with shapes and times that make no sense."""
    shape = _one_of(draw, SHAPES)
    until_ms = _one_of(draw, [None, None, EIGHT_MS - DAY_MS, EIGHT_MS + DAY_MS // 24])
    match draw(st.integers(0, 3)):
        case 0:
            return c.CloseRoad(shape=shape, until_ms=until_ms)
        case 1:
            factor = _one_of(draw, [0.5, 1.0, 0.0, -1.0, 3.0, float("nan")])
            return c.SlowRoad(shape=shape, factor=factor, until_ms=until_ms)
        case 2:
            known = _known(draw, board.restrictions)
            return c.ChangeRoadEnd(restriction_id=known, until_ms=until_ms)
        case _:
            return c.ReopenRoad(restriction_id=_known(draw, board.restrictions))


def about_clocks(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about an alarm, raised without cause among them, or about a limit."""
    alarm_id, since_ms = _known(draw, board.alarms), _one_of(draw, [EIGHT_MS, EIGHT_MS + DAY_MS])
    match draw(st.integers(0, 5)):
        case 0:
            kind, limit_s = _one_of(draw, list(AlarmKind)), 30
            record_id = _known(draw, [*board.calls, *board.tasks, *region.vehicles])
            times = {"since_ms": since_ms, "due_ms": since_ms + 30_000, "limit_s": limit_s}
            return c.RaiseAlarm(kind=kind, record_id=record_id, unit="市", **times)
        case 1:
            return c.EscalateAlarm(alarm_id=alarm_id, level=_one_of(draw, list(AlarmLevel)))
        case 2:
            return c.ClearAlarm(alarm_id=alarm_id)
        case 3:
            limit_id = _known(draw, board.limits)
            until_ms = _one_of(draw, [None, EIGHT_MS - DAY_MS, EIGHT_MS + DAY_MS])
            return c.EndLimit(limit_id=limit_id, until_ms=until_ms)
        case 4:
            limit, seconds = _one_of(draw, list(Limit)), _one_of(draw, [-1, 0, 8, 240, 90_000])
            times = {"from_ms": _one_of(draw, [None, since_ms]), "until_ms": None}
            return c.SetLimit(
                limit=limit, unit=_known(draw, region.units), seconds=seconds, **times
            )
        case _:
            return c.AcknowledgeAlarm(alarm_id=alarm_id, outcome=_one_of(draw, list(AlarmOutcome)))


def _one_of(draw: Draw, choices: Sequence[Any]) -> Any:
    return draw(st.sampled_from(choices))


def _known(draw: Draw, ids: Iterable[str]) -> str:
    """One of these identifiers, or now and then one that nobody knows."""
    known: str = _one_of(draw, [*sorted(ids), "nobody's"])
    return known
