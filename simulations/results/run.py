"""A run in memory: what led to it, and one value for each figure and replication."""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulations.kernel.parameters import Parameters
from simulations.results.figures import Figure, Group, Key
from simulations.results.intervals import Estimate, difference, estimate
from simulations.results.measuring import Targets
from simulations.scenarios.scenario import Scenario


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that led to the figures (SIM-08)."""

    pack: str
    pack_version: str
    pack_digest: str
    network_version: str
    code_version: str
    kernel_version: str = ""
    scenarios: tuple[Scenario, ...]
    described: tuple[tuple[tuple[str, str], ...], ...]
    """Each scenario's differences from today, in words (zh, en)."""
    parameters: tuple[Parameters, ...]
    targets: Targets
    vehicles: tuple[int, ...]
    """Size of each scenario's fleet."""
    partial: bool = False
    """Replications are missing: the run was cancelled, or some could not be run."""
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """The figures of a run: for each scenario and key one value a replication."""

    inputs: Inputs
    values: tuple[dict[Key, NDArray[np.float64]], ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What was run; the first is what the others are compared with."""
        return self.inputs.scenarios

    def replications(self, scenario: int) -> int:
        """How many replications are finished."""
        return max((len(row) for row in self.values[scenario].values()), default=0)

    def estimate(self, scenario: int, key: Key) -> Estimate:
        """A figure with its interval."""
        return estimate(self.values[scenario].get(key, np.empty(0)))

    def difference(self, scenario: int, key: Key, base: int = 0) -> Estimate:
        """By how much it differs from the base, paired by replication."""
        nothing = np.empty(0)
        return difference(
            self.values[scenario].get(key, nothing), self.values[base].get(key, nothing)
        )

    def keys(self, figure: Figure, group: Group) -> tuple[Key, ...]:
        """The keys of a figure in a group, in order."""
        return tuple(key for key in self.values[0] if key.figure is figure and key.group is group)
