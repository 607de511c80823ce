"""The planner's pages (规划): scenarios, runs beside the dispatch, results. For planners only."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Depends, Header, Query, Response
from pydantic import Field

from console.api import bodies
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import KEY_LENGTH_MAX, only_for
from console.planning.desk import PlanDesk
from console.planning.runs import RunRecord
from console.planning.scenarios import KeptScenario
from console.planning.views import (
    PlanningView,
    RunView,
    ScenarioView,
    planning_view,
    run_view,
    scenario_view,
)
from dispatch.domain.actors import Role
from dispatch.domain.errors import no_such
from simulations.results.calls import CallColumns
from simulations.results.store import Told, filtered

router = APIRouter(prefix="/planning", tags=["planning 规划"])

Planner = Annotated[Login, Depends(only_for(Role.PLANNER))]
RawScenario = Annotated[dict[str, Any], Body(description="情景 / a scenario: see Scenario")]
Filter = Annotated[list[str] | None, Query(max_length=30)]

TOML = "application/toml"


class TomlBody(bodies.Body):
    """A scenario file's text."""

    toml: str = Field(max_length=1_500_000)


class RunBody(bodies.Body):
    """What to simulate: kept scenarios by id, or scenarios themselves; today beside them."""

    name: str = Field("", max_length=200)
    scenarios: list[str | dict[str, Any]] = Field(min_length=1, max_length=50)
    compare: bool = True


@router.get("", **shows(PlanningView))
async def overview(system: Running, login: Planner) -> Response:
    """What can be planned here: figures with definitions, words, parameters, what is modelled."""
    desk = system.planning

    def view() -> PlanningView:
        folder = str(desk.pack_folder())
        return planning_view(desk.region(), folder, desk.runs.enabled, desk.runs.workers)

    return answer(await asyncio.to_thread(view))


@router.get("/scenarios", **shows(KeptScenario, many=True))
async def scenarios(system: Running, login: Planner) -> Response:
    """Every kept scenario, the last changed first."""
    return answer(await asyncio.to_thread(system.planning.scenarios.names))


@router.post("/scenarios/check", **shows(ScenarioView))
async def check(raw: RawScenario, system: Running, login: Planner) -> Response:
    """What a scenario says, without keeping it; 422 names every field that is wrong."""
    return answer(await asyncio.to_thread(_viewed, system.planning, "", raw))


@router.post("/scenarios/read", **shows(ScenarioView))
async def read_file(body: TomlBody, system: Running, login: Planner) -> Response:
    """A scenario out of a file's text; 422 names every line that is wrong."""
    desk = system.planning

    def view() -> ScenarioView:
        return scenario_view("", desk.region(), desk.from_text(body.toml))

    return answer(await asyncio.to_thread(view))


@router.get("/scenarios/{scenario_id}", **shows(ScenarioView))
async def scenario(scenario_id: Id, system: Running, login: Planner) -> Response:
    """One scenario; 422 when it does not fit the pack any more."""
    desk = system.planning

    def view() -> ScenarioView:
        raw = msgspec.to_builtins(desk.scenarios.read(scenario_id))
        return _viewed(desk, scenario_id, raw)

    return answer(await asyncio.to_thread(view))


@router.get("/scenarios/{scenario_id}/scenario.toml", response_model=None)
async def scenario_file(scenario_id: Id, system: Running, login: Planner) -> Response:
    """The scenario as a file for the command line."""
    from simulations.scenarios import to_toml

    found = await asyncio.to_thread(system.planning.scenarios.read, scenario_id)
    return Response(to_toml(found), media_type=TOML)


