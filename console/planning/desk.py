"""What the planner's pages ask of the server: scenarios, runs and results on the pack in force."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import msgspec

from console.packs.in_force import Packs
from console.planning.runs import PlanRuns, RunRecord
from console.planning.scenarios import ScenarioShelf
from console.problems import VALUE_SHOWN_MAX, FieldError
from console.settings import Settings
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Refusal, Unavailable, no_such
from simulations.scenarios import Planned, Scenario, ScenarioInvalid, from_json, from_toml, plan
from simulations.scenarios.lines import NO_LINES, Lines
from simulations.siting.question import QuestionInvalid
from stations import regionpack
from stations.region import Region
from stations.regionpack.contents import digest, laid_out

ERRORS_SHOWN_MAX = 100
OWN_RULES: Mapping[str, Scenario | None] = MappingProxyType(
    {"real": None, "today": Scenario(name="现状 / today")}
)
"""What a real day is played under beside kept scenarios: as it was, or as today's rules have it."""
PACKS = "packs"
"""Below the planner's folder: editions laid out for the processes that simulate."""


class PlanDesk:
    """Everything here waits for disk or arithmetic and is called from worker threads."""

    def __init__(self, folder: Path, packs: Callable[[], Packs], runs: PlanRuns) -> None:
        self._folder = folder
        self._packs = packs
        self._lock = Lock()
        self._region: tuple[str, Region] | None = None
        self.runs = runs
        self.scenarios = ScenarioShelf(folder / "scenarios")

    def region(self) -> Region:
        """The pack in force as it is now: what every scenario is a diff against."""
        packs = self._packs()
        if packs.hash == digest(packs.started.contents):
            return packs.region
        with self._lock:
            if self._region is None or self._region[0] != packs.hash:
                self._region = packs.hash, regionpack.load(self.pack_folder())
            return self._region[1]

    def pack_folder(self) -> Path:
        """That pack on disk, for the processes that simulate; kept as long as runs name it."""
        packs = self._packs()
        if packs.edition is None:
            return packs.folder.absolute()
        return laid_out(packs.contents, self._folder / PACKS, packs.folder)

    def read(self, raw: Any) -> Scenario:
        """A scenario out of JSON that fits this region, or a refusal with every row's mistake."""
        return self.planned(raw).scenario

    def planned(self, raw: Any) -> Planned:
        """What a scenario makes of the region."""
        try:
            return plan(self.region(), from_json(raw))
        except ScenarioInvalid as invalid:
            raise refused(invalid) from None

    def from_text(self, text: str) -> Planned:
        """The same out of a TOML file's text, with its lines."""
        try:
            return plan(self.region(), from_toml(text), "scenario.toml", Lines(text))
        except ScenarioInvalid as invalid:
            raise refused(invalid) from None

    def scenario_of(self, wanted: str | Mapping[str, Any]) -> Scenario:
        """A kept scenario by its id, or a given one, that fits this region."""
        if not isinstance(wanted, str):
            return self.read(wanted)
        scenario = self.scenarios.read(wanted)
        try:
            plan(self.region(), scenario, wanted, NO_LINES)
        except ScenarioInvalid as invalid:
            raise refused(invalid) from None
        return scenario

    def sites(self, packed: bytes) -> bytes:
        """Where stations should be, worked out beside the dispatch, as JSON."""
        from console.planning.asks import answer_sites

        try:
            return self.runs.ask(answer_sites, packed)
        except QuestionInvalid as invalid:
            zh, en = invalid.problems[0]
            raise Refusal("question_invalid", zh, en, remedy="改后重问 / ask again") from None

    def coverage(self, work: Callable[..., bytes], packed: bytes, *more: str) -> bytes:
        """Coverage of a fleet: columns, isochrones or a file, by one of ``plan_coverage``."""
        from console.planning.coverage import AskInvalid
        from simulations.coverage.picture import PicturesMissing

        try:
            return self.runs.ask(work, packed, *more)
        except AskInvalid as invalid:
            zh, en = invalid.args
            raise Refusal("question_invalid", zh, en, field="grid_km",
                          remedy="改后重问 / ask again") from None  # fmt: skip
        except PicturesMissing as missing:
            raise Unavailable("export_missing", missing.zh, missing.en) from None

    def day(self, run_id: str, scenario: int, day: int | None) -> bytes:
        """One day of a run's scenario to be played on the map, as JSON; the worst one if none."""
        from console.planning.days import DayAsk, DayMissing, answer_day

        self.runs.kept(run_id)
        record = self.runs.find(run_id)
        if scenario >= len(record.scenarios):
            raise no_such("情景", "scenario of the run", "scenario", scenario)
        ask = DayAsk(
            pack=record.pack,
            shelf=str(self.runs.shelf.absolute()),
            scenario=record.scenarios[scenario],
            day=day,
        )
        try:
            return self.runs.ask(answer_day, msgspec.msgpack.encode(ask))
        except DayMissing as missing:
            raise missing.refusal() from None

    def real_day(self, database: str, day: str, rules: str) -> bytes:
        """A day of the journal for the map: as it was, under today's rules, or a scenario's."""
        from console.planning.days import DayMissing, RealDayAsk, answer_real_day

        ask = RealDayAsk(
            pack=str(self.pack_folder()),
            shelf=str(self.runs.shelf.absolute()),
            database=database,
            day=day,
            scenario=self._rules(rules),
        )
        try:
            return self.runs.ask(answer_real_day, msgspec.msgpack.encode(ask))
        except DayMissing as missing:
            raise missing.refusal() from None

    def _rules(self, rules: str) -> Scenario | None:
        """Those of a kept scenario, or what ``OWN_RULES`` names."""
        own = OWN_RULES.get(rules, rules)
        return self.scenario_of(own) if isinstance(own, str) else own

    def real_days(self, database: str) -> bytes:
        """Every day that the journal knows, as JSON."""
        from console.planning.days import RealDayAsk, answer_real_days

        shelf = str(self.runs.shelf.absolute())
        ask = RealDayAsk(pack=str(self.pack_folder()), shelf=shelf, database=database)
        return self.runs.ask(answer_real_days, msgspec.msgpack.encode(ask))

    def export(self, run_id: str, file: str) -> bytes:
        """A run as a file."""
        from simulations.reports.exporting import CANNOT, export

        folder, pack = self.runs.folder(run_id), self.runs.find(run_id).pack
        try:
            return self.runs.ask(export, str(folder), pack, file)
        except CANNOT as missing:
            raise Unavailable("export_missing", missing.zh, missing.en) from None

    def begin(
        self, name: str, by: str, key: str, wanted: Sequence[str | Mapping[str, Any]], compare: bool
    ) -> RunRecord:
        """Start a run of kept scenarios (by id) and given ones; today beside them to compare."""
        scenarios = [self.scenario_of(one) for one in wanted]
        if compare:
            scenarios.insert(0, scenarios[0].as_baseline())
        title = name or "、".join(scenario.name for scenario in scenarios[-3:])
        return self.runs.begin(title[:200], by, key, self.pack_folder(), scenarios)


