"""The door for terminals: the codec alone against others, what each stage of a fix costs, and whole
servers under their fleets (``gateway_fleets``)."""

from collections import Counter
from collections.abc import Callable
from time import perf_counter, process_time

from geo.coordinates import Datum, Point
from simulations.terminals.device import Device, Identity, Sight
from stations.positions.book import PositionBook
from stations.protocols.jt808.frame import Splitter, unwrap
from stations.protocols.jt808.header import Dialect, phone_digits, read_packet
from stations.protocols.jt808.intake import Intake
from stations.protocols.jt808.messages import decode_body
from stations.protocols.jt808.messages.locations import Location
from stations.protocols.jt808.messages.registration import Authentication, Registration
from stations.protocols.jt808.session import Admission, Session
from stations.terminals.terminal import Terminal
from tests.bench import gateway_fleets
from tests.bench.figures import Cell, Effort, Table
from tests.bench.jt808_peers import Decoded, brisk, usual
from tests.support.registers import register_of

FRAMES = {Effort.FULL: 40_000, Effort.QUICK: 10_000, Effort.SMOKE: 200}
NOON_MS = 1_795_320_000_000


def measure(effort: Effort) -> list[Table]:
    """Codec, stages in one process, whole servers over loopback."""
    return [_codec(effort), _stages(effort), *gateway_fleets.measure(effort)]


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


def _stages(effort: Effort) -> Table:
    """From bytes to the live board and the answer, without sockets: what one core can do."""
    rows: list[dict[str, Cell]] = []
    count = FRAMES[effort]
    for dialect in Dialect:
        device = Device(Identity(phone="14401200001", dialect=dialect))
        device.code = "x"
        dialled, frames = device.dial(), _frames(dialect, count, device)
        checked_s = _timed(lambda f=frames: _cut(f))  # type: ignore[misc]
        session_s = _timed(lambda d=dialled, f=frames: _answer(d, f))  # type: ignore[misc]
        book = PositionBook(register_of("V1"))
        board_s = _timed(lambda d=dialled, f=frames, b=book: _answer(d, f, b))  # type: ignore[misc]
        assert book.accepted == count
        rows.append(
            {
                "dialect": dialect.value,
                "cut and checked µs": _us(checked_s, count),
                "session and answer µs": _us(session_s - checked_s, count),
                "fix, steps, board µs": _us(board_s - session_s, count),
                "all µs": _us(board_s, count),
                "fixes/s of processor time": round(count / board_s),
            }
        )
    notes = ("frame → session → fix → every step of the pipeline → board, and the answer's frame",)
    return Table("JT/T 808: one core, bytes to live board", rows, notes)


def _timed(work: Callable[[], None]) -> float:
    began_s = process_time()
    work()
    return process_time() - began_s


def _us(seconds: float, count: int) -> float:
    return round(1e6 * seconds / count, 1)


def _cut(frames: list[bytes]) -> None:
    splitter = Splitter()
    for frame in frames:
        splitter.feed(frame)
        unwrap(splitter.waiting.popleft())


def _answer(dialled: bytes, frames: list[bytes], book: PositionBook | None = None) -> None:
    """Frames to messages and answers; with a book to the live board too."""
    session, counts = Session(_Open(), Counter()), Counter[str]()
    session.feed(dialled)
    session.work(0.0, 1)
    terminals = {"T1": Terminal(id="T1", vehicle_id="V1", datum=Datum.WGS84)}
    intake = Intake(terminals, book.receive, counts, None) if book is not None else None
    for nth, frame in enumerate(frames):
        session.feed(frame)
        heard = session.work(0.0, 64)
        if intake is not None:
            intake.hear("T1", heard, NOON_MS + nth * 1000)
        session.take_out()


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
