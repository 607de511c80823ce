"""How far an ambulance gets from here now (等时圈): worked out beside the event loop, and kept."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, runtime_checkable

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from console.roads.live import LiveRoads
from console.roads.works import Timed
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Unavailable
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.routing.rings import DIGITS, Ring, rings
from geo.routing.router import RoadPoint, Router, RouterNotReady

KEPT_MAX = 64
WAITING_MAX = 4

Polygon = tuple[tuple[tuple[float, float], ...], ...]


class RingView(msgspec.Struct, frozen=True, kw_only=True):
    """The ground reached within so many minutes: polygons of rings of (lon, lat), outer first."""

    minutes: float
    area_km2: float
    polygons: tuple[Polygon, ...]


class IsochroneView(msgspec.Struct, frozen=True, kw_only=True):
    """Rings from one place, on the roads of one moment; ``on_road`` is where the drive begins."""

    lon: float
    lat: float
    on_road: tuple[float, float]
    access_m: float
    siren: bool
    network_version: str
    at_ms: int
    rings: tuple[RingView, ...]


@runtime_checkable
class SweepingRouter(Router, Protocol):
    """An engine that tells the way to all junctions at once."""

    def seconds_to_all(self, source: RoadPoint) -> NDArray[np.float64]:
        """Seconds from a place to every junction."""
        ...


_Asked = tuple[str, Point, tuple[float, ...], Driving]


class Isochrones:
    """Rings on the roads as they are now, closures and live speeds included.

    One at a time, in a thread of its own; what is asked again on the same roads is answered from
    the last ``KEPT_MAX``. Beyond ``WAITING_MAX`` questions the next is refused. Owned by the loop.
    """

    def __init__(self, live_roads: LiveRoads, clock: Clock) -> None:
        self._live_roads = live_roads
        self._clock = clock
        self._kept: OrderedDict[_Asked, IsochroneView] = OrderedDict()
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-isochrones")

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def around(
        self, point: Point, minutes: tuple[float, ...], driving: Driving
    ) -> IsochroneView:
        """The rings around a point, the shortest first."""
        timed = self._live_roads.in_force.get(driving)
        if timed is None or not isinstance(timed.router, SweepingRouter):
            raise _no_roads()
        asked = timed.router.network_version, point, minutes, driving
        kept = self._kept.get(asked)
        if kept is not None:
            self._kept.move_to_end(asked)
            return kept
        if self._waiting >= WAITING_MAX:
            raise Unavailable(
                "isochrones_busy",
                "等时圈请求过多",
                "too many isochrones are being worked out",
                remedy="稍候重试 / retry shortly",
            )
        self._waiting += 1
        try:
            made = await asyncio.get_running_loop().run_in_executor(
                self._thread, _around, timed, asked, self._clock.now_ms()
            )
        except RouterNotReady:
            raise _no_roads() from None
        finally:
            self._waiting -= 1
        self._kept[asked] = made
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return made


def _around(timed: Timed, asked: _Asked, now_ms: int) -> IsochroneView:
    version, point, minutes, driving = asked
    router = timed.router
    assert isinstance(router, SweepingRouter)
    source = router.locate(point)
    drawn = rings(timed.state, router.seconds_to_all(source), source, minutes)
    return IsochroneView(
        lon=point.lon,
        lat=point.lat,
        on_road=(round(source.on_road.lon, DIGITS), round(source.on_road.lat, DIGITS)),
        access_m=round(source.access_m, 1),
        siren=driving is Driving.SIREN,
        network_version=version,
        at_ms=now_ms,
        rings=tuple(map(_view, drawn)),
    )


def _view(ring: Ring) -> RingView:
    polygons = tuple(
        tuple(_corners(line) for line in (part.exterior, *part.interiors))
        for part in ring.area.geoms
    )
    return RingView(minutes=ring.minutes, area_km2=round(ring.area_km2, 2), polygons=polygons)


def _corners(line: shapely.LinearRing) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, DIGITS), round(y, DIGITS)) for x, y in line.coords)


def _no_roads() -> Unavailable:
    return Unavailable(
        "router_not_ready",
        "路网尚未就绪，或所用路线服务不能计算等时圈",
        "the roads are not ready, or the router in use cannot tell isochrones",
        remedy="稍候重试 / retry shortly",
    )
