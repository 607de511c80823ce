"""十堰 as planners have it in tests: loaded once, drawn coarsely, and what a sweep may meet."""

import os
import signal
from functools import lru_cache
from pathlib import Path

import msgspec

from simulations.kernel.model import World
from simulations.results.parts import Part
from simulations.scenarios import Planned, Scenario, plan
from simulations.sweeps.task import Spec
from simulations.worlds import Detail, build_world
from stations import regionpack
from stations.region import Region

COARSE = Detail(villages=0, docks=False)
"""Everybody at the seat of his township: a third of the places, a tenth of the tables."""


@lru_cache(maxsize=1)
def shiyan() -> Region:
    """The pack that comes with the program."""
    return regionpack.load(regionpack.builtin("shiyan"))


@lru_cache(maxsize=1)
def today() -> tuple[Planned, World]:
    """Today, over four weeks."""
    planned = plan(shiyan(), Scenario(name="today"))
    return planned, build_world(planned, None, COARSE)


def spec(folder: Path, **fields: object) -> Spec:
    """What a worker is told of a scenario with these fields."""
    raw = {"name": "x", "days": 1, "replications": 4, **fields}
    return Spec("shiyan", str(folder), msgspec.convert(raw, Scenario))


def nothing_to_make_ready(packed: bytes) -> None:
    """A sweep whose tables are there already."""


def counted(packed: bytes, scenario: int, replication: int) -> bytes:
    """A replication that leaves a trace of having been run, and is done."""
    folder = Path(msgspec.msgpack.decode(packed, type=Spec).shelf)
    with (folder / f"ran-{scenario}-{replication}").open("a") as trace:
        trace.write(f"{os.getpid()}\n")
    return msgspec.msgpack.encode(Part(scenario, replication, (), (), ()))


def killed_once(packed: bytes, scenario: int, replication: int) -> bytes:
    """The worker of one replication is killed, as by the system for want of memory; once."""
    mark = Path(msgspec.msgpack.decode(packed, type=Spec).shelf) / "killed"
    if replication == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return counted(packed, scenario, replication)


def always_killed(packed: bytes, scenario: int, replication: int) -> bytes:
    """One replication kills whoever runs it, every time."""
    if replication == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return counted(packed, scenario, replication)


def mistaken(packed: bytes, scenario: int, replication: int) -> bytes:
    """One replication cannot be run."""
    if replication == 1:
        raise ValueError("no such road")
    return counted(packed, scenario, replication)


def dead_before(packed: bytes) -> None:
    """A worker that ends before it has done anything."""
    os._exit(1)


def dead_at_once(packed: bytes, scenario: int, replication: int) -> bytes:
    """The same at its first replication."""
    os._exit(1)
