"""What each vehicle did for each call of a run, read from the kernel's ``Outcome``.

The outcome keeps the crew that came, its second one, and the moments. It does not keep runs that
were called off for a more urgent call, nor where a vehicle stood by after being moved (机动待命):
those are not shown, and whoever shows a day says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite, isnan

from simulations.kernel.loop import MEETING_S
from simulations.kernel.model import Calls, Outcome, World
from stations.status import VehicleState

TURNS = tuple[tuple[float, VehicleState], ...]
_S = VehicleState


@dataclass(frozen=True)
class Leg:
    """A drive to a node of the world; ``until_s`` is when it would be there.

    With ``share`` it only goes to where two crews meet: so far along the way from node ``scene``.
    """

    from_s: float
    until_s: float
    goal: int
    scene: int = -1
    share: float = 1.0
    stops_s: float = inf
    """Stops before it is there: the caller called off, or the other crew is met."""


@dataclass(frozen=True)
class Sortie:
    """One vehicle's work for one call; seconds since the run's first midnight."""

    vehicle: int
    call: int
    ordered_s: float
    turns: TURNS
    """What its crew reported, and when."""
    legs: tuple[Leg, ...]
    freed_s: float
    """Available again; inf when the run ended before."""


def sorties(world: World, calls: Calls, outcome: Outcome, call: int) -> Iterator[Sortie]:
    """Those of one call: the first crew, and the advanced one that was sent too."""
    if outcome.vehicle[call] < 0 or isnan(outcome.ordered_s[call]):
        return
    read = _Read(world, calls, outcome, call)
    yield read.first()
    if outcome.second[call] >= 0:
        yield read.second()


class _Read:
    """The moments of one call by name."""

    def __init__(self, world: World, calls: Calls, outcome: Outcome, call: int) -> None:
        self._call, self._first = call, int(outcome.vehicle[call])
        self._second = int(outcome.second[call])
        self._place = int(calls.place[call])
        hospital = int(outcome.hospital[call])
        doors = len(world.place_ids) + len(world.station_ids)
        self._door = doors + hospital if hospital >= 0 else -1
        self._clear_s, self._handover_s = float(calls.clear_s[call]), float(calls.handover_s[call])
        self._ordered_s = float(outcome.ordered_s[call])
        self._departed_s = float(outcome.departed_s[call])
        self._arrived_s, self._left_s = (
            float(outcome.arrived_s[call]),
            float(outcome.left_scene_s[call]),
        )
        self._advanced_s = float(outcome.advanced_s[call])
        self._met = bool(outcome.met_on_way[call])
        self._at_door_s, self._freed_s = (
            float(outcome.at_hospital_s[call]),
            float(outcome.freed_s[call]),
        )
        # Whoever is free before the patient is at the hospital did not take him there.
        self._handed_on = self._second >= 0 and self._freed_s < self._at_door_s
        self._readying_s = float(
            world.vehicle_mobilisation_s[self._second] * calls.mobilisation_factor[call]
        )
        self._scene_s = _drive_s(world, self._first, self._place)

    def first(self) -> Sortie:
        """The crew that came first, or was on its way when the caller called off."""
        arrives_s = self._arrived_s
        if isnan(arrives_s):
            arrives_s = self._departed_s + self._scene_s
        legs = [Leg(self._departed_s, arrives_s, self._place)]
        turns = [
            (self._ordered_s, _S.ACKED),
            (self._departed_s, _S.EN_ROUTE),
            (self._arrived_s, _S.ON_SCENE),
        ]
        freed_s = inf if isnan(self._freed_s) else self._freed_s
        if self._door >= 0 and (not self._handed_on or self._met):
            turns.append((self._left_s, _S.LOADED))
            legs.append(self._with_patient())
        if not self._handed_on:
            turns += self._at_hospital()
        return self._sortie(self._first, turns, legs, freed_s)

    def second(self) -> Sortie:
        """The advanced crew: to the scene, or to where both meet, and on with the patient."""
        departs_s = min(self._ordered_s + self._readying_s, self._advanced_s)
        legs = [self._to_meeting(departs_s)]
        turns = [
            (self._ordered_s, _S.ACKED),
            (departs_s, _S.EN_ROUTE),
            (self._advanced_s, _S.ON_SCENE),
        ]
        freed_s = self._left_s + self._clear_s
        if self._handed_on:
            loads_s = self._advanced_s + MEETING_S if self._met else self._left_s
            turns += [(loads_s, _S.LOADED), *self._at_hospital()]
            legs.append(Leg(loads_s, self._at_door_s, self._door))
            freed_s = self._at_door_s + self._handover_s + self._clear_s
        return self._sortie(self._second, turns, legs, inf if isnan(freed_s) else freed_s)

    def _with_patient(self) -> Leg:
        """The first crew's drive from the scene, as far as it goes."""
        if not self._handed_on:
            return Leg(self._left_s, self._at_door_s, self._door)
        there_s = self._at_door_s - MEETING_S
        return Leg(self._left_s, there_s, self._door, stops_s=self._advanced_s)

    def _to_meeting(self, departs_s: float) -> Leg:
        if not self._met:
            return Leg(departs_s, self._advanced_s, self._place)
        drive_s = max(self._at_door_s - MEETING_S - self._left_s, 1.0)
        share = min(1.0, max(0.0, (self._advanced_s - self._left_s) / drive_s))
        return Leg(departs_s, self._advanced_s, self._door, self._place, share)

    def _at_hospital(self) -> list[tuple[float, VehicleState]]:
        handed_s = self._at_door_s + self._handover_s
        return [(self._at_door_s, _S.AT_HOSPITAL), (handed_s, _S.HANDED_OVER)]

    def _sortie(
        self,
        vehicle: int,
        turns: list[tuple[float, VehicleState]],
        legs: list[Leg],
        freed_s: float,
    ) -> Sortie:
        happened = [(at, state) for at, state in turns if isfinite(at) and at <= freed_s]
        driven = [leg for leg in legs if isfinite(leg.from_s) and leg.from_s <= freed_s]
        return Sortie(
            vehicle,
            self._call,
            self._ordered_s,
            tuple(sorted(happened, key=lambda turn: turn[0])),
            tuple(leg for leg in driven if isfinite(leg.until_s)),
            freed_s,
        )


def _drive_s(world: World, vehicle: int, place: int) -> float:
    """From its station to a place: how far somebody had come who was called off on the way."""
    home = len(world.place_ids) + int(world.vehicle_station[vehicle])
    return float(world.roads.to_target_s[0, 0, place, home])
