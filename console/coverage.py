"""Live coverage (实时覆盖): minutes until the nearest free vehicle is there, over the whole area.

Worked out in a thread of its own when somebody looks, at most every ``EVERY_S`` for the same
question and at once when other road times are in force; who asks meanwhile gets the last answer.
A viewer sees it of the vehicles and the ground in its reach.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from console.roads.live import LiveRoads
from console.roads.works import Timed
from dispatch.board import still
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Unavailable
from dispatch.live_coverage import ADVANCED, Ready, ready_vehicles
from dispatch.projections.readside import ReadSide
from dispatch.sight import Viewer, reach_of, sees_vehicle
from geo.regions.areas import AreaKind
from geo.roads.driving import Driving
from geo.routing.router import RoadPoint, Router, RouterNotReady
from geo.routing.surface import Ground, bands_of
from stations.positions.book import PositionBook
from stations.region import Region
from stations.vehicles import Capability

EVERY_S = 10.0
KEPT_MAX = 32
"""Questions whose last answer is kept: centres times two."""

MINUTES = (8, 12, 15, 20, 30)
"""The limits of town and country (domain.md §5.4) that the bands end at."""


class Needed(StrEnum):
    """Which vehicles count: any that treats, or only advanced life support."""

    ANY = "any"
    ADVANCED = "advanced"


NEEDS: Mapping[Needed, frozenset[Capability]] = {
    Needed.ANY: frozenset(),
    Needed.ADVANCED: ADVANCED,
}


class BandShare(msgspec.Struct, frozen=True, kw_only=True):
    """How much lies in one band: people by township, and square kilometres near roads.

    ``minutes`` None: later than all limits, or where ``cut_off``, not at all by road."""

    minutes: int | None
    cut_off: bool
    people: int
    people_share: float
    km2: float


class CoverageView(msgspec.Struct, frozen=True, kw_only=True):
    """Coverage of one moment in square cells, row 0 in the south and column 0 in the west.

    ``runs`` are (row, first column, length, band); a band is the place of its share in ``bands``.
    Cells that stand in no run have no road near them or lie outside of the viewer's reach.
    """

    needed: Needed
    west: float
    south: float
    lon_step: float
    lat_step: float
    rows: int
    columns: int
    runs: tuple[tuple[int, int, int, int], ...]
    bands: tuple[BandShare, ...]
    vehicles: int
    at_ms: int
    network_version: str
    restrictions: int
    """Closed and slow roads that the times heed."""


@runtime_checkable
class SoonestRouter(Router, Protocol):
    """An engine that tells how soon the first of many vehicles is at every junction."""

    def soonest_to_all(self, sources: list[RoadPoint], ready_s: list[float]) -> NDArray[np.float64]:
        """Seconds to every junction."""
        ...


class _Laid(NamedTuple):
    """The ground of one network, which county each cell is in, and where townships stand."""

    shape: str
    ground: Ground
    county: NDArray[np.object_]
    town_cell: NDArray[np.int64]


class _Asked(NamedTuple):
    unit: str | None
    needed: Needed


class LiveCoverage:
    """Answers with the coverage of now, or of a few seconds ago; owned by the event loop."""

    def __init__(
        self,
        *,
        region: Region,
        live_roads: LiveRoads,
        readside: ReadSide,
        positions: PositionBook,
        clock: Clock,
        monotonic: Callable[[], float],
    ) -> None:
        self._region = region
        self._live_roads = live_roads
        self._readside = readside
        self._positions = positions
        self._clock = clock
        self._monotonic = monotonic
        self._kept: OrderedDict[_Asked, tuple[float, CoverageView]] = OrderedDict()
        self._making: dict[_Asked, asyncio.Task[CoverageView]] = {}
        self._laid: _Laid | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-live-cover")

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def now(self, viewer: Viewer, needed: Needed) -> CoverageView:
        """What this viewer may see of it; refused while the roads are not ready."""
        timed = self._live_roads.in_force.get(Driving.SIREN)
        if timed is None or not isinstance(timed.router, SoonestRouter):
            raise _no_roads()
        whole = reach_of(viewer, self._region).whole
        asked = _Asked(None if whole else viewer.unit, needed)
        kept = self._kept.get(asked)
        if kept is not None:
            made_s, view = kept
            fresh = self._monotonic() - made_s < EVERY_S
            if fresh and view.network_version == timed.router.network_version:
                return view
        making = self._making.get(asked)
        if making is None:
            making = asyncio.ensure_future(self._make(viewer, asked, timed))
            self._making[asked] = making
            making.add_done_callback(lambda _: self._making.pop(asked, None))
        # Whoever leaves does not take the answer from those who wait for the same one.
        return await asyncio.shield(making)

    async def _make(self, viewer: Viewer, asked: _Asked, timed: Timed) -> CoverageView:
        board, now_ms = still(self._readside.board), self._clock.now_ms()
        seen = {v for v in self._region.vehicles if sees_vehicle(viewer, board, self._region, v)}
        ready = ready_vehicles(
            board, self._region, self._positions.latest, seen, NEEDS[asked.needed], now_ms
        )
        reach = reach_of(viewer, self._region)
        counties = None if reach.whole else reach.counties
        heeded = sum(one.in_force(now_ms) for one in board.restrictions.values())
        try:
            view = await asyncio.get_running_loop().run_in_executor(
                self._thread,
                lambda: self._view(timed, ready, counties, asked.needed, now_ms, heeded),
            )
        except RouterNotReady:
            raise _no_roads() from None
        self._kept[asked] = (self._monotonic(), view)
        self._kept.move_to_end(asked)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return view

    def _view(
        self,
        timed: Timed,
        ready: list[Ready],
        counties: frozenset[str] | None,
        needed: Needed,
        now_ms: int,
        heeded: int,
    ) -> CoverageView:
        """In the thread: one sweep, and what it comes to."""
        router = timed.router
        assert isinstance(router, SoonestRouter)
        laid = self._lay(timed)
        pins = router.locate_all([one.point for one in ready])
        pins = [one.road or pin for one, pin in zip(ready, pins, strict=True)]
        waits = [one.ready_s for one in ready]
        node_s = router.soonest_to_all(pins, waits)
        seconds = laid.ground.seconds(timed.state, node_s, pins, waits)
        band = bands_of(seconds, MINUTES)
        shown = np.ones(len(band), dtype=np.bool_)
        if counties is not None:
            shown = np.isin(laid.county, list(counties))
        ground = laid.ground
        return CoverageView(
            needed=needed,
            west=round(ground.west, 6),
            south=round(ground.south, 6),
            lon_step=ground.lon_step,
            lat_step=ground.lat_step,
            rows=ground.rows,
            columns=ground.columns,
            runs=_runs(ground.cells[shown], band[shown], ground.columns),
            bands=self._shares(laid, band, shown, counties),
            vehicles=len(ready),
            at_ms=now_ms,
            network_version=router.network_version,
            restrictions=heeded,
        )

    def _lay(self, timed: Timed) -> _Laid:
        """The ground of the roads in force; laid out anew only when the roads are others."""
        network, laid = timed.state.network, self._laid
        if laid is not None and laid.shape == network.shape_version:
            return laid
        own = [area for area in self._region.areas if area.kind is AreaKind.COUNTY]
        ground = Ground.of(network, shapely.union_all([area.polygon for area in own]))
        lon, lat = ground.middles
        county = np.full(len(lon), "", dtype=object)
        for area in own:
            county[(county == "") & shapely.contains_xy(area.polygon, lon, lat)] = area.code
        towns = self._region.townships.values()
        cells = [_nearest(lon, lat, town.point.lon, town.point.lat) for town in towns]
        self._laid = _Laid(network.shape_version, ground, county, np.array(cells, dtype=np.int64))
        return self._laid

    def _shares(
        self,
        laid: _Laid,
        band: NDArray[np.int64],
        shown: NDArray[np.bool_],
        counties: frozenset[str] | None,
    ) -> tuple[BandShare, ...]:
        towns = list(self._region.townships.values())
        own = [n for n, t in enumerate(towns) if counties is None or t.county_code in counties]
        people = np.array([towns[n].population for n in own], dtype=np.float64)
        count = len(MINUTES) + 2
        inhabited = np.bincount(band[laid.town_cell[own]], people, minlength=count)
        ground, total = laid.ground, max(1.0, float(people.sum()))
        cell_km2 = ground.lat_step * 111.32 * ground.lon_step * 111.32
        lat = np.radians(ground.south + ground.rows * ground.lat_step / 2)
        km2 = np.bincount(band[shown], minlength=count) * cell_km2 * float(np.cos(lat))
        return tuple(
            BandShare(
                minutes=MINUTES[n] if n < len(MINUTES) else None,
                cut_off=n == len(MINUTES) + 1,
                people=round(float(inhabited[n])),
                people_share=round(float(inhabited[n]) / total, 4),
                km2=round(float(km2[n]), 1),
            )
            for n in range(count)
        )


def _nearest(
    lon: NDArray[np.float64], lat: NDArray[np.float64], at_lon: float, at_lat: float
) -> int:
    """The cell whose middle lies nearest."""
    east = (lon - at_lon) * np.cos(np.radians(at_lat))
    return int(np.argmin(east**2 + (lat - at_lat) ** 2))


def _runs(
    cells: NDArray[np.int64], band: NDArray[np.int64], columns: int
) -> tuple[tuple[int, int, int, int], ...]:
    """Neighbours of one row and one band together; ``cells`` rise."""
    if len(cells) == 0:
        return ()
    row, column = np.divmod(cells, columns)
    breaks = (np.diff(cells) != 1) | (np.diff(band) != 0) | (np.diff(row) != 0)
    first = np.concatenate([[0], np.flatnonzero(breaks) + 1])
    length = np.diff(np.concatenate([first, [len(cells)]]))
    table = np.column_stack([row[first], column[first], length, band[first]])
    return tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in table)


def _no_roads() -> Unavailable:
    return Unavailable(
        "router_not_ready",
        "路网尚未就绪，或所用路线服务不能计算覆盖",
        "the roads are not ready, or the router in use cannot tell coverage",
        remedy="稍候重试 / retry shortly",
    )
