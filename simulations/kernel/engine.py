"""``simulate``: a world, its calls and a policy in, what became of them out.

Compiled functions do the work: ``loop`` (events), ``orders`` (what follows from a decision),
``choosing`` (the decisions, by the live desk's own functions), ``driving`` (the roads). Nothing is
drawn here, so that the same three arguments always give the same bytes, in any process.

What is modelled: levels and capabilities, shifts, pauses, mobilisation, the traffic of the hour,
vehicles that turn on their way, empty and cancelled runs, hospital choice, hand-over, redispatch,
two-vehicle sends, boats as arcs, standing by. What is not: crews that refuse, hospitals that are
full, a vehicle asked for at a neighbour's that is refused, patients beyond the first.
"""

from types import MappingProxyType

import numpy as np

from dispatch.domain.choices import PolicyName
from simulations.kernel import choosing, loop, orders, state
from simulations.kernel.events import EVENTS, HAPPENED, STEP
from simulations.kernel.model import DAY_S, Calls, Ended, Floats, Outcome, Policy, World
from simulations.kernel.moves import Compliance, Dmexclp, MoveUp, PriorityList
from simulations.kernel.records import Records, empty
from simulations.kernel.state import Asked, Ground, Roads, Scratch, State

EDITION = "1"
"""Counts the meanings that a run has had; kept with every result (SIM-08)."""

POLICY_CODE = MappingProxyType(
    {
        PolicyName.CLOSEST: choosing.CLOSEST,
        PolicyName.OWN_COUNTY_FIRST: choosing.OWN_COUNTY_FIRST,
        PolicyName.CAPABILITY_FIRST: choosing.CAPABILITY_FIRST,
        PolicyName.COVERAGE_AWARE: choosing.COVERAGE_AWARE,
    }
)


def simulate(world: World, calls: Calls, policy: Policy) -> Outcome:
    """Run all calls to their end. Deterministic; the arguments are left as they are."""
    ground, roads, asked = _ground(world, calls, policy), _roads(world), _asked(calls)
    vehicles = _vehicles(world)
    lived = _calls(len(calls))
    counts = np.zeros(state.COUNTS, dtype=np.int64)
    counts[STEP] = -1  # of equal times the first planned first
    room = 8 * (len(vehicles) + len(calls)) + len(calls.pause_start_s) + 64
    changing = State(
        vehicles,
        lived,
        empty(EVENTS, room),
        counts,
        np.empty(len(calls) + 1, dtype=np.int64),
        np.zeros(orders.HOURS),
    )
    starts = _shift_starts(world)
    loop.run(roads, ground, asked, changing, _scratch(len(vehicles)), starts, calls.span_s)
    return _outcome(world, calls, changing)


def _ground(world: World, calls: Calls, policy: Policy) -> Ground:
    places, centres = len(world.place_ids), len(world.centre_ids)
    people = np.ascontiguousarray(world.place_people, dtype=np.float64)
    total = np.bincount(world.place_centre, people, minlength=centres)
    code, busy_share, cover_s, table = _move_up(policy.move_up)
    return Ground(
        places=places,
        stations=len(world.station_ids),
        hospitals=len(world.hospital_ids),
        place_centre=np.ascontiguousarray(world.place_centre, dtype=np.int32),
        place_people=people,
        centre_people=np.maximum(total, 1.0),
        hospital_centres=np.ascontiguousarray(world.hospital_centres, dtype=np.uint16),
        hospital_detour_s=np.ascontiguousarray(world.hospital_detour_s, dtype=np.float32),
        vehicle_centre=np.ascontiguousarray(world.vehicle_centre, dtype=np.int32),
        vehicle_rank=world.vehicle_rank.astype(np.int64),
        vehicle_can=np.ascontiguousarray(world.vehicle_can, dtype=np.uint16),
        station_mobilisation_s=np.ascontiguousarray(world.vehicle_mobilisation_s, np.float32),
        moving_mobilisation_s=np.ascontiguousarray(world.vehicle_moving_s, np.float32),
        vehicle_speed=np.ascontiguousarray(world.vehicle_speed, np.float32),
        shift_start_s=np.ascontiguousarray(world.shift_start_s, np.float32),
        shift_end_s=np.ascontiguousarray(world.shift_end_s, np.float32),
        shift_days=np.ascontiguousarray(world.shift_days, np.uint8),
        ask_s=np.ascontiguousarray(world.ask_s, np.float32),
        redispatch=np.ascontiguousarray(policy.redispatch, np.bool_),
        policy=np.array(
            [
                POLICY_CODE[name]
                for name in policy.dispatch_of_centre or (policy.dispatch,) * centres
            ]
        ),
        own_county_only=policy.own_county_only,
        meet=policy.meet,
        cover_s=policy.cover_s,
        move_up=code,
        busy_share=busy_share,
        move_cover_s=cover_s,
        move_table=table,
        first_weekday=calls.first_weekday,
    )


