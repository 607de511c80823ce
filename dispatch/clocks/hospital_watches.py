"""What clocks watch between desk and hospital (HOS-03, HOS-06, HOS-07)."""

from dispatch.clocks.world import Running, World
from dispatch.domain.alarms import About
from dispatch.domain.hospitals import Notice
from dispatch.domain.limits import Limit
from stations.status import VehicleState

_AT_DOOR = frozenset({VehicleState.AT_HOSPITAL, VehicleState.HANDED_OVER})


def unacknowledged_notice(world: World, notice_id: str) -> Running | None:
    """A hospital that has not said that it knows: then the desk telephones (北京 Art 24)."""
    notice = _expected(world, notice_id)
    if notice is None or notice.acknowledged is not None:
        return None
    return _about_notice(world, notice, Limit.HOSPITAL_NOTICE, notice.issued_ms)


def unanswered_divert(world: World, notice_id: str) -> Running | None:
    """A hospital asks for another destination while the vehicle drives on."""
    notice = _expected(world, notice_id)
    if notice is None or notice.divert is None or notice.divert.granted is not None:
        return None
    return _about_notice(world, notice, Limit.HOSPITAL_ASKS, notice.divert.asked_ms)


def undecided_diversion(world: World, state_id: str) -> Running | None:
    """A hospital declares that it diverts; it does not count until a desk agrees."""
    state = world.board.hospital_states.get(state_id)
    if state is None or not state.undecided:
        return None
    county = world.region.hospitals[state.hospital_code].county_code
    unit = world.region.centre_of_county(county)
    running = world.running(
        Limit.HOSPITAL_DIVERTS, since_ms=state.stated_ms, of_unit=unit, about=About()
    )
    return running if running.due_ms < state.until_ms else None


def unsettled_refusal(world: World, refusal_id: str) -> Running | None:
    """A hospital did not take a patient, and nobody has settled it."""
    refusal = world.board.refusals.get(refusal_id)
    if refusal is None or refusal.settlement is not None:
        return None
    task = world.board.tasks[refusal.task_id]
    return world.running(
        Limit.HOSPITAL_REFUSAL,
        since_ms=refusal.reported_ms,
        of_unit=world.board.incidents[refusal.incident_id].owner_unit,
        about=About(task_id=task.id, incident_id=task.incident_id, vehicle_id=task.vehicle_id),
    )


def _expected(world: World, notice_id: str) -> Notice | None:
    """A notice on which the hospital still waits: the vehicle is under way to it."""
    notice = world.board.notices.get(notice_id)
    if notice is None or not notice.open:
        return None
    task = world.board.tasks[notice.task_id]
    return notice if task.active and task.state not in _AT_DOOR else None


def _about_notice(world: World, notice: Notice, limit: Limit, since_ms: int) -> Running:
    return world.running(
        limit,
        since_ms=since_ms,
        of_unit=world.board.incidents[notice.incident_id].owner_unit,
        about=About(
            task_id=notice.task_id, incident_id=notice.incident_id, vehicle_id=notice.vehicle_id
        ),
    )
