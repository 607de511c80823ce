"""Model folders in JEMSS's layout, written by tests and benches."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<simConfig>
	<inputPath>$jemssDir/somewhere/else</inputPath>
	<outputPath>../output</outputPath>
	<simFiles>
{files}
	</simFiles>
	<resim>false</resim>
	<decision>
		<callQueueing>addCallToQueueSortPriorityThenTime!</callQueueing>
		<dispatch>findNearestDispatchableAmb!</dispatch>
		<moveUp><module>none</module></moveUp>
	</decision>
</simConfig>
"""
FILES = (
    "ambulances", "hospitals", "stations", "calls", "arcs", "nodes", "travel", "map", "priorities",
    "redispatch",
)  # fmt: skip
TRAVEL = """travelModes,,
travelModeIndex,offRoadSpeed,note
1,1128,with siren
2,792,without
,,
travelSets,,
travelSetIndex,priority,travelModeIndex
1,highPriority,1
1,medPriority,1
1,lowPriority,2
,,
travelSetsTiming,,
startTime,travelSetIndex,
0,1,
"""
PRIORITIES = """priorities,,,
priority,name,targetResponseTime,note
1,highPriority,0.005555556,
2,medPriority,0.005555556,
3,lowPriority,0.013888889,
"""
REDISPATCH = """miscData,,
allowRedispatch,,
1,,
,,
redispatchConditions,,
fromCallPriority,toCallPriority,allowRedispatch
lowPriority,highPriority,1
medPriority,highPriority,1
"""


def table(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """One named table."""
    lines = [f"{name},", ",".join(header)]
    return "\n".join([*lines, *(",".join(map(str, row)) for row in rows), "", ""])


def write_small(folder: Path, size: int = 5, calls: int = 60, seed: int = 1) -> Path:
    """A grid town of ``size`` × ``size`` crossings: three stations, a hospital, four ambulances."""
    rng = np.random.default_rng(seed)
    nodes = [(1 + r * size + c, c * 0.01, r * 0.01, 1) for r in range(size) for c in range(size)]
    arcs: list[tuple[object, ...]] = []
    for index, _, _, _ in nodes:
        row, column = divmod(index - 1, size)
        for other in ([index + 1] if column < size - 1 else []) + (
            [index + size] if row < size - 1 else []
        ):
            siren = 0.0008 + 0.0004 * rng.random()
            arcs.append((len(arcs) + 1, index, other, 1.0, siren, siren * 1.4))
    arrival = np.sort(rng.uniform(0, 0.5, calls))
    told = [
        (
            n + 1, rng.integers(1, 4), f"{rng.uniform(0, 0.04):.5f}", f"{rng.uniform(0, 0.04):.5f}",
            arrival[n], 0.0006, 0.004 + 0.004 * rng.random(), int(rng.random() < 0.7), -1, 0.008,
        )
        for n in range(calls)
    ]  # fmt: skip
    return write(
        folder,
        stations=[(1, 0.001, 0.001, 3), (2, 0.039, 0.002, 3), (3, 0.02, 0.041, 3)],
        hospitals=[(1, 0.021, 0.019)],
        homes=[1, 1, 2, 3],
        nodes=table("nodes", ("index", "x", "y", "offRoadAccess"), nodes),
        arcs="miscData,\narcForm,numModes\nundirected,2\n,\n"
        + table("arcs", ("index", "fromNode", "toNode", "distance", "mode_1", "mode_2"), arcs),
        calls=told,
        bounds=(-0.1, 0.2, -0.1, 0.2, 88.99, 111.32),
    )


def write(
    folder: Path,
    *,
    stations: Sequence[Sequence[object]],
    hospitals: Sequence[Sequence[object]],
    homes: Sequence[int],
    nodes: str,
    arcs: str,
    calls: Sequence[Sequence[object]],
    bounds: Sequence[float],
) -> Path:
    """A whole model."""
    folder.mkdir(parents=True, exist_ok=True)
    header = (
        "index", "priority", "x", "y", "arrivalTime", "dispatchDelay", "onSceneDuration",
        "transport", "hospitalIndex", "handoverDuration",
    )  # fmt: skip
    texts = {
        "ambulances": table(
            "ambulances", ("index", "stationIndex", "class"),
            [(n + 1, home, 1) for n, home in enumerate(homes)],
        ),
        "hospitals": table("hospitals", ("index", "x", "y"), hospitals),
        "stations": table("stations", ("index", "x", "y", "capacity"), stations),
        "calls": "miscData,\nstartTime,\n0.0,\n,\n" + table("calls", header, calls),
        "nodes": nodes,
        "arcs": arcs,
        "map": table("map", ("xMin", "xMax", "yMin", "yMax", "xScale", "yScale"), [bounds]),
        "travel": TRAVEL,
        "priorities": PRIORITIES,
        "redispatch": REDISPATCH,
    }  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    files = "\n".join(f"\t\t<{name}>{name}.csv</{name}>" for name in FILES)
    (folder / "sim_config.xml").write_text(CONFIG.format(files=files), encoding="utf-8")
    return folder
