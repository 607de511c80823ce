"""Two desks write at one event: nothing is written over unseen, and both learn of it (UI-06)."""

from console.live.editors import EXPIRES_S, Editors
from dispatch.domain import commands as c
from dispatch.domain.triage import Urgency
from tests.support.small_world import CITY_DESK, COUNTY_DESK, LEADER, Core

REQUIREMENTS = ("UI-06",)


def write(core: Core, incident_id: str, seen: int | None, **fields: object) -> c.DescribeIncident:
    """What a desk writes on the version that lay before it."""
    details = c.IncidentDetails(**fields)  # type: ignore[arg-type]
    return c.DescribeIncident(incident_id=incident_id, details=details, seen_version=seen)


def test_the_second_to_write_a_field_is_told_both_values_and_by_whom() -> None:
    core = Core()
    incident_id = core.open_incident(address="人民路")
    seen = core.board.incidents[incident_id].version
    core.ask(LEADER, write(core, incident_id, seen, address="人民北路12号"))
    refusal = core.refuse(CITY_DESK, write(core, incident_id, seen, address="人民南路"))
    assert (refusal.code, refusal.field, refusal.status) == ("field_changed", "address", 409)
    clash = refusal.extras["clashes"][0]
    assert (clash["yours"], clash["theirs"], clash["by"]) == ("人民南路", "人民北路12号", "孙")
    over = write(core, incident_id, refusal.extras["version"], address="人民南路")
    core.ask(CITY_DESK, over)
    assert core.board.incidents[incident_id].address == "人民南路"


def test_other_fields_ones_own_words_and_the_same_value_are_no_clash() -> None:
    core = Core()
    incident_id = core.open_incident(address="人民路")
    seen = core.board.incidents[incident_id].version
    core.ask(LEADER, write(core, incident_id, seen, address="人民北路"))
    core.ask(CITY_DESK, write(core, incident_id, seen, complaint="胸痛"))
    core.ask(CITY_DESK, write(core, incident_id, seen, complaint="胸痛一小时"))
    core.ask(CITY_DESK, write(core, incident_id, seen, address="人民北路"))
    assert core.board.incidents[incident_id].complaint == "胸痛一小时"


def test_a_program_that_names_no_version_writes_last() -> None:
    core = Core()
    incident_id = core.open_incident(address="一")
    core.ask(LEADER, write(core, incident_id, None, address="二"))
    core.ask(CITY_DESK, write(core, incident_id, None, address="三"))
    assert core.board.incidents[incident_id].address == "三"


def test_an_urgency_against_what_triage_says_needs_a_reason_and_is_kept_as_a_decision() -> None:
    core = Core()
    incident_id = core.open_incident()
    core.ask(CITY_DESK, c.TakeDeterminant(incident_id=incident_id, code="9-E-1"))
    triaged = core.board.incidents[incident_id].urgency
    assert triaged is Urgency.I
    wish = write(core, incident_id, None, urgency=Urgency.III)
    assert core.refuse(CITY_DESK, wish).code == "override_reason_missing"
    why = c.DescribeIncident(
        incident_id=incident_id,
        details=c.IncidentDetails(urgency=Urgency.III, address="人民路"),
        reason="到场医生电话评估",
    )
    core.ask(CITY_DESK, why)
    incident = core.board.incidents[incident_id]
    assert (incident.urgency, incident.address) == (Urgency.III, "人民路")
    assert incident.triage is not None
    assert incident.triage.overrides[-1].reason == "到场医生电话评估"


def test_who_looks_at_an_event_is_told_when_it_changes_and_forgotten_when_silent() -> None:
    now_s = [0.0]
    editors = Editors(lambda: now_s[0])
    editors.say("w1", CITY_DESK, "E1", None, 1)
    assert editors.take_changed()
    editors.say("w1", CITY_DESK, "E1", None, 2)
    assert not editors.take_changed(), "the same again is nothing new"
    editors.say("w1", CITY_DESK, "E1", "address", 3)
    editors.say("w2", COUNTY_DESK, "E2", None, 3)
    assert editors.take_changed()
    assert [(v.user, v.field) for v in editors.listed(lambda i: i == "E1")] == [("li", "address")]
    now_s[0] = EXPIRES_S + 1
    assert editors.take_changed()
    assert editors.listed(lambda _: True) == ()
