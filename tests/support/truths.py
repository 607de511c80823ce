"""What must be true of a board at any moment, whatever was asked before."""

from collections import Counter
from itertools import pairwise

from dispatch.board import (
    Board,
    IncidentState,
    dump,
    forget,
    incident_state,
    notices_of,
    restore,
    vehicle_state,
)
from dispatch.domain.alarms import RESPONSES_MAX, alarm_id_of
from dispatch.domain.boundary import WAITING, BoundaryState
from dispatch.domain.hospitals import Load
from dispatch.domain.limits import LIMITS
from dispatch.domain.messages import READERS_MAX, TEXT_MAX
from dispatch.domain.records import Call, Incident
from dispatch.domain.referrals import REFERRAL_OVER
from dispatch.domain.seats import SeatState
from dispatch.domain.shifts import ITEMS_MAX, ShiftState
from dispatch.domain.triage import CallClass
from dispatch.handlers.boundary import OPEN_REQUESTS_MAX as BOUNDARY_REQUESTS_MAX
from dispatch.handlers.crews import OPEN_REQUESTS_MAX
from dispatch.handlers.presses import KEPT_MAX
from dispatch.handlers.transfers import state_of
from dispatch.journal.memory import MemoryJournal
from dispatch.journal.rows import call_row, incident_row, task_row
from dispatch.locating import REPORTS_MAX, same
from dispatch.shifts import shift_items
from dispatch.triage import course_of
from dispatch.waiting import waiting_list
from geo.roads.restrictions import RestrictionKind
from stations.region import Region
from stations.status import IDLE, STEPS, VehicleState


def check_board(board: Board, region: Region) -> None:
    """Everything that can be said of one board by itself."""
    check_vehicles(board, region)
    check_tasks(board)
    check_incidents(board, region)
    check_triage(board, region)
    check_merges(board)
    check_locations(board)
    check_restrictions(board)
    check_requests(board, region)
    check_desks(board)
    check_shifts(board, region)
    check_waiting(board)
    check_referrals(board, region)
    check_alarms(board)
    check_limits(board, region)
    check_boundaries(board, region)
    check_hospitals(board, region)
    assert restore(dump(board)) == board


def check_vehicles(board: Board, region: Region) -> None:
    """At most one active task per vehicle; the status follows from task and duty alone."""
    active = [task for task in board.tasks.values() if task.active]
    assert max(Counter(task.vehicle_id for task in active).values(), default=0) <= 1
    on_task = {task.vehicle_id: task for task in active}
    for vehicle_id in region.vehicles:
        duty, task = board.duty(vehicle_id), on_task.get(vehicle_id)
        assert duty.task_id == (task.id if task else None)
        state = vehicle_state(board, vehicle_id)
        if task is not None:
            assert state is task.state
        elif not duty.signed_on:
            assert state is VehicleState.OFF_DUTY
        elif duty.pause is not None:
            assert state is VehicleState.PAUSED
        else:
            assert state in IDLE


def check_tasks(board: Board) -> None:
    """Stamps go forward in time, each by a legal step, and none lies in the future."""
    for task in board.tasks.values():
        stamps = task.stamps
        assert stamps[0].state is VehicleState.ASSIGNED
        for before, after in pairwise(stamps):
            assert before.at_ms <= after.at_ms <= after.received_ms
            legal = {step.to for step in STEPS.get(before.state, ())}
            stopped = after is stamps[-1] and task.result is not None
            assert after.state in legal or (stopped and after.state in IDLE)
        assert (task.ended_ms is None) is task.active
        shown = [observation.state for observation in task.observed]
        assert len(shown) == len(set(shown)), "each state is proposed once"
        assert all(seen.at_ms <= seen.received_ms for seen in task.observed)
        assert len(task.kept) <= KEPT_MAX
        assert task.id in board.incidents[task.incident_id].task_ids
        assert board.acceptances[task.acceptance_id].incident_id == task.incident_id
    loads = Counter(
        task.id for task in board.tasks.values() for s in task.stamps if s.state == "loaded"
    )
    assert Counter(patient.task_id for patient in board.patients.values()) == loads


def check_incidents(board: Board, region: Region) -> None:
    """Every incident has an owner; a closed one has nobody under way and nothing open."""
    for incident in board.incidents.values():
        assert incident.owner_unit in region.units
        if incident.closed_ms is not None:
            assert not incident.parked
            assert not any(task.active for task in board.tasks_of(incident))
            for acceptance_id in incident.acceptance_ids:
                assert board.acceptances[acceptance_id].closed_ms is not None
        if incident.parked:
            assert not any(task.active for task in board.tasks_of(incident))
    for call in board.calls.values():
        if call.incident_id is not None:
            assert call.call_class in (None, CallClass.CHASING)
            incident_of = board.incidents.get(call.incident_id)
            assert incident_of is None or call.id in incident_of.call_ids


def check_triage(board: Board, region: Region) -> None:
    """What a triage says follows from its answers; every change of it was counted."""
    for triage in (incident.triage for incident in board.incidents.values()):
        if triage is not None:
            assert (triage.next, triage.verdict) == course_of(region.questions, triage.answers)
            assert triage.versions.keys() == {answered.set_id for answered in triage.answers}
            assert triage.revision >= len(triage.overrides)
            assert all(override.reason.strip() for override in triage.overrides)


