"""Runs the simulated day against a server until it is told to stop."""

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from simulations.day.callers import Callers
from simulations.day.chance import Chance
from simulations.day.colleagues import ANSWER_AFTER_S, Colleagues
from simulations.day.correspondence import Correspondence
from simulations.day.crews import Crews
from simulations.day.demand import TWO_HOUR_WEIGHTS, Demand, Schedule
from simulations.day.gps import Gateway, Terminals
from simulations.day.hands import Hands
from simulations.day.hospitals import Hospitals
from simulations.day.link import Later, Link, Refused
from simulations.day.live import Ear
from simulations.day.picture import Picture, ServerTime
from simulations.day.places import Town
from simulations.day.radios import Radios, address_of
from simulations.day.referrers import Referrers
from simulations.day.views import GatewayView, RegionView, TerminalView

log = logging.getLogger("liandong.day")

COUNTY_DESKS = ("danjiangkou", "fangxian", "zhushan", "zhuxi", "yunyang", "yunxi")
"""The demo's dispatchers of the county centres; the city's desk is left to the visitor."""

GATEWAY_USER = "gateway"
BEAT_S = 0.25
REPORT_EVERY_S = 0.5
SLOW_REPORT_EVERY_S = 1.0
SLOW_SPEED = 4.0
FIRST_WAIT_S, WAIT_MAX_S = 0.5, 8.0
SUMMARY_EVERY_S = 300.0
PARENT_LOOK_S = 1.0


class Plan(NamedTuple):
    """What kind of day it shall be."""

    url: str
    password: str
    seed: int = 120
    demand_factor: float = 1.0
    desks: Sequence[str] = COUNTY_DESKS
    """Logins of simulated colleagues; none leaves every call to people."""
    answer_after_s: float = ANSWER_AFTER_S
    watcher: str = "admin"
    """The login whose board tells the crews what they were ordered to do."""
    terminals: bool = True
    """Whether vehicles with a terminal dial the gateway, where there is one; else HTTP for all."""