def refused(invalid: ScenarioInvalid) -> Refusal:
    """What is wrong with a scenario as problem details, field by field."""
    problems = invalid.problems
    errors = [
        FieldError(
            field=one.field or f"line {one.line}",
            value=one.value[:VALUE_SHOWN_MAX],
            detail=f"第 {one.line} 行：{one.message_zh}" if one.line else one.message_zh,
            detail_en=f"line {one.line}: {one.message_en}" if one.line else one.message_en,
            remedy=f"{one.remedy_zh} / {one.remedy_en}",
        )
        for one in problems[:ERRORS_SHOWN_MAX]
    ]
    first = problems[0]
    return Refusal(
        "scenario_invalid",
        f"情景有 {len(problems)} 处不能用：{first.field} {first.message_zh}",
        f"{len(problems)} mistakes in the scenario: {first.field} {first.message_en}",
        field=first.field or None,
        value=first.value,
        remedy=f"{first.remedy_zh} / {first.remedy_en}",
        errors=errors,
    )


def plan_desk(settings: Settings, clock: Clock, packs: Callable[[], Packs]) -> PlanDesk:
    """The planner's desk of a server; it simulates nothing before ``runs.start``."""
    folder = settings.planning_folder
    runs = PlanRuns(
        folder,
        clock,
        enabled=settings.planning,
        workers=settings.planning_workers,
        runs_max=settings.planning_runs_max,
    )
    return PlanDesk(folder, packs, runs)
