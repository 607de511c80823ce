"""Siting: published p-median instances to proof, and 2,000 cells × 500 sites at once and proven.

The large instance is made by rule, like a prefecture: towns of very different size, cells around
them, roads that wind. Its peer is the usual way to write such a model in Python, PuLP with CBC.
"""

from pathlib import Path
from time import perf_counter

import numpy as np
import pulp

from simulations.siting import Model, Question, solve
from simulations.siting.question import Floats, Siting
from tests.bench.figures import Cell, Effort, Table
from tests.support.pmed import OPTIMA, instance

SHARED = Path(__file__).parents[3] / "shared" / "data"
CELLS, SITES = 2_000, 500
PROOF_S = {Effort.FULL: 120.0, Effort.QUICK: 30.0, Effort.SMOKE: 5.0}
PEER_S = 120


def measure(effort: Effort) -> list[Table]:
    """Published instances first, then the prefecture."""
    small = effort is Effort.SMOKE
    solve(Question(model=Model.P_MEDIAN, seconds=np.eye(3) + 1, people=np.ones(3), count=1))
    which = range(2, 4) if small else range(1, 11)
    tables = [_published(which, PROOF_S[effort])] if SHARED.is_dir() else []
    cells, sites = (100, 30) if small else (CELLS, SITES)
    return [*tables, _prefecture(effort, *prefecture(cells, sites))]


def prefecture(cells: int, sites: int) -> tuple[Floats, Floats]:
    """Seconds from each site to each cell, and the people of each cell; the same every time."""
    rng = np.random.default_rng(120)
    towns = max(3, cells // 20)
    size = rng.lognormal(0.0, 1.0, towns)
    town_km = rng.uniform(0, 150, (towns, 2))
    of_town = rng.choice(towns, cells, p=size / size.sum())
    cell_km = town_km[of_town] + rng.normal(0, 4, (cells, 2))
    site_km = cell_km[rng.choice(cells, sites, replace=False)]
    straight = np.hypot(*(cell_km[:, None] - site_km[None]).transpose(2, 0, 1))
    winding = rng.uniform(1.2, 1.6, (cells, sites))
    people = np.round(rng.lognormal(3.0, 0.8, cells)) + 1
    return np.round(straight * winding / 40 * 3600 + 60), people


def _published(which: range, limit_s: float) -> Table:
    rows: list[dict[str, Cell]] = []
    for nth in which:
        seconds, count = instance(SHARED, nth)
        people = np.ones(len(seconds))
        for model, optimum in zip((Model.P_MEDIAN, Model.P_CENTRE), OPTIMA[nth], strict=True):
            asked = Question(model=model, seconds=seconds, people=people, count=count)
            found = solve(asked, within_s=limit_s)
            rows.append({"what": f"pmed{nth} {model}", "known": optimum, **told(found)})
    return Table("siting: OR-Library pmed1-10", rows)


def told(found: Siting) -> dict[str, Cell]:
    """One run as figures: the first answer and the end."""
    first = found.steps[0]
    lag = abs(first.value - found.value) / max(1e-9, abs(found.value))
    return {
        "first s": round(first.seconds, 3),
        "first off %": round(lag * 100, 2),
        "value": round(found.value, 1),
        "gap %": "-" if found.gap is None else round(found.gap * 100, 4),
        "proven": "yes" if found.proven else "no",
        "s": round(found.seconds, 2),
    }


def _prefecture(effort: Effort, seconds: Floats, people: Floats) -> Table:
    cells, sites = seconds.shape
    few, many = (5, 10) if effort is Effort.SMOKE else (40, 136)
    reach = Question(model=Model.P_CENTRE, seconds=seconds, people=people, count=many)
    everybody = solve(reach, prove_it=False)
    asked = {
        "MCLP 8 min": Question(
            model=Model.MCLP, seconds=seconds, people=people, count=few, within_s=480
        ),
        "MCLP 12 min": Question(
            model=Model.MCLP, seconds=seconds, people=people, count=few, within_s=720
        ),
        "backup 12 min": Question(
            model=Model.BACKUP, seconds=seconds, people=people, count=many, within_s=720
        ),
        "MEXCLP 12 min, up to 4 a site": Question(
            model=Model.MEXCLP,
            seconds=seconds,
            people=people,
            count=many * 5 // 3,
            within_s=720,
            busy=0.4,
            most=np.full(sites, 4),
        ),
        "p-median": Question(model=Model.P_MEDIAN, seconds=seconds, people=people, count=few),
        "p-median, many": Question(
            model=Model.P_MEDIAN, seconds=seconds, people=people, count=many
        ),
        "p-centre": Question(model=Model.P_CENTRE, seconds=seconds, people=people, count=few),
        "DSM 12/40 min, up to 3 a site": Question(
            model=Model.DSM,
            seconds=seconds,
            people=people,
            count=many,
            within_s=720,
            far_s=max(2400.0, everybody.value),
            share=0.3,
            most=np.full(sites, 3),
        ),
    }
    rows: list[dict[str, Cell]] = []
    for what, question in asked.items():
        found = solve(question, within_s=PROOF_S[effort])
        rows.append({"what": f"{what}, {question.count}", **told(found)})
    if effort is not Effort.SMOKE:
        rows.append({"what": "peer: PuLP + CBC, MCLP 12 min", **_peer(asked["MCLP 12 min"])})
    return Table(f"siting: {cells:,} cells x {sites} sites", rows)


def _peer(question: Question) -> dict[str, Cell]:
    """The same maximal covering in PuLP, solved by the CBC that it brings."""
    started = perf_counter()
    near = question.seconds <= question.within_s
    cells, sites = near.shape
    model = pulp.LpProblem("mclp", pulp.LpMaximize)
    sited = pulp.LpVariable.dicts("y", range(sites), cat="Binary")
    covered = pulp.LpVariable.dicts("z", range(cells), 0, 1)
    model += pulp.lpSum(float(question.people[i]) * covered[i] for i in range(cells))
    for i in range(cells):
        model += covered[i] <= pulp.lpSum(sited[j] for j in np.flatnonzero(near[i]).tolist())
    model += pulp.lpSum(sited.values()) <= question.count
    model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=PEER_S))
    value = float(pulp.value(model.objective) or 0.0)
    took = round(perf_counter() - started, 2)
    return {"value": round(value, 1), "proven": pulp.LpStatus[model.status], "s": took}