class Day:
    """All of it, put together for one region."""

    def __init__(
        self,
        plan: Plan,
        link: Link,
        region: RegionView,
        address: tuple[str, int] | None = None,
        terminals: Sequence[TerminalView] = (),
    ) -> None:
        chance, hands = Chance(plan.seed), Hands()
        schedule = Schedule(plan.seed, towns_of(region), demand_of(region, plan.demand_factor))
        self._link = link
        self._hands = hands
        self._time = ServerTime()
        self._picture = picture = Picture()
        means: dict[str, Any] = {"picture": picture, "chance": chance, "link": link, "hands": hands}
        self._callers = Callers(
            schedule=schedule, picture=picture, chance=chance, link=link, hands=hands
        )
        self._colleagues = Colleagues(
            users=plan.desks,
            region=region,
            schedule=schedule,
            picture=picture,
            chance=chance,
            link=link,
            hands=hands,
            answer_after_s=plan.answer_after_s,
        )
        self._crews = Crews(
            region=region,
            picture=picture,
            now_ms=self._now_ms,
            chance=chance,
            link=link,
            hands=hands,
        )
        self._referrers = Referrers(users=plan.desks, region=region, **means)
        self._correspondence = Correspondence(users=plan.desks, region=region, **means)
        self._hospitals = Hospitals(region=region, **means)
        self._radios = Radios(
            terminals,
            self._crews.bodies,
            {vehicle.id: vehicle.plate for vehicle in region.vehicles},
            address,
            self._time,
            self._now_ms,
            chance,
        )
        others = [b for b in self._crews.bodies.values() if b.vehicle_id not in self._radios.lines]
        self._terminals = Terminals(others, self._crews.homes, chance)
        self._gateway = Gateway(self._terminals, link)
        self._ear = Ear(
            url=plan.url,
            user=plan.watcher,
            link=link,
            picture=picture,
            time=self._time,
            on_snapshot=self._start_anew,
        )

    async def run(self) -> None:
        """Listen, act and report until cancelled."""
        try:
            await self._colleagues.sit_down()
            await self._colleagues.take_seats()
            await self._referrers.sit_down()
            await self._correspondence.sit_down()
            async with asyncio.TaskGroup() as group:
                for work in (
                    self._ear.follow(),
                    self._act(),
                    self._report(),
                    self._radios.run(),
                    self._summarise(),
                ):
                    group.create_task(work)
        finally:
            await self._hands.stop()

    def _now_ms(self) -> int:
        return self._time.now_ms(asyncio.get_running_loop().time())

    def _start_anew(self) -> None:
        """A snapshot came: another server run, or the first."""
        self._hands.take_heart()
        self._callers.look_back()
        self._crews.find_vehicles()
        self._terminals.forget_time()
        log.info(
            "on the board: %d calls, %d incidents",
            len(self._picture.calls),
            len(self._picture.incidents),
        )

    async def _act(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            if self._time.running:
                self._beat(self._now_ms())

    def _beat(self, now_ms: int) -> None:
        for who in (
            self._callers,
            self._colleagues,
            self._referrers,
            self._hospitals,
            self._correspondence,
            self._crews,
        ):
            try:
                who.beat(now_ms)
            except Exception:
                log.exception("%s: unexpected; the day goes on", type(who).__name__)

    async def _report(self) -> None:
        while True:
            slow = self._time.speed < SLOW_SPEED
            await asyncio.sleep(SLOW_REPORT_EVERY_S if slow else REPORT_EVERY_S)
            if self._time.running:
                with suppress(Later):  # the lossy lane: newer fixes follow
                    await self._gateway.pass_on(self._now_ms())

    async def _summarise(self) -> None:
        while True:
            await asyncio.sleep(SUMMARY_EVERY_S)
            busy = sum(v.task_id is not None for v in self._picture.vehicles.values())
            log.info(
                "%d calls on the board, %d vehicles out, %d of %d terminals logged in; "
                "over HTTP %d fixes taken, not taken %s",
                len(self._picture.calls),
                busy,
                sum(line.device.logged_in for line in self._radios.lines.values()),
                len(self._radios.lines),
                self._gateway.accepted,
                dict(self._gateway.rejected),
            )


def towns_of(region: RegionView) -> list[Town]:
    """The townships as callers name them; a name that occurs twice is said with its county."""
    counties = {county.code: county.name for county in region.counties}
    names = [town.name for town in region.townships]
    towns = []
    for town in region.townships:
        county = counties[town.county_code]
        towns.append(
            Town(
                code=town.code,
                name=town.name if names.count(town.name) == 1 else f"{county}{town.name}",
                county_name=county,
                point=town.point,
                population=town.population,
                urban=town.urban,
            )
        )
    return towns


def demand_of(region: RegionView, factor: float) -> Demand:
    """The region's own figures where the server tells them, otherwise the usual ones."""
    given = region.demand
    if given is None:
        return Demand(factor=factor)
    return Demand(
        sorties_per_100k_day=given.sorties_per_100k_day,
        calls_per_sortie=given.calls_per_sortie,
        two_hour_weights=given.two_hour_weights or TWO_HOUR_WEIGHTS,
        urgency_shares=given.urgency_shares,
        factor=factor,
    )


async def run_day(plan: Plan) -> None:
    """Live through the day until cancelled; a server that is away is waited for."""
    link = Link(plan.url, plan.password)
    wait_s = FIRST_WAIT_S
    try:
        while True:
            try:
                region = await link.get(plan.watcher, "/api/region", RegionView)
                log.info("a day in %s, seed %d", region.name, plan.seed)
                wait_s = FIRST_WAIT_S
                address, terminals = await _door(plan, link)
                await Day(plan, link, region, address, terminals).run()
            except Refused as refused:
                log.error("the server refuses the day: %s", refused)
            except Later as trouble:
                log.warning("waiting for the server: %s", trouble)
            except Exception:
                log.exception("the day broke off and begins again from the board")
            await asyncio.sleep(wait_s)
            wait_s = min(WAIT_MAX_S, 2 * wait_s)
    finally:
        await link.close()


async def _door(plan: Plan, link: Link) -> tuple[tuple[str, int] | None, tuple[TerminalView, ...]]:
    """Where terminals dial this server, and which ones it knows."""
    if not plan.terminals:
        return None, ()
    door = await link.get(GATEWAY_USER, "/api/gateway", GatewayView)
    known = await link.get(GATEWAY_USER, "/api/terminals", tuple[TerminalView, ...])
    return address_of(plan.url, door.port), known


def main(
    url: str,
    *,
    seed: int = 120,
    password: str,
    demand: float = 1.0,
    desks: Sequence[str] = COUNTY_DESKS,
    answer_after_s: float = ANSWER_AFTER_S,
    with_parent: bool = True,
) -> None:
    """Run until Ctrl-C or SIGTERM; ``with_parent`` also ends it with the process that began it,
    so that a killed demo leaves no day behind that would meet the next one."""
    plan = Plan(url, password, seed, demand, tuple(desks), answer_after_s)
    # Every request and reconnection in the log would bury what the day has to tell.
    for name in ("httpx2", "httpcore2", "websockets"):
        logging.getLogger(name).setLevel(logging.WARNING)
    asyncio.run(_until_told(plan, with_parent))


async def _until_told(plan: Plan, with_parent: bool) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop by itself
            loop.add_signal_handler(number, told.set)
    ends = [asyncio.create_task(run_day(plan)), asyncio.create_task(told.wait())]
    if with_parent:
        ends.append(asyncio.create_task(_parent_gone()))
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()
    await asyncio.gather(*ends, return_exceptions=True)
    log.info("the day stops; it goes on from here when it is started again")


async def _parent_gone() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_LOOK_S)
