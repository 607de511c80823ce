"""What an operator reads out to a caller who asks where the ambulance is (催车, DSP-17).

One sentence in Chinese and in English, made of live data only: what is not known is not said.
"""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

import msgspec

from dispatch.domain.identifiers import BEIJING
from dispatch.domain.records import Task
from stations.status import VehicleState

FRESH_S = 60
"""A position older than this is told with its age."""

_NOT_LEFT = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED})
_ON_THE_WAY = _NOT_LEFT | {VehicleState.EN_ROUTE}


class Where(msgspec.Struct, frozen=True):
    """Where a vehicle is, in words, and how old that is (seconds)."""

    zh: str
    en: str
    age_s: int


class UnderWay(msgspec.Struct, frozen=True, kw_only=True):
    """One vehicle of an incident as a caller may be told of it."""

    name: str
    task: Task
    eta_ms: int | None
    where: Where | None = None


def words(vehicles: Sequence[UnderWay], now_ms: int) -> tuple[str, str]:
    """The sentence about the vehicle that is there first, and how many more come."""
    coming = [one for one in vehicles if one.task.active]
    if not coming:
        return (
            "已受理您的呼救，正在安排车辆，派出后马上告诉您。请保持电话畅通。",
            "Your call is with us, a vehicle is being arranged. Please keep this line free.",
        )
    first = min(coming, key=lambda one: _order(one, now_ms))
    zh, en = _about(first, now_ms)
    if len(coming) > 1:
        zh += f"另有 {len(coming) - 1} 辆车同时前往。"
        en += f" {len(coming) - 1} more on the way."
    if first.task.state in _ON_THE_WAY:
        zh += "请保持电话畅通，派人到路口接车。"
        en += " Please keep the line free and send somebody to the road."
    return zh, en


def _order(one: UnderWay, now_ms: int) -> tuple[bool, int]:
    """Who is there already, then who will be first; who cannot say comes last."""
    coming = one.task.state in _ON_THE_WAY
    return coming, (one.eta_ms if one.eta_ms is not None else now_ms * 2) if coming else 0


def _about(one: UnderWay, now_ms: int) -> tuple[str, str]:
    task = one.task
    if task.state not in _ON_THE_WAY:
        zh, en = _ARRIVED.get(task.state, ("已在处理", "is at work"))
        at = _clock(task.stamps[-1].at_ms)
        return f"救护车 {one.name} {at} {zh}。", f"Ambulance {one.name} {en} at {at}."
    left = next((s for s in task.stamps if s.state is VehicleState.EN_ROUTE), None)
    if left is None:
        ordered = _clock(task.stamps[0].at_ms)
        zh = f"救护车 {one.name} {ordered} 已派出，车组正在出动"
        en = f"Ambulance {one.name} was ordered at {ordered}, its crew is getting ready"
    else:
        zh = f"救护车 {one.name} {_clock(left.at_ms)} 已出发{_where_zh(one.where)}"
        en = f"Ambulance {one.name} left at {_clock(left.at_ms)}{_where_en(one.where)}"
    arrival_zh, arrival_en = _arrival(one.eta_ms, now_ms)
    return f"{zh}，{arrival_zh}。", f"{en}; {arrival_en}."


def _arrival(eta_ms: int | None, now_ms: int) -> tuple[str, str]:
    """Minutes rounded up: who is told five waits no longer than five."""
    if eta_ms is None:
        return "到达时间正在核实", "the time of arrival is being checked"
    if eta_ms <= now_ms:
        return "按预计应已到达，正在与车组核实", "it should be there now, we are asking the crew"
    minutes = ceil((eta_ms - now_ms) / 60_000)
    clock = _clock(eta_ms)
    return f"约 {minutes} 分钟后（{clock}）到达", f"expected in {minutes} min, at {clock}"


def _where_zh(where: Where | None) -> str:
    if where is None:
        return ""
    ago = f"{ceil(where.age_s / 60)} 分钟前在" if where.age_s > FRESH_S else "现在在"
    return f"，{ago}{where.zh}"


def _where_en(where: Where | None) -> str:
    if where is None:
        return ""
    ago = f"was {ceil(where.age_s / 60)} min ago" if where.age_s > FRESH_S else "is now"
    return f" and {ago} {where.en}"


_ARRIVED: dict[VehicleState, tuple[str, str]] = {
    VehicleState.ON_SCENE: ("已到达现场", "reached the scene"),
    VehicleState.AT_PATIENT: ("已到病人身边", "reached the patient"),
    VehicleState.LOADED: (
        "已接到病人，正在送医院",
        "took the patient in and is driving to hospital",
    ),
    VehicleState.AT_HOSPITAL: ("已到达医院", "reached the hospital"),
    VehicleState.HANDED_OVER: ("已与医院交接", "handed the patient over"),
}


def _clock(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, BEIJING):%H:%M}"
