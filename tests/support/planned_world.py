"""A ``World`` on a tiny map, for tests of the planner's engines: no pack, no router, no file."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from simulations.kernel.model import DAY_S, HOURS_PER_WEEK, Calls, Roads, World
from simulations.scenarios import Scenario, plan
from simulations.worlds.building import lay_out
from simulations.worlds.places import DemandPlace
from stations.region import Region
from tests.support.scenario_map import TinyMap

CALM_FACTOR = 1.25
"""Without siren everything takes a quarter longer."""


def world_of(region: Region, tiny: TinyMap) -> World:
    """Places are the map's townships, and every station and hospital stands one second aside."""
    towns = region.townships.values()
    places = [DemandPlace(t.code, t.code, t.county_code, t.point, 1.0, False) for t in towns]
    stations = {code: unit for code, unit in region.units.items() if code.endswith("站")}
    hospitals = list(region.hospitals.values())
    node_of = {place.id: n for n, place in enumerate(places)}
    doors = [station.township_code or "" for station in stations.values()]
    doors += [tiny.nearest_place(h.point) for h in hospitals]
    arcs = _arcs(region, tiny, node_of)
    for n, door in enumerate(doors, start=len(places)):
        arcs += [(n, node_of[door], 1.0), (node_of[door], n, 1.0)]
    vehicles = [v for v in region.vehicles.values() if v.station_code in stations]
    planned = plan(region, Scenario(name="tiny"))
    roads = _roads(arcs, len(places) + len(doors))
    return lay_out(planned, roads, places, stations, hospitals, vehicles)


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
