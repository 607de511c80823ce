"""Which rules are in force between two centres, and which policy a unit goes by (DSP-04, DSP-05).

The region pack says what holds at first; changes are journalled with the moment from which they
count, so that a decision of last month can be read by the rules of last month.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from dispatch.board import Board
from dispatch.domain.actors import Actor
from dispatch.domain.choices import PolicyName
from dispatch.domain.records import Incident
from stations.boundary import BoundaryRule, BoundaryTerm
from stations.organisation import UnitKind
from stations.region import Region
from stations.vehicles import Vehicle


def pair_key(asking: str, lending: str) -> str:
    """How a pair of centres is filed on the board."""
    return f"{asking}>{lending}"


def term_of(board: Board, region: Region, asking: str, lending: str, now_ms: int) -> BoundaryTerm:
    """The rule in force when one centre would send another's vehicle.

    Its own are simply sent. The city may command everything (ORG-03): it is never made to ask.
    """
    known = [t for t in region.boundary if (t.asking, t.lending) == (asking, lending)]
    known += board.boundary_terms.get(pair_key(asking, lending), ())
    in_force = [term for term in known if term.from_ms <= now_ms]
    if asking == lending or not in_force:
        return BoundaryTerm(asking=asking, lending=lending, rule=BoundaryRule.AUTO)
    term = max(enumerate(in_force), key=lambda one: (one[1].from_ms, one[0]))[1]
    if asking == region.meta.city_centre and term.rule is BoundaryRule.ASK:
        return replace(term, rule=BoundaryRule.NOTIFY)
    return term


def term_for(
    board: Board, region: Region, asking: str, vehicle: Vehicle, now_ms: int
) -> BoundaryTerm:
    """The rule in force for one vehicle: one too far to be seen must be asked for (ORG-03)."""
    term = term_of(board, region, asking, region.centre_of_county(vehicle.county_code), now_ms)
    return term if in_sight(region, asking, vehicle.id) else replace(term, rule=BoundaryRule.ASK)


def in_sight(region: Region, asking: str, vehicle_id: str) -> bool:
    """Whether a centre sees this vehicle at all: its own, and those of neighbours that are near."""
    reach = region.reaches.get(asking)
    if reach is None or reach.whole or asking == region.meta.city_centre:
        return True
    return vehicle_id in reach.vehicles or vehicle_id in reach.neighbours


def terms_of(
    board: Board, region: Region, asking: str, lenders: Iterable[str], now_ms: int
) -> dict[str, BoundaryTerm]:
    """The rule toward each of these centres."""
    return {lending: term_of(board, region, asking, lending, now_ms) for lending in set(lenders)}


def asking_unit(region: Region, actor: Actor | None, incident: Incident) -> str:
    """The centre that would send: the actor's own, else the one that owns the incident."""
    unit = region.units.get(actor.unit) if actor else None
    if unit is not None and unit.kind is not UnitKind.STATION:
        return unit.code
    return incident.owner_unit


def policy_of(board: Board, unit: str, now_ms: int) -> PolicyName:
    """The policy that a unit goes by now; the fastest response where it has chosen none."""
    chosen = [term for term in board.policies.get(unit, ()) if term.from_ms <= now_ms]
    if not chosen:
        return PolicyName.CLOSEST
    return max(enumerate(chosen), key=lambda one: (one[1].from_ms, one[0]))[1].policy
