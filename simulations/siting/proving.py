"""HiGHS behind the quick answer: it improves it, bounds it, and says so while it works."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import msgspec
import numpy as np

from simulations.siting.programme import Programme
from simulations.siting.question import Floats

GAP_ENOUGH = 1e-6
"""Relative gap at which an answer counts as proven."""


class SolverMissing(ImportError):
    """HiGHS is not installed; the quick answers work without it."""

    zh = "缺少 highspy。改法：pip install 'liandong120[planning]'"
    en = "highspy is missing. Remedy: pip install 'liandong120[planning]'"


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What the solver found: its best point (None: none, or infeasible), its bound."""

    point: Floats | None
    value: float | None
    bound: float
    infeasible: bool
    optimal: bool


class Loose(msgspec.Struct, frozen=True, kw_only=True):
    """A programme's best point when nothing must be whole: a bound and where to look.

    ``point`` and ``dearer`` are of the first columns (the sites): how much of each, and what one
    more or less of it would cost at least.
    """

    value: float
    point: Floats
    dearer: Floats


Told = Callable[[float | None, float], None]
"""Hears the best value so far (None: none yet) and the bound, both of the minimised programme."""


def prove(
    programme: Programme,
    *,
    within_s: float,
    start: Floats | None = None,
    told: Told = lambda value, bound: None,
    stopped: Callable[[], bool] = lambda: False,
    gap: float = GAP_ENOUGH,
    tight: bool = False,
) -> Proof:
    """Solve a programme, from a known answer (the sites' columns) if there is one; ``tight``: that
    answer is all but the best."""
    try:
        import highspy
    except ImportError as error:
        raise SolverMissing from error
    highs = _solver(highspy, within_s)
    if tight:
        # Presolve and heuristics only cost time where the answer is all but proven.
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("mip_heuristic_effort", 0.0)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    highs.passModel(_model(highspy, programme))
    if start is not None:
        columns = np.arange(len(start), dtype=np.int32)
        highs.setSolution(len(start), columns, start)
    _listen(highs, told, stopped)
    highs.run()
    return _proof(highspy, highs)


def loosened(programme: Programme, sites: int, within_s: float) -> Loose | None:
    """Solve a programme without asking for whole numbers; None when it takes too long."""
    try:
        import highspy
    except ImportError as error:
        raise SolverMissing from error
    highs = _solver(highspy, within_s)
    model = _model(highspy, programme)
    model.integrality_ = []
    highs.passModel(model)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = highs.getSolution()
    return Loose(
        value=float(highs.getInfo().objective_function_value),
        point=np.array(solution.col_value)[:sites],
        dearer=np.array(solution.col_dual)[:sites],
    )


def _solver(highspy: Any, within_s: float) -> Any:
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("time_limit", max(0.05, within_s))
    highs.setOptionValue("random_seed", 120)
    return highs


def _model(highspy: Any, programme: Programme) -> Any:
    model = highspy.HighsLp()
    model.num_col_ = len(programme.cost)
    model.num_row_ = len(programme.row_low)
    model.col_cost_, model.offset_ = programme.cost, programme.offset
    model.col_lower_, model.col_upper_ = programme.low, programme.high
    model.row_lower_, model.row_upper_ = programme.row_low, programme.row_high
    kinds = [highspy.HighsVarType.kContinuous] * len(programme.cost)
    for column in programme.whole.tolist():
        kinds[column] = highspy.HighsVarType.kInteger
    model.integrality_ = kinds
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = programme.starts.astype(np.int32)
    model.a_matrix_.index_ = programme.columns.astype(np.int32)
    model.a_matrix_.value_ = programme.entries
    return model


def _listen(highs: Any, told: Told, stopped: Callable[[], bool]) -> None:
    """Pass on progress at most four times a second, and stop when asked to."""
    last = [0.0]

    def heard(event: Any) -> None:
        now = perf_counter()
        if now - last[0] >= 0.25:
            last[0] = now
            data = event.data_out
            value = float(data.mip_primal_bound)
            told(value if np.isfinite(value) and value < 1e29 else None, float(data.mip_dual_bound))

    def interrupted(event: Any) -> None:
        if stopped():
            event.interrupt()

    highs.cbMipLogging += heard
    highs.cbMipInterrupt += interrupted


def _proof(highspy: Any, highs: Any) -> Proof:
    status, info = highs.getModelStatus(), highs.getInfo()
    infeasible = status == highspy.HighsModelStatus.kInfeasible
    found = info.primal_solution_status == 2 and not infeasible
    point = np.array(highs.getSolution().col_value) if found else None
    bound = float(info.mip_dual_bound)
    optimal = status == highspy.HighsModelStatus.kOptimal
    value = float(info.objective_function_value) if found else None
    if optimal and value is not None and not np.isfinite(bound):
        bound = value
    return Proof(point=point, value=value, bound=bound, infeasible=infeasible, optimal=optimal)
