"""Where each vehicle really is, and when it passes each node on its way."""

from bisect import bisect_left
from dataclasses import dataclass, field

from geo.coordinates import Point
from geo.routing.router import RoadPoint
from simulations.kernel.model import Drive, Roads
from simulations.twin.roads import GraphRouter
from stations.positions.fix import LivePosition

_ASIDE_DEG = 1e-9
"""What keeps the points of two vehicles on one arc apart; a thousandth of a millimetre."""


@dataclass
class Body:
    """One vehicle on the roads of a world."""

    vehicle: int
    node: int
    """Where it stands, or will stand when its way is done."""
    base: int
    """The station where it waits when nobody needs it (``World.station_ids``)."""
    arcs: list[int] = field(default_factory=list)
    passes_s: list[float] = field(default_factory=list)
    """When each of these arcs is done."""
    sortie: int = 0
    """Counts orders; what was planned for an earlier one does not happen any more."""

    def drive(self, arcs: list[tuple[int, float]], now_s: float, pace: float, goal: int) -> float:
        """Set out along these arcs from the next node; gives the moment of arrival."""
        nth = bisect_left(self.passes_s, now_s)
        self.arcs, self.passes_s = self.arcs[nth : nth + 1], self.passes_s[nth : nth + 1]
        at_s = self.passes_s[0] if self.passes_s else now_s
        for arc, seconds in arcs:
            at_s += seconds * pace
            self.arcs.append(arc)
            self.passes_s.append(at_s)
        self.node = goal
        return at_s

    def moving(self, now_s: float) -> bool:
        """Whether it is on its way."""
        return bool(self.passes_s) and now_s < self.passes_s[-1]

    def next_node(self, roads: Roads, now_s: float) -> int:
        """The first node it can turn at."""
        if not self.moving(now_s):
            return self.node
        return int(roads.arc_head[self.arcs[bisect_left(self.passes_s, now_s)]])

    def seen(self, roads: Roads, router: GraphRouter, now_s: float, now_ms: int) -> LivePosition:
        """Its newest fix: measured this moment."""
        road = self._place(roads, router, now_s)
        return LivePosition(
            vehicle_id="",
            point=road.point,
            at_ms=now_ms,
            received_ms=now_ms,
            speed_kmh=0.0,
            heading_deg=0.0,
            road=road,
        )

    def _place(self, roads: Roads, router: GraphRouter, now_s: float) -> RoadPoint:
        if not self.moving(now_s):
            return router.at_node(self.node)
        nth = bisect_left(self.passes_s, now_s)
        arc, left_s = self.arcs[nth], self.passes_s[nth] - now_s
        # The rest of this arc takes as long as it takes, whoever asks and however he would drive.
        whole_s = float(roads.arc_s[router.slot, Drive.SIREN, arc])
        fraction = 1 - left_s / whole_s if whole_s > 0 else 1.0
        aside = router.at_node(int(roads.arc_head[arc])).point
        shift = (self.vehicle + 1) * _ASIDE_DEG
        return router.on_arc(Point(aside.lon + shift, aside.lat + now_s % 1 * shift), arc, fraction)
