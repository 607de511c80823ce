"""Which of the two road times a trip goes by."""

import pytest

from dispatch.domain.triage import Urgency
from dispatch.policies.sirens import ON_THE_ROAD, Destination, driving
from geo.roads.driving import Driving
from stations.status import VehicleState


@pytest.mark.parametrize(
    ("to", "hurried"), [("scene", "I II III None"), ("hospital", "I II None"), ("station", "")]
)
def test_a_siren_is_for_the_scene_and_for_who_is_in_danger(to: Destination, hurried: str) -> None:
    for urgency in (*Urgency, None):
        siren = str(urgency) in hurried.split()
        assert driving(to, urgency) is (Driving.SIREN if siren else Driving.CALM)


def test_only_vehicles_that_drive_are_on_the_road() -> None:
    standing = {S for S in VehicleState if S not in ON_THE_ROAD}
    assert {VehicleState.ON_SCENE, VehicleState.AT_HOSPITAL, VehicleState.PAUSED} <= standing
    assert set(ON_THE_ROAD.values()) == {"scene", "hospital", "station"}
