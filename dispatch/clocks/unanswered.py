"""What follows a call that its desk does not answer: the partner desk's phones ring too."""

from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.records import CallState
from stations.layouts import Layouts


def ring_at_partner(world: World, call_id: str) -> c.OverflowCall | None:
    """The desk that helps out (溢出, CALL-02); a call that rings everywhere needs no other."""
    call = world.board.calls.get(call_id)
    if call is None or call.state is not CallState.RINGING or call.desk_unit is None:
        return None
    if call.overflowed_to is not None:
        return None
    layouts = Layouts(world.region, world.board.layouts)
    partner = layouts.partner_of(call.desk_unit, call.rang_ms)
    if partner is None or partner == call.desk_unit:
        return None
    return c.OverflowCall(call_id=call_id, to_unit=partner)
