"""What is to be handed over (ORG-06): a pure function of the board, the same for screen and core.

Whose an item is, follows from who decided on it last: an event is its last acceptance's, a call is
whose who answered it, until a shift was signed for that had it. What nobody decided on is the
desk's, and is handed over by whoever leaves it last.
"""

from collections.abc import Iterator

from dispatch.board import Board, IncidentState, incident_state
from dispatch.domain.alarms import ALARM_NAMES
from dispatch.domain.records import Call, CallState, Incident
from dispatch.domain.requests import REQUEST_NAMES
from dispatch.domain.seats import STAFFED
from dispatch.domain.shifts import ABOUT_MAX, ShiftItem, ShiftItemKind, ShiftState
from stations.region import Region

_KIND_OF = {
    IncidentState.WAITING: ShiftItemKind.WAITING,
    IncidentState.PARKED: ShiftItemKind.PARKED,
    IncidentState.RESPONDING: ShiftItemKind.EVENT,
}


def others_there(board: Board, user: str, unit: str) -> bool:
    """Whether somebody else sits at this desk."""
    return any(
        seat.unit == unit and seat.user != user and seat.state in STAFFED
        for seat in board.seats.values()
    )


def shift_items(
    board: Board, region: Region, user: str, unit: str, *, whole: bool | None = None
) -> list[ShiftItem]:
    """What this person would leave behind, the oldest first; ``whole`` None: what must be taken.

    One's own always; of the desk's only when nobody else stays.
    """
    if whole is None:
        whole = not others_there(board, user, unit)
    keepers = _Keepers(board)
    found = [item for item in _items(board, region, unit, user, keepers) if whole or item.mine]
    return sorted(found, key=lambda item: (item.since_ms, item.key))


class _Keepers:
    """Who answers for an item: who decided last, or who has signed for it since."""

    def __init__(self, board: Board) -> None:
        self._taken: dict[str, tuple[int, str]] = {}
        for sheet in board.shifts.values():
            if sheet.state is not ShiftState.TAKEN:
                continue
            assert sheet.settled_ms is not None
            assert sheet.settled_by is not None
            signature = (sheet.settled_ms, sheet.settled_by.user)
            for item in sheet.items:
                self._taken[item.key] = max(self._taken.get(item.key, signature), signature)

    def find(self, key: str, decided_ms: int, decided_by: str | None) -> str | None:
        taken = self._taken.get(key)
        return taken[1] if taken is not None and taken[0] >= decided_ms else decided_by


def _items(
    board: Board, region: Region, unit: str, user: str, keepers: _Keepers
) -> Iterator[ShiftItem]:
    for incident in board.list_open_incidents():
        if incident.owner_unit == unit:
            yield _of_incident(board, incident, user, keepers)
        elif incident.offered_to == unit:
            yield _item(
                ShiftItemKind.HAND_OVER,
                f"hand_over:{incident.id}",
                incident.id,
                incident.opened_ms,
                _about(incident),
            )
    for call in board.calls.values():
        yield from _of_call(call, unit, user, keepers)
    for vehicle_id, duty in board.duties.items():
        vehicle = region.vehicles.get(vehicle_id)
        if duty.pause is None or vehicle is None:
            continue
        if region.centre_of_county(vehicle.county_code) == unit:
            about = f"{vehicle.name} {duty.pause.reason}"
            key, since_ms = f"pause:{vehicle_id}", duty.pause.since_ms
            yield _item(ShiftItemKind.PAUSE, key, vehicle_id, since_ms, about)
    for alarm in board.alarms.values():
        if alarm.open and alarm.unit == unit:
            about = f"{ALARM_NAMES[alarm.kind][0]} {alarm.record_id}"
            yield _item(ShiftItemKind.ALARM, f"alarm:{alarm.id}", alarm.id, alarm.raised_ms, about)
    yield from _requests(board, region, unit)


def _of_incident(board: Board, incident: Incident, user: str, keepers: _Keepers) -> ShiftItem:
    key = f"incident:{incident.id}"
    decided = [
        (one.opened_ms, one.by.user)
        for one in map(board.acceptances.get, incident.acceptance_ids)
        if one
    ]
    answered = (board.calls[i].answered_by for i in incident.call_ids if i in board.calls)
    decided += [(incident.opened_ms, who.user) for who in answered if who is not None][:1]
    keeper = keepers.find(key, *max(decided, default=(incident.opened_ms, None)))
    kind = _KIND_OF[incident_state(board, incident)]
    mine = keeper == user
    return _item(kind, key, incident.id, incident.opened_ms, _about(incident), mine=mine)


def _of_call(call: Call, unit: str, user: str, keepers: _Keepers) -> Iterator[ShiftItem]:
    answered = call.answered_by
    about = f"{call.number} {call.words}"
    if call.state is CallState.TALKING and answered is not None and answered.unit == unit:
        key = f"call:{call.id}"
        mine = keepers.find(key, call.answered_ms or call.rang_ms, answered.user) == user
        yield _item(ShiftItemKind.CALL, key, call.id, call.rang_ms, about, mine=mine)
    elif call.to_call_back and (call.desk_unit or (answered and answered.unit)) == unit:
        yield _item(ShiftItemKind.CALL_BACK, f"call:{call.id}", call.id, call.rang_ms, about)


def _requests(board: Board, region: Region, unit: str) -> Iterator[ShiftItem]:
    for request in board.requests.values():
        vehicle = region.vehicles.get(request.vehicle_id)
        if request.answered_ms is not None or vehicle is None:
            continue
        incident = board.incidents.get(request.incident_id or "")
        owner = incident.owner_unit if incident else region.centre_of_county(vehicle.county_code)
        if owner == unit:
            about = f"{vehicle.name} {REQUEST_NAMES[request.kind][0]} {request.text}"
            key, since_ms = f"request:{request.id}", request.asked_ms
            yield _item(ShiftItemKind.REQUEST, key, request.id, since_ms, about)


def _about(incident: Incident) -> str:
    urgency = incident.urgency.value if incident.urgency else "—"
    return f"{urgency} {incident.address} {incident.complaint}"


def _item(
    kind: ShiftItemKind,
    key: str,
    record_id: str,
    since_ms: int,
    about: str,
    *,
    mine: bool = False,
) -> ShiftItem:
    about = about.strip()[:ABOUT_MAX]
    return ShiftItem(
        key=key, kind=kind, record_id=record_id, since_ms=since_ms, about=about, mine=mine
    )
