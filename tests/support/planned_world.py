"""A ``World`` on a tiny map, for tests of the planner's engines: no pack, no router, no file."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from simulations.kernel.model import (
    CENTRE_BIT,
    DAY_S,
    HOURS_PER_WEEK,
    Calls,
    Roads,
    World,
)
from stations.crews import CREW_RANK, crew_level
from stations.organisation import Level
from stations.region import Region
from stations.vehicles import CAPABILITY_BIT, Capability, Vehicle, missing_capabilities
from tests.support.scenario_map import TinyMap

CALM_FACTOR = 1.25
"""Without siren everything takes a quarter longer."""


def world_of(region: Region, tiny: TinyMap) -> World:
    """Places are the map's townships, and every station and hospital stands one second aside."""
    places = list(region.townships)
    stations = [u.code for u in region.units.values() if u.code.endswith("站")]
    hospitals = list(region.hospitals)
    centres = [unit.code for unit in region.centres]
    node_of = {name: n for n, name in enumerate(places)}
    doors = [region.units[s].township_code or "" for s in stations]
    doors += [tiny.nearest_place(h.point) for h in region.hospitals.values()]
    arcs = _arcs(region, tiny, node_of)
    for n, door in enumerate(doors, start=len(places)):
        arcs += [(n, node_of[door], 1.0), (node_of[door], n, 1.0)]
    centre = [
        centres.index(region.centre_of_county(region.townships[p].county_code)) for p in places
    ]
    vehicles = [v for v in region.vehicles.values() if v.station_code in stations]
    rules = region.meta.mobilisation
    township = [v.level is Level.TOWNSHIP for v in vehicles]
    return World(
        roads=_roads(arcs, len(places) + len(doors)),
        place_ids=tuple(places),
        place_centre=np.array(centre, np.int32),
        place_people=np.ones(len(places)),
        place_urban=np.zeros(len(places), np.bool_),
        station_ids=tuple(stations),
        station_centre=np.array(
            [centres.index(region.centre_of_county(region.units[s].county_code)) for s in stations],
            np.int32,
        ),
        hospital_ids=tuple(hospitals),
        hospital_centres=np.array(
            [sum(CENTRE_BIT[f] for f in h.centres) for h in region.hospitals.values()], np.uint16
        ),
        hospital_detour_s=np.array(
            [
                7200 if not h.emergency else 3600 if h.grade_rank <= 1 else 0
                for h in region.hospitals.values()
            ],
            np.float32,
        ),
        vehicle_ids=tuple(v.id for v in vehicles),
        vehicle_station=np.array([stations.index(v.station_code) for v in vehicles], np.int32),
        vehicle_centre=np.array(
            [centres.index(region.centre_of_county(v.county_code)) for v in vehicles], np.int32
        ),
        vehicle_rank=np.array([CREW_RANK[crew_level(v)] for v in vehicles], np.int32),
        vehicle_can=np.array([_can(v) for v in vehicles], np.uint16),
        vehicle_mobilisation_s=np.array(
            [rules.township_station_s if t else rules.station_s for t in township], np.float32
        ),
        vehicle_moving_s=np.full(len(vehicles), rules.mobile_s, np.float32),
        vehicle_speed=np.ones(len(vehicles), np.float32),
        shift_start_s=np.zeros((len(vehicles), 1), np.float32),
        shift_end_s=np.full((len(vehicles), 1), DAY_S, np.float32),
        shift_days=np.full((len(vehicles), 1), 127, np.uint8),
        centre_ids=tuple(centres),
        ask_s=np.zeros((len(centres), len(centres)), np.float32),
    )


def calls_of(
    rows: Sequence[tuple[float, int, int]], span_s: float = DAY_S, **more: object
) -> Calls:
    """Calls from (ring in seconds, place, urgency 1 … 4); everything else is the same for all."""
    n = len(rows)
    same = {
        "needs": np.zeros(n, np.uint16),
        "centres": np.zeros(n, np.uint16),
        "pair": np.zeros(n, np.bool_),
        "dispatch_delay_s": np.full(n, 60, np.float32),
        "mobilisation_factor": np.ones(n, np.float32),
        "drive_factor": np.ones(n, np.float32),
        "cancel_s": np.full(n, np.inf, np.float32),
        "on_scene_s": np.full(n, 600, np.float32),
        "transport": np.ones(n, np.bool_),
        "hospital": np.full(n, -1, np.int32),
        "handover_s": np.full(n, 720, np.float32),
        "clear_s": np.full(n, 150, np.float32),
        "pause_vehicle": np.zeros(0, np.int32),
        "pause_start_s": np.zeros(0),
        "pause_s": np.zeros(0, np.float32),
    }
    return Calls(
        first_weekday=0,
        span_s=span_s,
        arrival_s=np.array([row[0] for row in rows], np.float64),
        place=np.array([row[1] for row in rows], np.int32),
        urgency=np.array([row[2] for row in rows], np.uint8),
        **(same | more),  # type: ignore[arg-type]
    )


def _can(vehicle: Vehicle) -> int:
    """What it brings, with what a higher skill includes."""
    has = [c for c in Capability if not missing_capabilities(vehicle, frozenset({c}))]
    return sum(CAPABILITY_BIT[capability] for capability in has)


def _arcs(region: Region, tiny: TinyMap, node_of: dict[str, int]) -> list[tuple[int, int, float]]:
    """The drawn roads between places: a minute is a kilometre."""
    at = {(p.point.lon, p.point.lat): node_of[name] for name, p in tiny.places.items()}
    arcs: list[tuple[int, int, float]] = []
    for segment in region.road_segments:
        start, end = (at[segment.coordinates[n]] for n in (0, -1))
        seconds = (segment.length_m or 0.0) * 0.06
        arcs += [(start, end, seconds)] if segment.oneway else []
        arcs += [] if segment.oneway else [(start, end, seconds), (end, start, seconds)]
    return arcs


def _roads(arcs: list[tuple[int, int, float]], nodes: int) -> Roads:
    arcs = sorted(arcs)
    tail, head = (np.array([arc[k] for arc in arcs], np.int32) for k in (0, 1))
    seconds = np.array([arc[2] for arc in arcs], np.float32)
    backwards = csr_matrix((seconds, (head, tail)), shape=(nodes, nodes))
    to_target = dijkstra(backwards).astype(np.float32)
    both = np.array([1.0, CALM_FACTOR], np.float32)
    return Roads(
        arc_first=np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int32),
        arc_head=head,
        arc_s=(both[:, None] * seconds)[None],
        arc_boat=np.zeros(len(arcs), np.bool_),
        to_target_s=(both[:, None, None] * to_target)[None],
        to_target_km=(to_target / 60).astype(np.float32),
        slot_of_hour=np.zeros(HOURS_PER_WEEK, np.int32),
        version="small",
    )
