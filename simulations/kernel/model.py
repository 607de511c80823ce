"""What is simulated, in flat arrays: the seam between scenarios and the compiled kernel.

A scenario builds one ``World`` and draws ``Calls`` beforehand, so that two scenarios that are
compared live through the very same calls (common random numbers). ``engine.simulate(world, calls,
policy) -> Outcome`` draws nothing itself: the same three always give the same bytes.

Times are seconds since midnight of the first day unless a name says otherwise; ``inf`` is
"unreachable" or "never", ``-1`` is "none". Every array is C-contiguous and never written to.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.choices import PolicyName
from simulations.kernel.moves import MoveUp, NoMoveUp
from stations.hospitals import CentreFlag

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int32]
Bits = NDArray[np.uint16]
Flags = NDArray[np.bool_]

DAY_S = 86_400.0
HOURS_PER_WEEK = 168
NONE = -1

CENTRE_BIT: dict[CentreFlag, int] = {c: 1 << n for n, c in enumerate(CentreFlag)}
"""Bit of each specialty centre in ``World.hospital_centres`` and ``Calls.centres``."""


class Drive(IntEnum):
    """Row of the two times that roads have (``geo.roads.driving``): with siren and without."""

    SIREN = 0
    CALM = 1


@dataclass(frozen=True)
class Roads:
    """The road graph of a world; all places, stations and hospitals are nodes of it.

    Node order: P places, S stations, H hospitals (together T *targets*), then junctions; N in all.
    ``slot_of_hour[hour of the week]`` (Monday 00:00 = 0) names one of K slots of the day's traffic.
    """

    arc_first: Ints
    """(N+1) ``arc_first[n]:arc_first[n+1]`` are the arcs that leave node n."""
    arc_head: Ints
    """(A) the node that an arc leads to."""
    arc_s: Singles
    """(K, 2, A) seconds of an arc in a slot, by ``Drive``; inf = closed to this drive."""
    arc_boat: Flags
    """(A) this arc is a leg by boat or helicopter with its wait (DSP-21)."""
    to_target_s: Singles
    """(K, 2, T, N) seconds from a node to a target; inf = unreachable."""
    to_target_km: Singles
    """(T, N) kilometres along the fastest way without siren in slot 0; inf = unreachable."""
    slot_of_hour: Ints
    """(168) slot of each hour of the week."""
    version: str
    """Names the network and its speeds, kept with every result (SIM-08)."""


@dataclass(frozen=True)
class World:
    """One variant of a region: who stands where with what, and the roads between them.

    The names in ``*_ids`` are those of the region pack; all other fields are indices into them.
    ``centre`` means one of the units that take calls (``Region.centres``: the city's is 0).
    """

    roads: Roads

    place_ids: tuple[str, ...]
    place_centre: Ints
    """(P) the centre on whose ground the place lies."""
    place_people: Floats
    """(P) residents, for demand and for what is left uncovered."""
    place_urban: Flags
    """(P) urban township (城区)."""

    station_ids: tuple[str, ...]
    station_centre: Ints

    hospital_ids: tuple[str, ...]
    hospital_centres: Bits
    """(H) its specialty centres, by ``CENTRE_BIT``."""
    hospital_detour_s: Singles
    """(H) the detour worth while to reach a better one (``dispatch.hospital_choice``): no
    emergency department 7200, primary care 3600, else 0."""

    vehicle_ids: tuple[str, ...]
    vehicle_station: Ints
    """(V) home station."""
    vehicle_centre: Ints
    """(V) the centre it belongs to."""
    vehicle_rank: Ints
    """(V) ``CREW_RANK`` of its crew; from 3 on, a doctor."""
    vehicle_can: Bits
    """(V) what it brings, by ``stations.vehicles.CAPABILITY_BIT``, higher skills included."""
    vehicle_mobilisation_s: Singles
    """(V) median from the order to wheels turning, when it waits at its station (出车)."""
    vehicle_moving_s: Singles
    """(V) the same when its crew sits in it (on its way home, at a post)."""
    vehicle_speed: Singles
    """(V) its drive times are multiplied by this; 1 = as the roads' profile says."""
    shift_start_s: Singles
    """(V, W) start of each shift window, seconds of the day; padded by windows of no length."""
    shift_end_s: Singles
    """(V, W) its end; beyond 86400 when it runs past midnight; 0..86400 = all day."""
    shift_days: NDArray[np.uint8]
    """(V, W) weekdays on which the window begins, bit 0 = Monday; 127 = every day."""

    centre_ids: tuple[str, ...]
    ask_s: Singles
    """(C, C) seconds an order waits for leave when row's centre takes a vehicle of column's;
    inf where it may not. 0 where the rule is "auto" or "notify" (``stations.boundary``)."""


@dataclass(frozen=True)
class Calls:
    """Everything that comes from outside in one run, drawn beforehand and in order of arrival."""

    first_weekday: int
    """Weekday of the run's first day, 0 = Monday; with ``World.roads.slot_of_hour``."""
    span_s: float
    """Length of the observed run; what is under way then is still driven to its end."""
    arrival_s: Floats
    """(n) the phone rings; never falling."""
    place: Ints
    """(n) where."""
    urgency: NDArray[np.uint8]
    """(n) 1 (I, 濒危) … 4 (IV, 非急)."""
    needs: Bits
    """(n) capabilities asked for, by ``CAPABILITY_BIT``."""
    centres: Bits
    """(n) specialty centres the patient needs, by ``CENTRE_BIT``."""
    pair: Flags
    """(n) an advanced crew is sent too when the first one has no doctor (会车)."""
    dispatch_delay_s: Singles
    """(n) from the ring to the moment a vehicle can be chosen (受理)."""
    mobilisation_factor: Singles
    """(n) multiplies the median of whichever crew goes; median 1."""
    drive_factor: Singles
    """(n) multiplies the roads' seconds on this sortie; 1 = as planned."""
    cancel_s: Singles
    """(n) after the ring the caller calls off, if nobody is there yet (空车, 途中退回); inf."""
    on_scene_s: Singles
    """(n) from arrival to leaving the scene, with or without the patient."""
    transport: Flags
    """(n) somebody is taken to hospital; False = an empty run (空车) or treated on scene."""
    hospital: Ints
    """(n) the hospital that the patient wants, -1 = by road time and capability."""
    handover_s: Singles
    """(n) from arrival at the hospital to the signature (交接)."""
    clear_s: Singles
    """(n) from there, or from an empty scene, to being available again."""
    pause_vehicle: Ints
    """(m) pauses (暂停调用), in order of their start: which vehicle,"""
    pause_start_s: Floats
    """(m) from when; begun when the vehicle is free, if it is on a task then,"""
    pause_s: Singles
    """(m) for how long."""

    def __len__(self) -> int:
        return len(self.arrival_s)


def live_redispatch() -> Flags:
    """Who may be called off a run for whom, as on the live desk: only for a more urgent one."""
    rank = np.arange(5)
    return np.ascontiguousarray((rank[:, None] > rank[None, :]) & (rank[:, None] > 0))


@dataclass(frozen=True)
class Policy:
    """How decisions are made; the same kernels as on the live desk (``dispatch.policies``)."""

    dispatch: PolicyName = PolicyName.CLOSEST
    dispatch_of_centre: tuple[PolicyName, ...] = ()
    """(C) where centres have rules of their own, by whose ground the call is on; else empty."""
    redispatch: Flags = field(default_factory=live_redispatch)
    """(5, 5) a vehicle under way to urgency *row* may be sent to urgency *column* instead."""
    own_county_only: bool = False
    """Today's rule where there is no city centre: nobody is ever sent over a county's border."""
    meet: bool = True
    """Two-vehicle sends (会车) for calls marked ``pair``."""
    cover_s: float = 900.0
    """A township is covered while a free crew is there in so many seconds (coverage-aware)."""
    move_up: MoveUp = field(default_factory=NoMoveUp)


class Ended(IntEnum):
    """How a call ended."""

    OPEN = 0
    """Nobody had been sent when the run ended; or nobody who may come can ever get there."""
    TRANSPORTED = 1
    EMPTY = 2
    """Reached, nobody taken along."""
    CANCELLED = 3
    """Called off before anybody was there."""


@dataclass(frozen=True)
class Outcome:
    """What became of every call and vehicle. (n) by call, (V) by vehicle; nan = did not happen."""

    vehicle: Ints
    """(n) who reached the scene first; for a call never reached, who was under way last, or -1."""
    second: Ints
    """(n) the advanced crew that was sent too, or -1."""
    ended: NDArray[np.uint8]
    """(n) ``Ended``."""
    ordered_s: Floats
    """(n) the order that led to the arrival."""
    departed_s: Floats
    arrived_s: Floats
    """(n) first crew at the scene."""
    advanced_s: Floats
    """(n) a crew with a doctor with the patient: at the scene, or where the two met."""
    met_on_way: Flags
    """(n) the two crews met between scene and hospital."""
    left_scene_s: Floats
    hospital: Ints
    """(n) where to, or -1."""
    at_hospital_s: Floats
    freed_s: Floats
    """(n) the first crew is available again."""
    drive_km: Singles
    """(n) first crew: to the scene and on to the hospital."""
    bumps: Ints
    """(n) how often a vehicle on its way was called off for a more urgent call."""
    queued: Flags
    """(n) waited because nobody could be sent."""
    foreign: Flags
    """(n) first crew of another centre than the place's."""

    busy_s: Floats
    """(V) from order to available again."""
    on_duty_s: Floats
    """(V) within its shifts, without pauses, during the span."""
    runs: Ints
    """(V) orders to a scene."""
    moves: Ints
    """(V) orders to stand by at another station (机动待命)."""
    km: Floats
    """(V) driven in all."""
    by_hour_busy_s: Floats
    """(24) vehicle-seconds on task, by hour of the day."""

    counters: dict[str, int]
    """``events``, ``dispatches``, ``redispatches``, ``move_ups``, ``queued``, ``open``."""
    version: str
    """Kernel and roads that produced it (SIM-08)."""
