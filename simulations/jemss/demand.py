"""Who is to be covered from where: a model's demand put together for ``cover.best_station``."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.cover import Cover
from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import find
from simulations.jemss.model import (
    PRIORITIES,
    Model,
    check_lookup,
    indices_in,
    priorities_of,
    timing_of,
)
from simulations.jemss.nearest import Nearest
from simulations.jemss.rasters import OF_CITIES, Raster, read_raster
from simulations.jemss.tables import Table, Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Demand:
    """The demand file: rasters, and which counts when at how many calls a day."""

    rasters: list[Raster]
    starts: Floats
    raster: Ints
    """(periods, priorities)."""
    rate: Floats
    """(periods, priorities) calls a day for each unit of the raster."""


@dataclass(frozen=True)
class Points:
    """Where demand is thought to come from, and how much of each raster."""

    node: Ints
    km: Floats
    demand: Floats
    """(rasters, points)."""


def read_demand(model: Model) -> Demand:
    """The model's demand; rasters are looked for beside the demand file and in the folder."""
    found = model.file("demand")
    tables = Tables(found)
    names = tables["demandRasters"]
    names.numbered("rasterIndex")
    rasters = [
        read_raster(find(model.config.folder, name, found.path.parent, OF_CITIES))
        for name in names.texts("rasterFilename")
    ]
    for row, raster in enumerate(rasters[1:], start=1):
        same = raster.z.shape == rasters[0].z.shape
        if not (
            same and np.allclose(raster.x, rasters[0].x) and np.allclose(raster.y, rasters[0].y)
        ):
            text = names.texts("rasterFilename")[row]
            zh, en = "与第一个栅格的格网不同", "has not the same cells as the first"
            raise names.wrong(row, "rasterFilename", text, zh, en)
    modes = tables["demandModes"]
    modes.numbered("modeIndex")
    of_mode = modes.whole("rasterIndex", 1, len(rasters)) - 1
    totals = np.array([float(raster.z.sum()) for raster in rasters])
    if not (totals > 0).all():
        raise names.wrong(int(np.argmin(totals)), "rasterFilename", 0, "栅格为空", "is empty")
    rate = modes.numbers("arrivalRate", 0.0) / totals[of_mode]
    lookup = _mode_of_set(tables["demandSets"], priorities_of(modes, "priority"))
    starts, order = timing_of(tables["demandSetsTiming"], "setIndex", len(lookup))
    chosen = lookup[order]
    return Demand(rasters, starts, of_mode[chosen], rate[chosen])


def _mode_of_set(table: Table, priority: Ints) -> Ints:
    table.numbered("setIndex")
    lookup = np.full((len(table), len(PRIORITIES)), -1, dtype=np.int64)
    for row in range(len(table)):
        for mode in indices_in(table, row, "modeIndices"):
            text = table.texts("modeIndices")[row]
            if not 1 <= mode <= len(priority):
                raise table.wrong(row, "modeIndices", text, "没有这个方式", "no such mode")
            if lookup[row, priority[mode - 1]] >= 0:
                zh, en = "同一级别有两个方式", "two modes of one priority"
                raise table.wrong(row, "modeIndices", text, zh, en)
            lookup[row, priority[mode - 1]] = mode - 1
    check_lookup(table, lookup, "setIndex")
    return lookup


def points_of(demand: Demand, rows: int, columns: int, nearest: Nearest) -> Points:
    """Each cell that has demand in any raster becomes rows × columns points."""
    first = demand.rasters[0]
    used = np.any([raster.z != 0 for raster in demand.rasters], axis=0)
    i, j = np.nonzero(used)
    down = first.dy * ((np.arange(rows) + 0.5) / rows - 0.5)
    across = first.dx * ((np.arange(columns) + 0.5) / columns - 0.5)
    x = (first.x[i][:, None, None] + np.broadcast_to(across, (rows, columns))).ravel()
    y = (first.y[j][:, None, None] + np.broadcast_to(down[:, None], (rows, columns))).ravel()
    node, km = nearest.find(x, y)
    share = [
        np.repeat(raster.z[i, j] / (rows * columns), rows * columns) for raster in demand.rasters
    ]
    return Points(node, km, np.array(share, dtype=np.float64))


def cover_of(
    model: Model, from_station: Floats, station_km: Floats, nearest: Nearest, busy: float
) -> Cover:
    """What DMEXCLP needs; ``from_station`` (modes, nodes, stations) days between their nodes."""
    demand = read_demand(model)
    tables = Tables(model.file("demandCoverage"))
    times = tables["coverTimes"]
    limit = np.full(len(PRIORITIES), np.nan)
    limit[priorities_of(times, "demandPriority")] = times.numbers("coverTime", 0.0)
    if np.isnan(limit).any():
        name = list(PRIORITIES)[int(np.flatnonzero(np.isnan(limit))[0])]
        raise ModelInvalid(
            f"{times.path}：表 coverTimes 缺少 {name}。改法：补上一行",
            f"{times.path}: table coverTimes has no row for {name}. Remedy: add it",
        )
    cells = tables["demandRasterCellNumPoints"]
    rows, columns = (int(cells.whole(name, 1)[0]) for name in ("rows", "cols"))
    points = points_of(demand, rows, columns, nearest)
    travel = model.travel
    starts = np.unique(np.concatenate([travel.starts, demand.starts]))
    now_travel = np.maximum(np.searchsorted(travel.starts, starts, side="right") - 1, 0)
    now_demand = np.maximum(np.searchsorted(demand.starts, starts, side="right") - 1, 0)
    wanted: dict[tuple[int, float], int] = {}
    mode = np.zeros((len(starts), len(PRIORITIES)), dtype=np.int64)
    for period, priority in np.ndindex(mode.shape):
        by = int(travel.mode[now_travel[period], model.response_priority[priority]])
        mode[period, priority] = wanted.setdefault((by, float(limit[priority])), len(wanted))
    sets = [
        _sets(points, from_station[by], station_km / travel.off_road[by],
              points.km / travel.off_road[by], within)
        for by, within in wanted
    ]  # fmt: skip
    fleet = len(model.ambulance_station)
    return Cover(
        used=True,
        starts=starts,
        mode=mode,
        raster=np.ascontiguousarray(demand.raster[now_demand]),
        rate=np.ascontiguousarray(demand.rate[now_demand]),
        sets=np.cumsum([0, *(len(counts) for counts, _, _ in sets)]),
        first=np.cumsum(np.concatenate([[0], *(counts for counts, _, _ in sets)])),
        stations=np.concatenate([stations for _, stations, _ in sets]),
        demand=np.ascontiguousarray(np.concatenate([found for _, _, found in sets], axis=1)),
        gain=busy ** np.arange(fleet + 1.0) * (1 - busy),
    )


def _sets(
    points: Points, from_station: Floats, on_road: Floats, off_road: Floats, within: float
) -> tuple[Ints, Ints, Floats]:
    """Points that the same stations reach in time: how many stations, which, and the demand."""
    reached = (on_road + from_station[points.node]) + off_road[:, None] <= within
    packed = np.packbits(reached, axis=1)
    names, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    sums = [np.bincount(group.ravel(), one, minlength=len(names)) for one in points.demand]
    demand = np.stack(sums).astype(np.float64)
    which = reached[first]
    helped = which.any(axis=1)
    which, demand = which[helped], demand[:, helped]
    return which.sum(axis=1, dtype=np.int64), np.nonzero(which)[1].astype(np.int64), demand
