"""What happens to events that wait."""

from dispatch.apply.changes import Applied, change_incident
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.offers import Offer


def _reinforcement_parked(board: Board, event: e.ReinforcementParked, touched: Touched) -> None:
    change_incident(board, event.incident_id, touched, reinforcement_parked=True)


def _vehicle_offered(board: Board, event: e.VehicleOffered, touched: Touched) -> None:
    offer = Offer(vehicle_id=event.vehicle_id, why=event.why, at_ms=event.at_ms, eta_s=event.eta_s)
    change_incident(board, event.incident_id, touched, offer=offer)


def _offer_declined(board: Board, event: e.OfferDeclined, touched: Touched) -> None:
    change_incident(board, event.incident_id, touched, offer=None)


APPLY: Applied = {
    e.ReinforcementParked: _reinforcement_parked,
    e.VehicleOffered: _vehicle_offered,
    e.OfferDeclined: _offer_declined,
}
