"""Any wish about triage: answers in and out of turn, codes known and not, decisions of people."""

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.key_questions import Answered
from dispatch.domain.triage import Urgency
from stations.region import Region


def _answered(*words: str) -> tuple[Answered, ...]:
    """``fever/who=baby`` and so on."""
    parts = [word.replace("=", "/").split("/") for word in words]
    return tuple(Answered(set_id=s, question_id=q, answer_id=a) for s, q, a in parts)


COURSES = [
    (),
    _answered("universal/awake=no"),
    _answered("universal/awake=no", "universal/breathing=gone", "universal/who=child"),
    _answered("fever/who=baby", "fever/contact=yes"),
    _answered("fever/contact=yes"),
]


def about_triage(
    draw: Callable[[st.SearchStrategy[Any]], Any], board: Board, region: Region
) -> c.AnyCommand:
    """One of the three commands about the triage of an incident."""

    def one_of(choices: Iterable[Any]) -> Any:
        return draw(st.sampled_from(list(choices)))

    incident_id = one_of([*sorted(board.incidents), "nobody's"])
    match draw(st.integers(0, 2)):
        case 0:
            known = board.incidents.get(incident_id)
            revision = known.triage.revision if known and known.triage else 0
            return c.AnswerTriage(
                incident_id=incident_id, answers=one_of(COURSES), revision=one_of([revision, 0])
            )
        case 1:
            return c.TakeDeterminant(incident_id=incident_id, code=one_of(["9-E-1", "26-A-2", "x"]))
        case _:
            urgency, reason = one_of([None, *Urgency]), one_of(["", "家属说"])
            return c.OverrideUrgency(incident_id=incident_id, urgency=urgency, reason=reason)
