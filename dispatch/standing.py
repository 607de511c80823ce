"""All open incidents at once (重新推荐): who is best for each now, and which exchange would pay.

One table of road times answers for every incident and every free vehicle, so that sixty incidents
are ranked anew within moments of a closure. A nearer vehicle for an incident that is served
already is proposed when it is three minutes sooner; one vehicle is proposed to one incident, the
most urgent first, so that two desks are never offered the same (peers.md §2.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.board import Board, vehicle_state
from dispatch.domain.proposals import SwapProposal, SwapWhy
from dispatch.domain.records import Incident, Task
from dispatch.domain.triage import URGENCY_RANK
from dispatch.lending import term_for
from dispatch.pins import RoadPins
from dispatch.policies.sirens import driving
from dispatch.prospects import mobilisation_s
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Basis, RoadPoint
from stations.boundary import BoundaryRule
from stations.crews import staffed
from stations.region import Region
from stations.status import IDLE, VehicleState
from stations.vehicles import Capability, Vehicle, VehicleKind, missing_capabilities

GAIN_MIN_S = 180.0
"""An exchange confuses two crews and a caller: it must be worth three minutes."""

KEEP_GAIN_S = 120.0
"""A proposal stands until so little of it is left."""

ON_ITS_WAY = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})

_NO_AMBULANCE = frozenset({VehicleKind.COMMAND, VehicleKind.BOAT})


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One open incident: the best free vehicle now, and the one on its way, if any."""

    incident_id: str
    best: str | None
    best_eta_s: float | None
    task_id: str | None = None
    coming_s: float | None = None
    gain_s: float | None = None


@dataclass(frozen=True)
class Scenes:
    """What is asked: the board at this moment, where everybody is, and by whose times."""

    board: Board
    region: Region
    points: Mapping[str, Point]
    matched: Mapping[str, RoadPoint]
    pins: RoadPins
    routers: Mapping[Driving, GuardedRouter]
    now_ms: int
    expected_ms: Mapping[str, int | None]
    """Arrivals by the roads of now, by task, where they are fresher than what was promised."""


@dataclass(frozen=True)
class _Free:
    """The vehicles that could be sent this moment."""

    vehicles: list[Vehicle]
    roads: list[RoadPoint]
    mobilisation_s: NDArray[np.float64]
    _able: dict[tuple[str, frozenset[Capability]], NDArray[np.bool_]] = field(default_factory=dict)

    def able(self, scenes: Scenes, incident: Incident) -> NDArray[np.bool_]:
        """Who meets these needs and may be sent by this owner without asking anybody."""
        key = (incident.owner_unit, incident.needs)
        if key not in self._able:
            self._able[key] = np.array([self._may(scenes, incident, v) for v in self.vehicles])
        return self._able[key]

    @staticmethod
    def _may(scenes: Scenes, incident: Incident, vehicle: Vehicle) -> bool:
        if not vehicle.capabilities or missing_capabilities(vehicle, incident.needs):
            return False
        owner, now_ms = incident.owner_unit, scenes.now_ms
        term = term_for(scenes.board, scenes.region, owner, vehicle, now_ms)
        return term.rule is not BoundaryRule.ASK


def standings(scenes: Scenes) -> tuple[Standing, ...]:
    """Every open incident with a place, ranked anew; empty while the roads are away."""
    open_ones = [i for i in scenes.board.list_open_incidents() if i.location is not None]
    free = _free(scenes)
    found: list[Standing] = []
    for how, router in scenes.routers.items():
        mine = [i for i in open_ones if driving("scene", i.urgency) is how]
        if not mine or not free.vehicles:
            continue
        places = router.locate_all([i.location.point for i in mine if i.location])
        times = router.matrix(free.roads, places)
        if times.basis is not Basis.ROAD:
            return ()
        etas = times.seconds.T + free.mobilisation_s
        found += [_standing(scenes, free, one, row) for one, row in zip(mine, etas, strict=True)]
    return tuple(found)


