"""Wishes about tasks (任务): one vehicle's sortie."""

import msgspec

from dispatch.domain.commands.base import Command
from geo.coordinates import Point
from stations.status import Origin, ReasonKind, VehicleState


class PastTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task that the board has forgotten, as the database still has it; looked up before a press
    for it reaches the core. ``kept`` is how many presses without effect it has already."""

    vehicle_id: str
    incident_id: str
    kept: int


class ReportStatus(Command, frozen=True, kw_only=True):
    """A crew's button, a geofence's proposal taken, or a dispatcher's entry (状态)."""

    task_id: str
    state: VehicleState
    pressed_ms: int | None = None
    origin: Origin = Origin.TERMINAL
    hospital_code: str | None = None
    eta_ms: int | None = None
    eta_basis: str = ""
    reason: ReasonKind | None = None
    keep: bool = False
    """A press from a queue that was off-line: what cannot count any more is kept, not refused."""
    past: PastTask | None = None


class NoteFence(Command, frozen=True, kw_only=True):
    """The track shows that the vehicle left or reached a place of its task (VEH-03)."""

    task_id: str
    state: VehicleState
    crossed_ms: int
    point: Point


class ChooseHospital(Command, frozen=True, kw_only=True):
    """The destination changes or becomes known (送往医院)."""

    task_id: str
    hospital_code: str
    eta_ms: int | None = None
    eta_basis: str = ""


class RecallTask(Command, frozen=True, kw_only=True):
    """The dispatcher calls the vehicle back (中止任务, DSP-10)."""

    task_id: str
    reason: ReasonKind
    note: str = ""


class RefuseTask(Command, frozen=True, kw_only=True):
    """The crew or station refuses the order, with a reason (拒绝出车, DSP-14)."""

    task_id: str
    reason: ReasonKind
    note: str = ""
    pressed_ms: int | None = None


TaskCommand = ReportStatus | NoteFence | ChooseHospital | RecallTask | RefuseTask
