"""The web application around a system: routes, errors, screens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from console import problems
from console.api import (
    admin_pack,
    admin_users,
    alarms,
    basemap,
    board,
    call_cards,
    calls,
    coverage,
    desks,
    editors,
    fixes,
    health,
    hospitals,
    incidents,
    intakes,
    isochrones,
    lines,
    messages,
    partners,
    phones,
    places,
    planning,
    planning_asks,
    planning_history,
    positions,
    preferences,
    quality,
    recommendations,
    referrals,
    region,
    replay,
    requests,
    road_times,
    roads,
    session,
    shifts,
    sounds,
    supervision,
    tasks,
    terminals,
    tracks,
    triage,
    vehicles,
    waiting,
)
from console.api.limits import BodyLimit
from console.api.views import describe_with
from console.live import door, protocol
from console.pages import SafetyHeaders, Screens
from console.system import System, release
from stations.positions.fix import Fix

DESCRIPTION = """\
急救调度接口。所有时间为 UTC 毫秒；坐标注明坐标系，返回一律为 WGS-84。
每个改变状态的请求须带请求头 `Idempotency-Key`；重试用同一个键。

Ambulance dispatch. Times are UTC epoch milliseconds; coordinates name their datum and are answered
in WGS-84. Every request that changes state carries the header `Idempotency-Key`; a retry repeats
it. The live channel is the websocket `/live`: say `Hello` first, then hear `SnapshotFrame` or
`ChangesFrame`, `TickFrame`, `AlarmFrame`, `EditorsFrame` and `RoadsFrame` as text, and positions as
binary frames of 16 bytes a vehicle.
"""

ROUTERS: tuple[APIRouter, ...] = (
    session.router,
    preferences.router,
    region.router,
    sounds.router,
    basemap.router,
    board.router,
    calls.router,
    desks.router,
    shifts.router,
    phones.router,
    messages.router,
    editors.router,
    call_cards.router,
    lines.router,
    waiting.router,
    incidents.router,
    triage.router,
    recommendations.router,
    referrals.router,
    places.router,
    planning.router,
    planning_asks.router,
    planning_history.router,
    partners.router,
    tasks.router,
    hospitals.router,
    supervision.router,
    quality.router,
    requests.router,
    alarms.router,
    vehicles.router,
    terminals.router,
    roads.router,
    isochrones.router,
    coverage.router,
    road_times.router,
    fixes.router,
    positions.router,
    tracks.router,
    replay.router,
    admin_users.router,
    admin_pack.router,
    health.router,
)


def create_app(system: System | None = None) -> FastAPI:
    """The application; without a system only good for describing itself."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        running: System = app.state.system
        await running.start()
        yield
        await running.stop()

    app = FastAPI(
        title="联动120 · Liandong 120",
        version=release(),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its pages load scripts from elsewhere; a dispatch room may be off-line
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.system = system
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    app.include_router(door.router)
    app.include_router(intakes.router)
    exercise = system is not None and system.settings.exercise
    # Only where no route has the address with any method.
    app.router.default = Screens(exercise=exercise)
    problems.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafetyHeaders, outside=system.base_map.outside.origins if system else ())
    describe_with(
        app,
        Fix,
        protocol.Hello,
        protocol.SnapshotFrame,
        protocol.ChangesFrame,
        protocol.TickFrame,
        protocol.AlarmFrame,
        protocol.EditorsFrame,
        protocol.RoadsFrame,
    )
    return app
