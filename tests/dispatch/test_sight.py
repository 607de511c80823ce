"""Who sees what: a station its own vehicles, a county its ground, the city everything (ORG-03)."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM, Actor, Role
from dispatch.sight import (
    sees_call,
    sees_incident,
    sees_restrictions,
    sees_vehicle,
    viewer_of,
)
from stations.status import ReasonKind, VehicleState
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import (
    ADMIN,
    CITY_DESK,
    COUNTY_DESK,
    DUTY,
    LEADER,
    OBSERVER,
    PLANNER,
    QUALITY,
    Core,
    crew,
)

V, OTHER = "十堰01", "郧阳01"
PEOPLE = (
    CITY_DESK,
    ADMIN,
    LEADER,
    SYSTEM,
    QUALITY,
    OBSERVER,
    PLANNER,
    COUNTY_DESK,
    DUTY,
    crew(V),
    GATEWAY,
)


def seen_by(core: Core, actor: Actor, incident_id: str) -> tuple[bool, bool, bool, bool, bool]:
    """Call, incident, the city's vehicle, the county's vehicle, closed roads."""
    viewer, board, region = viewer_of(actor), core.board, core.region
    incident = board.incidents[incident_id]
    return (
        sees_call(viewer, board, region, board.calls[incident.call_ids[0]]),
        sees_incident(viewer, board, region, incident),
        sees_vehicle(viewer, board, region, V),
        sees_vehicle(viewer, board, region, OTHER),
        sees_restrictions(viewer),
    )


def test_a_city_incident_on_city_ground_is_no_countys_business() -> None:
    core = Core()
    core.ring("A", place=c.Place(county_code="茅箭"))
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    incident_id = core.ask(CITY_DESK, c.AcceptCall(call_id="A")).incident_id or ""
    core.send(incident_id, V)
    assert {actor.user: seen_by(core, actor, incident_id) for actor in PEOPLE} == {
        "li": (True, True, True, True, True),
        "root": (True, True, True, True, True),
        "sun": (True, True, True, True, True),
        "system": (True, True, True, True, True),
        "zhou": (True, True, True, True, True),
        "wu": (False, False, True, True, True),
        "zhao": (False, False, True, True, True),
        "wang": (False, False, False, True, True),
        "qian": (False, False, False, True, True),
        "crew-十堰01": (False, True, True, False, True),
        "exchange": (True, False, False, False, False),
    }


def test_a_login_of_an_unknown_unit_sees_nothing_of_anybodys() -> None:
    core = Core()
    incident_id = core.open_incident()
    stranger = Actor(user="x", name="x", role=Role.DISPATCHER, unit="撤销了的")
    assert seen_by(core, stranger, incident_id)[:4] == (False, False, False, False)


def test_a_neighbours_vehicle_is_seen_while_it_is_idle_and_while_it_helps_out_here() -> None:
    core = Core()
    county, region = viewer_of(COUNTY_DESK), core.region
    assert region.reaches["郧阳"].neighbours == {"十堰01", "十堰00"}
    assert sees_vehicle(county, core.board, region, V)
    elsewhere = core.open_incident("A", "十堰")
    task_id = core.send(elsewhere, V)
    assert not sees_vehicle(county, core.board, region, V)
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER))
    assert sees_vehicle(county, core.board, region, V)
    core.ring("B", place=c.Place(county_code="郧阳"))
    core.ask(COUNTY_DESK, c.AnswerCall(call_id="B"))
    here = core.ask(COUNTY_DESK, c.AcceptCall(call_id="B")).incident_id or ""
    core.ask(COUNTY_DESK, c.DispatchVehicle(incident_id=here, vehicle_id=V))
    assert sees_vehicle(county, core.board, region, V)


def test_who_lent_a_vehicle_sees_the_incident_until_it_is_back() -> None:
    core = Core()
    incident_id = core.open_incident("A", "十堰")
    core.board.incidents[incident_id] = replace(
        core.board.incidents[incident_id], county_code="茅箭"
    )
    county, station = viewer_of(COUNTY_DESK), viewer_of(DUTY)

    def sees(viewer: object) -> bool:
        incident = core.board.incidents[incident_id]
        return sees_incident(viewer, core.board, core.region, incident)  # type: ignore[arg-type]

    assert not sees(county)
    assert not sees(station)
    task_id = core.send(incident_id, OTHER)
    assert sees(county)
    assert sees(station)
    core.press(task_id, VehicleState.ACKED)
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER))
    assert not sees(county), "the share ended with the task"
    assert sees(station), "a station keeps its own sorties"
