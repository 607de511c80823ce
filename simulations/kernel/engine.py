"""``simulate``: a world, its calls and a policy in, what became of them out.

Compiled functions do the work: ``loop`` (events), ``orders`` (what follows from a decision),
``choosing`` (the decisions, by the live desk's own functions), ``driving`` (the roads). Nothing is
drawn here, so that the same three arguments always give the same bytes, in any process.

What is modelled: levels and capabilities, shifts, pauses, mobilisation, the traffic of the hour,
vehicles that turn on their way, empty and cancelled runs, hospital choice, hand-over, redispatch,
two-vehicle sends, boats as arcs, standing by, the time that a neighbour takes to give leave. What
is not: crews and neighbours who refuse, hospitals that are full, patients beyond the first.
"""

from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.choices import PolicyName
from dispatch.policies.options import Options
from simulations.kernel import choosing, loop, orders, standing, state
from simulations.kernel.diary import ENTRIES_MAX, diary_of, entries_of
from simulations.kernel.events import EVENTS, HAPPENED, STEP
from simulations.kernel.model import DAY_S, NONE, Calls, Ended, Floats, Outcome, Policy, World
from simulations.kernel.moves import Compliance, Dmexclp, MoveUp, PriorityList
from simulations.kernel.records import Records, blank, empty
from simulations.kernel.state import DOORS, HOMES, SHIFTS, Ground, Roads, Scratch, Standing, State

EDITION = "2"
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
    return _outcome(world, calls, _lived(world, calls, policy))


def watch(
    world: World, calls: Calls, policy: Policy, from_s: float, until_s: float
) -> tuple[Outcome, Records]:
    """``simulate``, and the diary of what every vehicle did between two moments (``diary``).

    Raises ``DiaryFull`` where that is more than there is room for.
    """
    after = _lived(world, calls, policy, (from_s, until_s))
    return _outcome(world, calls, after), entries_of(after.diary)


def _lived(
    world: World, calls: Calls, policy: Policy, watched_s: tuple[float, float] | None = None
) -> State:
    """All calls run to their end; what happens in ``watched_s`` is written down."""
    vehicles, pauses = _vehicles(world), _pauses(calls)
    counts = np.zeros(state.COUNTS, dtype=np.int64)
    counts[STEP] = -1  # of equal times the first planned first
    room = 8 * (len(vehicles) + len(calls)) + len(pauses) + 64
    changing = State(
        vehicles,
        _calls(calls),
        pauses,
        blank(EVENTS, room),
        counts,
        np.empty(len(calls) + 1, dtype=np.int64),
        np.zeros(orders.HOURS),
        diary_of(vehicles, *(watched_s or (0.0, 0.0)), ENTRIES_MAX if watched_s else 0),
    )
    scratch, edges = _scratch(world), _shift_edges(world)
    span_s = float(calls.span_s)  # of one kind: the compiler would make a whole engine for another
    loop.run(_roads(world), _ground(world, calls, policy), changing, scratch, edges, span_s)
    return changing


def prepare(world: World, policy: Policy) -> None:
    """Compile the kernel where that was never done: a run without calls."""
    times, short, bits = np.zeros(0), np.zeros(0, np.float32), np.zeros(0, np.uint16)
    whole, flags = np.zeros(0, np.int32), np.zeros(0, np.bool_)
    nobody = Calls(
        first_weekday=0, span_s=0.0, arrival_s=times, place=whole, urgency=bits.astype(np.uint8),
        needs=bits, centres=bits, pair=flags, dispatch_delay_s=short, mobilisation_factor=short,
        drive_factor=short, cancel_s=short, on_scene_s=short, transport=flags, hospital=whole,
        handover_s=short, clear_s=short, pause_vehicle=whole, pause_start_s=times, pause_s=short,
    )  # fmt: skip
    simulate(world, nobody, policy)


def _ground(world: World, calls: Calls, policy: Policy) -> Ground:
    people = np.array(world.place_people, dtype=np.float64)
    county = world.place_centre.astype(np.int64)
    homes, doors = (
        empty(kind, count)
        for kind, count in ((HOMES, len(people)), (DOORS, len(world.hospital_ids)))
    )
    homes["centre"] = county
    doors["centres"], doors["detour_s"] = world.hospital_centres, world.hospital_detour_s
    shifts = np.zeros(world.shift_start_s.shape, dtype=SHIFTS).view(np.recarray)
    shifts["start"], shifts["end"] = world.shift_start_s, world.shift_end_s
    shifts["days"] = world.shift_days
    total = np.bincount(county, people, minlength=len(world.centre_ids))
    names = policy.dispatch_of_centre or (policy.dispatch,) * len(total)
    return Ground(
        places=len(people),
        stations=len(world.station_ids),
        hospitals=len(world.hospital_ids),
        homes=homes,
        people=people,
        county=county,
        centre_people=np.maximum(total, 1.0),
        doors=doors,
        shifts=shifts,
        ask_s=np.array(world.ask_s, dtype=np.float32),
        redispatch=np.array(policy.redispatch, dtype=np.bool_),
        policy=np.array([POLICY_CODE[name] for name in names], dtype=np.int64),
        own_county_only=bool(policy.own_county_only),
        meet=bool(policy.meet),
        cover_s=float(policy.cover_s),
        standing=_standing(world, policy.move_up),
        first_weekday=int(calls.first_weekday),
    )


