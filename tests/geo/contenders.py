"""Every engine behind the Router protocol, with what it can answer, as data.

A test of the contract that asks for more than plain answers is given the engines that are ``able``.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from geo.roads.network import RoadNetwork
from geo.routing.contracted import ContractedRouter
from geo.routing.external.osrm import OsrmRouter
from geo.routing.external.server import ServerRouter
from geo.routing.external.valhalla import ValhallaRouter
from geo.routing.reference import NetworkxRouter
from geo.routing.router import Router
from geo.routing.scipy_router import ScipyRouter
from tests.support.road_engines import osrm, valhalla


class Ability(StrEnum):
    """What not every engine can tell."""

    OUR_ROADS = "names our network, our arcs and the times in force"
    OUR_DRIVING = "drives as drawn: a turn costs nothing, and round a slow street if that is faster"
    BEND_TIMES = "tells to the second when each bend of a route is passed"


class Servers:
    """The running servers of a test session with their adapters, one for each network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._routers: dict[str, ServerRouter] = {}
        self._open = ExitStack()

    def osrm(self, network: RoadNetwork) -> Router:
        """OSRM with this network."""
        return self._router("osrm", osrm, OsrmRouter, network)

    def valhalla(self, network: RoadNetwork) -> Router:
        """Valhalla with this network."""
        return self._router("valhalla", valhalla, ValhallaRouter, network)

    def close(self) -> None:
        """End them all."""
        self._open.close()

    def _router(
        self,
        kind: str,
        serve: Callable[[RoadNetwork, Path], AbstractContextManager[str]],
        adapter: Callable[[str], ServerRouter],
        network: RoadNetwork,
    ) -> Router:
        name = f"{kind}-{network.network_version}"
        if name not in self._routers:
            folder = self._folder / name
            folder.mkdir(exist_ok=True)
            router = adapter(self._open.enter_context(serve(network, folder)))
            self._open.callback(router.close)
            self._routers[name] = router
        return self._routers[name]


class Contender(NamedTuple):
    """One engine: how it is made, how far its seconds may be off, what it can."""

    name: str
    make: Callable[[RoadNetwork, Servers], Router]
    slack_s: float
    abilities: frozenset[Ability]


class Engine(NamedTuple):
    """A contender with the servers it may need; call it with a network."""

    contender: Contender
    servers: Servers

    def __call__(self, network: RoadNetwork) -> Router:
        return self.contender.make(network, self.servers)

    def can(self, ability: Ability) -> bool:
        """Whether it can tell this."""
        return ability in self.contender.abilities

    def near(self, seconds: Any, slack_s: float = 0.0) -> Any:
        """These seconds, as exactly as the engine tells any."""
        return pytest.approx(seconds, rel=0.0, abs=max(self.contender.slack_s, slack_s))

    def metres(self, metres: float) -> Any:
        """This length; another project may take the Earth for a little larger."""
        return pytest.approx(metres, rel=1e-6 if self.can(Ability.OUR_ROADS) else 2e-3)


def contracted(network: RoadNetwork) -> Router:
    """The engine for live roads, when its hierarchy is ready."""
    router = ContractedRouter(network)
    router.wait()
    return router


class StillPreparing(ContractedRouter):
    """The same engine, whose hierarchy is never ready."""

    def _prepare(self) -> None:
        """Take for ever."""


EXACT, TENTHS, WHOLE = 0.0, 0.25, 1.1
"""OSRM tells tenths of a second for each stretch, a Valhalla table whole seconds for each drive."""

CONTENDERS = (
    Contender("reference", lambda n, _: NetworkxRouter(n), EXACT, frozenset(Ability)),
    Contender("scipy", lambda n, _: ScipyRouter(n), EXACT, frozenset(Ability)),
    Contender("contracted", lambda n, _: contracted(n), EXACT, frozenset(Ability)),
    Contender("still preparing", lambda n, _: StillPreparing(n), EXACT, frozenset(Ability)),
    Contender(
        "osrm",
        lambda n, servers: servers.osrm(n),
        TENTHS,
        frozenset({Ability.OUR_DRIVING, Ability.BEND_TIMES}),
    ),
    Contender(
        "valhalla",
        lambda n, servers: servers.valhalla(n),
        WHOLE,
        frozenset(),
    ),
)


def able(*needed: Ability) -> tuple[Contender, ...]:
    """The engines that can do all this."""
    return tuple(one for one in CONTENDERS if one.abilities.issuperset(needed))
