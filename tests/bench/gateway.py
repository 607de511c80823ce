"""The door for terminals: the codec alone against others, and a whole server under its fleet."""

import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time, sleep

import msgspec

from geo.coordinates import Datum, Point
from simulations.terminals.device import Device, Identity, Sight
from stations.positions.book import PositionBook
from stations.protocols.jt808.frame import unwrap
from stations.protocols.jt808.header import Dialect, phone_digits, read_packet
from stations.protocols.jt808.intake import fix_of
from stations.protocols.jt808.messages import decode_body
from stations.protocols.jt808.messages.locations import Location
from stations.protocols.jt808.messages.registration import Authentication, Registration
from stations.protocols.jt808.session import Admission, Session
from stations.regionpack import builtin
from stations.terminals.clocks import TerminalClock
from stations.terminals.terminal import Terminal
from tests.bench import dialling
from tests.bench.dialling import Saw, Task
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.jt808_peers import Decoded, brisk, usual
from tests.bench.stores import scratch
from tests.support.outside import ring
from tests.support.running import Desks, at
from tests.support.server import ServerProcess, free_port

FRAMES = {Effort.FULL: 40_000, Effort.QUICK: 10_000, Effort.SMOKE: 200}
FLEETS = {
    Effort.FULL: ((226, 5.0, 30.0), (5_000, 1.0, 60.0), (10_000, 300.0, 10.0)),
    Effort.QUICK: ((226, 5.0, 15.0), (5_000, 1.0, 15.0)),
    Effort.SMOKE: ((5, 0.5, 1.5),),
}
"""Vehicles, seconds between reports, seconds of measuring; the last is for idle lines' memory."""

CALLS = {Effort.FULL: 200, Effort.QUICK: 100, Effort.SMOKE: 3}
CALL_EVERY_S = 0.05

NOON_MS = 1_795_320_000_000


def measure(effort: Effort) -> list[Table]:
    """Codec, pipeline in one process, whole servers over loopback."""
    return [_codec(effort), _pipeline(effort), _servers(effort)]


