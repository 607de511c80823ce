"""What goes out with an order (派车单, DSP-06): who called, what to bring, where, for any map app.

A crew sees no calls but must be able to ring back, and the map on its phone may want a Chinese
datum (SYS-07); both come from here, for the page and for the printed slip of a station.
"""

import msgspec

from dispatch.board import Board
from dispatch.domain.records import Incident, Task
from geo.coordinates import Datum, Point
from geo.coordinates.datums import Pair, from_wgs84
from stations.region import Region

MAP_DATUMS = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
"""What map apps on phones take: geo: links, Amap and Tencent, Baidu."""


class CallerView(msgspec.Struct, frozen=True, kw_only=True):
    """Who called and what they said."""

    number: str
    rang_ms: int
    words: str


class GoalView(msgspec.Struct, frozen=True, kw_only=True):
    """A place to drive to, as (lon, lat) in each datum that a map may want."""

    name: str
    phone: str
    places: dict[str, Pair]


class OrderSlip(msgspec.Struct, frozen=True, kw_only=True):
    """The order of one task; a goal is null while it is not known.

    ``radius_m`` is how sure the scene's point is; ``kind`` and ``urgency`` say what for.
    """

    task_id: str
    kind: str
    urgency: str | None
    complaint: str
    patient_count: int
    needs: tuple[str, ...]
    infection: bool
    special_needs: str
    meeting_place: str
    contact_phone: str
    radius_m: float | None
    method: str | None
    eta_ms: int | None
    centre_name: str
    centre_phone: str
    callers: tuple[CallerView, ...]
    scene: GoalView | None
    hospital: GoalView | None
    station: GoalView
    meeting: GoalView | None = None
    """Where it meets the other crew of its pair, unless that is the scene."""
    meets_vehicle: str | None = None
    meets_ms: int | None = None


def order_slip(board: Board, region: Region, task: Task, incident: Incident) -> OrderSlip:
    """The slip of a task, as of now."""
    calls = [board.calls[call_id] for call_id in incident.call_ids if call_id in board.calls]
    centre = region.units.get(incident.owner_unit) or region.units[region.meta.city_centre]
    station = region.units[region.vehicles[task.vehicle_id].station_code]
    hospital = region.hospitals.get(task.hospital_code or "")
    place, meeting = incident.location, task.meeting
    return OrderSlip(
        task_id=task.id,
        kind=incident.kind.value,
        urgency=incident.urgency.value if incident.urgency else None,
        complaint=incident.complaint,
        patient_count=incident.patient_count,
        needs=tuple(sorted(need.value for need in incident.needs)),
        infection=incident.infection,
        special_needs=incident.special_needs,
        meeting_place=incident.meeting_place,
        contact_phone=incident.contact_phone,
        radius_m=place.radius_m if place else None,
        method=place.method.value if place else None,
        eta_ms=task.eta_ms,
        centre_name=centre.name,
        centre_phone=centre.phone,
        callers=tuple(CallerView(number=c.number, rang_ms=c.rang_ms, words=c.words) for c in calls),
        scene=_goal(incident.address, "", place.point) if place else None,
        hospital=_goal(hospital.name, hospital.phone_24h, hospital.point) if hospital else None,
        station=_goal(station.name, station.phone, station.point),
        meeting=_goal(meeting.place, "", meeting.point)
        if meeting and not meeting.on_scene
        else None,
        meets_vehicle=region.vehicles[meeting.with_vehicle].name if meeting else None,
        meets_ms=meeting.at_ms if meeting else None,
    )


def _goal(name: str, phone: str, point: Point) -> GoalView:
    return GoalView(name=name, phone=phone, places={d: _pair(point, d) for d in MAP_DATUMS})


def _pair(point: Point, datum: Datum) -> Pair:
    lon, lat = from_wgs84(point, datum)
    return round(lon, 6), round(lat, 6)