def check_merges(board: Board) -> None:
    """A merged incident is closed, and the other one knows of it; nobody is apart from himself."""
    for incident in board.incidents.values():
        assert incident.id not in incident.apart_from
        if incident.merged_into is not None:
            assert incident.closed_ms is not None
            into = board.incidents.get(incident.merged_into)
            assert into is None or incident.id in into.absorbed
        if incident.closed_ms is None:
            mine = [board.calls[i].incident_id for i in incident.call_ids if i in board.calls]
            assert set(mine) <= {incident.id}


def check_locations(board: Board) -> None:
    """Reports are numbered upwards and few; where something lies, somebody has said so."""
    records: list[Call | Incident] = [*board.calls.values(), *board.incidents.values()]
    for record in records:
        numbers = [report.no for report in record.reports]
        assert numbers == sorted(set(numbers))
        assert len(numbers) <= REPORTS_MAX
        if record.location is not None:
            assert any(same(report.location, record.location) for report in record.reports)


def check_restrictions(board: Board) -> None:
    """Only a slow road has a factor, and every end comes after its beginning."""
    for key, restriction in board.restrictions.items():
        assert key == restriction.id
        slow = restriction.kind is RestrictionKind.SLOW
        assert (restriction.factor is not None) is slow
        assert restriction.factor is None or 0.0 < restriction.factor <= 1.0
        assert restriction.until_ms is None or restriction.until_ms > restriction.from_ms


def check_requests(board: Board, region: Region) -> None:
    """Every request is a vehicle's own, answered whole or not at all; few of one wait."""
    waiting: Counter[str] = Counter()
    for key, request in board.requests.items():
        assert key == request.id
        assert request.vehicle_id in region.vehicles
        assert request.asked_ms <= request.received_ms
        assert (request.granted is None) is (request.answered_ms is None)
        waiting[request.vehicle_id] += request.answered_ms is None
    assert max(waiting.values(), default=0) <= OPEN_REQUESTS_MAX


def check_alarms(board: Board) -> None:
    """One open alarm of a clock over a record; raised once due, over no sooner than raised."""
    ringing = Counter((a.kind, a.record_id) for a in board.alarms.values() if a.open)
    assert max(ringing.values(), default=0) <= 1
    for key, alarm in board.alarms.items():
        assert key == alarm.id == alarm_id_of(alarm.kind, alarm.record_id, alarm.since_ms)
        assert alarm.raised_ms <= alarm.level_ms
        assert alarm.cleared_ms is None or alarm.raised_ms <= alarm.cleared_ms
        assert len(alarm.responses) <= RESPONSES_MAX
        assert all(alarm.raised_ms <= response.at_ms for response in alarm.responses)


def check_limits(board: Board, region: Region) -> None:
    """Of one unit's values never two at once, each within what may be set."""
    for setting in board.limits.values():
        spec = LIMITS[setting.limit]
        assert spec.least_s <= setting.seconds <= spec.most_s
        assert setting.unit in region.units
        assert setting.until_ms is None or setting.from_ms < setting.until_ms
        for other in board.limits.values():
            same = (other.limit, other.unit) == (setting.limit, setting.unit)
            assert (
                other is setting
                or not same
                or not other.overlaps(setting.from_ms, setting.until_ms)
            )


def check_waiting(board: Board) -> None:
    """The list is exactly those who wait; what is proposed could be sent this moment."""
    listed = waiting_list(board)
    assert len({line.incident_id for line in listed}) == len(listed)
    waits = {line.incident_id for line in listed}
    for incident in board.incidents.values():
        state = incident_state(board, incident)
        assert (state is IncidentState.WAITING) <= (incident.id in waits)
        assert incident.wake_ms is None or incident.parked
        if incident.offer is not None:
            assert incident.id in waits
            assert vehicle_state(board, incident.offer.vehicle_id) in IDLE


def check_referrals(board: Board, region: Region) -> None:
    """Each step is a legal one, and with a drive the state is what its tasks say."""
    for key, referral in board.referrals.items():
        assert key == referral.id
        assert {referral.from_hospital, referral.to_hospital} <= set(region.hospitals)
        assert not any(step.state in REFERRAL_OVER for step in referral.steps[:-1])
        assert all(one.at_ms <= other.at_ms for one, other in pairwise(referral.steps))
        incident = board.incidents.get(referral.incident_id or "")
        if incident is not None:
            assert incident.referral_id == referral.id
            closed = incident.closed_ms is not None
            assert referral.state is state_of(board.tasks_of(incident), closed=closed)


