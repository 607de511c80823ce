"""The same questions as a screen asks them: over HTTP, to a server in a process of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from random import Random
from time import perf_counter, sleep
from typing import Any

from console.demo import PASSWORD
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.shift import scene, shiyan
from tests.bench.stores import scratch
from tests.support.http_line import HttpLine
from tests.support.server import ServerProcess

CANDIDATES = {Effort.FULL: 300, Effort.QUICK: 100, Effort.SMOKE: 2}
DISPATCHES = {Effort.FULL: 300, Effort.QUICK: 100, Effort.SMOKE: 20}
DESKS = (1, 20)
ROADS_WITHIN_S = 90.0

_numbers = count(1)


@contextmanager
def server(url: str | None = None) -> Iterator[ServerProcess]:
    """A server with the demo's logins, ready to rank by road."""
    with scratch() as folder, ServerProcess(folder, database_url=url, log_level="error") as running:
        waited_s = 0.0
        while not running.health()["router"]["ready"]:
            sleep(0.05)
            waited_s += 0.05
            assert waited_s < ROADS_WITHIN_S, "the road network did not get ready"
        yield running


class Desk:
    """A dispatcher and the exchange beside him."""

    def __init__(self, port: int, tokens: tuple[str, str] | None = None) -> None:
        """With the tokens of another desk it shares that one's logins."""
        self._port = port
        self.line, self._exchange = HttpLine(port), HttpLine(port)
        if tokens is None:
            self.line.login("city", PASSWORD)
            self._exchange.login("gateway", PASSWORD)
        else:
            self.line.token, self._exchange.token = tokens

    @property
    def tokens(self) -> tuple[str, str]:
        """Its logins, for a desk in another process."""
        return self.line.token, self._exchange.token

    def beside(self) -> "Desk":
        """One more desk, on connections of its own."""
        return Desk(self._port, self.tokens)

    def open_incident(self, chance: Random) -> str:
        """A call that rang, was answered and accepted; the incident's number."""
        return self.accept(self.ring(), chance)

    def ring(self) -> str:
        """A call that rang and was answered; its number."""
        call_id = f"line-{next(_numbers)}"
        self._must(self._exchange, "/api/calls", {"call_id": call_id, "number": "13900000000"})
        self._must(self.line, f"/api/calls/{call_id}/answer", {})
        return call_id

    def accept(self, call_id: str, chance: Random) -> str:
        """It is a request, somewhere people live; the incident's number."""
        point = scene(chance)
        where = {"lon": point.lon, "lat": point.lat, "datum": "wgs84"}
        incident = {"location": where, "urgency": "II", "complaint": "胸痛"}
        accept = {"incident": incident}
        return str(self._must(self.line, f"/api/calls/{call_id}/accept", accept)["incident_id"])

    def done(self, incident_id: str) -> None:
        """Nothing more is to be done for it."""
        self.must(f"/api/incidents/{incident_id}/close", {"reason": "bench"})

    def must(self, path: str, body: dict[str, Any]) -> Any:
        """A wish that is carried out."""
        return self._must(self.line, path, body)

    def rank(self, incident_id: str) -> tuple[Any, float]:
        """The candidates, and the seconds until they were here."""
        started = perf_counter()
        reply = self.line.get(f"/api/incidents/{incident_id}/candidates")
        took_s = perf_counter() - started
        assert reply.ok, reply.body
        return reply.body, took_s

    def send(self, incident_id: str, vehicle_id: str, answer_id: str) -> tuple[str, float]:
        """The task of a vehicle that was sent, and the seconds until it was acknowledged."""
        order = {"vehicle_id": vehicle_id, "answer_id": answer_id}
        started = perf_counter()
        receipt = self._must(self.line, f"/api/incidents/{incident_id}/dispatch", order)
        return str(receipt["task_id"]), perf_counter() - started

    def recall(self, task_id: str) -> None:
        """Have the vehicle back."""
        reason = {"reason": "recalled_before_departure"}
        self._must(self.line, f"/api/tasks/{task_id}/recall", reason)

    def close(self) -> None:
        """Hang up."""
        self.line.close()
        self._exchange.close()

    @staticmethod
    def _must(line: HttpLine, path: str, body: dict[str, Any]) -> Any:
        reply = line.post(path, body)
        assert reply.ok, f"{path}: {reply}"
        return reply.body


def candidates(effort: Effort) -> list[Table]:
    """Candidates over HTTP: sent to read, and how much of it is the ranking."""
    rows: list[dict[str, Cell]] = []
    with server() as running:
        desk, chance = Desk(running.port), Random(2)
        incidents = [desk.open_incident(chance) for _ in range(CANDIDATES[effort])]
        for _ in range(3):
            desk.rank(incidents[0])
        answers = [desk.rank(incident_id) for incident_id in incidents]
        computed_s = [ranking["took_ms"] / 1000 for ranking, _ in answers]
        rows.append({"part": "GET candidates, sent → read", **spread([s for _, s in answers])})
        rows.append({"part": "of which ranking in the server", **spread(computed_s)})
        first = desk.line.get(f"/api/incidents/{incidents[0]}/candidates").body
        desk.close()
        listed = len(first["ranked"])
        notes = (f"{listed} candidates with reasons in each answer, basis {first['basis']}",)
    return [Table("Candidates over HTTP, one desk, no vehicle has moved", rows, notes)]


def dispatches(effort: Effort, urls: dict[str, str]) -> Table:
    """Key press to acknowledgement over HTTP, on each database."""
    rows: list[dict[str, Cell]] = []
    for name, url in urls.items():
        if not url:
            rows.append({"database": name})
            continue
        with server(url) as running:
            for desks in DESKS:
                took_s = _together(running.port, desks, DISPATCHES[effort] // desks)
                rows.append({"database": name, "desks at once": desks, **spread(took_s)})
    return Table(
        "Dispatch acknowledged (durable), over HTTP",
        rows,
        ("the ranking was asked for before, as a desk does; each desk sends its own vehicle",),
    )


def _together(port: int, desks: int, rounds: int) -> list[float]:
    vehicles, first = list(shiyan().vehicles), Desk(port)
    with ThreadPoolExecutor(desks) as pool:
        work = [
            pool.submit(_work, first.beside(), vehicles[nth], nth, rounds) for nth in range(desks)
        ]
        took_s = [seconds for done in work for seconds in done.result()]
    first.close()
    return took_s


def _work(desk: Desk, vehicle_id: str, nth: int, rounds: int) -> list[float]:
    chance = Random(nth)
    took_s: list[float] = []
    for _ in range(rounds):
        incident_id = desk.open_incident(chance)
        ranking, _ = desk.rank(incident_id)
        task_id, seconds = desk.send(incident_id, vehicle_id, ranking["answer_id"])
        took_s.append(seconds)
        desk.recall(task_id)
    desk.close()
    return took_s
