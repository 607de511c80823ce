"""Wishes about events that wait: for a vehicle, for a time, for a decision (DSP-09…14, DSP-19)."""

from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.commands.base import Command, IncidentDetails, Place
from dispatch.domain.decisions import Ranking
from dispatch.domain.offers import OfferWhy


class OpenIncident(Command, frozen=True, kw_only=True):
    """An event without a call: ordered in writing, or planned for a time (预约)."""

    kind: IncidentKind
    details: IncidentDetails = IncidentDetails()
    place: Place = Place()
    scheduled_ms: int | None = None


class ParkReinforcement(Command, frozen=True, kw_only=True):
    """A further vehicle is wanted, and none is sent yet (增援挂起)."""

    incident_id: str
    note: str = ""


class NoteNoVehicle(Command, frozen=True, kw_only=True):
    """Somebody wanted to send and there was nobody to send (欲派无车, DSP-12)."""

    incident_id: str
    ranking: Ranking | None = None
    note: str = ""


class NoteDecision(Command, frozen=True, kw_only=True):
    """A decision that sends nobody: special event, or referred to a hospital's own staff."""

    incident_id: str
    kind: AcceptanceKind
    note: str = ""
    target: str | None = None


class OfferVehicle(Command, frozen=True, kw_only=True):
    """Propose a vehicle that became free for an event that waits (改派建议, DSP-11)."""

    incident_id: str
    vehicle_id: str
    why: OfferWhy
    eta_s: float | None = None


class DeclineOffer(Command, frozen=True, kw_only=True):
    """The desk does not want the vehicle that is proposed (不采纳)."""

    incident_id: str
    reason: str = ""


class DivertTask(Command, frozen=True, kw_only=True):
    """Take a vehicle under way to a more urgent event (另接任务, DSP-09), in one act.

    ``replacement`` is the ranking of the event it leaves; its best is proposed there, or sent at
    once with ``replacement_vehicle_id``.
    """

    task_id: str
    to_incident_id: str
    ranking: Ranking | None = None
    override_reason: str | None = None
    replacement: Ranking | None = None
    replacement_vehicle_id: str | None = None


WaitingCommand = (
    OpenIncident
    | ParkReinforcement
    | NoteNoVehicle
    | NoteDecision
    | OfferVehicle
    | DeclineOffer
    | DivertTask
)
