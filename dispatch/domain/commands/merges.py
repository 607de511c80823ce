"""Wishes about two records of one happening (CALL-06, DSP-17)."""

from dispatch.domain.commands.base import Command


class MergeIncidents(Command, frozen=True, kw_only=True):
    """Both are one happening (并案): ``incident_id`` goes into ``into_id``."""

    incident_id: str
    into_id: str


class SplitIncidents(Command, frozen=True, kw_only=True):
    """They were two after all (拆分): the one that was merged is open again, with its calls."""

    incident_id: str


class DeclineProposal(Command, frozen=True, kw_only=True):
    """Not the same (不是同一事件): this call, or this other incident, is not proposed again."""

    incident_id: str
    call_id: str | None = None
    other_id: str | None = None


class AttachChasing(Command, frozen=True, kw_only=True):
    """Somebody asks where the ambulance is (催车): the call belongs to that incident."""

    call_id: str
    incident_id: str


MergeCommand = MergeIncidents | SplitIncidents | DeclineProposal | AttachChasing
