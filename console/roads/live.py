"""The roads as they are now (实时路况): closures, the hour and live speeds make the routers' times.

The same roads have two times, with siren and without; each has its router. New times are worked
out in a thread of their own and put into force at once, both together; until then, and whenever
that fails, the former ones stay. Owned by the event loop.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple, TypeVar

from console.maps.places import Places
from console.roads import restrictions as r
from console.roads.works import NOTHING, RoadWorks, Timed
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Unavailable
from dispatch.domain.records import RoadRestriction
from dispatch.projections.readside import ReadSide
from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.roads.driving import Driving
from geo.roads.live_speeds import Learned
from geo.roads.reach import TornRoads
from geo.roads.restrictions import PostRange, Sections, Shape
from geo.routing.guarded import GuardedRouter
from geo.routing.router import AdjustableRouter, Router
from stations.positions.book import PositionBook
from stations.region import Region

log = logging.getLogger("liandong.roads")

T = TypeVar("T")


class _Cause(NamedTuple):
    """What the times in force were made of."""

    hour: int | None
    restrictions: tuple[str, ...]
    learned: str = ""


class LiveRoads:
    """Keeps the routers' times in step with the board, the clock and the fleet.

    ``on_changed`` hears every new version (of the times with siren), ``on_trouble`` whether the
    roads on the board are not those that rankings go by.
    """

    def __init__(
        self,
        *,
        region: Region,
        places: Places,
        routers: Mapping[Driving, GuardedRouter],
        readside: ReadSide,
        positions: PositionBook,
        clock: Clock,
        on_changed: Callable[[str], None],
        on_trouble: Callable[[bool], None],
    ) -> None:
        self._region = region
        self._places = places
        self._routers = routers
        self._router = routers[Driving.SIREN]
        self._readside = readside
        self._positions = positions
        self._clock = clock
        self._on_changed = on_changed
        self._on_trouble = on_trouble
        self._works: RoadWorks | None = None
        self._in_force: Mapping[Driving, Timed] = {}
        self._learned = NOTHING
        self._cause = _Cause(None, ())
        self._cut_off = r.CutOff()
        self.torn: TornRoads | None = None
        """Which closure lies between which parts of the roads; None while nothing is closed."""
        self._in_trouble = False
        self._lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-live-roads")

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def take(self, router: Router) -> None:
        """The roads are loaded: they are in force from here on, with what is closed by now."""
        if isinstance(router, AdjustableRouter):
            region = self._region
            self._works = await self._compute(
                lambda: RoadWorks(router, region.profile, region.urban)
            )
        self._cause = _Cause(None, ())
        await self.renew()
        for guarded in self._routers.values():
            if not guarded.ready:  # better all roads as usual than none
                guarded.use(router)

    async def learn(self, learned: Learned) -> None:
        """What the fleet teaches counts from here on."""
        self._learned = learned
        await self.renew()

    async def renew(self) -> None:
        """Put what counts at this moment into force, if anything has come or gone."""
        async with self._lock:
            works, cause = self._works, self._now()
            if works is None or cause == self._cause:
                return
            restrictions = [self._readside.board.restrictions[i] for i in cause.restrictions]
            hour, learned = cause.hour, self._learned
            assert hour is not None  # only without roads

            def work() -> tuple[Mapping[Driving, Timed], TornRoads | None]:
                made = works.times(restrictions, hour, learned)
                return made, works.torn(made[Driving.SIREN].state, restrictions)

            try:
                made, torn = await self._compute(work)
            except Exception:
                if not self._in_trouble:
                    log.exception("the roads could not be renewed")
                self._tell_trouble(True)
                return
            before, self._cause = self._cause, cause
            self._put_into_force(made)
            self.torn = torn
            self._tell_trouble(False)
            self._on_changed(self._router.network_version)
            if cause.restrictions or before.restrictions:
                self._cut_off = await self._who(works, made[Driving.SIREN].state)

    def _put_into_force(self, made: Mapping[Driving, Timed]) -> None:
        self._in_force = made
        for driving, timed in made.items():
            self._routers[driving].use(timed.router)

    @property
    def works(self) -> RoadWorks | None:
        """The roads; None while none are loaded, or by an engine whose times stand still."""
        return self._works

    @property
    def in_force(self) -> Mapping[Driving, Timed]:
        """Both times that rankings go by; empty until some are made."""
        return self._in_force

    @property
    def hour(self) -> int | None:
        """The part of the day whose times are in force."""
        return self._cause.hour

    @property
    def versions(self) -> tuple[str, str]:
        """What answers now: with siren, without."""
        return self._router.network_version, self._routers[Driving.CALM].network_version

    @property
    def learned(self) -> Learned:
        """What the fleet last taught; whether it counts, ``applied`` says."""
        return self._learned

    @property
    def applied(self) -> bool:
        """Whether rankings heed every restriction of this moment."""
        return self._now().restrictions == self._cause.restrictions

    async def listed(self) -> r.RestrictionList:
        """All restrictions of the board with where they lie, and who is cut off."""
        async with self._lock:  # so that a change under way is told whole
            now_ms, works = self._clock.now_ms(), self._works
            known = list(self._readside.board.restrictions.values())
            return r.RestrictionList(
                network_version=self._router.network_version,
                applied=self.applied,
                restrictions=await self._compute(
                    lambda: tuple(r.detail_of(x, now_ms, _stretches(works, x)) for x in known)
                ),
                cut_off=self._cut_off,
            )

    async def receipt(self, seq: int, restriction_id: str) -> r.RestrictionReceipt:
        """What an author is told once his wish is durable: after the roads were renewed."""
        await self.renew()
        return r.RestrictionReceipt(
            seq=seq,
            restriction_id=restriction_id,
            applied=self.applied,
            network_version=self._router.network_version,
            cut_off=self._cut_off,
        )

    async def preview(self, shape: Shape) -> r.RestrictionPreview:
        """What closing this would mean; refused when it points nowhere."""
        works = self._works
        if works is None:
            raise Unavailable(
                "router_not_ready",
                "路网尚未就绪，无法预览",
                "the roads are not loaded yet, there is nothing to preview",
                remedy="稍候重试；封路本身现在就可登记 / retry shortly; closing itself works now",
            )
        cause = self._now()
        restrictions = [self._readside.board.restrictions[i] for i in cause.restrictions]
        siren, learned = Driving.SIREN, self._learned

        def work() -> tuple[Sections, RoadState]:
            sections = works.find(shape)
            return sections, works.state(restrictions, cause.hour, siren, learned, sections)

        sections, state = await self._compute(work)
        stretches = r.stretches_of(works.network, sections)
        return r.RestrictionPreview(
            name=self._name(shape, stretches),
            length_m=round(sum(stretch.length_m for stretch in stretches), 1),
            stretches=stretches,
            cut_off=await self._who(works, state),
        )

    async def name(self, shape: Shape) -> str:
        """The road a shape means; refused when it points nowhere, empty while none is loaded."""
        works = self._works
        if works is None:
            return ""
        sections = await self._compute(lambda: works.find(shape))
        return self._name(shape, r.stretches_of(works.network, sections))

    def _name(self, shape: Shape, stretches: tuple[r.StretchView, ...]) -> str:
        """``G209 谭山镇段``: the road and the township it is closed in; many roads have no name."""
        if isinstance(shape, PostRange):
            return r.said_of(shape)
        lon, lat = stretches[0].points[len(stretches[0].points) // 2]
        code = self._places.place_of(Point(lon, lat)).township_code
        township = self._region.townships.get(code or "")
        section = f"{township.name}段" if township else ""
        return f"{r.name_of(stretches)} {section}".strip()

    def _tell_trouble(self, on: bool) -> None:
        self._in_trouble = on
        self._on_trouble(on)

    def _now(self) -> _Cause:
        """What counts at this moment."""
        now_ms, board = self._clock.now_ms(), self._readside.board
        hour = self._works.hour(now_ms) if self._works is not None else None
        restrictions = tuple(i for i, x in board.restrictions.items() if x.in_force(now_ms))
        return _Cause(hour, restrictions, self._learned.version)

    async def _who(self, works: RoadWorks, state: RoadState) -> r.CutOff:
        """Vehicles where they are, stations and townships that the closures have cut off."""
        # As it is now: whoever joins while this is asked has no flag.
        region, latest = replace(self._region), self._positions.latest
        points: list[Point] = [
            latest[v.id].point if v.id in latest else region.units[v.station_code].point
            for v in region.vehicles.values()
        ]
        points += [unit.point for unit in region.units.values()]
        points += [township.point for township in region.townships.values()]
        flags = await self._compute(lambda: works.cut_off(state, points))
        return r.named_cut_off(region, flags)

    async def _compute(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)


def _stretches(works: RoadWorks | None, restriction: RoadRestriction) -> tuple[r.StretchView, ...]:
    return () if works is None else r.stretches_of(works.network, works.where(restriction.shape))
