"""With siren or without (鸣笛): decides which of the two road times a trip is ranked by.

An emergency run to the scene is driven with siren, whatever is not yet triaged too. With a patient
on board only the critical and the acute are hurried (II and above); the way home never is. A table,
so that a centre whose rules differ changes one line.
"""

from typing import Literal

from dispatch.domain.triage import Urgency
from geo.roads.driving import Driving
from stations.status import VehicleState

Destination = Literal["scene", "hospital", "station"]

WITH_SIREN: dict[Destination, frozenset[Urgency | None]] = {
    "scene": frozenset({Urgency.I, Urgency.II, Urgency.III, None}),
    "hospital": frozenset({Urgency.I, Urgency.II, None}),
    "station": frozenset(),
}

ON_THE_ROAD: dict[VehicleState, Destination] = {
    VehicleState.EN_ROUTE: "scene",
    VehicleState.LOADED: "hospital",
    VehicleState.AVAILABLE_MOBILE: "station",
}
"""Where a vehicle drives to by its state; in any other state it stands, or nobody knows."""


def driving(to: Destination, urgency: Urgency | None) -> Driving:
    """How a trip of this urgency is driven."""
    return Driving.SIREN if urgency in WITH_SIREN[to] else Driving.CALM