def check_boundaries(board: Board, region: Region) -> None:
    """Who is asked is a centre; what is settled says by whom; few wait; meetings are mutual."""
    waiting: Counter[str] = Counter()
    for key, asked in board.boundaries.items():
        assert key == asked.id
        assert asked.asking != asked.lending
        assert asked.asked_of in (asked.lending, region.meta.city_centre)
        assert (asked.state in WAITING) is (asked.answered_by is None)
        waiting[asked.incident_id] += asked.state is BoundaryState.OPEN
    assert max(waiting.values(), default=0) <= BOUNDARY_REQUESTS_MAX
    for task in board.tasks.values():
        if task.meeting is not None:
            others = {t.vehicle_id for t in board.tasks.values() if t.meeting is not None}
            assert task.meeting.with_vehicle in others - {task.vehicle_id}


def check_hospitals(board: Board, region: Region) -> None:
    """A task is awaited at one hospital at most, at the one it goes to; states end."""
    awaited: Counter[str] = Counter()
    for key, notice in board.notices.items():
        assert key == notice.id
        task = board.tasks[notice.task_id]
        assert notice in notices_of(board, task.id), "numbered without a gap"
        assert (notice.vehicle_id, notice.incident_id) == (task.vehicle_id, task.incident_id)
        assert (notice.withdrawn_ms is None) is (notice.withdrawn_why is None)
        awaited[task.id] += notice.open
        assert not notice.open or notice.hospital_code == task.hospital_code
    assert max(awaited.values(), default=0) <= 1
    for task in board.tasks.values():
        if task.active and task.state is VehicleState.LOADED:
            assert awaited[task.id] == 1, "who is on board is announced"
    for state_key, state in board.hospital_states.items():
        assert state_key == state.id
        assert state.load is not Load.OPEN
        assert state.stated_ms < state.until_ms
        assert state.hospital_code in region.hospitals
        assert state.load is Load.DIVERTING or state.approved is None
    for refusal in board.refusals.values():
        assert (refusal.settlement is None) is (refusal.settled_by is None)
        assert refusal.authority_told_ms is None or refusal.settled_ms is not None


def check_desks(board: Board) -> None:
    """An incident has one owner and at most one offer; a seat, a post, a slip are one of each."""
    waiting = [handover for handover in board.handovers.values() if handover.open]
    assert max(Counter(h.incident_id for h in waiting).values(), default=0) <= 1
    offered = {h.incident_id: h.to_unit for h in waiting}
    for incident in board.incidents.values():
        assert incident.offered_to == offered.get(incident.id)
        assert incident.offered_to != incident.owner_unit
        assert incident.closed_ms is None or incident.offered_to is None
    for handover in board.handovers.values():
        assert handover.open is (handover.settled_ms is None)
    for user, seat in board.seats.items():
        assert (user, seat.state is SeatState.OUT) == (seat.user, False)
    for unit, plans in board.layouts.items():
        assert [plan.from_ms for plan in plans] == sorted({plan.from_ms for plan in plans})
        assert all(plan.unit == unit for plan in plans)
    posted = Counter(v for post in board.posts.values() for v in post.vehicle_ids)
    assert max(posted.values(), default=0) <= 1
    for unit, advice in board.moves.items():
        assert unit == advice.unit
        assert (advice.declined is None) is (advice.declined_ms is None) is advice.open
    slips = [(b.unit, n) for b in board.books.values() for n in range(b.first, b.last + 1)]
    assert len(slips) == len(set(slips))
    assert all(b.last <= board.serials[f"Z-{b.unit}"] for b in board.books.values())


def check_shifts(board: Board, region: Region) -> None:
    """One sheet waits for each person at most; whoever signed second was somebody else."""
    waiting = Counter(sheet.by.user for sheet in board.shifts.values() if sheet.open)
    assert max(waiting.values(), default=0) <= 1
    for sheet in board.shifts.values():
        assert sheet.open is (sheet.settled_ms is None) is (sheet.settled_by is None)
        assert len(sheet.items) <= ITEMS_MAX
        assert len({item.key for item in sheet.items}) == len(sheet.items)
        if sheet.state in (ShiftState.TAKEN, ShiftState.RELEASED):
            assert sheet.settled_by is not None
            assert sheet.settled_by.user != sheet.by.user
    for message in board.messages.values():
        assert 0 < len(message.text) <= TEXT_MAX
        readers = [reading.by.user for reading in message.readings]
        assert len(readers) == len(set(readers)) <= READERS_MAX
        assert message.by.user not in readers
    for user, seat in board.seats.items():
        own = shift_items(board, region, user, seat.unit, whole=False)
        desk = shift_items(board, region, user, seat.unit, whole=True)
        assert all(item.mine for item in own)
        assert {i.key for i in own} <= {i.key for i in desk}


def check_rows(board: Board, journal: MemoryJournal) -> None:
    """What reports read is what the board says."""
    for task in board.tasks.values():
        assert journal.tasks[task.id] == task_row(task)
    for incident in board.incidents.values():
        assert journal.incidents[incident.id] == incident_row(board, incident)
    for call in board.calls.values():
        assert journal.calls[call.id] == call_row(call)


def same_but_for_what_is_old(one: Board, other: Board, before_ms: int) -> bool:
    """Whether two boards agree on all that nobody may have forgotten yet."""
    if one == other:
        return True
    copies = [restore(dump(board)) for board in (one, other)]
    for copy in copies:
        forget(copy, before_ms)
    return copies[0] == copies[1]
