"""Facts about two vehicles at once."""

from dispatch.domain.events.base import Event
from dispatch.domain.proposals import SwapProposal
from geo.coordinates import Point


class MeetingSet(Event, frozen=True, kw_only=True):
    """Two crews of an incident are to meet there (会车): in both their orders."""

    incident_id: str
    basic_task_id: str
    advanced_task_id: str
    point: Point
    place: str
    meet_ms: int
    on_scene: bool


class VehicleSwapped(Event, frozen=True, kw_only=True):
    """One task was stopped for the other, which is sooner there (换车)."""

    incident_id: str
    former_task_id: str
    task_id: str


class SwapProposed(Event, frozen=True, kw_only=True):
    """A nearer vehicle is proposed (换车建议), or the last proposal is taken back."""

    incident_id: str
    proposal: SwapProposal | None


class SwapDeclined(Event, frozen=True, kw_only=True):
    """A desk does not want this vehicle for this incident."""

    incident_id: str
    vehicle_id: str


PairEvent = MeetingSet | VehicleSwapped | SwapProposed | SwapDeclined
