"""How an incident begins, wherever it came from: a caller, a partner, a paper slip, a plan."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import IncidentKind
from dispatch.handlers.context import Context
from dispatch.handlers.details import isolated


def begin(
    ctx: Context,
    incident_id: str,
    owner: str,
    details: c.IncidentDetails,
    place: c.Place,
    *,
    kind: IncidentKind = IncidentKind.RESCUE,
    at_ms: int | None = None,
    first_call_ms: int | None = None,
    referral_id: str | None = None,
    moved: bool = True,
) -> tuple[e.IncidentOpened, e.IncidentDescribed]:
    """The two events of every beginning: whose it is, and what is known of it.

    ``at_ms`` and ``first_call_ms`` are now, unless it began earlier; ``moved`` is false while
    nobody has said where it is.
    """
    began_ms = ctx.now_ms if at_ms is None else at_ms
    opened = e.IncidentOpened(
        at_ms=began_ms,
        by=ctx.actor,
        incident_id=incident_id,
        kind=kind,
        owner_unit=owner,
        first_call_ms=began_ms if first_call_ms is None else first_call_ms,
        referral_id=referral_id,
    )
    described = e.IncidentDescribed(
        at_ms=began_ms,
        by=ctx.actor,
        incident_id=incident_id,
        details=isolated(details),
        county_code=place.county_code,
        township_code=place.township_code,
        moved=moved,
    )
    return opened, described
