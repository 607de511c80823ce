"""Wishes of and about receiving hospitals, sensible and not."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.hospitals import (
    CannotReceive,
    Condition,
    Department,
    Load,
    Preparation,
    Reception,
    Settlement,
    Sex,
)
from stations.region import Region
from tests.support.small_world import EIGHT_MS

Draw = Callable[[st.SearchStrategy[Any]], Any]

HOUR_MS = 3_600_000
TIMES_MS = [None, EIGHT_MS - HOUR_MS, EIGHT_MS + HOUR_MS, EIGHT_MS + 8 * HOUR_MS, 2**52]


def about_hospitals(draw: Draw, board: Board, region: Region) -> c.AnyCommand:
    """A wish about a notice, a state or a refusal, by whomever."""
    notice_id, task_id = _known(draw, board.notices), _known(draw, board.tasks)
    code, ready = _known(draw, region.hospitals), draw(st.booleans())
    pressed_ms, department = _one(draw, TIMES_MS), _one(draw, list(Department))
    match draw(st.integers(0, 9)):
        case 0:
            return c.AcknowledgeNotice(notice_id=notice_id, pressed_ms=pressed_ms)
        case 1:
            item = _one(draw, list(Preparation))
            return c.PrepareFor(notice_id=notice_id, item=item, ready=ready)
        case 2:
            return c.AskDivert(notice_id=notice_id, reason=_one(draw, list(CannotReceive)))
        case 3:
            named = _one(draw, [None, code])
            return c.AnswerDivert(notice_id=notice_id, granted=ready, hospital_code=named)
        case 4:
            step = _one(draw, list(Reception))
            return c.NoteReception(notice_id=notice_id, step=step, pressed_ms=pressed_ms)
        case 5:
            age = _one(draw, [None, -1, 0, 67, 131])
            condition = Condition(sex=_one(draw, list(Sex)), age_years=age, diagnosis="胸痛")
            return c.TellCondition(task_id=task_id, condition=condition)
        case 6:
            return c.StateHospital(
                hospital_code=code,
                department=department,
                load=_one(draw, list(Load)),
                until_ms=pressed_ms,
                reason=_one(draw, [None, *CannotReceive]),
            )
        case 7:
            return c.DecideDiversion(hospital_code=code, department=department, approved=ready)
        case 8:
            return c.ReportRefusal(task_id=task_id, reason=_one(draw, list(CannotReceive)))
        case _:
            return c.SettleRefusal(
                refusal_id=_known(draw, board.refusals),
                settlement=_one(draw, list(Settlement)),
                authority_told=ready,
            )


def _one(draw: Draw, choices: Sequence[Any]) -> Any:
    return draw(st.sampled_from(choices))


def _known(draw: Draw, ids: Iterable[str]) -> str:
    known: str = _one(draw, [*sorted(ids), "nobody's"])
    return known
