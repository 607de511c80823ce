"""Rights: who may ask what."""

from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM, Actor, Role
from dispatch.rights import ALLOWED
from dispatch.rights_scope import _FIELDS
from geo.coordinates import Point
from geo.roads.restrictions import Spot
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import (
    ADMIN,
    CITY_DESK,
    DUTY,
    LEADER,
    OBSERVER,
    PARTNER,
    PLANNER,
    QUALITY,
    Core,
    crew,
    hospital,
)

REQUIREMENTS = ("ORG-03", "ORG-04")

V, OTHER = "十堰01", "郧阳01"
SPOT = Point(110.8, 32.6)
BRIDGE = Spot(SPOT)
ACTORS = {
    Role.DISPATCHER: CITY_DESK,
    Role.ADMIN: ADMIN,
    Role.CREW: crew(V),
    Role.HOSPITAL: hospital("太和医院"),
    Role.GATEWAY: GATEWAY,
    Role.PARTNER: PARTNER,
    Role.PLANNER: PLANNER,
    Role.SHIFT_LEADER: LEADER,
    Role.STATION_DUTY: DUTY,
    Role.QUALITY: QUALITY,
    Role.OBSERVER: OBSERVER,
    Role.SYSTEM: SYSTEM,
}


def wishes(task_id: str, incident_id: str, vehicle_id: str) -> dict[type[c.Command], c.AnyCommand]:
    """One of each command, about these, whatever else it says."""
    about = {"task_id": task_id, "incident_id": incident_id, "vehicle_id": vehicle_id}
    return {kind: made(kind, about) for kind in get_args(c.AnyCommand)}


def made(kind: Any, about: Mapping[str, str]) -> Any:
    """A struct with its required fields filled."""
    required = [field for field in msgspec.structs.fields(kind) if field.required]
    return kind(**{f.name: about.get(f.name) or value_of(f.type, about) for f in required})


def value_of(kind: Any, about: Mapping[str, str]) -> Any:
    """Some value of a type."""
    if get_origin(kind) in (Union, UnionType):
        return value_of(get_args(kind)[0], about)
    if get_origin(kind) is not None:
        return get_origin(kind)()
    if kind is Point:
        return SPOT
    if issubclass(kind, msgspec.Struct):
        return made(kind, about)
    return next(iter(kind)) if issubclass(kind, Enum) else kind()


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_exactly_what_it_may_not_ask(role: Role) -> None:
    for kind, wish in wishes("T", "I", V).items():
        code = Core().refuse(ACTORS[role], wish).code if kind not in ALLOWED[role] else ""
        assert code == ("" if kind in ALLOWED[role] else "role_may_not"), kind.__name__


WRITING = frozenset((c.SendMessage, c.ReadMessage))
"""Messages name no vehicle of which a crew would speak; ``test_messages`` has what they may."""


@pytest.mark.parametrize("kind", sorted(ALLOWED[Role.CREW] - WRITING, key=str))
def test_a_crew_speaks_for_no_other_vehicle(kind: type[c.Command]) -> None:
    core = Core()
    incident_id = core.open_incident()
    task_id = core.send(incident_id, OTHER)
    wish = wishes(task_id, incident_id, OTHER)[kind]
    assert core.refuse(crew(V), wish).code == "not_own_vehicle"


def test_a_crew_without_a_vehicle_may_do_nothing() -> None:
    nobody = Actor(user="x", name="x", role=Role.CREW, unit="")
    for wish in wishes("T", "I", V).values():
        Core().refuse(nobody, wish)


OPEN_TO_ALL = {"restriction_id", "referral_id", "record_id", "message_id", "to_id"}
"""Closed roads are everybody's; a referral is two hospitals'; records of clocks, the clocks'; which
message one may read and to whom one may write, their handler sees to (``test_messages``)."""


def test_whatever_a_command_names_is_looked_up_in_the_reach_of_who_asks() -> None:
    named = {
        field.name
        for kind in get_args(c.AnyCommand)
        for field in msgspec.structs.fields(kind)
        if field.name.endswith("_id")
    }
    assert named - _FIELDS.keys() == OPEN_TO_ALL
