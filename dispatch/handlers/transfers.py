"""Events without a call: transfers, standbys and other planned drives (DSP-19)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.errors import no_such
from dispatch.domain.identifiers import next_incident_id
from dispatch.domain.records import Incident, Task
from dispatch.domain.referrals import ReferralState
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.decisions import accepted
from dispatch.handlers.details import check_details
from dispatch.handlers.opening import begin
from stations.status import TaskResult

LEAD_MS = 30 * 60_000
"""So long before its time a planned drive is taken up: the limit of the second lane."""


def open_incident(ctx: Context, command: c.OpenIncident) -> Answer:
    """Open an event that nobody rang about; one for later is parked until shortly before."""
    return Answer(*opened(ctx, command.kind, command.details, command.place, command.scheduled_ms))


def opened(
    ctx: Context,
    kind: IncidentKind,
    details: c.IncidentDetails,
    place: c.Place,
    scheduled_ms: int | None,
    referral_id: str | None = None,
) -> "tuple[tuple[e.AnyEvent, ...], None, str]":
    """The events of a new event, no call, and its number."""
    check_details(details)
    check_destination(ctx, details)
    owner = place.owner_unit or ctx.actor.unit or ctx.region.meta.city_centre
    incident_id = next_incident_id(ctx.board.serials, owner, ctx.now_ms)
    begun = begin(ctx, incident_id, owner, details, place, kind=kind, referral_id=referral_id)
    events: list[e.AnyEvent] = [*begun]
    if scheduled_ms is not None and scheduled_ms - LEAD_MS > ctx.now_ms:
        incident = Incident(
            id=incident_id,
            kind=kind,
            owner_unit=owner,
            opened_ms=ctx.now_ms,
            first_call_ms=ctx.now_ms,
        )
        until_ms = scheduled_ms - LEAD_MS
        events.append(accepted(ctx, incident, AcceptanceKind.PARKED))
        events.append(
            e.IncidentParked(
                at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident_id, until_ms=until_ms
            )
        )
    return tuple(events), None, incident_id


def check_destination(ctx: Context, details: c.IncidentDetails) -> None:
    """Refuse a transfer to a hospital that nobody knows."""
    code = details.destination_code
    if isinstance(code, str) and code not in ctx.region.hospitals:
        raise no_such("医院", "hospital", "destination_code", code)


def follow(
    ctx: Context, incident: Incident, tasks: list[Task], *, closed: bool = False, note: str = ""
) -> tuple[e.AnyEvent, ...]:
    """What a change of a transfer's tasks means for the referral it belongs to."""
    referral = ctx.board.referrals.get(incident.referral_id or "")
    if referral is None or referral.over:
        return ()
    state = state_of(tasks, closed=closed)
    if state is referral.state:
        return ()
    return (
        e.ReferralMoved(
            at_ms=ctx.now_ms, by=ctx.actor, referral_id=referral.id, state=state, note=note
        ),
    )


def follow_dispatch(ctx: Context, incident: Incident) -> tuple[e.AnyEvent, ...]:
    """A vehicle is sent for a referral: it is under way."""
    referral = ctx.board.referrals.get(incident.referral_id or "")
    if referral is None or referral.state is not ReferralState.SCHEDULED:
        return ()
    state = ReferralState.UNDER_WAY
    return (e.ReferralMoved(at_ms=ctx.now_ms, by=ctx.actor, referral_id=referral.id, state=state),)


def state_of(tasks: list[Task], *, closed: bool) -> ReferralState:
    """The state of a scheduled referral is a function of its drive's tasks, and of nothing else."""
    if closed:
        done = any(task.result is TaskResult.COMPLETED for task in tasks)
        return ReferralState.COMPLETED if done else ReferralState.CANCELLED
    active = any(task.active for task in tasks)
    return ReferralState.UNDER_WAY if active else ReferralState.SCHEDULED