def _move_up(
    rule: MoveUp,
) -> tuple[int, float, float, np.ndarray[tuple[int, int], np.dtype[np.int32]]]:
    none = np.zeros((1, 0), dtype=np.int32)
    if isinstance(rule, Dmexclp):
        return orders.DMEXCLP, rule.busy_share, rule.cover_s, none
    if isinstance(rule, Compliance):
        table = np.ascontiguousarray(rule.table, dtype=np.int32)
        return orders.COMPLIANCE, 0.0, 0.0, table
    if isinstance(rule, PriorityList):
        stations = np.ascontiguousarray(rule.stations, dtype=np.int32)
        return orders.PRIORITY_LIST, 0.0, 0.0, stations.reshape(1, -1)
    return orders.NO_MOVE_UP, 0.0, 0.0, none


def _roads(world: World) -> Roads:
    """The tables as plain arrays: mapped files stay mapped, nothing is copied."""
    roads = world.roads
    return Roads(
        np.asarray(roads.arc_first),
        np.asarray(roads.arc_head),
        np.asarray(roads.arc_s),
        np.asarray(roads.to_target_s),
        np.asarray(roads.to_target_km),
        np.asarray(roads.slot_of_hour),
    )


def _asked(calls: Calls) -> Asked:
    def single(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> state.Singles:
        return np.ascontiguousarray(values, dtype=np.float32)

    return Asked(
        np.ascontiguousarray(calls.arrival_s, dtype=np.float64),
        np.ascontiguousarray(calls.place, dtype=np.int32),
        np.ascontiguousarray(calls.urgency, dtype=np.uint8),
        np.ascontiguousarray(calls.needs, dtype=np.uint16),
        np.ascontiguousarray(calls.centres, dtype=np.uint16),
        np.ascontiguousarray(calls.pair, dtype=np.bool_),
        single(calls.dispatch_delay_s),
        single(calls.mobilisation_factor),
        single(calls.drive_factor),
        single(calls.cancel_s),
        single(calls.on_scene_s),
        np.ascontiguousarray(calls.transport, dtype=np.bool_),
        np.ascontiguousarray(calls.hospital, dtype=np.int32),
        single(calls.handover_s),
        single(calls.clear_s),
        np.ascontiguousarray(calls.pause_vehicle, dtype=np.int32),
        np.ascontiguousarray(calls.pause_start_s, dtype=np.float64),
        single(calls.pause_s),
    )


def _vehicles(world: World) -> Records:
    """Everybody at home, free, at the first midnight."""
    vehicles = empty(state.VEHICLES, len(world.vehicle_ids))
    for name in ("busy_s", "runs", "moves", "km", "pause_due", "km_left", "role"):
        vehicles[name] = 0
    vehicles["state"], vehicles["base"] = state.AT_STATION, world.vehicle_station
    vehicles["node"] = vehicles["goal"] = len(world.place_ids) + world.vehicle_station
    vehicles["paused_until"] = vehicles["arrives"] = -np.inf
    vehicles["slot"] = vehicles["drive"] = 0
    all_day = (world.shift_start_s <= 0) & (world.shift_end_s >= DAY_S) & (world.shift_days == 127)
    vehicles["always"] = all_day.any(axis=1)
    return vehicles


def _calls(count: int) -> Records:
    calls = empty(state.CALLS, count)
    for name in ("ended", "met_on_way", "bumps", "waits", "queued"):
        calls[name] = 0
    calls["km"] = 0.0
    return calls


def _scratch(count: int) -> Scratch:
    return Scratch(
        np.empty(count),
        np.empty(count, dtype=np.bool_),
        np.empty(count, dtype=np.int64),
        np.empty(count, dtype=np.bool_),
        np.empty(count),
    )


def _shift_starts(world: World) -> Floats:
    """Times of the day at which somebody's shift begins; none where everybody is always there."""
    real = world.shift_end_s > world.shift_start_s
    starts = np.unique(world.shift_start_s[real].astype(np.float64) % DAY_S)
    return starts if len(starts) > 1 or (len(starts) == 1 and starts[0] > 0) else np.zeros(0)


def _on_duty_s(world: World, calls: Calls) -> Floats:
    """Within shifts and the span; pauses that were taken are left out."""
    on_duty = np.zeros(len(world.vehicle_ids))
    for begun in range(-1, int(np.ceil(calls.span_s / DAY_S))):
        weekday = (calls.first_weekday + begun) % 7
        active = (world.shift_days >> weekday) & 1
        start = np.clip(begun * DAY_S + world.shift_start_s.astype(np.float64), 0, calls.span_s)
        end = np.clip(begun * DAY_S + world.shift_end_s.astype(np.float64), 0, calls.span_s)
        on_duty += (np.maximum(end - start, 0) * active).sum(axis=1)
    paused = np.bincount(calls.pause_vehicle, calls.pause_s, minlength=len(on_duty))
    return np.maximum(on_duty - paused, 0.0)


def _outcome(world: World, calls: Calls, after: State) -> Outcome:
    told, vehicles, counts = after.calls, after.vehicles, after.counts
    first = np.array(told["vehicle"])
    ended = told["ended"].astype(np.uint8)
    foreign = (first >= 0) & (
        world.vehicle_centre[np.maximum(first, 0)] != world.place_centre[calls.place]
    )
    return Outcome(
        vehicle=first.astype(np.int32),
        second=told["second"].astype(np.int32),
        ended=ended,
        ordered_s=np.array(told["ordered"]),
        departed_s=np.array(told["departed"]),
        arrived_s=np.array(told["arrived"]),
        advanced_s=np.array(told["advanced"]),
        met_on_way=told["met_on_way"].astype(np.bool_),
        left_scene_s=np.array(told["left_scene"]),
        hospital=told["hospital"].astype(np.int32),
        at_hospital_s=np.array(told["at_hospital"]),
        freed_s=np.array(told["freed"]),
        drive_km=_drive_km(world, calls, told),
        bumps=told["bumps"].astype(np.int32),
        queued=told["queued"].astype(np.bool_),
        foreign=foreign,
        busy_s=np.array(vehicles["busy_s"]),
        on_duty_s=_on_duty_s(world, calls),
        runs=vehicles["runs"].astype(np.int32),
        moves=vehicles["moves"].astype(np.int32),
        km=np.array(vehicles["km"]),
        by_hour_busy_s=after.by_hour_busy_s,
        counters={
            "events": int(counts[HAPPENED]),
            "dispatches": int(counts[state.DISPATCHES]),
            "redispatches": int(counts[state.REDISPATCHES]),
            "move_ups": int(counts[state.MOVES]),
            "queued": int(counts[state.WAITED]),
            "open": int((ended == Ended.OPEN).sum()),
        },
        version=f"kernel {EDITION}, roads {world.roads.version}",
    )


def _drive_km(world: World, calls: Calls, told: Records) -> state.Singles:
    """To the scene, and on to the hospital where somebody was taken there."""
    hospital = np.array(told["hospital"])
    goal = len(world.place_ids) + len(world.station_ids) + np.maximum(hospital, 0)
    onward = np.where(hospital >= 0, world.roads.to_target_km[goal, calls.place], 0.0)
    km: state.Singles = (told["km"] + onward).astype(np.float32)
    return km
