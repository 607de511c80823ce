"""Coverage left behind (派出后的覆盖): who would be left without help in time if a vehicle went.

For each county the share of its people, by township, whose nearest free crew is there within the
centre's late-arrival limit. The drive times from every vehicle to every township are kept and only
those of moved vehicles asked for anew, between questions; a ranking reads the table and never
waits for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from dispatch.board import Board, vehicle_state
from dispatch.domain.decisions import CoverageLoss
from dispatch.policies.coverage import covered_people, lost_people
from dispatch.policies.options import Floats, Ints
from dispatch.prospects import mobilisation_s
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Basis, RoadPoint
from stations.crews import staffed
from stations.region import Region
from stations.status import IDLE
from stations.vehicles import VehicleKind

LOSS_SHOWN = 0.005
"""Half a percent of a county's people: less is not worth a line."""

COLUMNS_AT_ONCE = 64
"""Vehicles asked for in one question: no ranking waits behind it for longer than that takes."""


@dataclass(frozen=True)
class Left:
    """What is covered now, and what of it hangs on one vehicle alone, as shares by county."""

    before: Floats
    lost: Floats
    rows: dict[str, int]
    counties: tuple[str, ...]
    _told: dict[str, tuple[CoverageLoss, ...]] = field(default_factory=dict)
    """Said once for all rankings of the same second."""

    def worst(self, vehicle_id: str) -> float:
        """The largest share of any county that this vehicle's going leaves uncovered."""
        losses = self.losses(vehicle_id)
        return losses[0].before - losses[0].after if losses else 0.0

    def losses(self, vehicle_id: str) -> tuple[CoverageLoss, ...]:
        """County by county, the worst first; only what is worth a line."""
        told = self._told.get(vehicle_id)
        if told is None:
            told = self._told[vehicle_id] = self._losses(vehicle_id)
        return told

    def _losses(self, vehicle_id: str) -> tuple[CoverageLoss, ...]:
        row = self.rows.get(vehicle_id)
        if row is None:
            return ()
        shares = self.lost[row]
        if shares.max(initial=0.0) < LOSS_SHOWN:
            return ()
        hit = [int(c) for c in np.argsort(-shares, kind="mergesort") if shares[c] >= LOSS_SHOWN]
        return tuple(
            CoverageLoss(
                county_code=self.counties[c],
                before=round(float(self.before[c]), 4),
                after=round(float(self.before[c] - shares[c]), 4),
            )
            for c in hit
        )


@dataclass
class CoverageTable:
    """Drive seconds from every vehicle to every township.

    One thread renews it, another reads: a renewed table takes the place of the former one whole.
    """

    region: Region
    _network: str = ""
    _goals: list[RoadPoint] = field(default_factory=list)
    _pins: dict[str, RoadPoint] = field(default_factory=dict)
    _drive_s: Floats | None = None
    _columns: dict[str, int] = field(default_factory=dict)
    _edition: int = 0
    _left: Left | None = None
    _left_of: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        towns = list(self.region.townships.values())
        self.counties = tuple(self.region.counties)
        index = {code: nth for nth, code in enumerate(self.counties)}
        self._county: Ints = np.array([index[t.county_code] for t in towns], dtype=np.int64)
        self._people: Floats = np.array([t.population for t in towns], dtype=np.float64)
        self._total = np.bincount(self._county, self._people, minlength=len(self.counties))

    def renew(self, router: GuardedRouter, pins: Sequence[RoadPoint]) -> bool:
        """Ask for what has moved; ``pins`` are in register order, in which vehicles that have
        joined come last. False: the roads are away."""
        if not router.ready:
            return False
        version, former = router.network_version, self._drive_s
        if version != self._network or former is None:
            towns = [town.point for town in self.region.townships.values()]
            self._goals = router.locate_all(towns)
            self._pins.clear()
            self._network = version
        ids = list(self.region.vehicles)[: len(pins)]
        renewed = np.full((len(self._goals), len(ids)), np.inf)
        if former is not None:
            renewed[:, : former.shape[1]] = former
        moved = [n for n, pin in enumerate(pins) if self._pins.get(ids[n]) is not pin]
        for first in range(0, len(moved), COLUMNS_AT_ONCE):
            some = moved[first : first + COLUMNS_AT_ONCE]
            times = router.matrix([pins[n] for n in some], self._goals)
            if times.basis is not Basis.ROAD or times.network_version != version:
                return False
            renewed[:, some] = times.seconds.T
        if moved:
            self._pins |= {ids[n]: pins[n] for n in moved}
            self._drive_s, self._edition = renewed, self._edition + 1
            self._columns = {vehicle_id: nth for nth, vehicle_id in enumerate(ids)}
        return True

    def left(self, board: Board, within_s: float, now_ms: int) -> Left | None:
        """What each free vehicle alone covers now; None until the table has been asked for."""
        drive_s, edition = self._drive_s, self._edition
        if drive_s is None:
            return None
        mobilising = np.full(len(self._columns), np.inf)
        for vehicle_id, column in self._columns.items():
            duty = board.duty(vehicle_id)
            vehicle = staffed(self.region.vehicles[vehicle_id], duty.crew)
            helps = vehicle.capabilities and vehicle.kind is not VehicleKind.COMMAND
            if not self.region.serves(vehicle, now_ms):
                continue
            if helps and vehicle_state(board, vehicle_id) in IDLE:
                mobilising[column] = mobilisation_s(self.region, duty, vehicle)
        state = (edition, within_s, mobilising.tobytes())
        if self._left is None or self._left_of != state:
            self._left, self._left_of = self._reckon(drive_s + mobilising, within_s), state
        return self._left

    def _reckon(self, eta_s: Floats, within_s: float) -> Left:
        within = (eta_s <= within_s).astype(np.int64)
        count, total = len(self.counties), np.maximum(self._total, 1.0)
        before = covered_people(within, self._people, self._county, count) / total
        lost = lost_people(within, self._people, self._county, count) / total
        return Left(before, lost, self._columns, self.counties)
