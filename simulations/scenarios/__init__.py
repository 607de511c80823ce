"""A scenario (情景) is a question to the planner, written as a diff against today's pack (SIM-03).

Read in this order: ``scenario`` (what may be changed), ``reading`` (TOML and JSON → scenario, every
mistake by its line), ``checking`` (against a region), ``applying`` (region + scenario → what shall
be simulated), ``describing`` (the diff in words), ``writing`` (scenario → TOML).
"""

from simulations.scenarios.applying import Planned, plan
from simulations.scenarios.checking import check
from simulations.scenarios.describing import describe
from simulations.scenarios.problems import ScenarioInvalid
from simulations.scenarios.reading import from_json, from_toml, read_scenario
from simulations.scenarios.scenario import (
    DemandTerms,
    Do,
    HospitalChange,
    PolicyTerms,
    Scenario,
    StandbyRow,
    StationChange,
    VehicleChange,
)
from simulations.scenarios.writing import to_toml

__all__ = [
    "DemandTerms",
    "Do",
    "HospitalChange",
    "Planned",
    "PolicyTerms",
    "Scenario",
    "ScenarioInvalid",
    "StandbyRow",
    "StationChange",
    "VehicleChange",
    "check",
    "describe",
    "from_json",
    "from_toml",
    "plan",
    "read_scenario",
    "to_toml",
]
