"""Where it is: all that is said is kept, the better word proposed, nothing overwritten silently."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.records import Location
from dispatch.domain.triage import LocationMethod as M
from dispatch.locating import LEAST_RADIUS_M, REPORTS_MAX, proposed, radius_of
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, PARTNER, Core, location

REQUIREMENTS = ("CALL-08", "CALL-11", "CALL-12")


def by(method: M, spot: str, radius_m: float = 0.0) -> Location:
    return replace(location(spot), method=method, radius_m=radius_m)


def told(core: Core, place: Location, call_id: str) -> None:
    core.ask(GATEWAY, c.ReportLocation(location=place, call_id=call_id))


def test_before_anybody_relies_on_it_the_best_word_on_a_call_counts() -> None:
    core = Core()
    core.ring("A", location=by(M.OPERATOR, "郧阳", 1500.0))
    told(core, by(M.LINK, "郧阳+300m", 8.0), call_id="A")
    call = core.board.calls["A"]
    assert call.location is not None
    assert call.location.method is M.LINK
    told(core, by(M.OPERATOR, "郧阳", 900.0), call_id="A")
    assert core.board.calls["A"].location == call.location
    assert [r.location.method for r in core.board.calls["A"].reports] == [
        M.OPERATOR, M.LINK, M.OPERATOR,
    ]  # fmt: skip


def test_once_accepted_a_better_word_is_proposed_and_taken_with_one_key() -> None:
    core = Core()
    core.ring("A", location=by(M.OPERATOR, "郧阳", 1500.0))
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    details = c.IncidentDetails(location=core.board.calls["A"].location or UNSET)
    incident_id = core.ask(CITY_DESK, c.AcceptCall(call_id="A", details=details)).incident_id
    assert incident_id is not None
    told(core, by(M.LINK, "郧阳+300m", 8.0), call_id="A")
    incident = core.board.incidents[incident_id]
    assert incident.location is not None
    assert incident.location.method is M.OPERATOR
    better = proposed(incident)
    assert better is not None
    assert better.location.method is M.LINK
    take = c.PromoteLocation(incident_id=incident_id, report_no=better.no)
    core.ask(CITY_DESK, take)
    assert core.ask(CITY_DESK, take).events == ()
    incident = core.board.incidents[incident_id]
    assert incident.location == better.location
    assert proposed(incident) is None


def test_what_a_person_chose_is_not_questioned_by_what_was_known_then() -> None:
    core = Core()
    incident_id = core.open_incident("A", "郧阳")
    core.ask(CITY_DESK, c.ReportLocation(location=by(M.LINK, "南化", 5.0), call_id="A"))
    assert proposed(core.board.incidents[incident_id]) is not None
    clicked = c.IncidentDetails(location=by(M.MAP_CLICK, "谭家湾", 20.0))
    core.ask(CITY_DESK, c.DescribeIncident(incident_id=incident_id, details=clicked))
    assert proposed(core.board.incidents[incident_id]) is None
    core.ask(CITY_DESK, c.ReportLocation(location=by(M.LINK, "南化-1km", 5.0), call_id="A"))
    assert proposed(core.board.incidents[incident_id]) is not None


def test_an_incident_without_any_place_takes_the_first_word() -> None:
    core = Core()
    incident_id = core.open_incident("A")
    core.ask(CITY_DESK, c.ReportLocation(location=by(M.TOWNSHIP, "南化"), incident_id=incident_id))
    incident = core.board.incidents[incident_id]
    assert incident.location is not None
    assert radius_of(incident.location) == LEAST_RADIUS_M[M.TOWNSHIP]
    core.send(incident_id, "南化01")


@pytest.mark.parametrize("method", M)
def test_no_method_is_surer_than_it_can_be(method: M) -> None:
    assert radius_of(by(method, "郧阳", 0.0)) >= 5.0
    assert radius_of(by(method, "郧阳", 8000.0)) == 8000.0


def test_the_same_word_again_is_no_news_and_the_oldest_makes_room() -> None:
    core = Core()
    incident_id = core.open_incident("A", "郧阳")
    again = c.ReportLocation(location=location("郧阳"), call_id="A")
    assert core.ask(CITY_DESK, again).events == ()
    for nth in range(REPORTS_MAX + 5):
        told(core, by(M.OPERATOR, f"郧阳+{nth + 1}km", 500.0), call_id="A")
    incident = core.board.incidents[incident_id]
    assert len(incident.reports) == REPORTS_MAX
    assert incident.reports[0].location == incident.location
    assert incident.reports[-1].no == REPORTS_MAX + 6


def test_a_report_names_a_call_it_may_speak_of() -> None:
    core = Core()
    incident_id = core.open_incident("A", "郧阳")
    spot = location("南化")
    nowhere = core.refuse(CITY_DESK, c.ReportLocation(location=spot))
    assert nowhere.code == "nowhere_named"
    machine = c.ReportLocation(location=spot, incident_id=incident_id)
    assert core.refuse(GATEWAY, machine).code == "nowhere_named"
    foreign = c.ReportLocation(location=spot, call_id="A")
    assert core.refuse(PARTNER, foreign).code == "unknown_call_id"
    unknown = c.PromoteLocation(incident_id=incident_id, report_no=9)
    assert core.refuse(CITY_DESK, unknown).code == "unknown_report_no"
