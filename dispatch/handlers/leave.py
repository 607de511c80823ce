"""Whether a vehicle may be sent without asking anybody, and who is told that it was (DSP-04)."""

from dispatch import lending
from dispatch.domain import events as e
from dispatch.domain.decisions import Ranking, decision_of
from dispatch.domain.errors import Conflict
from dispatch.domain.identifiers import next_boundary_id
from dispatch.domain.limits import Limit, LimitBook
from dispatch.domain.records import Incident
from dispatch.handlers.context import Context
from stations.boundary import BoundaryRule, BoundaryTerm
from stations.vehicles import Vehicle


def term_for(ctx: Context, incident: Incident, vehicle: Vehicle) -> BoundaryTerm:
    """The rule between the centre that would send and the one that the vehicle belongs to."""
    asking = lending.asking_unit(ctx.region, ctx.actor, incident)
    return lending.term_for(ctx.board, ctx.region, asking, vehicle, ctx.now_ms)


def require_leave(ctx: Context, incident: Incident, vehicle: Vehicle) -> BoundaryTerm:
    """Refuse to send what must be asked for first, and say how to ask."""
    term = term_for(ctx, incident, vehicle)
    if term.rule is BoundaryRule.ASK:
        lender = ctx.region.units[term.lending].name
        raise Conflict(
            "neighbour_must_be_asked",
            f"{vehicle.name} 属{lender}，须先征求同意",
            f"{vehicle.name} belongs to {lender}, which must be asked first",
            field="vehicle_id",
            value=vehicle.id,
            remedy="按“请求”，对方同意即派出；或派本县车辆 / ask: once granted it is sent; "
            "or send one of your own",
            vehicle_id=vehicle.id,
            lending=term.lending,
            timeout_s=_timeout_s(ctx, term),
        )
    return term


def asked(
    ctx: Context,
    incident: Incident,
    vehicle: Vehicle,
    term: BoundaryTerm,
    ranking: Ranking | None,
    override_reason: str | None = None,
) -> e.NeighbourAsked:
    """The request, or the note, as it is filed."""
    chosen = ranking.find(vehicle.id) if ranking else None
    asks = term.rule is BoundaryRule.ASK
    return e.NeighbourAsked(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        boundary_id=next_boundary_id(ctx.board.serials, ctx.now_ms),
        incident_id=incident.id,
        vehicle_id=vehicle.id,
        asking=term.asking,
        lending=term.lending,
        rule=term.rule,
        fallback=term.fallback,
        until_ms=ctx.now_ms + _timeout_s(ctx, term) * 1000 if asks else None,
        eta_s=chosen.eta_s if chosen else None,
        eta_basis=ranking.basis if ranking else "",
        next_best=_without_asking(ranking, vehicle.id) if asks else None,
        decision=decision_of(ranking, vehicle.id, override_reason) if ranking and asks else None,
    )


def notes(
    ctx: Context, incident: Incident, vehicle: Vehicle, term: BoundaryTerm, ranking: Ranking | None
) -> tuple[e.AnyEvent, ...]:
    """What the lending centre is told of a vehicle that was simply sent."""
    if term.rule is not BoundaryRule.NOTIFY:
        return ()
    return (asked(ctx, incident, vehicle, term, ranking),)


def _timeout_s(ctx: Context, term: BoundaryTerm) -> int:
    """As the two have agreed; otherwise by the limit of the centre that has to answer."""
    if term.timeout_s is not None:
        return term.timeout_s
    limits = LimitBook(ctx.board.limits.values(), ctx.region)
    return limits.seconds(Limit.NEIGHBOUR, term.lending, ctx.now_ms)


def _without_asking(ranking: Ranking | None, vehicle_id: str) -> str | None:
    """The best that can be sent at once, should the neighbour say no or nothing."""
    if ranking is None:
        return None
    free = (c.vehicle_id for c in ranking.ranked if c.sendable and c.vehicle_id != vehicle_id)
    return next(free, None)
