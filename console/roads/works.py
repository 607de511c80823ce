"""From restrictions and live speeds to times on one engine's roads; pure work, for a thread."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from dispatch.domain.errors import Refusal
from dispatch.domain.identifiers import BEIJING
from dispatch.domain.records import RoadRestriction
from dispatch.handlers.roads import check_shape
from geo.coordinates import Point
from geo.roads.conditions import Restricted, RoadState
from geo.roads.driving import Driving
from geo.roads.live_speeds import Learned
from geo.roads.network import Floats, RoadNetwork
from geo.roads.profiles import Profile, ambulance
from geo.roads.reach import TornRoads, cut_off
from geo.roads.restrictions import ROAD_WITHIN_M, Sections, Shape, Spot, find_sections
from geo.roads.surroundings import area_kinds
from geo.routing.router import AdjustableRouter, Router

WORKDAYS = 5
SHAPES_KEPT_MAX = 2000
NOTHING = Learned.nothing()


class Timed(NamedTuple):
    """One of the two times of the roads, and the engine that answers by it.

    ``expected`` are the seconds of each arc without what the fleet has taught: what its next drives
    are compared with.
    """

    state: RoadState
    router: Router
    expected: Floats


class RoadWorks:
    """What hours, restrictions and live speeds mean on the roads of one engine.

    Each shape is looked up once, each hour's times are worked out once. Roads without classes (a
    pack's own lines) have hours and siren by town and country, told apart by ``urban``.
    """

    def __init__(
        self,
        engine: AdjustableRouter,
        profile: Profile | None = None,
        urban: BaseGeometry | None = None,
    ) -> None:
        self.network: RoadNetwork = engine.network
        self.snapper = engine.snapper
        self._engine = engine
        self._profile = profile or ambulance()
        self._areas = area_kinds(engine.network, urban) if engine.network.traits is None else None
        self._usual = RoadState.open(engine.network)
        self._sections: dict[Shape, Sections] = {}
        self._hours: dict[Driving, tuple[int, Floats]] = {}
        self._bases: dict[Driving, tuple[int | None, Learned, Floats]] = {}

    def hour(self, now_ms: int) -> int:
        """Which part of the day's times count."""
        here = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(BEIJING)
        return self._profile.slot(here.hour, here.weekday() < WORKDAYS)

    def usual(self, hour: int | None, driving: Driving) -> Floats:
        """The profile's times at an hour; those of the network itself where no hour is told."""
        if hour is None:
            return self.network.arc_seconds
        kept = self._hours.get(driving)
        if kept is None or kept[0] != hour:
            kept = self._hours[driving] = hour, self._of_hour(hour, driving is Driving.SIREN)
        return kept[1]

    def _of_hour(self, hour: int, siren: bool) -> Floats:
        if self._areas is None:
            return self._profile.arc_seconds(self.network, hour, siren)
        return self._profile.drawn_seconds(self.network.arc_seconds, self._areas, hour, siren)

    def times(
        self, restrictions: Sequence[RoadRestriction], hour: int, learned: Learned
    ) -> Mapping[Driving, Timed]:
        """Both times of the roads, each on its engine; nothing is in force before both are made."""
        made: dict[Driving, Timed] = {}
        for driving in Driving:
            state = self.state(restrictions, hour, driving, learned)
            expected = learned.unlearned(state.network.arc_seconds)
            made[driving] = Timed(state, self.router(state), expected)
        return made

    def state(
        self,
        restrictions: Sequence[RoadRestriction],
        hour: int | None,
        driving: Driving = Driving.SIREN,
        learned: Learned = NOTHING,
        closed_too: Sections | None = None,
    ) -> RoadState:
        """The roads at an hour, as the fleet drives them, under these restrictions."""
        restricted = [self._restricted(x) for x in restrictions]
        if closed_too is not None:
            restricted.append(Restricted(closed_too))
        name = "" if hour is None else f"{driving} hour {hour} {learned.version}".rstrip()
        return RoadState.of(self.network, self._base(hour, driving, learned), restricted, name)

    def _base(self, hour: int | None, driving: Driving, learned: Learned) -> Floats:
        """The hour's times as learned: the very same array as long as both are the same."""
        kept = self._bases.get(driving)
        if kept is None or kept[0] != hour or kept[1] is not learned:
            times = learned.times(self.usual(hour, driving))
            kept = self._bases[driving] = hour, learned, times
        return kept[2]

    def _restricted(self, restriction: RoadRestriction) -> Restricted:
        sections = self.where(restriction.shape)
        if restriction.factor is not None and isinstance(restriction.shape, Spot):
            sections = sections.whole()  # a road is blocked at a spot, but slow along a stretch
        return Restricted(sections, restriction.factor)

    def torn(self, state: RoadState, restrictions: Sequence[RoadRestriction]) -> TornRoads | None:
        """What the closures among these have torn apart; None where nothing is closed."""
        closed = [(x.id, self.where(x.shape)) for x in restrictions if x.factor is None]
        return TornRoads.by(state, closed) if closed else None

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
