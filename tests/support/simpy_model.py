"""The kernel's smallest case written as one would with SimPy: processes, objects, no arrays.

Vehicles at stations, a matrix of seconds, the nearest that is free goes, the most urgent that waits
is helped first. It is the bench's named peer and an independent check of the kernel: both must send
the same vehicles.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from simulations.kernel.model import HOURS_PER_WEEK, Calls, Roads, World


def matrix_world(places: int, stations: int, vehicles: int, seed: int = 1) -> World:
    """Everything is one drive from everything else; two hospitals, one centre, no shifts."""
    rng = np.random.default_rng(seed)
    hospitals = 2
    targets = places + stations + hospitals
    x, y = rng.uniform(0, 30, (2, targets))
    seconds = 60 + 80 * np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(seconds, 0.0)
    head = np.array([b for a in range(targets) for b in range(targets) if a != b], np.int32)
    tail = np.repeat(np.arange(targets), targets - 1)
    both = np.array([1.0, 1.25])
    home = rng.integers(0, stations, vehicles)
    ones, zeros = np.ones(vehicles, np.float32), np.zeros((vehicles, 1), np.float32)
    return World(
        roads=Roads(
            arc_first=(np.arange(targets + 1) * (targets - 1)).astype(np.int32),
            arc_head=head,
            arc_s=(both[:, None] * seconds[tail, head]).astype(np.float32)[None],
            arc_boat=np.zeros(len(head), np.bool_),
            to_target_s=(both[:, None, None] * seconds.T).astype(np.float32)[None],
            to_target_km=(seconds.T / 60).astype(np.float32),
            slot_of_hour=np.zeros(HOURS_PER_WEEK, np.int32),
            version="matrix",
        ),
        place_ids=tuple(f"p{n}" for n in range(places)),
        place_centre=np.zeros(places, np.int32),
        place_people=np.ones(places),
        place_urban=np.zeros(places, np.bool_),
        station_ids=tuple(f"s{n}" for n in range(stations)),
        station_centre=np.zeros(stations, np.int32),
        hospital_ids=("h0", "h1"),
        hospital_centres=np.zeros(hospitals, np.uint16),
        hospital_detour_s=np.zeros(hospitals, np.float32),
        vehicle_ids=tuple(f"v{n}" for n in range(vehicles)),
        vehicle_station=home.astype(np.int32),
        vehicle_centre=np.zeros(vehicles, np.int32),
        vehicle_rank=np.full(vehicles, 3, np.int32),
        vehicle_can=np.full(vehicles, 1, np.uint16),
        vehicle_mobilisation_s=120 * ones,
        vehicle_moving_s=15 * ones,
        vehicle_speed=ones,
        shift_start_s=zeros,
        shift_end_s=zeros + 86_400,
        shift_days=np.full((vehicles, 1), 127, np.uint8),
        centre_ids=("c",),
        ask_s=np.zeros((1, 1), np.float32),
    )


def random_calls(places: int, days: float, per_day: float, seed: int = 2) -> Calls:
    """Callers at random; every duration differs, so that no two events fall together."""
    rng = np.random.default_rng(seed)
    n = int(days * per_day)
    span_s = days * 86_400

    def lognormal(mean_s: float) -> NDArray[np.float32]:
        return (mean_s * rng.lognormal(-0.125, 0.5, n)).astype(np.float32)

    return Calls(
        first_weekday=0,
        span_s=span_s,
        arrival_s=np.sort(rng.uniform(0, span_s, n)),
        place=rng.integers(0, places, n).astype(np.int32),
        urgency=rng.integers(1, 4, n).astype(np.uint8),
        needs=np.zeros(n, np.uint16),
        centres=np.zeros(n, np.uint16),
        pair=np.zeros(n, np.bool_),
        dispatch_delay_s=lognormal(130),
        mobilisation_factor=lognormal(1.0),
        drive_factor=np.ones(n, np.float32),
        cancel_s=np.full(n, np.inf, np.float32),
        on_scene_s=lognormal(726),
        transport=rng.random(n) < 0.85,
        hospital=np.full(n, -1, np.int32),
        handover_s=lognormal(720),
        clear_s=lognormal(150),
        pause_vehicle=np.zeros(0, np.int32),
        pause_start_s=np.zeros(0),
        pause_s=np.zeros(0, np.float32),
    )


@dataclass(eq=False)
class Vehicle:
    """One vehicle: free, or not; where it is, or will be when its drive is done."""

    home: int
    node: int
    free: bool = True
    there_s: float = -1.0
    process: Any = None


@dataclass
class SimPyModel:
    """One run; ``vehicle`` and ``arrived_s`` by call."""

    world: World
    calls: Calls
    vehicle: NDArray[np.int64] = field(init=False)
    arrived_s: NDArray[np.float64] = field(init=False)

    def run(self) -> "SimPyModel":
        """All calls until everybody is home."""
        self.env = simpy.Environment()
        self.places, self.stations = len(self.world.place_ids), len(self.world.station_ids)
        self.seconds = self.world.roads.to_target_s[0]
        homes = [self.places + int(station) for station in self.world.vehicle_station]
        self.fleet = [Vehicle(home, home) for home in homes]
        self.waiting: list[tuple[int, int]] = []
        self.vehicle = np.full(len(self.calls), -1)
        self.arrived_s = np.full(len(self.calls), np.nan)
        self.env.process(self._ring())
        self.env.run()
        return self

    def _ring(self) -> Any:
        for call, at_s in enumerate(self.calls.arrival_s):
            yield self.env.timeout(at_s - self.env.now)
            self.env.process(self._take(call))

    def _take(self, call: int) -> Any:
        yield self.env.timeout(float(self.calls.dispatch_delay_s[call]))
        if not self._send(call):
            self.waiting.append((int(self.calls.urgency[call]), call))
            self.waiting.sort()

    def _left_s(self, one: Vehicle) -> float:
        return max(0.0, one.there_s - self.env.now)

    def _send(self, call: int) -> bool:
        place = int(self.calls.place[call])
        best, soonest = None, np.inf
        for one in self.fleet:
            if one.free:
                at_home = one.node == one.home and self._left_s(one) == 0
                eta_s = (120.0 if at_home else 15.0) + (
                    self._left_s(one) + float(self.seconds[0, place, one.node])
                )
                if eta_s < soonest:
                    best, soonest = one, eta_s
        if best is None:
            return False
        best.free = False
        self.vehicle[call] = self.fleet.index(best)
        self.env.process(self._sortie(best, call))
        return True

    def _drive(self, one: Vehicle, goal: int, drive: int) -> Any:
        seconds = self._left_s(one) + float(self.seconds[drive, goal, one.node])
        one.node, one.there_s = goal, self.env.now + seconds
        return self.env.timeout(seconds)

    def _sortie(self, one: Vehicle, call: int) -> Any:
        calls, env = self.calls, self.env
        at_home = one.node == one.home and self._left_s(one) == 0
        yield env.timeout((120.0 if at_home else 15.0) * float(calls.mobilisation_factor[call]))
        yield self._drive(one, int(calls.place[call]), 0)
        self.arrived_s[call] = env.now
        yield env.timeout(float(calls.on_scene_s[call]))
        if calls.transport[call]:
            drive = 0 if calls.urgency[call] <= 2 else 1
            first = self.places + self.stations
            times = self.seconds[drive, first:, one.node]
            yield self._drive(one, first + int(np.argmin(times)), drive)
            yield env.timeout(float(calls.handover_s[call]))
        yield env.timeout(float(calls.clear_s[call]))
        one.free = True
        while self.waiting and self._send(self.waiting[0][1]):
            self.waiting.pop(0)
        if one.free:
            self._drive(one, one.home, 1)
