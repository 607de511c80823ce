"""The sentence for a chasing caller is made of live data, in both languages."""

import pytest

from dispatch.domain.records import Stamp, Task
from dispatch.reassurance import UnderWay, Where, words
from stations.status import Origin, VehicleState
from tests.support.small_world import CITY_DESK, EIGHT_MS

REQUIREMENTS = ("DSP-17",)

MINUTE_MS = 60_000


def vehicle(
    *states: VehicleState,
    eta_min: float | None = 6.0,
    where: Where | None = None,
    name: str = "郧阳01",
) -> UnderWay:
    stamps = tuple(
        Stamp(
            state=state,
            at_ms=EIGHT_MS + nth * MINUTE_MS,
            received_ms=EIGHT_MS + nth * MINUTE_MS,
            origin=Origin.TERMINAL,
            by="crew",
        )
        for nth, state in enumerate((VehicleState.ASSIGNED, *states))
    )
    task = Task(
        id="T",
        incident_id="I",
        acceptance_id="A",
        vehicle_id="V",
        state=stamps[-1].state,
        stamps=stamps,
        ordered_by=CITY_DESK,
    )
    eta_ms = None if eta_min is None else NOW_MS + round(eta_min * MINUTE_MS)
    return UnderWay(name=name, task=task, eta_ms=eta_ms, where=where)


NOW_MS = EIGHT_MS + 5 * MINUTE_MS
EN_ROUTE = (VehicleState.ACKED, VehicleState.EN_ROUTE)


def test_who_is_on_the_way_is_told_with_place_and_minutes() -> None:
    here = Where("土城镇西南 3.2 公里，G209 旁", "3.2 km south-west of 土城镇, beside G209", 12)
    zh, en = words([vehicle(*EN_ROUTE, eta_min=5.2, where=here)], NOW_MS)
    assert zh.startswith(
        "救护车 郧阳01 08:02 已出发，现在在土城镇西南 3.2 公里，G209 旁，约 6 分钟后"
    )
    assert "expected in 6 min" in en
    assert "is now 3.2 km south-west" in en


def test_an_old_position_is_told_with_its_age() -> None:
    zh, en = words([vehicle(*EN_ROUTE, where=Where("土城镇", "土城镇", 150))], NOW_MS)
    assert "3 分钟前在土城镇" in zh
    assert "was 3 min ago" in en


@pytest.mark.parametrize(
    ("going", "zh_part", "en_part"),
    [
        ([], "正在安排车辆", "being arranged"),
        ([vehicle()], "已派出，车组正在出动", "getting ready"),
        ([vehicle(*EN_ROUTE, eta_min=None)], "到达时间正在核实", "being checked"),
        ([vehicle(*EN_ROUTE, eta_min=-1.0)], "正在与车组核实", "asking the crew"),
        (
            [vehicle(*EN_ROUTE, VehicleState.ON_SCENE)],
            "08:03 已到达现场",
            "reached the scene at 08:03",
        ),
        (
            [vehicle(*EN_ROUTE), vehicle(name="市01", eta_min=9.0)],
            "另有 1 辆车",
            "1 more on the way",
        ),
    ],
)
def test_what_is_not_known_is_not_said(going: list[UnderWay], zh_part: str, en_part: str) -> None:
    zh, en = words(going, NOW_MS)
    assert zh_part in zh
    assert en_part in en


def test_of_several_the_first_to_arrive_is_told() -> None:
    slow = vehicle(*EN_ROUTE, eta_min=20.0, name="慢车")
    unsure = vehicle(*EN_ROUTE, eta_min=None, name="不明")
    fast = vehicle(*EN_ROUTE, eta_min=4.0, name="快车")
    assert "快车" in words([slow, unsure, fast], NOW_MS)[0]
