"""Desks that go on working whatever happens to the server, and remember every acknowledgement."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic, sleep
from typing import Any

from console.demo import PASSWORD
from tests.support.http_line import BROKEN, HttpLine, Reply

PATIENCE_S = 60.0
RETRY_S = 0.05
PRESSES = ("acked", "en_route", "on_scene", "at_patient", "loaded", "at_hospital", "handed_over")


@dataclass(frozen=True)
class Ack:
    """What the server has promised: this wish was carried out, with this answer."""

    path: str
    key: str
    receipt: dict[str, Any]


@dataclass
class Desk:
    """One dispatcher and the exchange beside him, working through calls one after the other."""

    port: int
    name: str
    stopping: threading.Event
    chance: Random
    acks: list[Ack] = field(default_factory=list)
    doubts: int = 0
    """Requests whose answer never came or was a 503; each was repeated with its key."""
    unavailable: int = 0
    refused: int = 0
    patience_s: float = PATIENCE_S
    problem: dict[str, Any] = field(default_factory=dict)
    """What it was told when nothing could be kept."""
    other_answers: list[str] = field(default_factory=list)
    """Wishes that were answered differently when they were repeated; must stay empty."""

    def __post_init__(self) -> None:
        self._desk = HttpLine(self.port)
        self._desk.login("city", PASSWORD)
        self._exchange = HttpLine(self.port)
        self._exchange.login("gateway", PASSWORD)
        self._wishes = 0

    def work(self) -> None:
        """Cases until told to stop; a case once begun is brought to its end."""
        case = 0
        while not self.stopping.is_set():
            case += 1
            self._case(f"{self.name}-{case}")
        self._desk.close()
        self._exchange.close()

    def _case(self, call_id: str) -> None:
        ring = {"call_id": call_id, "number": "13900000000"}
        self._wish(self._exchange, "/api/calls", ring)
        self._wish(self._desk, f"/api/calls/{call_id}/answer")
        where = {"lon": 110.78 + self.chance.gauss(0, 0.1), "lat": 32.65, "datum": "wgs84"}
        incident = {"location": where, "urgency": "II", "complaint": "胸痛"}
        accepted = self._wish(self._desk, f"/api/calls/{call_id}/accept", {"incident": incident})
        task_id = self._send_somebody(accepted.body["incident_id"])
        if self.chance.random() < 0.5:
            reason = {"reason": "recalled_before_departure"}
            self._wish(self._desk, f"/api/tasks/{task_id}/recall", reason)
            return
        for state in (*PRESSES, "available_mobile"):
            self._wish(self._desk, f"/api/tasks/{task_id}/status", {"state": state})

    def _send_somebody(self, incident_id: str) -> str:
        """The best vehicle that no other desk takes first."""
        path = f"/api/incidents/{incident_id}"
        while True:
            ranking = self._until_answered(lambda: self._desk.get(f"{path}/candidates")).body
            for candidate in ranking["ranked"][:5]:
                vehicle_id = candidate["vehicle_id"]
                order = {"vehicle_id": vehicle_id, "answer_id": ranking["answer_id"]}
                reply = self._wish(self._desk, f"{path}/dispatch", order, may_lose=True)
                if reply.ok:
                    return str(reply.body["task_id"])
                self.refused += 1

    def _wish(
        self, line: HttpLine, path: str, body: dict[str, Any] | None = None, may_lose: bool = False
    ) -> Reply:
        """Have something done, however often it must be said; remember the acknowledgement."""
        self._wishes += 1
        key = f"{self.name}-{self._wishes}"
        doubts = self.doubts
        reply = self._until_answered(lambda: line.post(path, body, key))
        if reply.ok:
            self.acks.append(Ack(path, key, reply.body))
            if self.doubts > doubts:  # the server was away: does it still know what it said?
                again = self._until_answered(lambda: line.post(path, body, key))
                if again.body != reply.body:
                    self.other_answers.append(f"{path}: {reply.body} then {again.body}")
        elif not (may_lose and reply.status == 409):
            raise AssertionError(f"{path}: {reply}")
        return reply

    def _until_answered(self, ask: Callable[[], Reply]) -> Reply:
        started_s = monotonic()
        while monotonic() < started_s + self.patience_s:
            try:
                reply = ask()
            except BROKEN:
                pass
            else:
                if reply.status != 503:
                    return reply
                self.unavailable += 1
                self.problem = reply.body
            self.doubts += 1
            sleep(RETRY_S)
        raise AssertionError(f"{self.name}: no answer for {self.patience_s} s")


class Room:
    """A room of desks at work in threads of their own."""

    def __init__(self, port: int, desks: int, seed: int) -> None:
        self._stopping = threading.Event()
        self._failures: list[BaseException] = []
        self.desks = [
            Desk(port, f"d{nth}", self._stopping, Random(f"{seed}-{nth}")) for nth in range(desks)
        ]
        self._threads = [threading.Thread(target=self._run, args=(d,)) for d in self.desks]

    def __enter__(self) -> "Room":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Every desk brings its case to an end; after a failure they need not."""
        self._stopping.set()
        for desk in self.desks:
            desk.patience_s = PATIENCE_S if exc == (None, None, None) else 0.0
        for thread in self._threads:
            thread.join()
        if exc == (None, None, None):
            self.check()

    @property
    def acks(self) -> list[Ack]:
        """What has been acknowledged so far, to anybody."""
        return [ack for desk in self.desks for ack in list(desk.acks)]

    @property
    def doubts(self) -> int:
        """How many requests had to be repeated."""
        return sum(desk.doubts for desk in self.desks)

    @property
    def other_answers(self) -> list[str]:
        """Wishes whose repetition was answered differently."""
        return [words for desk in self.desks for words in desk.other_answers]

    @property
    def unavailable(self) -> int:
        """How often a desk was told that nothing can be kept now."""
        return sum(desk.unavailable for desk in self.desks)

    @property
    def problem(self) -> dict[str, Any]:
        """What a desk was told when nothing could be kept."""
        return next((desk.problem for desk in self.desks if desk.problem), {})

    def check(self) -> None:
        """Fail at once when a desk has failed."""
        assert self._failures == []

    def _run(self, desk: Desk) -> None:
        try:
            desk.work()
        except BaseException as failure:  # told by ``check`` in the test's own thread
            self._failures.append(failure)


def board_on_screen(port: int) -> Any:
    """What a console that comes in now is shown."""
    line = HttpLine(port)
    line.login("city", PASSWORD)
    board = line.get("/api/board").body
    line.close()
    return board
