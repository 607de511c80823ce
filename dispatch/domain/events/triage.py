"""Facts about the triage of an incident (分诊)."""

from dispatch.domain.events.base import Event
from dispatch.domain.key_questions import Triage
from dispatch.domain.triage import Urgency
from stations.vehicles import Capability


class TriageEvent(Event, frozen=True, kw_only=True):
    """The whole record as it is now, and what the incident's own fields became by it."""

    incident_id: str
    triage: Triage
    urgency: Urgency | None
    needs: frozenset[Capability]
    infection: bool


class TriageAnswered(TriageEvent, frozen=True, kw_only=True):
    """The caller has answered (分诊问答)."""


class DeterminantTaken(TriageEvent, frozen=True, kw_only=True):
    """A code of another triage system was taken over (外部分级)."""


class UrgencyOverridden(TriageEvent, frozen=True, kw_only=True):
    """A person decided the urgency (人工定级)."""


TriageFact = TriageAnswered | DeterminantTaken | UrgencyOverridden
