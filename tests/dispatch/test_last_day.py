"""A vehicle past its last day ends the task that it has, and gets no other by any way."""

from dataclasses import replace

import msgspec
import pytest

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.offers import OfferWhy
from dispatch.domain.triage import Urgency
from dispatch.live_coverage import ready_vehicles
from dispatch.prospects import sort_out
from stations.status import TaskResult, VehicleState
from tests.support.small_world import CITY_DESK, Core

REQUIREMENTS = ("ORG-01", "DSP-01", "DSP-10")

V = "郧阳01"
YESTERDAY, TOMORROW = "2026-11-20", "2026-11-22"


def set_days(core: Core, **days: str) -> None:
    vehicle = msgspec.structs.replace(core.region.vehicles[V], **days)
    core.region = replace(core.region, vehicles={**core.region.vehicles, V: vehicle})


@pytest.mark.parametrize("days", [{"valid_to": YESTERDAY}, {"valid_from": TOMORROW}])
def test_who_is_not_in_service_is_neither_proposed_nor_sent_nor_counted(
    days: dict[str, str],
) -> None:
    core = Core()
    incident_id = core.open_incident(spot="郧阳")
    set_days(core, **days)
    board, region, now_ms = core.board, core.region, core.now_ms
    prospects, passed = sort_out(board, region, {}, board.incidents[incident_id], now_ms)
    assert V not in {one.vehicle.id for one in prospects}
    assert [why.code for one in passed if one.vehicle_id == V for why in one.why] == [
        "not_in_service"
    ]
    everybody = set(region.vehicles)
    ready = ready_vehicles(board, region, {}, everybody, frozenset(), now_ms)
    assert V not in {one.vehicle_id for one in ready}
    refusal = core.refuse(CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id=V))
    assert (refusal.code, refusal.field, refusal.value) == ("not_in_service", "vehicle_id", V)
    core.send(incident_id, "郧阳02")


def test_a_task_goes_on_to_its_end_and_cannot_be_turned_into_another() -> None:
    core = Core()
    task_id = core.send(core.open_incident("A", spot="郧阳", urgency=Urgency.IV), V)
    other = core.open_incident("B", spot="南化", urgency=Urgency.I)
    core.press(task_id, VehicleState.ACKED, VehicleState.EN_ROUTE)
    set_days(core, valid_to=YESTERDAY)
    refusal = core.refuse(CITY_DESK, c.DivertTask(task_id=task_id, to_incident_id=other))
    assert refusal.code == "not_in_service"
    core.press(
        task_id,
        VehicleState.ON_SCENE,
        VehicleState.LOADED,
        VehicleState.AT_HOSPITAL,
        VehicleState.HANDED_OVER,
        VehicleState.AVAILABLE_MOBILE,
    )
    assert core.board.tasks[task_id].result is TaskResult.COMPLETED
    assert vehicle_state(core.board, V) is VehicleState.AVAILABLE_MOBILE
    offer = c.OfferVehicle(incident_id=other, vehicle_id=V, why=OfferWhy.FREED, eta_s=1.0)
    core.ask(SYSTEM, offer)
    assert core.board.incidents[other].offer is None
