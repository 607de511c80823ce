"""Any wish about pairs, exchanges, neighbours, policies and volunteers."""

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.choices import OverrideCode, PolicyName
from dispatch.domain.decisions import MeetingPlan
from dispatch.domain.moves import MoveAdvice
from dispatch.domain.proposals import SwapProposal, SwapWhy
from stations.boundary import BoundaryRule, Fallback
from stations.region import Region
from tests.support.small_world import EIGHT_MS, location

Draw = Callable[[st.SearchStrategy[Any]], Any]

HOUR_MS = 3_600_000


def about_recommending(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about what is recommended, sensible or not."""
    wish: c.AnyCommand = draw(st.sampled_from(_KINDS))(draw, board, region)
    return wish


def _pair(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    plan = MeetingPlan(
        point=location("郧阳").point,
        place="郧阳",
        on_scene=False,
        at_s=900.0,
        basic_s=900.0,
        advanced_s=880.0,
        gain_s=300.0,
    )
    return c.DispatchPair(
        incident_id=_known(draw, board.incidents),
        basic_id=_known(draw, region.vehicles),
        advanced_id=_known(draw, region.vehicles),
        meeting=draw(st.sampled_from([None, plan])),
        override_code=draw(st.sampled_from([None, *OverrideCode])),
    )


def _swap(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    return c.SwapVehicle(
        task_id=_known(draw, board.tasks), vehicle_id=_known(draw, region.vehicles)
    )


def _propose(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    proposal = SwapProposal(
        task_id=_known(draw, board.tasks),
        vehicle_id=_known(draw, region.vehicles),
        why=draw(st.sampled_from(SwapWhy)),
        at_ms=EIGHT_MS,
        eta_s=300.0,
        gain_s=240.0,
    )
    incident_id = _known(draw, board.incidents)
    return c.ProposeSwap(incident_id=incident_id, proposal=draw(st.sampled_from([None, proposal])))


def _decline(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    return c.DeclineSwap(
        incident_id=_known(draw, board.incidents), vehicle_id=_known(draw, region.vehicles)
    )


def _ask(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    return c.AskNeighbour(
        incident_id=_known(draw, board.incidents), vehicle_id=_known(draw, region.vehicles)
    )


def _answer(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    boundary_id = _known(draw, board.boundaries)
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return c.WithdrawRequest(boundary_id=boundary_id)
    if kind == 1:
        return c.LapseRequest(boundary_id=boundary_id)
    reason = draw(st.sampled_from(["", "仅剩一辆"]))
    return c.AnswerNeighbour(boundary_id=boundary_id, granted=draw(st.booleans()), reason=reason)


def _rule(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    centres = ["市", "郧阳", "南化站", "nobody's"]
    return c.ChangeBoundary(
        asking=draw(st.sampled_from(centres)),
        lending=draw(st.sampled_from(centres)),
        rule=draw(st.sampled_from(BoundaryRule)),
        timeout_s=draw(st.sampled_from([None, 30, 0, -5, 100_000])),
        fallback=draw(st.sampled_from(Fallback)),
        from_ms=draw(st.sampled_from([None, EIGHT_MS - HOUR_MS, EIGHT_MS + HOUR_MS])),
    )


def _policy(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    return c.ChoosePolicy(
        unit=draw(st.sampled_from(["市", "郧阳", "南化站", "nobody's"])),
        policy=draw(st.sampled_from(PolicyName)),
        from_ms=draw(st.sampled_from([None, EIGHT_MS - HOUR_MS, EIGHT_MS + HOUR_MS])),
    )


def _volunteer(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    if draw(st.booleans()):
        return c.CallVolunteer(
            incident_id=_known(draw, board.incidents),
            volunteer_code=_known(draw, region.volunteers),
            aed_code=draw(st.sampled_from([None, "D1", "nobody's"])),
        )
    return c.NoteVolunteer(
        volunteer_call_id=_known(draw, board.volunteer_calls),
        coming=draw(st.booleans()),
        minutes=draw(st.sampled_from([None, 5, -1, 9_999])),
    )


def _move(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    unit = draw(st.sampled_from(["市", "郧阳", "南化站", "nobody's"]))
    vehicle_id = _known(draw, region.vehicles)
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return c.AcceptMove(unit=unit, vehicle_id=vehicle_id)
    if kind == 1:
        return c.DeclineMove(unit=unit, vehicle_id=vehicle_id, reason="雾大")
    advice = MoveAdvice(
        unit=draw(st.sampled_from([unit, unit, "郧阳"])),
        vehicle_id=vehicle_id,
        place="南化",
        point=location("南化").point,
        within_s=900.0,
        covered=0.5,
        wanted=0.9,
        gain_people=400.0,
        drive_s=600.0,
        at_ms=EIGHT_MS,
        until_ms=EIGHT_MS + draw(st.sampled_from([-1, 1, 3])) * HOUR_MS,
    )
    return c.ProposeMove(unit=unit, advice=draw(st.sampled_from([None, advice, advice])))


_KINDS = (_pair, _swap, _propose, _decline, _ask, _answer, _rule, _policy, _volunteer, _move)


def _known(draw: Draw, ids: Iterable[str]) -> str:
    """One of these identifiers, or now and then one that nobody knows."""
    known: str = draw(st.sampled_from([*sorted(ids), "nobody's"]))
    return known
