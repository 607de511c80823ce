"""Whole servers under their fleets, over loopback: what a fix costs, and what calls feel of it.

The server has one core, its fleet and the calls have the others. A fleet reports in rounds, and is
silent in between, so that calls with and without it are taken minutes apart, not hours.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

import msgspec

from console.demo import PASSWORD
from stations.regionpack import builtin
from tests.bench import dialling
from tests.bench.dialling import Round, Saw, Task
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.stores import scratch
from tests.support.http_line import HttpLine
from tests.support.server import ServerProcess, free_port

FLEETS = {
    Effort.FULL: (
        (226, 5.0, 30.0, 1, False),
        (226, 5.0, 20.0, 2, True),
        (5_000, 1.0, 40.0, 3, True),
        (5_000, 0.0, 30.0, 1, False),
        (5_000, 0.0, 30.0, 1, True),
    ),
    Effort.QUICK: ((226, 5.0, 15.0, 1, False), (5_000, 1.0, 15.0, 1, True)),
    Effort.SMOKE: ((5, 0.5, 1.5, 1, True),),
}
"""Vehicles, seconds between reports (0: the next when the last is answered), seconds of a round and
of the silence before it, rounds, whether calls ring meanwhile."""

IDLE = {Effort.FULL: 10_000, Effort.QUICK: 2_000, Effort.SMOKE: 10}
IDLE_EVERY_S = 300.0
SOAK = (5_000, 1.0)
"""Vehicles, and seconds between reports."""

CALL_EVERY_S = 0.05
ROADS_WITHIN_S = 120.0
NICE = 5
"""The fleet makes room for the calls, which share its core."""
FILES_MAX = 16_384

_numbers = count(1)


class _Call(NamedTuple):
    """One call that rang: when, and how long until it was durable."""

    at_s: float
    took_s: float


def measure(effort: Effort) -> list[Table]:
    """Fleets that report, and lines that are idle."""
    return [_fleets(effort), _idle(effort)]


def soak(minutes: int) -> Table:
    """Whether memory stays as it is while a large fleet reports on and on."""
    vehicles, every_s = SOAK
    rows: list[dict[str, Cell]] = []
    with scratch() as folder, _served(folder, vehicles) as (server, task):
        task.every_s, task.seconds = every_s, 60.0 * minutes
        with _dialling(task) as fleet:
            cost, began_s = dialling.cost_of(task.pid), perf_counter()
            while fleet.poll() is None:
                sleep(min(60.0, 6.0 * minutes))
                spent, now_s = dialling.cost_of(task.pid), perf_counter()
                cpu_s = spent.since(cost).all_s
                door, quality = _told(server)
                rows.append(
                    {
                        "minute": round((now_s - began_s) / 60, 1),
                        "MiB": _resident_mib(task.pid),
                        "fixes taken": door["fixes_taken"],
                        "CPU, % of one core": round(100 * cpu_s / (now_s - began_s), 1),
                        "tracks unsaved": quality["unsaved"],
                        "and dropped": quality["dropped"],
                    }
                )
    return Table(f"JT/T 808: {vehicles} terminals every {every_s:g} s, on and on", rows)


def _fleets(effort: Effort) -> Table:
    """Real servers, each with its fleet in another process; a tenth of the reports is bad."""
    rows: list[dict[str, Cell]] = []
    for vehicles, every_s, seconds, rounds, ringing in FLEETS[effort]:
        with scratch() as folder, _served(folder, vehicles) as (server, task):
            task.every_s, task.seconds, task.silent_s, task.rounds = (
                every_s,
                seconds,
                seconds,
                rounds,
            )
            with _dialling(task) as fleet:
                calls = list(_calls(server, fleet)) if ringing else []
                fleet.wait()
            saw = msgspec.json.decode(Path(task.told).read_bytes(), type=Saw)
            rows.append(_row(every_s, saw, calls, _told(server)[1]))
    notes = (
        "the whole server: register, sessions, pipeline, board, tracks, housekeeping; SQLite",
        "every 0 s: the next report when the last is answered, all the time",
        "an answer is written after the board was changed: its time is an upper bound for that",
        "calls: POST /api/calls until durable, while the fleet is silent and while it reports",
        "the CPU is that of the whole server, calls too; and the same while the fleet is silent",
    )
    return Table("JT/T 808: a server on one core and its fleet over loopback", rows, notes)


def _row(every_s: float, saw: Saw, calls: list[_Call], quality: dict[str, int]) -> dict[str, Cell]:
    rounds = saw.rounds
    lasted_s = sum(r.to_s - r.from_s for r in rounds)
    answered = max(1, sum(r.answered for r in rounds))
    loop_s, threads_s = sum(r.cost.loop_s for r in rounds), sum(r.cost.threads_s for r in rounds)
    silence_s = sum(r.silence.all_s for r in rounds)
    busy = spread([c.took_s for c in calls if any(r.from_s < c.at_s < r.to_s for r in rounds)])
    quiet = spread([c.took_s for c in calls if any(_before(c, r) for r in rounds)])
    found: dict[str, Cell] = {
        "terminals": saw.logged_in,
        "every s": every_s,
        "sent/s": round(sum(r.sent for r in rounds) / lasted_s),
        "answered/s": round(answered / lasted_s),
        "CPU, % of one core": round(100 * (loop_s + threads_s) / lasted_s, 1),
        "and silent": round(100 * silence_s / lasted_s, 1),
        "CPU µs/fix, loop": round(1e6 * loop_s / answered, 1),
        "and threads": round(1e6 * threads_s / answered, 1),
        "tracks dropped": quality["dropped"],
    }
    found |= {f"answer {name}": cell for name, cell in spread(saw.answer_s).items() if name != "n"}
    for name, told in (("silent", quiet), ("reporting", busy)) if calls else ():
        found |= {f"calls, fleet {name}, {key}": cell for key, cell in told.items()}
    before, after = quiet.get("p99 ms"), busy.get("p99 ms")
    if isinstance(before, float | int) and isinstance(after, float | int):
        found["p99, times"] = round(after / before, 2)
    return found


def _before(call: _Call, reporting: Round) -> bool:
    """Whether a call came and went in the silence before a round."""
    lasted_s = reporting.to_s - reporting.from_s
    return reporting.from_s - lasted_s < call.at_s < reporting.from_s - call.took_s


def _idle(effort: Effort) -> Table:
    """What lines cost that are there and say nothing."""
    lines = IDLE[effort]
    with scratch() as folder, _served(folder, lines) as (_, task):
        before_mib = _resident_mib(task.pid)
        task.every_s, task.seconds = IDLE_EVERY_S, 5.0
        with _dialling(task) as fleet:
            after_mib = before_mib
            while fleet.poll() is None:
                after_mib = max(after_mib, _resident_mib(task.pid))
                sleep(0.2)
        saw = msgspec.json.decode(Path(task.told).read_bytes(), type=Saw)
    row: dict[str, Cell] = {
        "lines": saw.logged_in,
        "MiB before": before_mib,
        "and after": after_mib,
        "KiB a line": round((after_mib - before_mib) * 1024 / lines, 1),
    }
    notes = ("each registered, authenticated and was told its interval; few have reported",)
    return Table("JT/T 808: idle lines", [row], notes)


@contextmanager
def _served(folder: Path, vehicles: int) -> Iterator[tuple[ServerProcess, Task]]:
    """A server on a core of its own with so many terminals on its list, its roads loaded."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, FILES_MAX)), hard))
    cores = sorted(os.sched_getaffinity(0))
    pack, port = _pack(folder / "pack", vehicles), free_port()
    server = ServerProcess(
        folder / "served", region=pack, jt808=True, jt808_port=port, log_level="error"
    )
    os.sched_setaffinity(0, cores[:1])  # what it starts has it too
    try:
        server.start()
        os.sched_setaffinity(0, cores[1:] or cores)
        waited_s = 0.0
        while not server.health()["router"]["ready"]:
            sleep(0.5)
            waited_s += 0.5
            assert waited_s < ROADS_WITHIN_S, "the road network did not get ready"
        assert server.process is not None
        phones = [_phone(nth) for nth in range(vehicles)]
        told, pid = str(folder / "told.json"), server.process.pid
        task = Task(port=port, pid=pid, phones=phones, every_s=0, seconds=0, silent_s=0, told=told)
        yield server, task
    finally:
        os.sched_setaffinity(0, cores)
        server.stop()


