"""Wishes about the triage of an incident (分诊, CALL-09); no dispatch waits for any of them."""

from dispatch.domain.commands.base import Command
from dispatch.domain.key_questions import Answered
from dispatch.domain.triage import Urgency


class AnswerTriage(Command, frozen=True, kw_only=True):
    """All answers so far, in order; shorter than before when a question was taken back.

    ``revision`` is the record's that lay on the desk: two desks cannot answer over each other.
    """

    incident_id: str
    answers: tuple[Answered, ...]
    revision: int = 0


class TakeDeterminant(Command, frozen=True, kw_only=True):
    """Another triage system said a code, e.g. ``9-E-1`` (外部分级码)."""

    incident_id: str
    code: str


class OverrideUrgency(Command, frozen=True, kw_only=True):
    """A person decides the urgency, and says why (人工定级); None goes by the answers again."""

    incident_id: str
    urgency: Urgency | None
    reason: str


TriageCommand = AnswerTriage | TakeDeterminant | OverrideUrgency
