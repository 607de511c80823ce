"""Any wish about desks: seats, layouts, hand-overs, temporary posts, paper slips."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.posts import PostKind
from dispatch.domain.seats import SeatState
from stations.layouts import Layout, Night
from stations.region import Region
from tests.support.small_world import EIGHT_MS, location

Draw = Callable[[st.SearchStrategy[Any]], Any]

HOUR_MS = 3_600_000
NIGHTS = [
    None,
    Night(layout=Layout.UNIFIED, from_minute=1320, to_minute=420),
    Night(layout=Layout.TRANSFER, from_minute=480, to_minute=480),
    Night(layout=Layout.OWN, from_minute=-1, to_minute=2000),
]


def about_desks(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a desk, sensible or not."""
    wish: c.AnyCommand = draw(st.sampled_from(_KINDS))(draw, board, region)
    return wish


def _seat(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    state, reason = draw(st.sampled_from(SeatState)), draw(st.sampled_from(["", "用餐"]))
    if draw(st.integers(0, 5)) == 0:
        return c.ClearSeat(user=_known(draw, board.seats), reason=reason)
    return c.ChangeSeat(state=state, reason=reason)


def _layout(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    return c.SetLayout(
        unit=_known(draw, region.units),
        layout=draw(st.sampled_from(Layout)),
        night=draw(st.sampled_from(NIGHTS)),
        partner=draw(st.sampled_from([None, "市", "郧阳", "nobody's"])),
        from_ms=draw(st.sampled_from([None, None, EIGHT_MS, EIGHT_MS + 24 * HOUR_MS])),
    )


def _handover(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    incident_id, handover_id = _known(draw, board.incidents), _known(draw, board.handovers)
    reason = draw(st.sampled_from(["属地", "属地", ""]))
    match draw(st.integers(0, 6)):
        case 0 | 1:
            to_unit = draw(st.sampled_from(["市", "郧阳", "南化站"]))
            return c.HandOverIncident(incident_id=incident_id, to_unit=to_unit, reason=reason)
        case 2:
            accepted = draw(st.booleans())
            return c.AnswerHandOver(handover_id=handover_id, accepted=accepted, reason=reason)
        case 3:
            return c.WithdrawHandOver(handover_id=handover_id)
        case 4:
            return c.BounceHandOver(handover_id=handover_id)
        case 5:
            return c.TakeOverIncident(incident_id=incident_id, reason=reason)
        case _:
            return c.GiveBackIncident(incident_id=incident_id, reason=reason)


def _post(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    match draw(st.integers(0, 2)):
        case 0:
            until_ms = EIGHT_MS + draw(st.sampled_from([-1, 2, 9000])) * HOUR_MS
            return c.OpenPost(
                kind=draw(st.sampled_from(PostKind)),
                name="体育场",
                unit=_known(draw, region.units),
                point=location("谭家湾").point,
                from_ms=EIGHT_MS,
                until_ms=until_ms,
            )
        case 1:
            return c.ClosePost(post_id=_known(draw, board.posts))
        case _:
            post_id = draw(st.sampled_from([None, *sorted(board.posts), "nobody's"]))
            return c.PostVehicle(vehicle_id=_known(draw, region.vehicles), post_id=post_id)


def _paper(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    unit = draw(st.sampled_from(["市", "郧阳", "nobody's"]))
    if draw(st.booleans()):
        return c.DrawPapers(unit=unit, seat="1", count=draw(st.sampled_from([1, 2, 0, 999])))
    written_ms = EIGHT_MS + draw(st.sampled_from([0, 1, 60_000, -1, 9 * HOUR_MS]))
    return c.EnterPaper(unit=unit, slip=draw(st.integers(0, 4)), written_ms=written_ms)


_KINDS = (_seat, _seat, _layout, _handover, _handover, _post, _paper)


def _known(draw: Draw, ids: Any) -> str:
    known: str = draw(st.sampled_from([*sorted(ids), "nobody's"]))
    return known
