"""A run of the twin: callers, a desk and crews do what the drawn ``Calls`` say, on the real core.

What is decided (who goes, who is called off, which hospital, who waits for whom) is decided by the
live core's rankings and handlers. What merely happens (when the phone rings, how long a crew takes,
who is on duty) comes from the same arrays that the kernel reads, so that both can be held against
each other. What it does not play it refuses (``TwinCannot``), so that nothing differs in silence.
"""

from collections.abc import Iterator

import numpy as np

from dispatch.domain.choices import PolicyName
from dispatch.journal.port import Journal
from simulations.kernel.model import Calls, Policy, World
from simulations.twin.desk import Desk
from simulations.twin.lived import Lived
from simulations.twin.stage import Stage
from stations.region import Region


class TwinCannot(ValueError):
    """The run asks for something that the twin does not play; says what, in both languages."""


class Twin:
    """One run; ``play`` gives what became of the calls. Its arguments: see ``Stage``.

    Raises ``TwinCannot``.
    """

    def __init__(
        self, region: Region, world: World, calls: Calls, policy: Policy, start_ms: int
    ) -> None:
        if found := list(_not_played(world, calls, policy)):
            raise TwinCannot("；".join(found))
        self._stage = Stage(region, world, calls, policy, start_ms)

    @property
    def journal(self) -> Journal:
        """What the core wrote down: a history like a centre's own, to calibrate on and replay."""
        return self._stage.core.journal

    def play(self) -> Lived:
        """All calls, until the last crew is back."""
        stage = self._stage
        try:
            Desk(stage).begin()
            stage.play()
            stage.lived.entries = stage.core.board.seq
        finally:
            stage.core.close()
        return stage.lived


def _not_played(world: World, calls: Calls, policy: Policy) -> Iterator[str]:
    """What the kernel would do and the twin would not."""
    if policy.meet and calls.pair.any():
        yield "孪生不演会车：用 Policy(meet=False) / it plays no pairs that meet: meet=False"
    if np.any(world.ask_s != 0) or policy.own_county_only:
        yield "孪生不演跨界征得同意：开放边界 / it asks no neighbours: open the borders"
    if {policy.dispatch, *policy.dispatch_of_centre} != {PolicyName.CLOSEST}:
        yield "孪生只演就近派车 / it plays the policy closest only"
