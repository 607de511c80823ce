"""Small towns made by rule, with everything that a JEMSS model may have: one-way streets, loops,
several travel modes by the time of day, mobilisation, rasters, hospitals given or nearest.
"""

from pathlib import Path

import numpy as np

from tests.support.jemss_models import table, write

NAMES = ("highPriority", "medPriority", "lowPriority")


def write_town(folder: Path, seed: int) -> Path:
    """A town whose every number comes from ``seed``."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(4, 26))
    x, y = rng.uniform(0.0, 0.2, (2, count))
    modes, bounds = int(rng.integers(1, 4)), (0.0, 0.2, 0.0, 0.2, 88.99, 111.32)
    stations, hospitals = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    arcs = _streets(rng, count)
    directed = rng.random() < 0.7
    if not directed:
        arcs = sorted({(min(pair), max(pair)) for pair in arcs})
    rows: list[tuple[object, ...]] = []
    for tail, head in arcs:
        km = np.hypot((x[tail] - x[head]) * bounds[4], (y[tail] - y[head]) * bounds[5])
        days = km / rng.uniform(20, 70, modes) / 24
        rows.append((len(rows) + 1, tail + 1, head + 1, km, *map(repr, days.tolist())))
    header = ("index", "fromNode", "toNode", "distance", *(f"mode_{m + 1}" for m in range(modes)))
    access = [int(rng.random() < 0.8) for _ in range(count)]
    access[0] = 1
    write(
        folder,
        stations=[(n + 1, *rng.uniform(0.0, 0.2, 2), 3) for n in range(stations)],
        hospitals=[(n + 1, *rng.uniform(0.0, 0.2, 2)) for n in range(hospitals)],
        homes=[int(n) for n in rng.integers(1, stations + 1, int(rng.integers(1, 7)))],
        nodes=table(
            "nodes",
            ("index", "x", "y", "offRoadAccess"),
            [(n + 1, x[n], y[n], access[n]) for n in range(count)],
        ),
        arcs=f"miscData,\narcForm,numModes\n{'directed' if directed else 'undirected'},{modes}\n,\n"
        + table("arcs", header, rows),
        calls=_calls(rng, hospitals),
        bounds=bounds,
    )
    (folder / "travel.csv").write_text(_travel(rng, modes))
    (folder / "priorities.csv").write_text(
        table(
            "priorities",
            ("priority", "name", "targetResponseTime", "responseTravelPriority"),
            [(n + 1, name, 0.006, NAMES[rng.integers(0, n + 1)]) for n, name in enumerate(NAMES)],
        )
    )
    _more(folder, rng)
    return folder


def _streets(rng: np.random.Generator, count: int) -> list[tuple[int, int]]:
    """A way from everywhere to everywhere, and more streets of one or two ways."""
    ring = rng.permutation(count).tolist()
    pairs = set(zip(ring, [*ring[1:], ring[0]], strict=True))
    if rng.random() < 0.6:  # a tree with two ways in its place
        up = [(n, int(rng.integers(max(0, n - 3), n))) for n in range(1, count)]
        pairs = {*up, *((b, a) for a, b in up)}
    for a, b in rng.integers(0, count, (int(rng.integers(0, count)), 2)).tolist():
        if a != b:
            pairs |= {(a, b), (b, a)} if rng.random() < 0.5 else {(a, b)}
    return sorted(pairs)


def _calls(rng: np.random.Generator, hospitals: int) -> list[tuple[object, ...]]:
    count = int(rng.integers(20, 90))
    arrival = np.sort(rng.uniform(0.0, count / rng.uniform(30, 300), count))
    return [
        (
            n + 1,
            int(rng.integers(1, 4)),
            *map(repr, rng.uniform(0.0, 0.2, 2).tolist()),
            repr(float(arrival[n])),
            repr(float(rng.exponential(0.001))),
            repr(float(rng.exponential(0.01))),
            int(rng.random() < 0.7),
            int(rng.integers(1, hospitals + 1)) if rng.random() < 0.3 else -1,
            repr(float(rng.exponential(0.01))),
        )
        for n in range(count)
    ]


def _travel(rng: np.random.Generator, modes: int) -> str:
    """Every mode is used in some set, and sets follow each other through the day."""
    sets = modes + int(rng.integers(0, 2))
    chosen = rng.integers(1, modes + 1, (sets, 3))
    chosen[np.arange(modes), rng.integers(0, 3, modes)] = np.arange(1, modes + 1)
    turns = [*range(1, sets + 1), *rng.integers(1, sets + 1, 3).tolist()]
    starts = [0.0, *np.sort(rng.uniform(0.01, 0.6, len(turns) - 1)).tolist()]
    return "\n".join(
        (
            table(
                "travelModes",
                ("travelModeIndex", "offRoadSpeed"),
                [(m + 1, repr(rng.uniform(300, 1200))) for m in range(modes)],
            ),
            table(
                "travelSets",
                ("travelSetIndex", "priority", "travelModeIndex"),
                [(n + 1, NAMES[p], chosen[n, p]) for n in range(sets) for p in range(3)],
            ),
            table(
                "travelSetsTiming",
                ("startTime", "travelSetIndex"),
                list(zip(map(repr, starts), turns, strict=True)),
            ),
        )
    )


def _more(folder: Path, rng: np.random.Generator) -> None:
    """Redispatch, mobilisation, and demand for DMEXCLP."""
    pairs = [(2, 0), (2, 1), (1, 0)]
    (folder / "redispatch.csv").write_text(
        table("miscData", ("allowRedispatch",), [(int(rng.random() < 0.8),)])
        + table(
            "redispatchConditions",
            ("fromCallPriority", "toCallPriority", "allowRedispatch"),
            [(NAMES[a], NAMES[b], int(rng.random() < 0.8)) for a, b in pairs],
        )
    )
    delay = rng.uniform(0.0005, 0.002)
    (folder / "delay.csv").write_text(
        "mobilisationDelay,\nuse,distribution,seed,expectedDuration\n"
        f'{str(rng.random() < 0.5).lower()},"Normal({delay!r}, 0)",0,{rng.uniform(0.0, 0.002)!r}\n'
    )
    for n in (1, 2):
        cells = [
            f"{0.025 + 0.05 * i:.3f} {0.025 + 0.05 * j:.3f} {rng.integers(0, 9)}"
            for j in range(4)
            for i in range(4)
        ]
        (folder / f"raster_{n}.xyz").write_text("\n".join(cells) + "\n")
    rasters = [(n, f"raster_{n}.xyz") for n in (1, 2)]
    demand_modes = [
        (n + 1, int(rng.integers(1, 3)), NAMES[n % 3], repr(rng.uniform(1, 90))) for n in range(6)
    ]
    (folder / "demand.csv").write_text(
        table("demandRasters", ("rasterIndex", "rasterFilename"), rasters)
        + table(
            "demandModes", ("modeIndex", "rasterIndex", "priority", "arrivalRate"), demand_modes
        )
        + table("demandSets", ("setIndex", "modeIndices"), [(1, "[1; 2; 3]"), (2, "[4; 5; 6]")])
        + table("demandSetsTiming", ("startTime", "setIndex"), [(0, 1), (0.1, 2), (0.3, 1)])
    )
    (folder / "cover.csv").write_text(
        table(
            "coverTimes",
            ("demandPriority", "coverTime"),
            [(name, repr(rng.uniform(0.002, 0.02))) for name in NAMES],
        )
        + table("demandRasterCellNumPoints", ("rows", "cols"), [rng.integers(1, 3, 2).tolist()])
    )
    config = folder / "sim_config.xml"
    more = "".join(
        f"<{name}>{file}.csv</{name}>"
        for name, file in (
            ("mobilisationDelay", "delay"), ("demand", "demand"), ("demandCoverage", "cover"),
        )
    )  # fmt: skip
    config.write_text(config.read_text().replace("</simFiles>", f"{more}</simFiles>"))
