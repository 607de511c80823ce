"""Region + scenario → what shall be simulated: the pack as it would be if the scenario were so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec
from msgspec.structs import replace as with_fields

from dispatch.domain.choices import PolicyName
from geo.coordinates import Point, distance_m
from simulations.kernel.parameters import Parameters
from simulations.scenarios.checking import check
from simulations.scenarios.fleet import transports
from simulations.scenarios.lines import NO_LINES, Lines
from simulations.scenarios.naming import Names
from simulations.scenarios.problems import ScenarioInvalid, problem
from simulations.scenarios.scenario import (
    Do,
    HospitalChange,
    Scenario,
    StationChange,
    VehicleChange,
)
from simulations.scenarios.shifts import ROUND_THE_CLOCK, Window, windows_of
from simulations.scenarios.standby import standby_findings
from stations.hospitals import Hospital
from stations.organisation import Township, Unit, UnitKind
from stations.region import Mobilisation, Region
from stations.regionpack.problems import Problem, Say
from stations.regionpack.schema import GRADE_RANKS
from stations.vehicles import Vehicle

SINCE = "2000-01-01"
"""A station that a scenario adds stands during all of its days."""

ADDED_GRADE = "二级"
ADDED_GRADE_RANK = GRADE_RANKS[ADDED_GRADE]


class _Placed(Protocol):
    @property
    def township(self) -> str: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...


@dataclass(frozen=True)
class Planned:
    """A region as a scenario would have it. Its roads are the very same object as today's."""

    scenario: Scenario
    region: Region
    shifts: dict[str, tuple[Window, ...]]
    """When each vehicle is manned."""
    parameters: Parameters
    county_factor: dict[str, float]
    township_factor: dict[str, float]
    county_policy: dict[str, PolicyName]
    """Policies of counties that have one of their own, by county code."""


def plan(
    region: Region, scenario: Scenario, file: str = "scenario", lines: Lines = NO_LINES
) -> Planned:
    """What shall be simulated; ``ScenarioInvalid`` with every reason why it cannot be."""
    if problems := check(region, scenario, file, lines):
        raise ScenarioInvalid(problems)
    planned = _apply(region, scenario)
    if problems := _nothing_left(planned.region, file):
        raise ScenarioInvalid(problems)
    if found := list(standby_findings(planned.region, scenario)):
        raise ScenarioInvalid([problem(file, lines.of(one[0]), *one) for one in found])
    return planned


def _nothing_left(region: Region, file: str) -> list[Problem]:
    """A region that could answer no call at all."""
    problems = []
    if not any(map(transports, region.vehicles.values())):
        what = Say("没有一辆能转运病人的车", "no vehicle is left that carries patients")
        remedy = Say("至少保留或增加一辆", "keep or add at least one")
        problems.append(problem(file, 0, "vehicles", len(region.vehicles), what, remedy))
    if not region.hospitals:
        what = Say("没有一家医院", "no hospital is left")
        remedy = Say("至少保留或增加一家", "keep or add at least one")
        problems.append(problem(file, 0, "hospitals", 0, what, remedy))
    return problems


def _apply(region: Region, scenario: Scenario) -> Planned:
    names = Names(region)
    units = _stations(region, scenario, names)
    names.stations = Names(replace(region, units=units)).stations
    vehicles, shifts = _vehicles(region, scenario, units, names)
    changed = replace(
        region,
        meta=with_fields(region.meta, mobilisation=_mobilisation(region, scenario)),
        units=units,
        vehicles=vehicles,
        hospitals=_hospitals(region, scenario, names),
    )
    vars(changed)["roads"] = region.roads  # built, or mapped from a file, once for all scenarios
    demand, find = scenario.demand, names.counties.find
    return Planned(
        scenario,
        changed,
        shifts,
        parameters_of(region, scenario),
        {find(c) or c: f for c, f in demand.counties.items()},
        {names.townships.find(c) or c: f for c, f in demand.townships.items()},
        {find(c) or c: p for c, p in scenario.policy.counties.items()},
    )


def parameters_of(region: Region, scenario: Scenario) -> Parameters:
    """The planner's defaults, the pack's own figures before them, the scenario's before both."""
    demand = region.meta.demand
    own: dict[str, object] = {
        "sorties_per_100k_day": demand.sorties_per_100k_day,
        "urgency_shares": demand.urgency_shares,
    }
    if demand.two_hour_weights:
        own["two_hour_weights"] = demand.two_hour_weights
    return msgspec.convert({**own, **scenario.parameters}, Parameters)


def _mobilisation(region: Region, scenario: Scenario) -> Mobilisation:
    given = msgspec.structs.asdict(scenario.mobilisation)
    own = {name: round(value) for name, value in given.items() if value is not None}
    return with_fields(region.meta.mobilisation, **own)


def _stations(region: Region, scenario: Scenario, names: Names) -> dict[str, Unit]:
    units = dict(region.units)
    for change in scenario.stations:
        code = names.stations.find(change.code) or change.code
        if change.do is Do.REMOVE:
            units.pop(code, None)
        elif change.do is Do.MOVE and code in units:
            point, _ = place_of(region, change, names)
            units[code] = with_fields(units[code], point=point)
        elif change.do is Do.ADD:
            units[code] = _new_station(region, change, names)
    return units


