"""What a first JEMSS run would wait for, done ahead (``liandong plan prepare``): compiling.

The compiler needs to see a run once. This is the smallest that has everything: a square of nine
crossings, one ambulance, one call.
"""

import tempfile
from pathlib import Path

from simulations.jemss.run import calls_for, make_ready, simulate

_NODES = "".join(f"{n + 1},{n % 3 / 100},{n // 3 / 100}\n" for n in range(9))
_STREETS = [(n, n + 1) for n in range(9) if n % 3 < 2] + [(n, n + 3) for n in range(6)]
_ARCS = "".join(f"{n},{a + 1},{b + 1},0.001\n" for n, (a, b) in enumerate(_STREETS, start=1))

_FILES = {
    "stations": "stations,\nindex,x,y\n1,0.001,0.001\n",
    "hospitals": "hospitals,\nindex,x,y\n1,0.019,0.019\n",
    "ambulances": "ambulances,\nindex,stationIndex,class\n1,1,1\n",
    "nodes": f"nodes,\nindex,x,y\n{_NODES}",
    "arcs": "miscData,\narcForm,numModes\nundirected,1\n,\n"
    f"arcs,\nindex,fromNode,toNode,mode_1\n{_ARCS}",
    "map": "map,\nxMin,xMax,yMin,yMax,xScale,yScale\n-1,1,-1,1,100,100\n",
    "priorities": "priorities,\npriority,name,targetResponseDuration\n1,highPriority,0.005\n"
    "2,medPriority,0.005\n3,lowPriority,0.01\n",
    "travel": "travelModes,\ntravelModeIndex,offRoadSpeed\n1,1000\n,\n"
    "travelSets,\ntravelSetIndex,priority,travelModeIndex\n"
    "1,highPriority,1\n1,medPriority,1\n1,lowPriority,1\n,\n"
    "travelSetsTiming,\nstartTime,travelSetIndex\n0,1\n",
    "calls": "miscData,\nstartTime\n0\n,\ncalls,\nindex,priority,x,y,arrivalTime,dispatchDelay,"
    "onSceneDuration,transport,hospitalIndex,handoverDuration\n"
    "1,1,0.011,0.012,0.1,0.001,0.01,1,-1,0.01\n",
}
_NAMES = "".join(f"<{name}>{name}.csv</{name}>" for name in _FILES)
_CONFIG = f"<simConfig><simFiles>{_NAMES}</simFiles></simConfig>"


def prepare() -> None:
    """Compile the JEMSS kernel where that was never done."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sim_config.xml").write_text(_CONFIG, encoding="utf-8")
        for file, text in _FILES.items():
            (folder / f"{file}.csv").write_text(text, encoding="utf-8")
        ready = make_ready(folder)
        simulate(ready, calls_for(ready, None))
