"""What one replication gives back, in whichever process or machine it ran."""

import msgspec
import numpy as np

from simulations.results.calls import CallColumns
from simulations.results.figures import Figure, Group, Key
from simulations.results.measuring import Measured


class Part(msgspec.Struct, frozen=True):
    """The figures of one finished replication of one scenario (by its number in the sweep)."""

    scenario: int
    replication: int
    keys: tuple[tuple[str, str, str], ...]
    values: tuple[float | None, ...]
    counts: tuple[int, ...]
    kernel: str = ""
    calls: CallColumns | None = None

    @classmethod
    def of(
        cls,
        scenario: int,
        replication: int,
        measured: Measured,
        kernel: str,
        calls: CallColumns | None = None,
    ) -> "Part":
        """A part that any process can read."""
        return cls(
            scenario,
            replication,
            tuple((key.figure.value, key.group.value, key.of) for key in measured.keys),
            tuple(None if np.isnan(value) else float(value) for value in measured.values),
            tuple(measured.counts.tolist()),
            kernel,
            calls,
        )

    def named(self) -> dict[Key, float]:
        """The figures by their keys; nan where there was nothing to measure."""
        return {
            Key(Figure(figure), Group(group), of): np.nan if value is None else value
            for (figure, group, of), value in zip(self.keys, self.values, strict=True)
        }