@router.put("/scenarios/{scenario_id}", **shows(ScenarioView))
async def keep(
    scenario_id: Id,
    raw: RawScenario,
    system: Running,
    login: Planner,
    seen_ms: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Keep a scenario under an id of the page's choice, in the place of a former one.

    With ``seen_ms`` only in the place of the one that was kept then (0: of none); 409 where
    another window has kept it since.
    """
    desk = system.planning

    def view() -> ScenarioView:
        seen = _viewed(desk, "", raw)
        desk.scenarios.write(scenario_id, seen.scenario, seen_ms)
        return _viewed(desk, scenario_id, raw)

    return answer(await asyncio.to_thread(view))


@router.delete("/scenarios/{scenario_id}", status_code=204, response_model=None)
async def forget(scenario_id: Id, system: Running, login: Planner) -> Response:
    """Throw a scenario away; runs keep their own copy."""
    await asyncio.to_thread(system.planning.scenarios.delete, scenario_id)
    return Response(status_code=204)


@router.get("/runs", **shows(RunView, many=True))
async def runs(system: Running, login: Planner) -> Response:
    """Every run, the newest first."""
    desk = system.planning
    return answer([_run(desk, record) for record in desk.runs.list_runs()])


@router.post("/runs", **shows(RunView))
async def begin(
    body: RunBody,
    system: Running,
    login: Planner,
    idempotency_key: Annotated[str | None, Header(max_length=KEY_LENGTH_MAX)] = None,
) -> Response:
    """Queue a run; with ``compare`` today is simulated beside, with the same callers."""
    desk, by = system.planning, login.account.username
    key = (idempotency_key or "").strip()
    record = await asyncio.to_thread(desk.begin, body.name, by, key, body.scenarios, body.compare)
    return answer(_run(desk, record), status=202)


@router.get("/runs/{run_id}", **shows(RunView))
async def run(run_id: Id, system: Running, login: Planner) -> Response:
    """How far a run is."""
    return answer(_run(system.planning, system.planning.runs.find(run_id)))


@router.post("/runs/{run_id}/cancel", **shows(RunView))
async def cancel(run_id: Id, system: Running, login: Planner) -> Response:
    """Stop it; what is finished is kept and labelled as a part."""
    return answer(_run(system.planning, system.planning.runs.cancel(run_id)))


@router.post("/runs/{run_id}/resume", **shows(RunView))
async def resume(run_id: Id, system: Running, login: Planner) -> Response:
    """Go on where it stopped; finished replications are not run again."""
    return answer(_run(system.planning, system.planning.runs.resume(run_id)))


@router.delete("/runs/{run_id}", status_code=204, response_model=None)
async def delete(run_id: Id, system: Running, login: Planner) -> Response:
    """Throw a run away."""
    await asyncio.to_thread(system.planning.runs.delete, run_id)
    return Response(status_code=204)


@router.get("/runs/{run_id}/results", **shows(Told))
async def results(
    run_id: Id, system: Running, login: Planner, figure: Filter = None, group: Filter = None
) -> Response:
    """Figures in columns with 95 % intervals and paired differences from the first scenario.

    ``figure`` and ``group``, repeated, keep those alone.
    """
    folder = system.planning.runs.kept(run_id)
    told = await asyncio.to_thread(lambda: filtered(folder.summary(), figure, group))
    return Response(told, media_type="application/json")


@router.get("/runs/{run_id}/calls", **shows(CallColumns))
async def calls(
    run_id: Id, system: Running, login: Planner, scenario: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """The calls of up to 7 days of a scenario's first replication, one by one (modelled people)."""
    folder = system.planning.runs.kept(run_id)
    try:
        columns = await asyncio.to_thread(folder.calls, scenario)
    except OSError:
        raise no_such("情景", "scenario of the run", "scenario", scenario) from None
    return Response(columns, media_type="application/json")


def _viewed(desk: PlanDesk, id: str, raw: dict[str, Any]) -> ScenarioView:
    changed_ms = desk.scenarios.changed_ms(id) if id else 0
    return scenario_view(id, desk.region(), desk.planned(raw), changed_ms)


def _run(desk: PlanDesk, record: RunRecord) -> RunView:
    return run_view(record, desk.runs.has_results(record.id))
