"""Geofences of tasks (电子围栏, VEH-03): what tracks show is proposed to the desk, never pressed.

Owned by the event loop. A proposal waits here until the core has it; the store may be away.
"""

import asyncio
import logging
from collections.abc import Iterable

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.domain.records import Incident, Task
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from stations.positions.fences import Crossed, Fence, FenceWatch
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import VehicleState as S

log = logging.getLogger("liandong.fences")

PROPOSALS_MAX = 1000
SCENE_KNOWN_TO_M = 300.0
"""A scene that is only known to a wider circle has no door at which to arrive."""

_OUTBOUND = frozenset({S.ASSIGNED, S.ACKED, S.EN_ROUTE})


class Fences:
    """Watches the vehicles that are on a task."""

    def __init__(self, region: Region, readside: ReadSide, writer: Writer) -> None:
        self._region = region
        self._readside = readside
        self._writer = writer
        self._watches: dict[str, FenceWatch] = {}
        self._proposals: dict[str, c.Request] = {}

    def moved(self, position: LivePosition) -> None:
        """A vehicle moved: does that show anything of its task?"""
        board = self._readside.board
        task = board.task_of(position.vehicle_id)
        if task is None:
            self._watches.pop(position.vehicle_id, None)
            return
        watch = self._watches.setdefault(position.vehicle_id, FenceWatch())
        fences = self._fences(task, board.incidents[task.incident_id])
        for crossing in watch.moved(position, fences):
            command = c.NoteFence(
                task_id=task.id,
                state=S(crossing.fence.key),
                crossed_ms=crossing.at_ms,
                point=crossing.point,
            )
            self._propose(f"fence-{task.id}-{crossing.fence.key}", command)

    async def settle(self) -> None:
        """Hand in what waits; what the store cannot take now is tried again."""
        for key, request in list(self._proposals.items()):
            try:
                await asyncio.wrap_future(self._writer.submit(request))
            except Unavailable:
                return
            except Refusal as refusal:
                log.warning("proposal %s was refused: %s", key, refusal.code)
            self._proposals.pop(key, None)

    def _propose(self, key: str, command: c.NoteFence) -> None:
        if len(self._proposals) >= PROPOSALS_MAX:
            dropped = next(iter(self._proposals))
            del self._proposals[dropped]
            log.error("too many proposals wait, %s is dropped", dropped)
        self._proposals[key] = c.Request(command_id=key, actor=SYSTEM, command=command)

    def _fences(self, task: Task, incident: Incident) -> Iterable[Fence]:
        """The places that matter in this state; each is named by the state it would show."""
        if task.state in _OUTBOUND:
            station_code = self._region.vehicles[task.vehicle_id].station_code
            yield Fence(S.EN_ROUTE, self._region.units[station_code].point, Crossed.LEFT)
            scene = incident.location
            # Before it has left, a vehicle may stand next door to the scene for any reason.
            left = task.state is S.EN_ROUTE or any(o.state is S.EN_ROUTE for o in task.observed)
            if left and scene is not None and scene.radius_m <= SCENE_KNOWN_TO_M:
                yield Fence(S.ON_SCENE, scene.point, Crossed.REACHED)
        hospital = self._region.hospitals.get(task.hospital_code or "")
        if task.state is S.LOADED and hospital is not None:
            yield Fence(S.AT_HOSPITAL, hospital.point, Crossed.REACHED)