def _codec(effort: Effort) -> Table:
    """Frames a second, all decoders on the same frames, taking turns."""
    frames = [*_frames(Dialect.V2013, 200), *_frames(Dialect.V2019, 200)]
    decoders: dict[str, Callable[[bytes], Decoded]] = {
        "ours": _ours,
        "plain Python, every loop in C": brisk,
        "plain Python, as usually written": usual,
    }
    for frame in frames:
        assert len({decode(frame) for decode in decoders.values()}) == 1
    best: dict[str, float] = dict.fromkeys(decoders, 0.0)
    rounds = 5
    for _ in range(rounds):
        for name, decode in decoders.items():
            began_s = perf_counter()
            for nth in range(FRAMES[effort] // rounds):
                decode(frames[nth % len(frames)])
            rate = (FRAMES[effort] // rounds) / (perf_counter() - began_s)
            best[name] = max(best[name], rate)
    rows: list[dict[str, Cell]] = [
        {
            "decoder": name,
            "frames/s": round(rate),
            "ours, times": round(best["ours"] / rate, 1),
        }
        for name, rate in best.items()
    ]
    notes = ("a location with three items; fastest of five turns each; all answers compared",)
    return Table("JT/T 808: decoding locations", rows, notes)


def _ours(frame: bytes) -> Decoded:
    packet = read_packet(unwrap(frame[1:-1]))
    location: Location = decode_body(packet.message_id, packet.dialect, packet.body)
    return Decoded(
        phone_digits(packet.phone),
        location.lat,
        location.lon,
        location.speed_dkmh / 10,
        location.at_ms or 0,
        location.mileage_km or 0.0,
    )


def _pipeline(effort: Effort) -> Table:
    """From bytes to the live board and the answer, without sockets: what one core can do."""
    rows: list[dict[str, Cell]] = []
    for dialect in Dialect:
        count = FRAMES[effort]
        session = Session(_Open(), Counter())
        device = Device(Identity(phone="14401200001", dialect=dialect))
        device.code = "x"
        session.feed(device.dial())
        session.work(0.0, 1)
        terminal = Terminal(id="T1", vehicle_id="V1", datum=Datum.WGS84)
        book, clock = PositionBook(["V1"]), TerminalClock()
        frames = _frames(dialect, count, device)
        began_s = process_time()
        for nth, frame in enumerate(frames):
            session.feed(frame)
            now_ms = NOON_MS + nth * 1000
            for location in session.work(0.0, 64):
                fix = fix_of(location, terminal, clock, now_ms, late=False)
                assert not isinstance(fix, str)
                book.receive(fix, now_ms)
            session.take_out()
        rate = count / (process_time() - began_s)
        assert book.accepted == count
        rows.append({"dialect": dialect.value, "fixes/s of processor time": round(rate)})
    notes = ("frame → session → fix → every step of the pipeline → board, and the answer's frame",)
    return Table("JT/T 808: one core, bytes to live board", rows, notes)


class _Open:
    """A register that lets everybody in."""

    def register(self, phone: str, dialect: Dialect, registration: Registration) -> Admission:
        raise AssertionError("not asked here")

    def authenticate(self, phone: str, dialect: Dialect, proof: Authentication) -> str | None:
        return "T1"


def _frames(dialect: Dialect, count: int, device: Device | None = None) -> list[bytes]:
    device = device or Device(Identity(phone="14401200001", dialect=dialect))
    sights = (Sight(Point(110.5 + nth % 50_000 * 0.00002, 32.6), 7.0, 90.0) for nth in range(count))
    return [
        device.report(device.measure(sight, NOON_MS + nth * 1000))
        for nth, sight in enumerate(sights)
    ]


def _servers(effort: Effort) -> Table:
    """Real servers, each with its fleet in another process; a tenth of the reports is bad."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 16_384)), hard))
    rows: list[dict[str, Cell]] = []
    with scratch() as folder:
        for vehicles, every_s, seconds in FLEETS[effort]:
            pack = _pack(folder / f"pack-{vehicles}", vehicles)
            told = str(folder / f"{vehicles}.json")
            task = Task(0, 0, [_phone(nth) for nth in range(vehicles)], every_s, seconds, told)
            saw, more = _serve(folder / f"{vehicles}", pack, task, CALLS[effort])
            rows.append(
                {
                    "terminals": saw.logged_in,
                    "every s": every_s,
                    "sent/s": round(saw.sent_per_s),
                    "answered/s": round(saw.answered_per_s),
                    "CPU, % of one core": round(100 * saw.cpu_share, 1),
                    "CPU µs/fix": round(1e6 * saw.cpu_share / max(saw.answered_per_s, 1e-9)),
                    **more,
                    **{f"answer {name}": cell for name, cell in spread(saw.answer_s).items()},
                }
            )
    notes = (
        "the whole server: register, sessions, pipeline, board, tracks, housekeeping; SQLite",
        "an answer is written after the board was changed: its time is an upper bound for that",
    )
    return Table("JT/T 808: a server and its fleet over loopback", rows, notes)


def _serve(folder: Path, pack: Path, task: Task, calls: int) -> tuple[Saw, dict[str, Cell]]:
    """One server with its fleet; calls ring before it dials in and while it reports."""
    task.port = free_port()
    with ServerProcess(
        folder, region=pack, jt808=True, jt808_port=task.port, log_level="error"
    ) as server:
        assert server.process is not None
        sleep(min(20.0, task.seconds))  # its roads are being prepared in the background
        task.pid = server.process.pid
        with at(server.url) as desks:
            quiet_s = [_ring(desks) for _ in range(calls)]
            before_mib = _resident_mib(task.pid)
            command = [sys.executable, dialling.__file__]
            fleet = subprocess.Popen(command, stdin=subprocess.PIPE)
            assert fleet.stdin is not None
            fleet.stdin.write(msgspec.json.encode(task))
            fleet.stdin.close()
            busy_s = []
            while fleet.poll() is None:
                busy_s.append(_ring(desks))
                sleep(CALL_EVERY_S)
        if fleet.returncode != 0:
            raise RuntimeError(f"the fleet ended with {fleet.returncode}")
        saw = msgspec.json.decode(Path(task.told).read_bytes(), type=Saw)
        share = max(1, round(task.seconds / (CALL_EVERY_S + 0.01)))
        more: dict[str, Cell] = {
            "memory MiB before": before_mib,
            "and after": _resident_mib(task.pid),
            **_calls("call, no fleet", quiet_s),
            **_calls("call, fleet", busy_s[-share:]),
        }
        return saw, more


def _ring(desks: Desks) -> float:
    """Seconds until a call that rings is durable."""
    began_s = perf_counter()
    ring(desks)
    return perf_counter() - began_s


def _calls(name: str, seconds: list[float]) -> dict[str, Cell]:
    told = spread(seconds)
    return {f"{name} {key}": cell for key, cell in told.items() if key.startswith("p")}


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