def _new_station(region: Region, change: StationChange, names: Names) -> Unit:
    point, town = place_of(region, change, names)
    return Unit(
        code=change.code,
        name=change.name or f"{town.name}急救站（拟设）",
        kind=UnitKind.STATION,
        level=change.level,
        parent=region.centre_of_county(town.county_code),
        county_code=town.county_code,
        township_code=town.code,
        point=point,
        phone="",
        modelled=True,
        valid_from=SINCE,
    )


def place_of(region: Region, change: _Placed, names: Names) -> tuple[Point, Township]:
    """Where a change puts something (a point, or a township's seat), and on whose ground."""
    towns = region.townships
    if change.lon is not None and change.lat is not None:
        point = Point(change.lon, change.lat)
        return point, min(towns.values(), key=lambda town: distance_m(town.point, point))
    town = towns[names.townships.find(change.township) or change.township]
    return town.point, town


def _vehicles(
    region: Region, scenario: Scenario, units: dict[str, Unit], names: Names
) -> tuple[dict[str, Vehicle], dict[str, tuple[Window, ...]]]:
    vehicles = _with_their_stations(region, scenario, units, names)
    shifts: dict[str, tuple[Window, ...]] = {}
    for change in scenario.vehicles:
        id = names.vehicles.find(change.id) or change.id
        if change.do is Do.REMOVE:
            vehicles.pop(id, None)
        elif change.do is Do.ADD:
            for one in _new_vehicles(change, units, vehicles, names):
                vehicles[one.id] = one
                shifts[one.id] = windows_of(change.shifts)
        elif id in vehicles:
            if change.station:
                vehicles[id] = _based_at(vehicles[id], change.station, units, names)
            if change.shifts:
                shifts[id] = windows_of(change.shifts)
    return vehicles, {id: shifts.get(id, ROUND_THE_CLOCK) for id in vehicles}


def _with_their_stations(
    region: Region, scenario: Scenario, units: dict[str, Unit], names: Names
) -> dict[str, Vehicle]:
    """Today's vehicles; those of a closed station go where it says, or out of service."""
    heirs = {
        names.stations.find(c.code) or c.code: c.vehicles_to
        for c in scenario.stations
        if c.do is Do.REMOVE and c.vehicles_to
    }
    kept: dict[str, Vehicle] = {}
    for vehicle in region.vehicles.values():
        if vehicle.station_code in units:
            kept[vehicle.id] = vehicle
        elif heir := heirs.get(vehicle.station_code):
            kept[vehicle.id] = _based_at(vehicle, heir, units, names)
    return kept


def _based_at(vehicle: Vehicle, text: str, units: dict[str, Unit], names: Names) -> Vehicle:
    station = units[names.stations.find(text) or text]
    return with_fields(vehicle, station_code=station.code, county_code=station.county_code)


def _new_vehicles(
    change: VehicleChange, units: dict[str, Unit], known: dict[str, Vehicle], names: Names
) -> Iterable[Vehicle]:
    station = units[names.stations.find(change.station) or change.station]
    model = known.get(names.vehicles.find(change.like) or "")
    stem, serial, made = change.id or f"{station.code}-N", 0, 0
    alone = bool(change.id) and change.count == 1
    while made < change.count:
        serial += 1
        id = stem if alone else f"{stem}{serial}"
        if id in known:
            continue
        made += 1
        yield Vehicle(
            id=id,
            name=f"{station.name} 增{made}",
            plate="",
            kind=model.kind if model else change.kind,
            level=station.level,
            station_code=station.code,
            county_code=station.county_code,
            capabilities=model.capabilities if model else frozenset(change.capabilities),
            modelled=True,
        )


def _hospitals(region: Region, scenario: Scenario, names: Names) -> dict[str, Hospital]:
    hospitals = dict(region.hospitals)
    for change in scenario.hospitals:
        code = names.hospitals.find(change.code) or change.code
        if change.do is Do.REMOVE:
            hospitals.pop(code, None)
        elif change.do is Do.ADD:
            hospitals[code] = _new_hospital(region, change, names)
        elif change.do is Do.MOVE:
            point, _ = place_of(region, change, names)
            hospitals[code] = with_fields(hospitals[code], point=point)
        else:
            hospitals[code] = with_fields(hospitals[code], **_changed(change))
    return hospitals


def _changed(change: HospitalChange) -> dict[str, object]:
    fields: dict[str, object] = {}
    if change.emergency is not None:
        fields["emergency"] = change.emergency
    if change.centres is not None:
        fields["centres"] = frozenset(change.centres)
    if change.name:
        fields["name"] = change.name
    return fields


def _new_hospital(region: Region, change: HospitalChange, names: Names) -> Hospital:
    point, town = place_of(region, change, names)
    return Hospital(
        code=change.code,
        name=change.name or f"{town.name}医院（拟设）",
        grade=ADDED_GRADE,
        grade_rank=ADDED_GRADE_RANK,
        county_code=town.county_code,
        point=point,
        phone_24h="",
        emergency=change.emergency is not False,
        centres=frozenset(change.centres or ()),
        modelled=True,
    )
