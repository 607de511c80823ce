"""Where a centre's free vehicles should wait while its cover is thin (动态待命, DSP-18).

When fewer of a centre's people than it should keep have somebody free in time, the one move that
adds most is advised: ``policies.move_up.dmexclp``, the same function as in the simulator. Nobody is
moved by it: it is a proposal, and it lapses when the situation does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.board import Board, vehicle_state
from dispatch.domain.moves import MoveAdvice
from dispatch.policies.compiling import Floats
from dispatch.policies.move_up import dmexclp
from dispatch.policies.move_up.last_of_kind import is_last
from dispatch.prospects import from_station_s, mobilisation_s
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Basis, RoadPoint
from stations.crews import staffed
from stations.organisation import UnitKind
from stations.region import Region
from stations.status import IDLE
from stations.vehicles import CAPABILITY_BIT, Vehicle, VehicleKind

DECLINED_REST_MS = 15 * 60_000
"""So long a desk that declined is left in peace."""

Flags = NDArray[np.bool_]

_NO_AMBULANCE = frozenset({VehicleKind.COMMAND, VehicleKind.BOAT})


class MoveUpPolicy(StrEnum):
    """By which rule a centre is advised (待命建议策略)."""

    OFF = "off"
    COVER = "cover"
    DMEXCLP = "dmexclp"


MOVE_UP_POLICY_NAMES: dict[MoveUpPolicy, tuple[str, str]] = {
    MoveUpPolicy.OFF: ("不建议", "no advice"),
    MoveUpPolicy.COVER: ("补齐空白", "people without anybody first"),
    MoveUpPolicy.DMEXCLP: ("动态期望覆盖", "DMEXCLP, vehicles may be busy"),
}


class MoveTerms(msgspec.Struct, frozen=True, kw_only=True):
    """When a centre is advised, and how far a vehicle may be asked to go.

    ``keep`` is the share of what the whole fleet at home covers that should be kept, ``busy`` the
    share of time a vehicle is on a task (DMEXCLP); a move must bring ``gain_min`` of the centre's
    people into reach, and the vehicle is asked to wait ``stay_s``.
    """

    policy: MoveUpPolicy = MoveUpPolicy.DMEXCLP
    keep: float = 0.9
    busy: float = 0.3
    gain_min: float = 0.02
    drive_max_s: float = 2_700.0
    stay_s: float = 3_600.0


@dataclass(frozen=True)
class Fleet:
    """What is asked: the board at this moment, where everybody is, by whose times."""

    board: Board
    points: Mapping[str, Point]
    routers: Mapping[Driving, GuardedRouter]
    now_ms: int


@dataclass
class Moving:
    """Keeps what does not move: homes, stations and the times between them. One thread's own."""

    region: Region
    _network: str = ""
    _homes: list[RoadPoint] = field(default_factory=list)
    _station_s: Floats | None = None

    def __post_init__(self) -> None:
        region = self.region
        self._stations = [u for u in region.units.values() if u.kind is UnitKind.STATION]
        self._row = {unit.code: nth for nth, unit in enumerate(self._stations)}
        towns = list(region.townships.values())
        self._people: Floats = np.array([t.population for t in towns], np.float64)
        centres = [region.centre_of_county(t.county_code) for t in towns]
        self._of_centre = {u.code: np.array([c == u.code for c in centres]) for u in region.centres}

    def advise(self, fleet: Fleet, terms: Mapping[str, MoveTerms]) -> dict[str, MoveAdvice | None]:
        """What is advised to each centre now; empty while the roads are away."""
        router = fleet.routers[Driving.SIREN]
        if not router.ready or not self._known(router):
            return {}
        able = [v for v in self._able() if self.region.serves(v, fleet.now_ms)]
        free = self._free(fleet)
        now_s = self._from_here(fleet, free)
        if now_s is None:
            return {}
        within_s = float(self.region.meta.limits.late_arrival_s)
        full: Flags = np.any(self._at_home(able) <= within_s, axis=0)
        return {
            unit: self._for_centre(fleet, unit, one, free, now_s, full)
            for unit, one in terms.items()
            if one.policy is not MoveUpPolicy.OFF and self._people[self._of_centre[unit]].sum() > 0
        }

    def may_move(self, fleet: Fleet, unit: str, vehicle_id: str) -> bool:
        """Whether it may still be moved by this centre: free, its own, not the last of a kind."""
        free = self._free(fleet)
        mine = self._movable(fleet, unit, free)
        return any(own and one.id == vehicle_id for one, own in zip(free, mine, strict=True))

    def _free(self, fleet: Fleet) -> list[Vehicle]:
        able = (v for v in self._able() if self.region.serves(v, fleet.now_ms))
        return [vehicle for vehicle in able if self._is_free(fleet, vehicle)]

    def _able(self) -> list[Vehicle]:
        return [v for v in self.region.vehicles.values() if v.kind not in _NO_AMBULANCE]

    def _is_free(self, fleet: Fleet, vehicle: Vehicle) -> bool:
        crewed = staffed(vehicle, fleet.board.duty(vehicle.id).crew)
        free = vehicle_state(fleet.board, vehicle.id) in IDLE
        return bool(crewed.capabilities) and free

    def _known(self, router: GuardedRouter) -> bool:
        """Times from every station to every township, asked once for each state of the roads."""
        if router.network_version == self._network:
            return True
        homes = router.locate_all([t.point for t in self.region.townships.values()])
        starts = router.locate_all([unit.point for unit in self._stations])
        times = router.matrix(starts, homes)
        if times.basis is not Basis.ROAD:
            return False
        if not self._network:
            _rehearse()
        self._homes, self._station_s = homes, times.seconds
        self._network = times.network_version
        return True

    def _at_home(self, able: list[Vehicle]) -> Floats:
        """Seconds from the order when the whole fleet is free at its stations."""
        assert self._station_s is not None
        rows = np.array([self._row[v.station_code] for v in able])
        ready_s = np.array([from_station_s(self.region, v) for v in able], np.float64)
        at_home: Floats = self._station_s[rows] + ready_s[:, None]
        return at_home

    def _from_here(self, fleet: Fleet, free: list[Vehicle]) -> Floats | None:
        """Seconds from the order, from where each free vehicle is; of one sent to a post, there."""
        if not free:
            return np.full((0, len(self._people)), np.inf)
        router = fleet.routers[Driving.SIREN]
        bound = {
            vehicle_id: post.point
            for post in fleet.board.posts.values()
            if post.in_force(fleet.now_ms)
            for vehicle_id in post.vehicle_ids
        }
        starts = router.locate_all([bound.get(v.id, fleet.points[v.id]) for v in free])
        times = router.matrix(starts, self._homes)
        if times.basis is not Basis.ROAD:
            return None
        ready_s = [mobilisation_s(self.region, fleet.board.duty(v.id), v) for v in free]
        seconds: Floats = times.seconds + np.array(ready_s)[:, None]
        return seconds

    def _for_centre(
        self,
        fleet: Fleet,
        unit: str,
        terms: MoveTerms,
        free: list[Vehicle],
        now_s: Floats,
        full: Flags,
    ) -> MoveAdvice | None:
        """The best move of one of this centre's own vehicles, if its cover is thin."""
        own_people = self._people * self._of_centre[unit]
        total, within_s = own_people.sum(), float(self.region.meta.limits.late_arrival_s)
        reached = (now_s <= within_s).any(axis=0)
        covered = float(own_people[reached].sum() / total)
        wanted = terms.keep * float(own_people[full].sum() / total)
        if covered >= wanted:
            return None
        mine = self._movable(fleet, unit, free)
        places = self._places(unit)
        if not any(mine) or not places:
            return None
        drive_s = self._drives(fleet, [v if m else None for v, m in zip(free, mine, strict=True)])
        if drive_s is None:
            return None
        assert self._station_s is not None
        there_s = self._station_s[places] + self.region.meta.mobilisation.mobile_s
        # Everybody's people count, so that no neighbour is stripped. Where a second vehicle in town
        # is worth most, those whom nobody reaches still come first: cover is thin now.
        for busy in (terms.busy, 0.0) if terms.policy is MoveUpPolicy.DMEXCLP else (0.0,):
            who, where, _ = dmexclp.best_move(
                now_s, there_s, drive_s[:, places], self._people, within_s, busy, terms.drive_max_s
            )
            if who == dmexclp.STAY:
                return None
            after_s = now_s.copy()
            after_s[who] = there_s[where]
            after = (after_s <= within_s).any(axis=0)
            gain = float(own_people[after].sum() - own_people[reached].sum())
            if gain >= terms.gain_min * total:
                break
        else:
            return None
        station = self._stations[places[where]]
        return MoveAdvice(
            unit=unit,
            vehicle_id=free[who].id,
            place=station.name,
            point=station.point,
            within_s=within_s,
            covered=round(covered, 4),
            wanted=round(wanted, 4),
            gain_people=round(gain),
            drive_s=round(float(drive_s[who, places[where]]), 1),
            at_ms=fleet.now_ms,
            until_ms=fleet.now_ms + round((drive_s[who, places[where]] + terms.stay_s) * 1000),
        )

    def _movable(self, fleet: Fleet, unit: str, free: list[Vehicle]) -> list[bool]:
        """Which of them are this centre's own and not its last one with some equipment."""
        centres = [self.region.centre_of_county(v.county_code) for v in free]
        crews = [staffed(v, fleet.board.duty(v.id).crew) for v in free]
        can = np.array([sum(CAPABILITY_BIT[c] for c in v.capabilities) for v in crews], np.int64)
        group = np.array([centre == unit for centre in centres], np.int64)
        return [
            bool(own) and not is_last(can, group, nth) for nth, own in enumerate(group.tolist())
        ]

    def _places(self, unit: str) -> list[int]:
        """The stations of this centre's counties, by their rows."""
        return [
            nth
            for nth, station in enumerate(self._stations)
            if self.region.centre_of_county(station.county_code) == unit
        ]

    def _drives(self, fleet: Fleet, movable: list[Vehicle | None]) -> Floats | None:
        """Seconds without siren from where each movable vehicle is to every station."""
        router = fleet.routers[Driving.CALM]
        rows = [nth for nth, vehicle in enumerate(movable) if vehicle is not None]
        starts = router.locate_all([fleet.points[v.id] for v in movable if v is not None])
        goals = router.locate_all([unit.point for unit in self._stations])
        times = router.matrix(starts, goals)
        if times.basis is not Basis.ROAD:
            return None
        drive_s = np.full((len(movable), len(goals)), np.inf)
        drive_s[rows] = times.seconds
        return drive_s


def _rehearse() -> None:
    """Compile at the start, not in the hour in which cover is thin."""
    one, none = np.ones((1, 1)), np.zeros(1, np.int64)
    is_last(none, none, 0)
    dmexclp.best_move(one, one, one, one[0], 1.0, 0.0, 1.0)
