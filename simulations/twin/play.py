"""A run of the twin: callers, a desk and crews do what the drawn ``Calls`` say, on the real core.

What is decided (who goes, who is called off, which hospital, who waits for whom) is decided by the
live core's rankings and handlers. What merely happens (when the phone rings, how long a crew takes,
who is on duty) comes from the same arrays that the kernel reads, so that both can be held against
each other. Not played: pairs that meet (会车), neighbours that are asked first.
"""

from dispatch.journal.port import Journal
from simulations.kernel.model import Calls, Policy, World
from simulations.twin.desk import Desk
from simulations.twin.lived import Lived
from simulations.twin.stage import Stage
from stations.region import Region


class Twin:
    """One run; ``play`` gives what became of the calls. Its arguments: see ``Stage``."""

    def __init__(
        self, region: Region, world: World, calls: Calls, policy: Policy, start_ms: int
    ) -> None:
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
