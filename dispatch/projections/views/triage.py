"""The triage of an incident as shown (分诊): texts of questions come from ``/api/triage``."""

import msgspec

from dispatch.domain.key_questions import Answered, AskedNext, Triage, Verdict
from dispatch.projections.views.shared import PersonView, person_view


class VerdictView(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers so far come to (分诊结论), and by which rule."""

    urgency: str | None
    why: Answered | None
    needs: tuple[str, ...]
    cards: tuple[str, ...]
    infection: bool


class OverrideView(msgspec.Struct, frozen=True, kw_only=True):
    """A person's decision on the urgency (人工定级)."""

    urgency: str | None
    instead_of: str | None
    reason: str
    at_ms: int
    by: PersonView


class TriageView(msgspec.Struct, frozen=True, kw_only=True):
    """The triage of an incident (分诊记录); ``urgency`` is what counts of all that was said."""

    revision: int
    answers: tuple[Answered, ...]
    versions: dict[str, str]
    next: AskedNext | None
    verdict: VerdictView
    urgency: str | None
    by_hand: str | None
    determinant: str | None
    determinant_urgency: str | None
    override: OverrideView | None


def triage_view(triage: Triage) -> TriageView:
    """The view of a triage record."""
    code, decided = triage.determinant, triage.override
    return TriageView(
        revision=triage.revision,
        answers=triage.answers,
        versions=triage.versions,
        next=triage.next,
        verdict=_verdict_view(triage.verdict),
        urgency=triage.urgency.value if triage.urgency else None,
        by_hand=triage.by_hand.value if triage.by_hand else None,
        determinant=code.code if code else None,
        determinant_urgency=code.urgency.value if code else None,
        override=OverrideView(
            urgency=decided.urgency.value if decided.urgency else None,
            instead_of=decided.instead_of.value if decided.instead_of else None,
            reason=decided.reason,
            at_ms=decided.at_ms,
            by=person_view(decided.by),
        )
        if decided
        else None,
    )


def _verdict_view(verdict: Verdict) -> VerdictView:
    return VerdictView(
        urgency=verdict.urgency.value if verdict.urgency else None,
        why=verdict.why,
        needs=tuple(sorted(need.value for need in verdict.needs)),
        cards=verdict.cards,
        infection=verdict.infection,
    )
