"""What lay on the table is kept with the order: list, alternatives, reason (DSP-05)."""

import pytest

from dispatch.clocks.table import CLOCK_OF
from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.alarms import AlarmKind
from dispatch.domain.boundary import BoundaryState
from dispatch.domain.choices import OverrideCode
from dispatch.domain.decisions import Decision
from dispatch.domain.events import VehicleDispatched
from stations.boundary import BoundaryRule
from stations.crews import CrewLevel, CrewMember, CrewRole, crew_level, staffed
from tests.dispatch.test_ranking import rank
from tests.support.small_world import (
    ADMIN,
    CITY_DESK,
    COUNTY_DESK,
    Core,
    location,
    small_region,
)

REQUIREMENTS = ("DSP-04", "DSP-05", "ORG-08")


def decision_of_sending(core: Core, vehicle_id: str, **why: object) -> Decision:
    """The record of an order."""
    incident_id = core.open_incident(spot="南化-2km")
    wish = c.DispatchVehicle(
        incident_id=incident_id,
        vehicle_id=vehicle_id,
        ranking=rank(core, incident_id),
        **why,  # type: ignore[arg-type]
    )
    sent = [e for e in core.ask(CITY_DESK, wish).events if isinstance(e, VehicleDispatched)]
    assert sent[0].decision is not None
    return sent[0].decision


def test_another_vehicle_is_sent_with_its_code_words_and_minutes_lost() -> None:
    code = OverrideCode.ROAD_KNOWN
    kept = decision_of_sending(Core(), "郧阳01", override_code=code, override_reason="塌方")
    assert (kept.recommended, kept.override_code, kept.override_reason) == ("南化01", code, "塌方")
    assert kept.minutes_lost == pytest.approx(15.5)
    assert len(kept.alternatives) == 4
    assert {one.vehicle_id for one in kept.considered} >= {"南化01", "郧阳01", "十堰01"}


def test_the_recommended_one_loses_nothing() -> None:
    assert decision_of_sending(Core(), "南化01").minutes_lost == 0.0


def test_a_roster_decides_what_a_crew_can_do() -> None:
    vehicle = small_region().vehicles["十堰01"]
    assert crew_level(vehicle) is CrewLevel.MONITOR_UNIT
    driver = CrewMember(name="张三", role=CrewRole.DRIVER)
    nurse = CrewMember(name="李四", role=CrewRole.NURSE)
    assert crew_level(staffed(vehicle, (driver,))) is CrewLevel.DRIVER_ONLY
    assert crew_level(staffed(vehicle, (driver, nurse))) is CrewLevel.NURSE


def test_the_clock_lets_a_request_lapse_that_nobody_answers() -> None:
    core = Core()
    rule = c.ChangeBoundary(asking="郧阳", lending="市", rule=BoundaryRule.ASK, timeout_s=20)
    core.ask(ADMIN, rule)
    core.ring("A")
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    place = c.Place(county_code="郧阳", township_code="南化", owner_unit="郧阳")
    where = c.IncidentDetails(location=location("南化-2km"))
    accept = c.AcceptCall(call_id="A", details=where, place=place)
    incident_id = core.ask(CITY_DESK, accept).incident_id or ""
    wish = c.AskNeighbour(incident_id=incident_id, vehicle_id="十堰01")
    boundary_id = core.ask(COUNTY_DESK, wish).boundary_id
    assert boundary_id is not None
    clock, world = CLOCK_OF[AlarmKind.NEIGHBOUR_SILENT], World(core.board, core.region)
    running = clock.watch(world, boundary_id)
    assert running is not None
    assert (running.due_ms, running.unit) == (core.now_ms + 20_000, "郧阳")
    assert clock.then is not None
    core.now_ms = running.due_ms
    lapse = clock.then(world, boundary_id)
    assert lapse is not None
    core.ask(SYSTEM, lapse)
    assert core.board.boundaries[boundary_id].state is BoundaryState.LAPSED
    assert clock.watch(World(core.board, core.region), boundary_id) is None
