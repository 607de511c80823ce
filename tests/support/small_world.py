"""A small world for unit tests: one region, its people, and a core without queue or journal."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from dispatch.apply import apply
from dispatch.board import Board, Touched, dump
from dispatch.core import decide
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Refusal
from dispatch.domain.records import Location
from dispatch.domain.triage import LocationMethod
from dispatch.handlers.context import Answer
from geo.coordinates import Datum, Point
from stations.region import Region
from stations.status import ReasonKind, VehicleState
from tests.support.scenario_map import TinyMap, draw_map
from tests.support.scenario_region import build_region
from tests.support.scenario_stage import GATEWAY, clock_ms

EIGHT_MS = clock_ms("08:00:00")

CITY_DESK = Actor(user="li", name="李", role=Role.DISPATCHER, unit="市", seat="1")
COUNTY_DESK = Actor(user="wang", name="王", role=Role.DISPATCHER, unit="郧阳")
ADMIN = Actor(user="root", name="管理员", role=Role.ADMIN, unit="市")
PLANNER = Actor(user="zhao", name="赵", role=Role.PLANNER, unit="市")
LEADER = Actor(user="sun", name="孙", role=Role.SHIFT_LEADER, unit="市")
DUTY = Actor(user="qian", name="钱", role=Role.STATION_DUTY, unit="郧阳站")
QUALITY = Actor(user="zhou", name="周", role=Role.QUALITY, unit="市")
OBSERVER = Actor(user="wu", name="吴", role=Role.OBSERVER, unit="市")

PARTNER = Actor(user="partner:110", name="公安110", role=Role.PARTNER, unit="")


def crew(vehicle_id: str) -> Actor:
    """The crew of a vehicle."""
    user, name = f"crew-{vehicle_id}", f"{vehicle_id}车组"
    return Actor(user=user, name=name, role=Role.CREW, unit="", vehicle_id=vehicle_id)


def hospital(code: str) -> Actor:
    """The emergency department of a hospital."""
    return Actor(user=f"hospital-{code}", name=f"{code}急诊", role=Role.HOSPITAL, unit=code)


@cache
def small_map() -> TinyMap:
    """Four places on two roads."""
    return draw_map(["十堰 --12-- 郧阳 --20-- 南化", "郧阳 --15-- 谭家湾"])


@cache
def small_region() -> Region:
    """Two counties, three levels, five ambulances and a command car, three hospitals."""
    return build_region(
        small_map(),
        counties=["茅箭 = 十堰", "郧阳 = 郧阳 南化 谭家湾"],
        vehicles=[
            "十堰01 市 doctor,monitor @十堰",
            "十堰00 市 指挥车 @十堰",
            "郧阳01 县 doctor @郧阳",
            "郧阳02 县 assistant_doctor @郧阳",
            "南化01 乡 nurse @南化",
            "南化02 乡 @南化",
        ],
        hospitals=[
            "太和医院 三甲 chest_pain,stroke @十堰",
            "郧阳医院 二甲 @郧阳",
            "南化卫生院 卫生院 @南化",
        ],
    )


class Core:
    """Decides and applies at once, on one board; time moves by hand."""

    def __init__(self) -> None:
        self.region = small_region()
        self.board = Board()
        self.now_ms = EIGHT_MS
        self.on_touched: Callable[[Touched], object] = lambda touched: None

    def ask(self, actor: Actor, command: c.AnyCommand) -> Answer:
        """Carry a command out; its events are applied."""
        request = c.Request(command_id="unused", actor=actor, command=command)
        answer = decide(self.board, self.region, request, self.now_ms)
        touched = Touched()
        for event in answer.events:
            apply(self.board, event, touched)
        self.board.seq += len(answer.events)
        self.on_touched(touched)
        return answer

    def refuse(self, actor: Actor, command: c.AnyCommand) -> Refusal:
        """The refusal of a command, which must leave no trace on the board."""
        before = dump(self.board)
        with pytest.raises(Refusal) as raised:
            self.ask(actor, command)
        assert dump(self.board) == before
        return raised.value

    def ring(self, call_id: str = "A", **fields: Any) -> str:
        """A call rings."""
        self.ask(GATEWAY, c.RingCall(call_id=call_id, number="13900000001", **fields))
        return call_id

    def open_incident(self, call_id: str = "A", spot: str = "", **details: Any) -> str:
        """A call is answered and accepted; the number of its incident."""
        self.ring(call_id)
        self.ask(CITY_DESK, c.AnswerCall(call_id=call_id))
        if spot:
            details["location"] = location(spot, self.now_ms)
        command = c.AcceptCall(call_id=call_id, details=c.IncidentDetails(**details))
        incident_id = self.ask(CITY_DESK, command).incident_id
        assert incident_id is not None
        return incident_id

    def send(self, incident_id: str, vehicle_id: str) -> str:
        """A vehicle is sent; the number of its task."""
        command = c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id)
        task_id = self.ask(CITY_DESK, command).task_id
        assert task_id is not None
        return task_id

    def press(self, task_id: str, *states: VehicleState, **fields: Any) -> Answer:
        """The crew presses these buttons, a second apart, with all that any of them needs."""
        fields = {"hospital_code": "郧阳医院", "reason": ReasonKind.OTHER, **fields}
        vehicle_id = self.board.tasks[task_id].vehicle_id
        for state in states:
            self.now_ms += 1000
            command = c.ReportStatus(task_id=task_id, state=state, **fields)
            answer = self.ask(crew(vehicle_id), command)
        return answer


def location(spot: str, at_ms: int = EIGHT_MS, radius_m: float = 50.0) -> Location:
    """A spot of the small map as somebody clicked it."""
    return place_at(small_map().point(spot), at_ms, radius_m)


def place_at(point: Point, at_ms: int = EIGHT_MS, radius_m: float = 50.0) -> Location:
    """A clicked location at any coordinate."""
    return Location(
        point=point,
        radius_m=radius_m,
        method=LocationMethod.MAP_CLICK,
        datum=Datum.WGS84,
        at_ms=at_ms,
    )
