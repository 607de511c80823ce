"""What hangs on the wall (大屏, UI-04): numbers and coarse marks, nothing about any person.

The projection is made at the server: no name, no telephone number, no words of a caller, no vehicle
by its number, no place finer than the township. What is not in it, no screen can show.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from dispatch.board import Board, IncidentState, incident_state, vehicle_state
from dispatch.domain.records import CallState, Incident
from dispatch.sight import Viewer, reach_of, sees_incident
from dispatch.waiting import waiting_list
from dispatch.whereabouts import base_of
from geo.coordinates import Point
from stations.reach import Reach
from stations.region import Region
from stations.status import IDLE, ON_TASK, VehicleState
from stations.vehicles import Vehicle

UNGRADED = "ungraded"
FREE, BUSY, AWAY = "free", "busy", "away"

PLACE_DECIMALS = 3
"""A vehicle on the wall lies within about 100 m: enough to see it move, no door to be read."""


class WallUrgency(msgspec.Struct, frozen=True, kw_only=True):
    """Open events of one urgency: without a vehicle, with one, laid aside."""

    urgency: str
    waiting: int = 0
    responding: int = 0
    parked: int = 0


class WallFleet(msgspec.Struct, frozen=True, kw_only=True):
    """Vehicles of one level in one county: free, on a task, or not to be had."""

    county_code: str
    level: str
    free: int = 0
    busy: int = 0
    away: int = 0


class WallWait(msgspec.Struct, frozen=True, kw_only=True):
    """Who waits longest for a vehicle, by township."""

    urgency: str
    since_ms: int
    area: str


class WallEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An open event at the seat of its township."""

    lon: float
    lat: float
    urgency: str
    state: str
    since_ms: int


class WallVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle as a mark without a name; ``stale`` when nobody has heard of it lately."""

    lon: float
    lat: float
    standing: str
    stale: bool


class ResponseToday(msgspec.Struct, frozen=True, kw_only=True):
    """Response times of today; None where nobody has arrived yet."""

    count: int
    median_s: float | None
    p90_s: float | None
    since_ms: int
    definition_zh: str
    definition_en: str


class WallView(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of the wall, as of ``now_ms``."""

    now_ms: int
    seq: int
    ringing: int
    ringing_since_ms: int | None
    urgencies: tuple[WallUrgency, ...]
    longest: WallWait | None
    waiting: int
    fleet: tuple[WallFleet, ...]
    alarms: int
    alarms_unseen: int
    faults: int
    """Conditions of the system itself that everybody must know of."""
    events: tuple[WallEvent, ...]
    events_unplaced: int
    vehicles: tuple[WallVehicle, ...]
    response: ResponseToday


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The last place of a vehicle, and whether it is old."""

    point: Point
    stale: bool


def wall_view(
    board: Board,
    region: Region,
    viewer: Viewer,
    places: Mapping[str, Seen],
    now_ms: int,
    faults: int,
    response: ResponseToday,
) -> WallView:
    """The picture for whoever reaches this far: an observer sees the numbers, no event itself."""
    reach = reach_of(viewer, region)
    incidents = [i for i in board.list_open_incidents() if _reaches(viewer, board, region, i)]
    mine = {incident.id for incident in incidents}
    waits = [wait for wait in waiting_list(board) if wait.incident_id in mine]
    first = min(waits, key=lambda wait: wait.since_ms, default=None)
    ringing = [
        call.rang_ms
        for call in board.calls.values()
        if call.state is CallState.RINGING and (reach.whole or call.desk_unit in reach.units)
    ]
    alarms = [a for a in board.alarms.values() if a.open and (reach.whole or a.unit in reach.units)]
    events = [_event(region, board, incident) for incident in incidents]
    return WallView(
        now_ms=now_ms,
        seq=board.seq,
        ringing=len(ringing),
        ringing_since_ms=min(ringing, default=None),
        urgencies=_by_urgency(board, incidents),
        longest=None
        if first is None
        else WallWait(
            urgency=_urgency(board.incidents[first.incident_id]),
            since_ms=first.since_ms,
            area=_area(region, board.incidents[first.incident_id]),
        ),
        waiting=len(waits),
        fleet=_fleet(board, region, reach, now_ms),
        alarms=len(alarms),
        alarms_unseen=sum(not alarm.acknowledged for alarm in alarms),
        faults=faults,
        events=tuple(event for event in events if event is not None),
        events_unplaced=sum(event is None for event in events),
        vehicles=tuple(_vehicles(board, region, reach, places, now_ms)),
        response=response,
    )


def _reaches(viewer: Viewer, board: Board, region: Region, incident: Incident) -> bool:
    """Numbers are for whoever reaches the ground; to read an event itself is another right."""
    reach = reach_of(viewer, region)
    mine = incident.owner_unit in reach.units or incident.county_code in reach.counties
    return reach.whole or mine or sees_incident(viewer, board, region, incident)


def _urgency(incident: Incident) -> str:
    return incident.urgency.value if incident.urgency else UNGRADED


def _by_urgency(board: Board, incidents: Iterable[Incident]) -> tuple[WallUrgency, ...]:
    counts = Counter((_urgency(one), incident_state(board, one)) for one in incidents)
    return tuple(
        WallUrgency(
            urgency=urgency,
            waiting=counts[urgency, IncidentState.WAITING],
            responding=counts[urgency, IncidentState.RESPONDING],
            parked=counts[urgency, IncidentState.PARKED],
        )
        for urgency in ("I", "II", "III", "IV", UNGRADED)
    )


def _standing(state: VehicleState) -> str:
    if state in IDLE:
        return FREE
    return BUSY if state in ON_TASK else AWAY


def _own(board: Board, region: Region, reach: Reach, now_ms: int) -> Iterator[Vehicle]:
    """The vehicles in reach that are in service, or still on a task after their last day."""
    for vehicle in region.vehicles.values():
        there = region.serves(vehicle, now_ms) or board.task_of(vehicle.id) is not None
        if there and (reach.whole or vehicle.id in reach.vehicles):
            yield vehicle


def _fleet(board: Board, region: Region, reach: Reach, now_ms: int) -> tuple[WallFleet, ...]:
    counts = Counter(
        (v.county_code, v.level.value, _standing(vehicle_state(board, v.id)))
        for v in _own(board, region, reach, now_ms)
    )
    groups = dict.fromkeys((county, level) for county, level, _ in counts)
    return tuple(
        WallFleet(
            county_code=county,
            level=level,
            free=counts[county, level, FREE],
            busy=counts[county, level, BUSY],
            away=counts[county, level, AWAY],
        )
        for county, level in sorted(groups)
    )


def _area(region: Region, incident: Incident) -> str:
    """The township's name, else the county's; nobody's address."""
    township = region.townships.get(incident.township_code or "")
    county = region.counties.get(incident.county_code or "")
    return township.name if township else county.name if county else ""


def _event(region: Region, board: Board, incident: Incident) -> WallEvent | None:
    township = region.townships.get(incident.township_code or "")
    if township is None:
        return None
    return WallEvent(
        lon=township.point.lon,
        lat=township.point.lat,
        urgency=_urgency(incident),
        state=incident_state(board, incident).value,
        since_ms=incident.opened_ms,
    )


def _vehicles(
    board: Board, region: Region, reach: Reach, places: Mapping[str, Seen], now_ms: int
) -> Iterable[WallVehicle]:
    for vehicle in _own(board, region, reach, now_ms):
        seen = places.get(vehicle.id)
        point = seen.point if seen else base_of(board, region, vehicle.id, now_ms)
        yield WallVehicle(
            lon=round(point.lon, PLACE_DECIMALS),
            lat=round(point.lat, PLACE_DECIMALS),
            standing=_standing(vehicle_state(board, vehicle.id)),
            stale=seen is None or seen.stale,
        )