@contextmanager
def _dialling(task: Task) -> Iterator[subprocess.Popen[bytes]]:
    """The fleet in a process of its own, until it has done its task."""
    command = ["nice", "-n", str(NICE), sys.executable, dialling.__file__]
    fleet = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        assert fleet.stdin is not None
        fleet.stdin.write(msgspec.json.encode(task))
        fleet.stdin.close()
        yield fleet
    finally:
        if fleet.poll() is None:
            fleet.kill()
        fleet.wait()
    if fleet.returncode != 0:
        raise RuntimeError(f"the fleet ended with {fleet.returncode}")


def _calls(server: ServerProcess, fleet: subprocess.Popen[bytes]) -> Iterator[_Call]:
    """Calls that ring one after another until the fleet has done its task."""
    line = HttpLine(server.port, timeout_s=60.0)
    line.login("gateway", PASSWORD)
    while fleet.poll() is None:
        began_s = perf_counter()
        reply = line.post("/api/calls", {"call_id": f"b{next(_numbers)}", "number": "13800000000"})
        assert reply.ok, reply.body
        yield _Call(began_s, perf_counter() - began_s)
        sleep(CALL_EVERY_S)
    line.close()


def _told(server: ServerProcess) -> tuple[dict[str, int], dict[str, int]]:
    """What the server says of its door and of its positions."""
    line = HttpLine(server.port, timeout_s=60.0)
    line.login("admin", PASSWORD)
    door, quality = line.get("/api/gateway").body, line.get("/api/positions/quality").body
    line.close()
    return door, quality


def _pack(folder: Path, vehicles: int) -> Path:
    """The pack of 十堰 with so many vehicles, each with a terminal."""
    shutil.copytree(builtin("shiyan"), folder)
    register = folder / "vehicles.csv"
    head, *rows = register.read_text(encoding="utf-8").splitlines()
    more = []
    for nth in range(vehicles):
        cells = rows[nth % len(rows)].split(",")
        cells[:3] = [f"V{nth:05}", f"{cells[1]}-{nth:05}", f"鄂C·B{nth:05}"]
        more.append(",".join(cells))
    register.write_text("\n".join([head, *more]) + "\n", encoding="utf-8")
    fitted = [f"T{nth:05},V{nth:05},{_phone(nth)}" for nth in range(vehicles)]
    terminals = "\n".join(["编号,车辆编号,终端号", *fitted]) + "\n"
    (folder / "terminals.csv").write_text(terminals, encoding="utf-8")
    return folder


def _phone(nth: int) -> str:
    return f"1490{nth:07}"


def _resident_mib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = [line for line in status if line.startswith("VmRSS")]
    return int(line.split()[1]) // 1024
