"""Triage (分诊): what is asked, what was answered, what a person decides (CALL-09, CALL-10)."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import Field

from console.api.bodies import Body, Identifier
from console.api.kept import Kept
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.auth import LoggedIn, Wished
from dispatch.domain import commands as c
from dispatch.domain.key_questions import Answered
from dispatch.domain.triage import Urgency
from dispatch.handlers.triage import REASON_MAX
from stations.questions import Determinants, GuidanceCard, QuestionBook, QuestionSet
from stations.region import Region

router = APIRouter(tags=["triage 分诊"])

ANSWERS_MAX = 64
"""Far beyond the longest course of any book."""


class AnsweredBody(Body):
    """One answer by its codes."""

    set_id: Identifier
    question_id: Identifier
    answer_id: Identifier


class TriageBody(Body):
    """All answers so far, in order; ``revision`` is the record's that lay on the desk."""

    answers: Annotated[list[AnsweredBody], Field(max_length=ANSWERS_MAX)]
    revision: int = Field(0, ge=0)


class DeterminantBody(Body):
    """The code of another triage system, e.g. ``9-E-1``."""

    code: str = Field(min_length=1, max_length=20)


class OverrideBody(Body):
    """What a person decides and why; null goes by the answers again."""

    urgency: Urgency | None
    reason: str = Field(max_length=REASON_MAX)


class BooksView(msgspec.Struct, frozen=True, kw_only=True):
    """The questions in force; ``former`` ones, the last first, are for who is in the middle of
    asking: a triage goes on by the first book that has the versions it was asked by."""

    sets: tuple[QuestionSet, ...]
    cards: tuple[GuidanceCard, ...]
    determinants: Determinants
    former: tuple[QuestionBook, ...] = ()


@router.get("/triage", **shows(BooksView))
async def book(request: Request, system: Running, login: LoggedIn) -> Response:
    """All question sets, guidance cards and the table of foreign codes of this centre."""
    kept = system.kept("triage", lambda: Kept.of_json(_books(system.region)))
    return kept.respond(request)


def _books(region: Region) -> BooksView:
    now = region.questions
    return BooksView(
        sets=now.sets,
        cards=now.cards,
        determinants=now.determinants,
        former=region.former_questions,
    )


@router.post("/incidents/{incident_id}/triage", **shows(c.Receipt))
async def answered(incident_id: Id, body: TriageBody, system: Running, wish: Wished) -> Response:
    """The caller has answered; no dispatch waits for it."""
    answers = tuple(Answered(**one.model_dump()) for one in body.answers)
    command = c.AnswerTriage(incident_id=incident_id, answers=answers, revision=body.revision)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/determinant", **shows(c.Receipt))
async def determinant(
    incident_id: Id, body: DeterminantBody, system: Running, wish: Wished
) -> Response:
    """Take over the code of another triage system (外部分级码)."""
    command = c.TakeDeterminant(incident_id=incident_id, code=body.code)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/urgency", **shows(c.Receipt))
async def override(incident_id: Id, body: OverrideBody, system: Running, wish: Wished) -> Response:
    """A person decides the urgency, with a reason (人工定级)."""
    command = c.OverrideUrgency(incident_id=incident_id, urgency=body.urgency, reason=body.reason)
    return answer(await system.desk.submit(wish, command))
