"""The planner's words for programs and notebooks, the same as on the command line.

from simulations.planning import Planner
planner = Planner("shiyan")
result = planner.compare([planner.read("房县.toml")])
result.difference(1, RESPONSE)
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypedDict, Unpack

from msgspec import msgpack
from msgspec.structs import replace

from simulations.results.figures import Figure, Group, Key
from simulations.results.measuring import USUAL_TARGETS, Targets
from simulations.results.run import Inputs, Results
from simulations.results.store import RunFolder, collect
from simulations.scenarios import Planned, Scenario, describe, plan, read_scenario
from simulations.scenarios.lines import NO_LINES, Lines
from simulations.sweeps.executors import Crew, dask_cluster, local_processes
from simulations.sweeps.sweeping import Progress, Sweep, Task
from simulations.sweeps.task import Spec, make_ready
from simulations.worlds.building import USUAL, Detail
from stations import regionpack
from stations.region import Region
from stations.regionpack.contents import digest, read_folder

if TYPE_CHECKING:
    from simulations.calibration.comparing import Replayed
    from simulations.calibration.fitting import Calibration
    from simulations.calibration.history import Case

SHELF = Path("var/planning/tables")
DIGEST_DIGITS = 16
RESPONSE = Key(Figure.RESPONSE_MEAN, Group.ALL, "")

OnProgress = Callable[[Progress], None]


class How(TypedDict, total=False):
    """How a run is carried out; see ``Planner.run_all``."""

    folder: Path | None
    on_progress: OnProgress
    cancelled: Callable[[], bool]
    crew: Crew | None


class Planner:
    """Plans for one region pack. ``shelf`` keeps travel tables between runs; may be deleted."""

    def __init__(
        self,
        pack: str | Path = "shiyan",
        *,
        shelf: Path = SHELF,
        workers: int | None = None,
        dask: str = "",
        targets: Targets = USUAL_TARGETS,
        detail: Detail = USUAL,
        region: Region | None = None,
    ) -> None:
        folder = Path(pack)
        self.folder = (folder if folder.is_dir() else regionpack.builtin(str(pack))).absolute()
        self.shelf = shelf.absolute()
        self._region = region
        self._workers, self._dask = workers, dask
        self._targets, self._detail = targets, detail

    @property
    def region(self) -> Region:
        """Today: what every scenario is a diff against."""
        if self._region is None:
            self._region = regionpack.load(self.folder)
        return self._region

    def read(self, path: str | Path) -> Scenario:
        """A scenario file, checked against this region; ``ScenarioInvalid`` names its lines."""
        file = Path(path)
        scenario = read_scenario(file)
        plan(self.region, scenario, file.name, Lines(file.read_text("utf-8-sig")))
        return scenario

    def check(self, scenario: Scenario, file: str = "scenario", lines: Lines = NO_LINES) -> Planned:
        """What the scenario makes of the region, or ``ScenarioInvalid`` with every reason."""
        return plan(self.region, scenario, file, lines)

    def history(self, database: str, since: str = "", until: str = "") -> "list[Case]":
        """A centre's own cases out of its journal, of days such as 2026-01-31, both included.

        ``database`` is its URL (``LIANDONG_DATABASE_URL``); it is only read. ``JournalError`` or
        ``DatabaseUnusable`` say why it cannot be.
        """
        from dispatch.journal.stored import open_journal
        from simulations.calibration.history import between, read_cases

        journal = open_journal(database, read_only=True)
        try:
            return between(read_cases(journal), since, until)
        finally:
            journal.close()

    def calibrate(self, cases: "Sequence[Case]") -> "Calibration":
        """Distributions fitted to these cases, and a scenario that puts them in force (SIM-07)."""
        from simulations.calibration.fitting import calibrate

        return calibrate(self.region, cases)

    def replay(
        self,
        cases: "Sequence[Case]",
        day: str = "",
        scenarios: Sequence[Scenario] = (),
        *,
        on_run: Callable[[int], None] = lambda _: None,
    ) -> "Replayed":
        """A real day under today's rules and under each scenario's; by default the busiest day.

        ``ValueError`` where there are no calls to replay.
        """
        from simulations.calibration.comparing import replay_day
        from simulations.calibration.replaying import busiest

        return replay_day(
            self.check, scenarios, cases, day or busiest(cases),
            shelf=self.shelf, detail=self._detail, targets=self._targets, on_run=on_run,
        )  # fmt: skip

    def run(self, scenario: Scenario, **how: Unpack[How]) -> Results:
        """One scenario by itself."""
        return self.run_all([scenario], **how)

    def compare(self, scenarios: Sequence[Scenario], **how: Unpack[How]) -> Results:
        """Scenarios beside today, who all meet the same callers; today comes first."""
        return self.run_all([scenarios[0].as_baseline(), *scenarios], **how)

    def run_all(
        self,
        scenarios: Sequence[Scenario],
        *,
        folder: Path | None = None,
        on_progress: OnProgress = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        crew: Crew | None = None,
    ) -> Results:
        """All replications of all scenarios; the first is what the others are compared with.

        With a ``folder`` everything is kept there as it is finished, and a run of the same inputs
        goes on where it stopped.
        """
        planned = [plan(self.region, scenario) for scenario in scenarios]
        inputs = self.inputs(planned)
        with _at(folder) as path:
            kept = RunFolder(path)
            kept.begin(inputs)
            done = frozenset(Task(*pair) for pair in kept.finished())
            own = crew or self.crew()
            specs = [self.spec(scenario) for scenario in scenarios]
            sweep = Sweep(specs, own, lambda task, part: kept.take(*task, part), done=done)
            try:
                ended = sweep.run(on_progress, cancelled)
            finally:
                if crew is None:
                    own.close()
            inputs = replace(inputs, partial=ended.partial, failed=ended.failed)
            return kept.end(inputs) if folder else collect(inputs, kept.parts())

    def prepare(self) -> None:
        """Everything a first run would wait for: the compiled kernel, today's travel tables."""
        make_ready(msgpack.encode(self.spec(Scenario(name="prepare"))))

    def crew(self) -> Crew:
        """Who works: a cluster where one is named, else processes of this machine."""
        return dask_cluster(self._dask) if self._dask else local_processes(self._workers)

    def spec(self, scenario: Scenario) -> Spec:
        """What a worker must know of a scenario."""
        return Spec(str(self.folder), str(self.shelf), scenario, self._targets, self._detail)

    def inputs(self, planned: Sequence[Planned]) -> Inputs:
        """Everything that leads to the figures, to be kept with them (SIM-08)."""
        meta = self.region.meta
        return Inputs(
            pack=f"{meta.code} {meta.name}",
            pack_version=meta.version,
            pack_digest=digest(read_folder(self.folder))[:DIGEST_DIGITS],
            network_version=self.region.roads.network_version,
            code_version=code_version(),
            scenarios=tuple(one.scenario for one in planned),
            described=tuple(
                tuple((say.zh, say.en) for say in describe(self.region, one.scenario))
                for one in planned
            ),
            parameters=tuple(one.parameters for one in planned),
            targets=self._targets,
            vehicles=tuple(len(one.region.vehicles) for one in planned),
        )


def code_version() -> str:
    """The installed release."""
    with suppress(PackageNotFoundError):
        return version("liandong120")
    return "0"


@contextmanager
def _at(folder: Path | None) -> Iterator[Path]:
    """The folder of a run, or one that disappears with it."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with TemporaryDirectory(prefix="liandong-run-") as name:
        yield Path(name)
