"""A scenario in words: what differs from today, in Chinese and English, one line a change."""

from collections.abc import Iterator

from dispatch.domain.choices import POLICY_NAMES
from simulations.scenarios.naming import Names
from simulations.scenarios.scenario import (
    BORDER_NAMES,
    DO_NAMES,
    MOVE_UP_NAMES,
    Border,
    Do,
    HospitalChange,
    MoveUpName,
    PolicyTerms,
    Scenario,
    StandbyRow,
    StationChange,
    VehicleChange,
)
from stations.region import Region
from stations.regionpack.problems import Say

UNCHANGED = Say("与现状相同", "the same as today")


def describe(region: Region, scenario: Scenario) -> tuple[Say, ...]:
    """Each change as a sentence; ``UNCHANGED`` alone for an empty scenario."""
    names = Names(region)
    lines = [_station(change, names, region) for change in scenario.stations]
    lines += [_vehicle(change, names, region) for change in scenario.vehicles]
    lines += [_hospital(change, names) for change in scenario.hospitals]
    lines += _policy(scenario.policy, names)
    lines += [_standby(row, names) for row in scenario.standby]
    lines += _demand(scenario, names)
    lines += [
        Say(f"参数 {key} = {value}", f"parameter {key} = {value}")
        for key, value in scenario.parameters.items()
    ]
    return tuple(lines) or (UNCHANGED,)


def _station(change: StationChange, names: Names, region: Region) -> Say:
    name = change.name or names.stations.name(names.stations.find(change.code) or change.code)
    zh, en = DO_NAMES[change.do]
    if change.do is Do.REMOVE:
        heir = change.vehicles_to
        to = names.stations.name(names.stations.find(heir) or heir)
        return Say(
            f"{zh}站点 {name}" + (f"，车辆并入 {to}" if heir else "，车辆停用"),
            f"close station {name}, its vehicles {f'go to {to}' if heir else 'go out of service'}",
        )
    where = _where(change, names, region)
    return Say(f"{zh}站点 {name}（{where.zh}）", f"{en} station {name} ({where.en})")


def _where(change: StationChange, names: Names, region: Region) -> Say:
    if change.lon is not None and change.lat is not None:
        at = f"{change.lon:.4f}, {change.lat:.4f}"
        return Say(at, at)
    town = region.townships[names.townships.find(change.township) or change.township]
    county = region.counties[town.county_code]
    return Say(f"{county.name}{town.name}", f"{town.name} of {county.name}")


def _vehicle(change: VehicleChange, names: Names, region: Region) -> Say:
    shifts = "、".join(change.shifts)
    station = names.stations.name(names.stations.find(change.station) or change.station)
    name = names.vehicles.name(names.vehicles.find(change.id) or change.id)
    hours = Say(f"，班次 {shifts}", f", shifts {shifts}") if shifts else Say("", "")
    base = Say(f"，驻 {station}", f", based at {station}") if change.station else Say("", "")
    said = {
        Do.ADD: Say(
            f"{station} 增加 {change.count} 辆车{hours.zh}",
            f"{change.count} more vehicles at {station}{hours.en}",
        ),
        Do.REMOVE: Say(f"撤销车辆 {name}", f"take vehicle {name} away"),
        Do.MOVE: Say(
            f"车辆 {name} 改驻 {station}{hours.zh}", f"vehicle {name} moves to {station}{hours.en}"
        ),
        Do.CHANGE: Say(f"车辆 {name}{base.zh}{hours.zh}", f"vehicle {name}{base.en}{hours.en}"),
    }
    return said[change.do]


def _hospital(change: HospitalChange, names: Names) -> Say:
    zh, en = DO_NAMES[change.do]
    name = change.name or names.hospitals.name(names.hospitals.find(change.code) or change.code)
    return Say(f"{zh}医院 {name}", f"{en} hospital {name}")


def _policy(policy: PolicyTerms, names: Names) -> Iterator[Say]:
    usual = PolicyTerms()
    if policy.choice is not usual.choice:
        zh, en = POLICY_NAMES[policy.choice]
        yield Say(f"派车策略：{zh}", f"dispatch policy: {en}")
    if policy.border is not Border.PACK:
        yield Say(*BORDER_NAMES[policy.border])
    for county, choice in policy.counties.items():
        name = names.counties.name(names.counties.find(county) or county)
        zh, en = POLICY_NAMES[choice]
        yield Say(f"{name}派车策略：{zh}", f"dispatch policy of {name}: {en}")
    if policy.move_up is not MoveUpName.NONE:
        zh, en = MOVE_UP_NAMES[policy.move_up]
        yield Say(f"待命调整：{zh}", f"move-up: {en}")
    if not policy.redispatch:
        yield Say("出动途中不改派", "nobody under way is called off for a more urgent case")
    if not policy.meet:
        yield Say("不派会车", "no advanced crew is sent to meet a basic one")


def _standby(row: StandbyRow, names: Names) -> Say:
    county = names.counties.name(names.counties.find(row.county) or row.county)
    named = [names.stations.name(names.stations.find(s) or s) for s in row.stations]
    when = (
        Say(f"空闲 {row.free} 辆时", f"with {row.free} free ")
        if row.free
        else Say("依次", "in turn ")
    )
    return Say(
        f"{county}{when.zh}在{'、'.join(named)}待命",
        f"vehicles of {county} wait {when.en}at {', '.join(named)}",
    )


def _demand(scenario: Scenario, names: Names) -> Iterator[Say]:
    demand = scenario.demand
    if demand.factor != 1.0:
        yield Say(f"呼叫量 × {demand.factor:g}", f"demand × {demand.factor:g}")
    for lookup, table in (
        (names.counties, demand.counties),
        (names.townships, demand.townships),
    ):
        for key, factor in table.items():
            name = lookup.name(lookup.find(key) or key)
            yield Say(f"{name}呼叫量 × {factor:g}", f"demand of {name} × {factor:g}")
    for hours, zh, en in (
        (demand.workday_hours, "工作日", "workday"),
        (demand.restday_hours, "休息日", "rest day"),
    ):
        if hours:
            yield Say(f"{zh}时段分布另定", f"{en} hours of their own")
    for field in scenario.mobilisation.__struct_fields__:
        if (value := getattr(scenario.mobilisation, field)) is not None:
            yield Say(f"出车时间 {field} = {value:g} 秒", f"mobilisation {field} = {value:g} s")
