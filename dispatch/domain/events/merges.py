"""Facts about two records of one happening."""

from dispatch.domain.events.base import Event


class IncidentsMerged(Event, frozen=True, kw_only=True):
    """One incident went into another (并案)."""

    incident_id: str
    into_id: str


class IncidentsSplit(Event, frozen=True, kw_only=True):
    """A merged incident is open again (拆分)."""

    incident_id: str
    from_id: str


class ProposalDeclined(Event, frozen=True, kw_only=True):
    """Somebody said that they are not the same (不是同一事件)."""

    incident_id: str
    call_id: str | None = None
    other_id: str | None = None


MergeEvent = IncidentsMerged | IncidentsSplit | ProposalDeclined