def _free(scenes: Scenes) -> _Free:
    board, region = scenes.board, scenes.region
    vehicles = [
        staffed(vehicle, board.duty(vehicle.id).crew)
        for vehicle in region.vehicles.values()
        if vehicle.kind not in _NO_AMBULANCE
        and vehicle_state(board, vehicle.id) in IDLE
        and region.serves(vehicle, scenes.now_ms)
    ]
    roads = scenes.pins.locate({v.id: scenes.points[v.id] for v in vehicles}, scenes.matched)
    ready_s = [mobilisation_s(region, board.duty(v.id), v) for v in vehicles]
    return _Free(vehicles, roads, np.array(ready_s, dtype=np.float64))


def _standing(
    scenes: Scenes, free: _Free, incident: Incident, eta_s: NDArray[np.float64]
) -> Standing:
    """The first that is fit, may be sent without asking and was not declined."""
    able = free.able(scenes, incident)
    if incident.swap_declined:
        able = able & np.array([v.id not in incident.swap_declined for v in free.vehicles])
    cost_s = np.where(able, eta_s, np.inf)
    first = int(np.argmin(cost_s))
    soonest_s = float(cost_s[first])
    best = free.vehicles[first].id if np.isfinite(soonest_s) else None
    coming, coming_s = _coming(scenes, incident)
    return Standing(
        incident_id=incident.id,
        best=best,
        best_eta_s=None if best is None else round(soonest_s, 1),
        task_id=coming.id if coming else None,
        coming_s=coming_s,
        gain_s=None if best is None or coming_s is None else round(coming_s - soonest_s, 1),
    )


def _coming(scenes: Scenes, incident: Incident) -> tuple[Task | None, float | None]:
    """The task that is there first, while nobody is on the scene yet; and in how many seconds."""
    active = [task for task in scenes.board.tasks_of(incident) if task.active]
    if not active or any(task.state not in ON_ITS_WAY for task in active):
        return None, None
    known = [(task, scenes.expected_ms.get(task.id, task.eta_ms)) for task in active]
    timed = [(at_ms, task) for task, at_ms in known if at_ms is not None]
    if not timed:
        return None, None
    at_ms, task = min(timed, key=lambda one: (one[0], one[1].id))
    return task, max(0.0, (at_ms - scenes.now_ms) / 1000)


def swaps(
    board: Board, standing: tuple[Standing, ...], why: SwapWhy, now_ms: int
) -> dict[str, SwapProposal | None]:
    """What is to be proposed or taken back, by incident; the most urgent has first choice."""
    wanted: dict[str, SwapProposal | None] = {}
    promised: set[str] = set()
    for one in sorted(standing, key=lambda s: (_urgency(board, s), -(s.gain_s or 0.0))):
        incident = board.incidents[one.incident_id]
        former = incident.swap
        proposal = None
        if one.best is not None and one.task_id is not None and one.best not in promised:
            kept = former is not None and former.vehicle_id == one.best
            if (one.gain_s or 0.0) >= (KEEP_GAIN_S if kept else GAIN_MIN_S):
                proposal = _proposal(one, why, now_ms)
                promised.add(one.best)
        if (former and former.vehicle_id) != (proposal and proposal.vehicle_id):
            wanted[one.incident_id] = proposal
    return wanted


def _proposal(one: Standing, why: SwapWhy, now_ms: int) -> SwapProposal:
    assert one.best is not None
    assert one.task_id is not None
    return SwapProposal(
        task_id=one.task_id,
        vehicle_id=one.best,
        why=why,
        at_ms=now_ms,
        eta_s=one.best_eta_s or 0.0,
        gain_s=one.gain_s or 0.0,
    )


def _urgency(board: Board, standing: Standing) -> int:
    return URGENCY_RANK[board.incidents[standing.incident_id].urgency]


def makes_sense(board: Board, incident: Incident, proposal: SwapProposal) -> bool:
    """Whether the exchange could still be made: the one on its way, the other one free."""
    task = board.tasks.get(proposal.task_id)
    if task is None or not task.active or task.incident_id != incident.id:
        return False
    return task.state in ON_ITS_WAY and vehicle_state(board, proposal.vehicle_id) in IDLE
