"""From restrictions to times on one engine's roads; pure work, for a thread of its own."""

from collections.abc import Sequence
from datetime import UTC, datetime

from dispatch.domain.errors import Refusal
from dispatch.domain.identifiers import BEIJING
from dispatch.domain.records import RoadRestriction
from dispatch.handlers.roads import check_shape
from geo.coordinates import Point
from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import Floats, RoadNetwork
from geo.roads.profiles import ambulance
from geo.roads.reach import cut_off
from geo.roads.restrictions import ROAD_WITHIN_M, Sections, Shape, Spot, find_sections
from geo.routing.router import AdjustableRouter, Router

WORKDAYS = 5
SHAPES_KEPT_MAX = 2000


class RoadWorks:
    """What restrictions mean on the roads of one engine. Each shape is looked up once."""

    def __init__(self, engine: AdjustableRouter) -> None:
        self.network: RoadNetwork = engine.network
        self._engine = engine
        self._usual = RoadState.open(engine.network)
        self._sections: dict[Shape, Sections] = {}
        self._base: tuple[int | None, Floats] = (None, engine.network.arc_seconds)

    def hour(self, now_ms: int) -> int | None:
        """Which part of the day's times count; None where the network has only one."""
        if self.network.traits is None:
            return None
        here = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(BEIJING)
        return ambulance().slot(here.hour, here.weekday() < WORKDAYS)

    def state(
        self,
        restrictions: Sequence[RoadRestriction],
        hour: int | None,
        closed_too: Sections | None = None,
    ) -> RoadState:
        """The roads at an hour under these restrictions."""
        restricted = [self._restricted(x) for x in restrictions]
        if closed_too is not None:
            restricted.append(Restricted(closed_too))
        if hour != self._base[0] and hour is not None:
            self._base = hour, ambulance().arc_seconds(self.network, hour)
        return RoadState.of(
            self.network, self._base[1], restricted, "" if hour is None else f"hour {hour}"
        )

    def _restricted(self, restriction: RoadRestriction) -> Restricted:
        sections = self.where(restriction.shape)
        if restriction.factor is not None and isinstance(restriction.shape, Spot):
            sections = sections.whole()  # a road is blocked at a spot, but slow along a stretch
        return Restricted(sections, restriction.factor)

    def router(self, state: RoadState) -> Router:
        """The engine in this state."""
        return self._engine.under(state)

    def where(self, shape: Shape) -> Sections:
        """The stretches a shape means; none where it points nowhere on these roads."""
        found = self._sections.get(shape)
        if found is None:
            if len(self._sections) >= SHAPES_KEPT_MAX:
                self._sections.clear()
            found = self._sections[shape] = find_sections(self.network, self._engine.snapper, shape)
        return found

    def find(self, shape: Shape) -> Sections:
        """The same, refused when it is no shape or points nowhere."""
        check_shape(shape)
        sections = self.where(shape)
        if len(sections.arc):
            return sections
        km = f"{ROAD_WITHIN_M / 1000:g}"
        near = isinstance(shape, Spot)
        raise Refusal(
            "no_road_there",
            f"{km} 公里内没有道路" if near else "所划范围内没有道路",
            f"there is no road within {km} km" if near else "there is no road in what was drawn",
            field="shape",
            remedy="在地图上点道路本身 / pick the road itself on the map",
        )

    def cut_off(self, state: RoadState, points: Sequence[Point]) -> list[bool]:
        """Which of these places the closures have torn from the rest of the roads."""
        places = self._engine.locate_all(points)
        flags: list[bool] = cut_off(self._usual, state, places).tolist()
        return flags
