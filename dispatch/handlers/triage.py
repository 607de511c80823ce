"""Triage: what the caller answers, what another system says, what a person decides (CALL-09)."""

import re
from typing import Any

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal
from dispatch.domain.key_questions import Determinant, Triage, UrgencyOverride
from dispatch.domain.records import Incident
from dispatch.domain.triage import Urgency
from dispatch.handlers.context import Answer, Context
from dispatch.triage import course_of, versions_of

REASON_MAX = 200
OVERRIDES_MAX = 20
"""More changes of mind about one incident than this are a fault, not a decision."""

_CODE = re.compile(r"^[0-9]{1,3}-[A-EO\u03a9]-[0-9]{1,3}[A-Z]{0,2}$")


def answer(ctx: Context, command: c.AnswerTriage) -> Answer:
    """Keep the answers; urgency, needs and infection follow, whoever is already under way."""
    incident = ctx.get_open_incident(command.incident_id)
    before = _before(ctx, incident)
    if command.revision != before.revision:
        raise Conflict(
            "triage_moved_on",
            "另一席位已更新分诊",
            "another desk has gone on with this triage",
            field="revision",
            value=command.revision,
            remedy="按屏幕上的最新问题继续 / go on from what the screen shows now",
        )
    # Who is in the middle of asking goes on by the sets it began with.
    book = ctx.region.questions_of(before.versions)
    at, verdict = course_of(book, command.answers)
    versions = versions_of(book, command.answers)
    changes = {"answers": command.answers, "versions": versions, "next": at, "verdict": verdict}
    return _kept(ctx, incident, e.TriageAnswered, changes)


def take_determinant(ctx: Context, command: c.TakeDeterminant) -> Answer:
    """Read a foreign code by the centre's table; the code is kept, no text of it is known."""
    incident = ctx.get_open_incident(command.incident_id)
    table, code = ctx.region.questions.determinants, command.code.strip().upper()
    grade = table.grade_of(code) if _CODE.match(code) else None
    if grade is None:
        raise Refusal(
            "unknown_determinant",
            f"外部分级码 {command.code} 不在对照表中",
            f"the table does not know the code {command.code}",
            field="code",
            value=command.code,
            remedy="写作 9-E-1；对照表见 questions/determinants.toml / write it as 9-E-1",
        )
    taken = Determinant(
        code=code,
        urgency=Urgency(grade),
        table_version=table.version,
        at_ms=ctx.now_ms,
        by=ctx.actor,
    )
    return _kept(ctx, incident, e.DeterminantTaken, {"determinant": taken})


def override(ctx: Context, command: c.OverrideUrgency) -> Answer:
    """A person knows better and says why; both stay on record."""
    incident = ctx.get_open_incident(command.incident_id)
    reason = command.reason.strip()
    if not 0 < len(reason) <= REASON_MAX:
        raise Refusal(
            "override_reason_missing",
            f"改级须说明原因（1–{REASON_MAX} 字）",
            f"an override needs a reason of 1–{REASON_MAX} characters",
            field="reason",
            value=command.reason[:40],
            remedy="选一条或写一句原因 / choose or write a reason",
        )
    before = _before(ctx, incident)
    if len(before.overrides) >= OVERRIDES_MAX:
        raise Conflict(
            "too_many_overrides",
            f"本事件改级已达 {OVERRIDES_MAX} 次",
            f"the urgency of this incident was overridden {OVERRIDES_MAX} times",
            field="urgency",
            value=command.urgency,
            remedy="请值班长处理 / ask the shift leader",
        )
    decided = UrgencyOverride(
        urgency=command.urgency,
        instead_of=incident.urgency,
        reason=reason,
        at_ms=ctx.now_ms,
        by=ctx.actor,
    )
    overrides = (*before.overrides, decided)
    return _kept(ctx, incident, e.UrgencyOverridden, {"overrides": overrides})


def _before(ctx: Context, incident: Incident) -> Triage:
    """What is known so far; of an incident nobody has asked about, where the questions begin."""
    at, verdict = course_of(ctx.region.questions, ())
    return incident.triage or Triage(next=at, verdict=verdict)


def _kept(
    ctx: Context, incident: Incident, kind: type[e.TriageFact], changes: dict[str, Any]
) -> Answer:
    """The record with its changes. What a desk set by hand meanwhile is not lost: only what the
    answers themselves had added is taken back with them."""
    before = _before(ctx, incident)
    touched = incident.triage is None or incident.urgency is not before.urgency
    by_hand = incident.urgency if touched else before.by_hand
    after = replace(before, revision=before.revision + 1, by_hand=by_hand, **changes)
    was, now = before.verdict, after.verdict
    event = kind(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        triage=after,
        urgency=after.urgency,
        needs=(incident.needs | (now.needs - was.needs)) - (was.needs - now.needs),
        infection=(incident.infection and not was.infection) or now.infection,
    )
    return Answer((event,), incident_id=incident.id)
