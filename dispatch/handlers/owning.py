"""Which desk owns a new incident, and which is asked to take it at once (ORG-02)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.handovers import HandOverKind
from dispatch.domain.identifiers import nth_handover_id
from dispatch.domain.limits import Limit
from dispatch.handlers.context import Context
from dispatch.handlers.seats import staffed
from stations.reach import NOWHERE

_WRONG_DESK = "属地中心 / the place is theirs"


def owner_of(ctx: Context, place: c.Place) -> str:
    """The centre whose the place is, by the layout of this hour; without one, who took the call."""
    if place.county_code in ctx.region.counties:
        return ctx.layouts.owner_of(place.county_code, ctx.now_ms)
    return place.owner_unit or ctx.actor.unit or ctx.region.meta.city_centre


def first_owner(ctx: Context, place: c.Place, wanted: str) -> str:
    """Who owns it to begin with: nobody gets an incident unseen.

    What a desk takes for a centre beneath it is that centre's from the start, unless the layout
    has it taken above and then handed over. What lies beyond its reach stays with whoever took it
    until the other desk has accepted.
    """
    mine = ctx.actor.unit
    reach = ctx.region.reaches.get(mine, NOWHERE)
    if mine not in ctx.region.units or wanted == mine:
        return wanted
    if wanted not in reach.units:
        return mine
    desk = ctx.layouts.desk_of(place.county_code, ctx.now_ms) if place.county_code else wanted
    return wanted if desk == wanted else mine


def offer_new(
    ctx: Context, incident_id: str, owner: str, wanted: str
) -> tuple[e.HandOverOffered, ...]:
    """Ask the desk whose it should be, if somebody sits there; else the owner sees to it."""
    if owner == wanted or not staffed(ctx.board, wanted):
        return ()
    limit_s = ctx.limit_s(Limit.HAND_OVER, wanted)
    offered = e.HandOverOffered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        handover_id=nth_handover_id(incident_id, 1),
        incident_id=incident_id,
        kind=HandOverKind.TRANSFER,
        from_unit=owner,
        to_unit=wanted,
        due_ms=ctx.now_ms + limit_s * 1000,
        reason=_WRONG_DESK,
    )
    return (offered,)
