"""Tiers and borders (跨区与分级, QA-04): whose vehicle was there first, and what crossing saves.

The planner's runs tell the same of simulated calls (``simulations.results.figures``); here it is
what really was. The saving is against the list of that moment: the own centre's nearest vehicle
that could go and was fit, against the one that went, both as promised.
"""

from collections.abc import Callable, Sequence
from statistics import mean, median

import msgspec

from dispatch.quality.sendings import Sending, first_there, level_name
from stations.organisation import Level
from stations.region import Region

MEANS_ZH = (
    "急救事件中首辆到达现场的车：级别占比、是否属事发地以外的中心；"
    "节省＝当时名单上事发地中心合适的最近车辆预计到达 − 实派车预计到达（名单上没有者不计）；"
    "反应＝首次来电至首车到达。不含转院、演习、培训、测试"
)
MEANS_EN = (
    "of emergencies reached: the tier of the first vehicle there, whether it belongs to another "
    "centre than the ground's; saved = ETA of that centre's nearest fit vehicle in the list of the "
    "moment − ETA of the one sent (not counted where none was in the list); response = first call "
    "to first arrival. Without transfers, drills, trainings and tests"
)


class AreaLine(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one group of events. Shares 0 to 1, minutes; None: nothing to measure."""

    group: str
    """``all``, ``county`` (of the scene), ``township`` or ``level`` (of the first vehicle)."""
    of: str
    name: str
    reached: int
    city_share: float
    county_share: float
    township_share: float
    crossed: int
    """First reached by another centre's vehicle."""
    crossed_share: float
    saved: int
    """Crossings whose saving could be told."""
    saved_mean_min: float | None
    response_mean_min: float | None
    response_median_min: float | None


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """How often one centre's vehicles helped on another's ground."""

    ground: str
    ground_name: str
    helper: str
    helper_name: str
    count: int
    saved_mean_min: float | None


class AreaReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a stretch of time; ``unplaced`` events, without a county, are in ``all``."""

    from_ms: int
    to_ms: int
    lines: tuple[AreaLine, ...]
    crossings: tuple[Crossing, ...]
    unplaced: int
    definition_zh: str = MEANS_ZH
    definition_en: str = MEANS_EN


def areas(orders: Sequence[Sending], region: Region, from_ms: int, to_ms: int) -> AreaReport:
    """The report; ``orders`` as ``sendings`` gives them."""
    known = region.vehicles
    firsts = [x for x in first_there(orders) if x.rescue and x.vehicle_id in known]
    lines = [_line("all", "", "合计 all", firsts, region)]
    for group, of in _GROUPS:
        parts: dict[str, list[Sending]] = {}
        for one in firsts:
            if key := of(one, region):
                parts.setdefault(key, []).append(one)
        lines += [_line(group, k, _name(group, k, region), parts[k], region) for k in sorted(parts)]
    return AreaReport(
        from_ms=from_ms,
        to_ms=to_ms,
        lines=tuple(lines),
        crossings=_crossings(firsts, region),
        unplaced=sum(one.county is None for one in firsts),
    )


_GROUPS: tuple[tuple[str, Callable[[Sending, Region], str]], ...] = (
    ("county", lambda one, region: one.county or ""),
    ("township", lambda one, region: one.township or ""),
    ("level", lambda one, region: region.vehicles[one.vehicle_id].level.value),
)


def _line(group: str, of: str, name: str, firsts: Sequence[Sending], region: Region) -> AreaLine:
    count = max(len(firsts), 1)
    levels = [region.vehicles[one.vehicle_id].level for one in firsts]
    crossed = [one for one in firsts if _crossed(one, region)]
    saved = [minutes for one in crossed if (minutes := _saved_min(one, region)) is not None]
    waits = [
        (one.arrived_ms - one.first_call_ms) / 60_000
        for one in firsts
        if one.arrived_ms is not None and one.first_call_ms is not None
    ]
    return AreaLine(
        group=group,
        of=of,
        name=name,
        reached=len(firsts),
        city_share=round(levels.count(Level.CITY) / count, 4),
        county_share=round(levels.count(Level.COUNTY) / count, 4),
        township_share=round(levels.count(Level.TOWNSHIP) / count, 4),
        crossed=len(crossed),
        crossed_share=round(len(crossed) / count, 4),
        saved=len(saved),
        saved_mean_min=round(mean(saved), 2) if saved else None,
        response_mean_min=round(mean(waits), 2) if waits else None,
        response_median_min=round(median(waits), 2) if waits else None,
    )


def _crossings(firsts: Sequence[Sending], region: Region) -> tuple[Crossing, ...]:
    found: dict[tuple[str, str], list[Sending]] = {}
    for one in firsts:
        if _crossed(one, region):
            found.setdefault((_ground(one, region), _home(one.vehicle_id, region)), []).append(one)
    rows = []
    for (ground, helper), orders in found.items():
        saved = [minutes for one in orders if (minutes := _saved_min(one, region)) is not None]
        rows.append(
            Crossing(
                ground=ground,
                ground_name=region.units[ground].name,
                helper=helper,
                helper_name=region.units[helper].name,
                count=len(orders),
                saved_mean_min=round(mean(saved), 2) if saved else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.count, row.ground, row.helper)))


def _ground(one: Sending, region: Region) -> str:
    return region.centre_of_county(one.county)


def _home(vehicle_id: str, region: Region) -> str:
    return region.centre_of_county(region.vehicles[vehicle_id].county_code)


def _crossed(one: Sending, region: Region) -> bool:
    return one.county is not None and _home(one.vehicle_id, region) != _ground(one, region)


def _saved_min(one: Sending, region: Region) -> float | None:
    """Minutes between the own centre's nearest fit vehicle in the list and the one that went."""
    told = one.decision
    if told is None or told.chosen_eta_s is None:
        return None
    ground = _ground(one, region)
    own = [
        line.eta_s
        for line in told.considered
        if line.eta_s is not None
        and line.fit
        and line.vehicle_id in region.vehicles
        and _home(line.vehicle_id, region) == ground
    ]
    return (min(own) - told.chosen_eta_s) / 60 if own else None


def _name(group: str, of: str, region: Region) -> str:
    if group == "county" and of in region.counties:
        return region.counties[of].name
    if group == "township" and of in region.townships:
        return region.townships[of].name
    return level_name(of) if group == "level" else of
