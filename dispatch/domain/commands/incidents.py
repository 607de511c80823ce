"""Wishes about incidents (事件)."""

from dispatch.domain.choices import OverrideCode
from dispatch.domain.commands.base import Command, IncidentDetails, Place
from dispatch.domain.decisions import Ranking


class DescribeIncident(Command, frozen=True, kw_only=True):
    """More is known of an incident: "locate, dispatch, then ask" (CALL-08).

    ``seen_version`` is the event's version that lay on the desk when it was edited (UI-06);
    ``reason`` is why the urgency shall be another than triage says.
    """

    incident_id: str
    details: IncidentDetails
    place: Place | None = None
    seen_version: int | None = None
    reason: str = ""


class DispatchVehicle(Command, frozen=True, kw_only=True):
    """Send this vehicle (派车), on this ranking."""

    incident_id: str
    vehicle_id: str
    ranking: Ranking | None = None
    override_reason: str | None = None
    override_code: OverrideCode | None = None


class ParkIncident(Command, frozen=True, kw_only=True):
    """Accepted, but nothing is sent yet (挂起, DSP-11); taken up by itself at ``until_ms``."""

    incident_id: str
    until_ms: int | None = None
    note: str = ""


class WakeIncident(Command, frozen=True, kw_only=True):
    """A parked incident is taken up again (唤醒, DSP-11)."""

    incident_id: str


class CloseIncident(Command, frozen=True, kw_only=True):
    """Nothing more is to be done for an incident (结束事件)."""

    incident_id: str
    reason: str = ""


IncidentCommand = DescribeIncident | DispatchVehicle | ParkIncident | WakeIncident | CloseIncident
