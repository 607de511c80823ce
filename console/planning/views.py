"""What the planner's pages are shown."""

from typing import Any

import msgspec

from console.planning.runs import RunRecord, RunState
from dispatch.domain.choices import POLICY_NAMES
from simulations.demand.explaining import MODELLED
from simulations.kernel.parameters import Parameters
from simulations.results.figures import FIGURE_NAMES, GROUP_NAMES, HEADLINES
from simulations.results.measuring import USUAL_TARGETS, Targets
from simulations.scenarios import Planned, Scenario, describe, to_toml
from simulations.scenarios.applying import parameters_of
from simulations.scenarios.scenario import BORDER_NAMES, DO_NAMES, MOVE_UP_NAMES
from stations.region import Region


class Word(msgspec.Struct, frozen=True):
    """A code with its names."""

    code: str
    zh: str
    en: str


class Words(msgspec.Struct, frozen=True):
    """The same sentence in both languages."""

    zh: str
    en: str


class FigureView(msgspec.Struct, frozen=True):
    """A figure and exactly what it means; ``better`` 1: more is better, -1: less, 0: neither."""

    code: str
    zh: str
    en: str
    unit: str
    better: int
    means: Words
    headline: bool


class PlanningView(msgspec.Struct, frozen=True, kw_only=True):
    """What can be planned here, and in which words."""

    enabled: bool
    workers: int
    region: str
    pack_folder: str
    figures: tuple[FigureView, ...]
    groups: tuple[Word, ...]
    policies: tuple[Word, ...]
    borders: tuple[Word, ...]
    move_ups: tuple[Word, ...]
    changes: tuple[Word, ...]
    parameters: Parameters
    """The values that count where a scenario names no others."""
    targets: Targets
    modelled: tuple[Words, ...]


class ScenarioView(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario, its difference from today in words, and as a file."""

    id: str
    scenario: Scenario
    described: tuple[Words, ...]
    vehicles: int
    vehicles_today: int
    toml: str
    changed_ms: int = 0
    """When it was kept last; 0: it is not kept."""


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run: how far it is, and of what. ``partial`` results lack ``total - done`` replications."""

    id: str
    name: str
    by: str
    state: RunState
    created_ms: int
    started_ms: int | None
    ended_ms: int | None
    done: int
    total: int
    preparing: bool
    """Travel tables are made, and on a machine's first run the kernel is compiled."""
    cancelled: bool
    failed: tuple[str, ...]
    scenarios: tuple[str, ...]
    has_results: bool


def planning_view(region: Region, folder: str, enabled: bool, workers: int) -> PlanningView:
    """What can be planned."""
    return PlanningView(
        enabled=enabled,
        workers=workers,
        region=region.meta.code,
        pack_folder=folder,
        figures=tuple(
            FigureView(
                figure.value, told.zh, told.en, told.unit.value, told.better,
                Words(told.means_zh, told.means_en), figure in HEADLINES,
            )
            for figure, told in FIGURE_NAMES.items()
        ),
        groups=_words(GROUP_NAMES),
        policies=_words(POLICY_NAMES),
        borders=_words(BORDER_NAMES),
        move_ups=_words(MOVE_UP_NAMES),
        changes=_words(DO_NAMES),
        parameters=parameters_of(region, Scenario(name="?")),
        targets=USUAL_TARGETS,
        modelled=tuple(Words(*say) for say in MODELLED),
    )  # fmt: skip


def _words(names: Any) -> tuple[Word, ...]:
    return tuple(Word(code.value, zh, en) for code, (zh, en) in names.items())


def scenario_view(id: str, region: Region, planned: Planned, changed_ms: int = 0) -> ScenarioView:
    """A scenario with what it says."""
    return ScenarioView(
        id=id,
        scenario=planned.scenario,
        described=tuple(Words(*say) for say in describe(region, planned.scenario)),
        vehicles=len(planned.region.vehicles),
        vehicles_today=len(region.vehicles),
        toml=to_toml(planned.scenario),
        changed_ms=changed_ms,
    )


def run_view(record: RunRecord, has_results: bool) -> RunView:
    """A run."""
    return RunView(
        id=record.id,
        name=record.name,
        by=record.by,
        state=record.state,
        created_ms=record.created_ms,
        started_ms=record.started_ms,
        ended_ms=record.ended_ms,
        done=record.done,
        preparing=record.preparing,
        total=record.total,
        cancelled=record.cancelled,
        failed=record.failed,
        scenarios=tuple(scenario.name for scenario in record.scenarios),
        has_results=has_results,
    )
