"""One replication of one scenario: what a worker is told, does, and gives back."""

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

import msgspec

from simulations.demand import draw_calls
from simulations.kernel.engine import prepare, simulate
from simulations.kernel.model import World
from simulations.results.calls import columns_of
from simulations.results.measuring import USUAL_TARGETS, Targets, measure
from simulations.results.parts import Part
from simulations.scenarios.applying import Planned, plan
from simulations.scenarios.scenario import Scenario
from simulations.worlds import Detail, build_world, kernel_policy
from simulations.worlds.building import USUAL
from stations import regionpack
from stations.region import Region

WORLDS_KEPT_MAX = 4
"""Worlds a worker keeps at hand; their tables are mapped, so that each costs little."""


class Spec(msgspec.Struct, frozen=True):
    """Everything a worker must know; whatever process it runs in, it does the same.

    ``pack`` is the pack's folder and ``shelf`` the one of travel tables, both as this machine and
    every worker's machine see them.
    """

    pack: str
    shelf: str
    scenario: Scenario
    targets: Targets = USUAL_TARGETS
    detail: Detail = USUAL
    keep_calls: bool = True
    """Whether the first replication gives back its calls too, for maps and the animation."""


def make_ready(packed: bytes) -> None:
    """Lay out the world of a packed ``Spec`` and compile the kernel where that was never done.

    ``ScenarioInvalid`` where no road leads to it.
    """
    planned, world = _world_of(packed, msgspec.msgpack.decode(packed, type=Spec))
    prepare(world, kernel_policy(planned, world))


def replicate(packed: bytes, scenario: int, replication: int) -> bytes:
    """Run one replication of a packed ``Spec``; a packed ``Part``. Called in worker processes."""
    spec = msgspec.msgpack.decode(packed, type=Spec)
    planned, world = _world_of(packed, spec)
    calls = draw_calls(planned, world, replication)
    outcome = simulate(world, calls, kernel_policy(planned, world))
    measured = measure(planned, world, calls, outcome, spec.targets)
    kept = None
    if spec.keep_calls and replication == 0:
        kept = columns_of(planned, world, calls, outcome)
    return msgspec.msgpack.encode(Part.of(scenario, replication, measured, outcome.version, kept))


_worlds: "OrderedDict[bytes, tuple[Planned, World]]" = OrderedDict()


def _world_of(packed: bytes, spec: Spec) -> tuple[Planned, World]:
    """The world of a spec: laid out once in each process, its tables once on each machine."""
    found = _worlds.get(packed)
    if found is None:
        planned = plan(_region(spec.pack), spec.scenario)
        found = planned, build_world(planned, Path(spec.shelf), spec.detail)
        _worlds[packed] = found
        while len(_worlds) > WORLDS_KEPT_MAX:
            _worlds.popitem(last=False)
    return found


@lru_cache(maxsize=2)
def _region(pack: str) -> Region:
    return regionpack.load(Path(pack))