def _standing(world: World, rule: MoveUp) -> Standing:
    centres = len(world.centre_ids)
    tables = np.zeros((centres, 1, len(world.station_ids)), dtype=np.int64)
    lists = np.full((centres, 1), NONE, dtype=np.int64)
    code, busy_share, cover_s = standing.NO_MOVE_UP, 0.0, 0.0
    if isinstance(rule, Dmexclp):
        code, busy_share, cover_s = standing.DMEXCLP, rule.busy_share, rule.cover_s
    elif isinstance(rule, Compliance):
        code, tables = standing.COMPLIANCE, np.array(rule.tables, dtype=np.int64)
    elif isinstance(rule, PriorityList):
        code, lists = standing.PRIORITY_LIST, np.array(rule.lists, dtype=np.int64)
    return Standing(
        rule=code,
        busy_share=float(busy_share),
        cover_s=float(cover_s),
        home=world.vehicle_station.astype(np.int64),
        station_centre=world.station_centre.astype(np.int64),
        tables=tables,
        lists=lists,
        ready_s=float(np.median(world.vehicle_mobilisation_s)) if len(world.vehicle_ids) else 0.0,
    )


def _roads(world: World) -> Roads:
    """The tables without a copy where they lie well; read-only, mapped from a file or not."""
    roads = world.roads
    return Roads(
        _seen(roads.arc_first, np.int32),
        _seen(roads.arc_head, np.int32),
        _seen(roads.arc_s, np.float32),
        _seen(roads.to_target_s, np.float32),
        _seen(roads.to_target_km, np.float32),
        _seen(roads.slot_of_hour, np.int32),
    )


def _seen(array: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    """One kind of array for the compiler, whatever it was made as."""
    seen = np.ascontiguousarray(np.asarray(array), dtype=kind).view()
    seen.flags.writeable = False
    return seen


def _vehicles(world: World) -> Records:
    """Everybody at home, free, at the first midnight."""
    vehicles = empty(state.VEHICLES, len(world.vehicle_ids))
    for name in ("busy_s", "runs", "moves", "km", "pause_due", "km_left", "role"):
        vehicles[name] = 0
    for name, values in (
        ("centre", world.vehicle_centre),
        ("rank", world.vehicle_rank),
        ("can", world.vehicle_can),
        ("station_s", world.vehicle_mobilisation_s),
        ("moving_s", world.vehicle_moving_s),
        ("speed", world.vehicle_speed),
    ):
        vehicles[name] = values
    vehicles["state"], vehicles["base"] = state.AT_STATION, world.vehicle_station
    vehicles["node"] = vehicles["goal"] = len(world.place_ids) + world.vehicle_station
    vehicles["paused_until"] = vehicles["arrives"] = -np.inf
    vehicles["slot"] = vehicles["drive"] = 0
    all_day = (world.shift_start_s <= 0) & (world.shift_end_s >= DAY_S) & (world.shift_days == 127)
    vehicles["always"] = all_day.any(axis=1)
    return vehicles


def _calls(calls: Calls) -> Records:
    told = empty(state.CALLS, len(calls))
    for name, values in (
        ("arrival", calls.arrival_s),
        ("place", calls.place),
        ("urgency", calls.urgency),
        ("needs", calls.needs),
        ("centres", calls.centres),
        ("pair", calls.pair),
        ("delay", calls.dispatch_delay_s),
        ("readying", calls.mobilisation_factor),
        ("pace", calls.drive_factor),
        ("cancel", calls.cancel_s),
        ("on_scene", calls.on_scene_s),
        ("transport", calls.transport),
        ("wished", calls.hospital),
        ("handover", calls.handover_s),
        ("clear", calls.clear_s),
    ):
        told[name] = values
    for name in ("ended", "met_on_way", "bumps", "waits", "queued"):
        told[name] = 0
    told["km"] = 0.0
    return told


def _pauses(calls: Calls) -> Records:
    pauses = empty(state.PAUSES, len(calls.pause_start_s))
    pauses["vehicle"], pauses["start"] = calls.pause_vehicle, calls.pause_start_s
    pauses["seconds"] = calls.pause_s
    return pauses


def _scratch(world: World) -> Scratch:
    count = len(world.vehicle_ids)
    whole, times = np.zeros((4, count), dtype=np.int64), np.zeros((4, count))
    own, fit = np.zeros(count, np.bool_), np.ones(count, np.bool_)  # nobody else is on the list
    options = Options(times[0], fit, whole[0], own, whole[1], times[1], critical=False)
    return Scratch(times[2], whole[2], times[3], whole[3], options)


def _shift_edges(world: World) -> Floats:
    """Times of the day at which a shift begins or ends; none where everybody is always there."""
    real = world.shift_end_s > world.shift_start_s
    both = np.concatenate([world.shift_start_s[real], world.shift_end_s[real]])
    edges = np.unique(both.astype(np.float64) % DAY_S)
    return edges if len(edges) > 1 or (len(edges) == 1 and edges[0] > 0) else np.zeros(0)


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
