"""The ``World`` of a planned region: who stands where, with what crew, on which shifts."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.hospital_choice import lacks_s
from dispatch.prospects import from_station_s
from geo.coordinates import Point
from simulations.kernel.model import (
    CENTRE_BIT,
    Bits,
    Ints,
    Roads,
    Singles,
    World,
)
from simulations.scenarios.applying import Planned
from simulations.scenarios.fleet import stations_of, vehicles_of
from simulations.scenarios.problems import ScenarioInvalid, problem
from simulations.scenarios.scenario import Border, Do
from simulations.worlds import tables
from simulations.worlds.graph import make_graph, road_seconds
from simulations.worlds.places import VILLAGES, DemandPlace, demand_places
from simulations.worlds.slots import merged
from stations.boundary import BoundaryRule
from stations.crews import CREW_RANK, crew_level
from stations.hospitals import Hospital
from stations.organisation import Unit
from stations.region import Region
from stations.regionpack.problems import Problem, Say
from stations.vehicles import CAPABILITY_BIT, Capability, Vehicle, missing_capabilities

ASKED_S = 60.0
"""How long a neighbour takes to give leave where the rule is to ask first; *assumption*."""

EVERY_DAY = 127


class Detail(msgspec.Struct, frozen=True):
    """How finely a world is drawn."""

    villages: int = VILLAGES
    """Outlying places of each township; 0 leaves everybody at its seat."""
    docks: bool = True
    """Whether legs by boat and helicopter are ways like others (DSP-21)."""


USUAL = Detail()


def build_world(
    planned: Planned,
    shelf: Path | None = None,
    detail: Detail = USUAL,
    step: Callable[[int], None] = lambda _: None,
) -> World:
    """The world; its travel tables are looked up on the shelf, or worked out and kept there.

    Raises ``ScenarioInvalid`` for a station or hospital of the scenario that no road leads to.
    """
    region = planned.region
    places = demand_places(region.townships.values(), detail.villages)
    stations = stations_of(region, planned.scenario.first_day)
    hospitals = list(region.hospitals.values())
    vehicles = vehicles_of(region, planned.scenario.first_day)
    targets = [
        *(place.point for place in places),
        *(station.point for station in stations.values()),
        *(hospital.point for hospital in hospitals),
    ]
    roads = _roads(region, targets, len(places), shelf, detail)
    step(1)
    refuse_islands(planned, roads, len(places), list(stations), hospitals)
    return lay_out(planned, roads, places, stations, hospitals, vehicles)


def _roads(
    region: Region, targets: Sequence[Point], scenes: int, shelf: Path | None, detail: Detail
) -> Roads:
    slots = merged(region.profile)
    name = tables.name_of(
        region.roads.network_version.encode(),
        msgspec.json.encode(region.profile),
        msgspec.json.encode([targets, scenes, detail, slots.kept]),
        msgspec.json.encode([list(region.transfer_points.values()), region.transfer_legs]),
    )
    if shelf is not None and (kept := tables.load(shelf / name)) is not None:
        return kept
    graph = make_graph(region, targets, scenes, detail.docks)
    own_s = road_seconds(region, region.profile, slots.kept)
    arc_s = np.array([[graph.seconds(row) for row in slot] for slot in own_s], dtype=np.float32)
    seconds, km = tables.seconds_and_km(graph, arc_s, len(targets))
    roads = Roads(
        arc_first=tables.first_arcs(graph),
        arc_head=graph.head,
        arc_s=arc_s,
        arc_boat=graph.boat,
        to_target_s=seconds,
        to_target_km=km,
        slot_of_hour=slots.of_hour,
        version=f"{region.roads.network_version}+{name[:12]}",
    )
    return roads if shelf is None else tables.keep(roads, shelf / name)


def refuse_islands(
    planned: Planned, roads: Roads, places: int, stations: list[str], hospitals: list[Hospital]
) -> None:
    """Nobody can plan with a new station or hospital on an island; ``ScenarioInvalid``."""
    scenario, first = planned.scenario, roads.to_target_s[0, 0]
    new = {station.code for station in scenario.stations if station.do is not Do.REMOVE}
    new |= {hospital.code for hospital in scenario.hospitals if hospital.do is not Do.REMOVE}
    problems = []
    for nth, code in enumerate(stations, start=places):
        if code in new and not np.isfinite(first[:places, nth]).any():
            problems.append(_island("stations", code))
    for nth, hospital in enumerate(hospitals, start=places + len(stations)):
        if hospital.code in new and not np.isfinite(first[nth, :places]).any():
            problems.append(_island("hospitals", hospital.code))
    if problems:
        raise ScenarioInvalid(problems)


def _island(table: str, code: str) -> Problem:
    what = Say("没有道路通往该处（孤岛）", "no road leads there, it is an island")
    remedy = Say("移到路边，或先补上道路、码头", "move it to a road, or add the road or dock first")
    return problem("scenario", 0, table, code, what, remedy)


def lay_out(
    planned: Planned,
    roads: Roads,
    places: Sequence[DemandPlace],
    stations: dict[str, Unit],
    hospitals: list[Hospital],
    vehicles: list[Vehicle],
) -> World:
    """The arrays, on roads whose first nodes are these places, stations and hospitals."""
    region = planned.region
    centres = [unit.code for unit in region.centres]
    at_centre = {code: nth for nth, code in enumerate(centres)}
    at_station = {code: nth for nth, code in enumerate(stations)}

    def centre(county: str) -> int:
        return at_centre[region.centre_of_county(county)]

    start_s, end_s, days = _shifts(planned, vehicles)
    mobile_s = float(region.meta.mobilisation.mobile_s)
    return World(
        roads=roads,
        place_ids=tuple(place.id for place in places),
        place_centre=_ints(centre(place.county) for place in places),
        place_people=np.array([place.people for place in places]),
        place_urban=np.array([place.urban for place in places], dtype=np.bool_),
        station_ids=tuple(stations),
        station_centre=_ints(centre(unit.county_code) for unit in stations.values()),
        hospital_ids=tuple(hospital.code for hospital in hospitals),
        hospital_centres=_bits([[CENTRE_BIT[c] for c in h.centres] for h in hospitals]),
        hospital_detour_s=np.array([lacks_s(h, h.centres) for h in hospitals], dtype=np.float32),
        vehicle_ids=tuple(vehicle.id for vehicle in vehicles),
        vehicle_station=_ints(at_station[v.station_code] for v in vehicles),
        vehicle_centre=_ints(centre(v.county_code) for v in vehicles),
        vehicle_rank=_ints(CREW_RANK[crew_level(v)] for v in vehicles),
        vehicle_can=_bits([_brings(v) for v in vehicles]),
        vehicle_mobilisation_s=np.array(
            [from_station_s(region, v) for v in vehicles], dtype=np.float32
        ),
        vehicle_moving_s=np.full(len(vehicles), mobile_s, dtype=np.float32),
        vehicle_speed=np.ones(len(vehicles), dtype=np.float32),
        shift_start_s=start_s,
        shift_end_s=end_s,
        shift_days=days,
        centre_ids=tuple(centres),
        ask_s=_ask_s(planned, centres),
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int32)


def _bits(rows: list[list[int]]) -> Bits:
    return np.array([sum(row) for row in rows], dtype=np.uint16)


def _brings(vehicle: Vehicle) -> list[int]:
    """Every need it meets, what a higher skill includes among them."""
    return [
        bit
        for capability, bit in CAPABILITY_BIT.items()
        if not missing_capabilities(vehicle, frozenset({Capability(capability)}))
    ]


def _shifts(
    planned: Planned, vehicles: list[Vehicle]
) -> tuple[Singles, Singles, NDArray[np.uint8]]:
    windows = [planned.shifts[vehicle.id] for vehicle in vehicles]
    wide = max(map(len, windows), default=1)
    start_s = np.zeros((len(vehicles), wide), dtype=np.float32)
    end_s = np.zeros((len(vehicles), wide), dtype=np.float32)
    for row, own in enumerate(windows):
        for column, window in enumerate(own):
            start_s[row, column], end_s[row, column] = window
    return start_s, end_s, np.full((len(vehicles), wide), EVERY_DAY, dtype=np.uint8)


def _ask_s(planned: Planned, centres: list[str]) -> Singles:
    """How long each centre waits for each other's leave; the city is never made to ask (ORG-03)."""
    border, region = planned.scenario.policy.border, planned.region
    wait_s = np.zeros((len(centres), len(centres)), dtype=np.float32)
    if border is Border.CLOSED:
        wait_s[:] = np.inf
        np.fill_diagonal(wait_s, 0.0)
    if border is not Border.PACK:
        return wait_s
    for term in region.boundary:
        if term.rule is not BoundaryRule.ASK or term.asking == region.meta.city_centre:
            continue
        if term.asking in centres and term.lending in centres:
            row, column = centres.index(term.asking), centres.index(term.lending)
            wait_s[row, column] = min(ASKED_S, term.timeout_s or ASKED_S)
    return wait_s
