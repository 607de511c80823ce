"""The live channel with a room full of consoles, against the tutorial's way in the same run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import sleep

import msgspec

from stations.region import Region
from stations.regionpack import builtin, load
from tests.bench import naive_server, watching
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.stores import scratch
from tests.bench.watching import Seen, Task
from tests.support.http_line import BROKEN, HttpLine
from tests.support.server import ServerProcess, free_port

VEHICLES = 300
EVERY_S = 5.0
CONSOLES = {Effort.FULL: 200, Effort.QUICK: 200, Effort.SMOKE: 3}
SECONDS = {Effort.FULL: 20.0, Effort.QUICK: 8.0, Effort.SMOKE: 1.5}
ROUNDS = {Effort.FULL: 3, Effort.QUICK: 1, Effort.SMOKE: 1}


def measure(effort: Effort) -> list[Table]:
    """Both servers in turn, as often as the effort allows."""
    ours: list[Seen] = []
    naive: list[Seen] = []
    with scratch() as folder:
        pack = enlarged(folder / "pack", VEHICLES)
        region = load(pack)
        for nth in range(ROUNDS[effort]):
            with ours_with(folder / f"ours-{nth}", pack) as (port, pid):
                ours.append(_watch(effort, region, port, pid, naive=False))
            with _naive() as (port, pid):
                naive.append(_watch(effort, region, port, pid, naive=True))
    return [_load_table(effort, ours, naive), _delay_table(ours, naive)]


def enlarged(folder: Path, vehicles: int) -> Path:
    """The pack of 十堰 with more vehicles: every extra one stands beside one that is there."""
    shutil.copytree(builtin("shiyan"), folder)
    register = folder / "vehicles.csv"
    rows = register.read_text(encoding="utf-8").splitlines()
    for nth in range(vehicles - (len(rows) - 1)):
        _, name, plate, *rest = rows[1 + nth].split(",")
        rows.append(",".join([f"X{nth:03d}", f"{name}增", f"{plate}X", *rest]))
    register.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@contextmanager
def ours_with(folder: Path, pack: Path) -> Iterator[tuple[int, int]]:
    with ServerProcess(folder, region=pack, log_level="error") as server:
        while not server.health()["router"]["ready"]:
            sleep(0.05)
        assert server.process is not None
        yield server.port, server.process.pid


@contextmanager
def _naive() -> Iterator[tuple[int, int]]:
    port = free_port()
    script = Path(naive_server.__file__)
    process = subprocess.Popen([sys.executable, str(script), str(port)])
    try:
        line = HttpLine(port)
        for _ in range(400):
            try:
                line.get("/")
                break
            except BROKEN:
                sleep(0.05)
        line.close()
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def _watch(effort: Effort, region: Region, port: int, pid: int, *, naive: bool) -> Seen:
    """The clients, in a process of their own."""
    stations = ((v, region.units[v.station_code].point) for v in region.vehicles.values())
    task = Task(
        port=port,
        pid=pid,
        naive=naive,
        consoles=CONSOLES[effort],
        vehicles=[(vehicle.id, point.lon, point.lat) for vehicle, point in stations],
        every_s=EVERY_S,
        seconds=SECONDS[effort],
    )
    command = [sys.executable, watching.__file__, msgspec.json.encode(task).decode()]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ)
    return msgspec.json.decode(done.stdout, type=Seen)


def _load_table(effort: Effort, ours: list[Seen], naive: list[Seen]) -> Table:
    rows: list[dict[str, Cell]] = []
    for name, runs in (("ours", ours), ("frame per fix (tutorial)", naive)):
        shares = [round(seen.cpu_share * 100, 1) for seen in runs]
        rows.append(
            {
                "server": name,
                "CPU, % of one core": median(shares),
                "each run": " ".join(map(str, shares)),
                "frames/s": round(median(seen.frames_per_s for seen in runs)),
                "kB/s": round(median(seen.bytes_per_s for seen in runs) / 1000),
                "consoles thrown out": sum(seen.thrown_out for seen in runs),
            }
        )
    times = median(s.cpu_share for s in naive) / max(1e-9, median(s.cpu_share for s in ours))
    return Table(
        f"Live channel: {CONSOLES[effort]} consoles, {VEHICLES} vehicles, "
        f"a fix of each every {EVERY_S:g} s",
        rows,
        (
            f"the tutorial's way takes {times:.1f} × our processor time; both serve the same posts",
            "positions only, nothing else happening; the clients are in another process",
        ),
    )


def _delay_table(ours: list[Seen], naive: list[Seen]) -> Table:
    rows: list[dict[str, Cell]] = []
    for name, runs in (("ours", ours), ("frame per fix (tutorial)", naive)):
        fixes = [seconds for seen in runs for seconds in seen.fix_s]
        events = [seconds for seen in runs for seconds in seen.event_s]
        rows.append({"what": "fix posted → on another console", "server": name, **spread(fixes)})
        rows.append({"what": "dispatch posted → there", "server": name, **spread(events)})
    return Table(
        "Live channel: how long until another console knows",
        rows,
        (
            "positions of ours go out once a second on purpose: half a second of it is waiting",
            "a dispatch of ours is durable before anybody is told; the tutorial keeps nothing",
        ),
    )
