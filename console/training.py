"""A training session (演练, SYS-08): the real system on a scenario's region, beside the service.

It has a database, a journal and an anchor of its own, a clock that can be sped up and stopped,
simulated callers, crews and colleagues, and no line to anybody outside: no exchange, no terminal,
no broker. Its screens are marked (``console.pages``) and its sessions have a cookie of their own.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from console.settings import Settings
from simulations.scenarios import Scenario, plan
from simulations.scenarios.scenario import Border, DemandTerms, PolicyTerms
from stations.region import Region
from stations.regionpack.problems import Say


@dataclass(frozen=True)
class Training:
    """What a session runs on."""

    settings: Settings
    region: Region
    folder: Path
    """Its database, journal anchor and plans; deleted, it begins anew."""


def training_of(
    settings: Settings, region: Region, scenario: Scenario, seed: int, speed: float
) -> Training:
    """The session of a scenario and seed; the same two again go on where they stopped.

    Raises ``ScenarioInvalid`` with every reason why the scenario cannot be.
    """
    changed = plan(region, scenario).region
    if scenario.policy.border is Border.OPEN:
        changed = replace(changed, boundary=())
        vars(changed)["roads"] = region.roads  # built once
    folder = settings.training_folder.absolute() / _name(region, scenario, seed)
    own = {
        "exercise": True,
        "database_url": f"sqlite:///{folder / 'exercise.sqlite3'}",
        "anchor_path": folder / "journal.anchor",
        "planning_folder": folder / "planning",
        "clock": "simulated",
        "clock_speed": speed,
        "demo_seed": seed,
        "demo_demand": settings.demo_demand * scenario.demand.factor,
        "telephony": "simulated",
        "jt808": False,
        "mqtt_host": "",
    }
    return Training(settings.model_copy(update=own), changed, folder)


def _name(region: Region, scenario: Scenario, seed: int) -> str:
    """Of what it is about, so that a changed scenario never goes on with another one's board."""
    about = msgspec.json.encode([region.meta.code, region.meta.version, scenario])
    return f"{region.meta.code}-{hashlib.sha256(about).hexdigest()[:8]}-{seed}"


def not_played(scenario: Scenario) -> Iterator[Say]:
    """What the scenario says and people decide in an exercise, or nobody plays."""
    terms, usual = scenario.policy, PolicyTerms()
    demand = DemandTerms(factor=scenario.demand.factor)
    if terms.border is Border.CLOSED:
        yield Say("跨界：仍按现行规则，由学员决定", "borders: as the pack has them, people decide")
    if (terms.choice, terms.counties, terms.redispatch, terms.meet) != (
        usual.choice,
        usual.counties,
        usual.redispatch,
        usual.meet,
    ):
        yield Say("派车规则：由席位上的人决定", "dispatch policy: the people at the desks decide")
    if terms.move_up is not usual.move_up or scenario.standby:
        yield Say("待命规则：只给建议，由人决定", "move-up rule: advice only, people decide")
    if any(change.shifts for change in scenario.vehicles):
        yield Say("班次：车组全天在班", "shifts: all crews are there all day")
    if scenario.demand != demand:
        yield Say(
            "分区县、分时段的呼叫量：只取总倍数",
            "demand by county or hour: only the overall factor counts",
        )
    if scenario.parameters:
        yield Say("推演参数：用模拟急救日自己的", "parameters: the simulated day has its own")
