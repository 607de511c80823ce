"""A December surge (SYS-10): five times the calls for an hour at speed; nothing lost, ages honest.

The simulated day rings, answers and drives through the public interfaces; one console watches.
Afterwards what that console was shown is held against the journal: the same calls in the queue
after the same entry, each as old as its events say, each limit told once and when it was passed.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from websockets.exceptions import ConnectionClosed

from console.demo import PASSWORD, colleagues
from dispatch.domain.clock import wall_ms
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.stores import scratch
from tests.support.running import Desks, at, shiyan
from tests.support.screen import Screen
from tests.support.server import ServerProcess

NORMAL, SURGE = 1.0, 5.0
SPEED = 20.0
MINUTES = {Effort.FULL: 60, Effort.QUICK: 15, Effort.SMOKE: 6}
ANSWER_AFTER_S = 4.0
"""So long a person takes to pick up when one is free; simulated colleagues do nothing else."""
GRACE_MS = 250 * SPEED
"""Who is answered within a quarter of a second of real time is answered before it can be told."""
PAGE = 1000


def measure(effort: Effort) -> list[Table]:
    """An hour of each kind of day."""
    factors = (SURGE,) if effort is Effort.SMOKE else (NORMAL, SURGE)
    with scratch() as folder:
        days = [_live(folder / f"{factor:g}", factor, MINUTES[effort]) for factor in factors]
    return [
        Table(
            f"A surge: {MINUTES[effort]} simulated minutes at {SPEED:g} ×, over HTTP and /live",
            [day.calls() for day in days],
            (
                "lost: rung by the exchange, not in the journal, or neither ended nor on the board",
                "queue wrong: ticks at which the queue shown was not the journal's at that entry",
                "age off ms: greatest difference between an age shown and the age by its events",
            ),
        ),
        Table(
            "Its alarms: calls not answered within 10 s",
            [day.alarms() for day in days],
            (
                "owed: rang on for 0.25 s of real time after its limit, once it was known",
                "late: real time from when the limit was passed, and the call known, to the alarm",
            ),
        ),
        Table("Its live channel: from the server's tick to the console", [d.lag() for d in days]),
    ]


@dataclass
class Watched:
    """What the console was shown, tick by tick."""

    ticks: list[tuple[int, int, dict[str, int]]] = field(default_factory=list)
    """Entry number, simulated time, and each ringing call with the age shown, ms."""
    lag_s: list[float] = field(default_factory=list)
    first_ms: dict[str, int] = field(default_factory=dict)
    """When each call was first told, by the server's clock."""


@dataclass
class Lived:
    """A stretch of day: what was rung, seen and kept."""

    factor: float
    rung: int
    watched: Watched
    entries: list[dict[str, Any]]
    board: dict[str, Any]

    def calls(self) -> dict[str, Cell]:
        """Whether anything was lost, and whether the queue was told as it was."""
        kinds = Counter(entry["kind"] for entry in self.entries)
        waits_s = sorted(self._waits_s().values())
        within = sum(wait_s <= 10 for wait_s in waits_s)
        wrong, off_ms = self._held_against_journal()
        return {
            "demand": f"{self.factor:g} ×",
            "calls": kinds["CallRang"],
            "lost": self._lost(kinds),
            "answered": len(waits_s),
            "≤ 10 s %": round(100 * within / max(1, len(waits_s))),
            "longest wait s": round(waits_s[-1], 1) if waits_s else 0,
            "longest queue": max((len(ages) for _, _, ages in self.watched.ticks), default=0),
            "vehicles sent": kinds["VehicleDispatched"],
            "ticks": len(self.watched.ticks),
            "queue wrong": wrong,
            "age off ms": off_ms,
        }

    def alarms(self) -> dict[str, Cell]:
        """Exactly one for each call that waited too long; how late each was told."""
        raised = [e for e in self.entries if e["kind"] == "AlarmRaised"]
        of_calls = [e["event"] for e in raised if e["event"]["kind"] == "call_unanswered"]
        told = Counter(event["record_id"] for event in of_calls)
        owed = self._owed()
        late_s = [late_ms / 1000 / SPEED for late_ms in self._late_ms()]
        return {
            "demand": f"{self.factor:g} ×",
            "alarms of all kinds": len(raised),
            "owed": len(owed),
            "told": len(told),
            "told twice": sum(n > 1 for n in told.values()),
            "owed and not told": len(owed - set(told)),
            **{f"late {name}": cell for name, cell in spread(late_s).items()},
        }

    def lag(self) -> dict[str, Cell]:
        """How old a tick is when the console has it."""
        return {"demand": f"{self.factor:g} ×", **spread(self.watched.lag_s)}

    def _late_ms(self) -> Iterator[int]:
        """Simulated time from when a limit was passed, and the call known, to the alarm."""
        for entry in self.entries:
            event = entry["event"]
            if entry["kind"] == "AlarmRaised" and event["kind"] == "call_unanswered":
                known_ms = self.watched.first_ms.get(event["record_id"], 0)
                yield max(0, event["at_ms"] - max(event["due_ms"], known_ms))

    def _owed(self) -> set[str]:
        """Calls that rang on when their limit was passed and they were known."""
        rang: dict[str, int] = {}
        ends: dict[str, int] = {}
        last_ms = self.entries[-1]["at_ms"]
        for entry in self.entries:
            event = entry["event"]
            if entry["kind"] == "CallRang":
                rang[event["call_id"]] = event["at_ms"]
            elif entry["kind"] in ("CallAnswered", "CallEnded"):
                ends.setdefault(event["call_id"], event["at_ms"])
        return {
            call
            for call, at_ms in rang.items()
            if ends.get(call, last_ms)
            > max(at_ms + 10_000, self.watched.first_ms.get(call, last_ms)) + GRACE_MS
        }

    def _lost(self, kinds: Counter[str]) -> int:
        rang = {e["event"]["call_id"] for e in self.entries if e["kind"] == "CallRang"}
        over = {e["event"]["call_id"] for e in self.entries if e["kind"] == "CallEnded"}
        known = over | {call["id"] for call in self.board["calls"]}
        return abs(self.rung - kinds["CallRang"]) + len(rang - known)

    def _waits_s(self) -> dict[str, float]:
        """From the first ring to the answer, of each call that was answered."""
        rang: dict[str, int] = {}
        waits: dict[str, float] = {}
        for entry in self.entries:
            event = entry["event"]
            if entry["kind"] == "CallRang":
                rang[event["call_id"]] = event["at_ms"]
            elif entry["kind"] == "CallAnswered":
                waits.setdefault(event["call_id"], (event["at_ms"] - rang[event["call_id"]]) / 1000)
        return waits

    def _held_against_journal(self) -> tuple[int, int]:
        """Ticks with another queue than the journal's, and the greatest difference of an age."""
        ringing: dict[str, int] = {}
        entries, nth, wrong, off_ms = self.entries, 0, 0, 0
        for seq, now_ms, shown in self.watched.ticks:
            while nth < len(entries) and entries[nth]["seq"] <= seq:
                _follow(ringing, entries[nth])
                nth += 1
            wrong += set(shown) != set(ringing)
            for call_id, age_ms in shown.items():
                truth_ms = now_ms - ringing.get(call_id, now_ms - age_ms)
                off_ms = max(off_ms, abs(age_ms - truth_ms))
        return wrong, off_ms


def _follow(ringing: dict[str, int], entry: dict[str, Any]) -> None:
    event = entry["event"]
    if entry["kind"] == "CallRang":
        ringing[event["call_id"]] = event["at_ms"]
    elif entry["kind"] in ("CallAnswered", "CallEnded"):
        ringing.pop(event["call_id"], None)


def _live(folder: Path, factor: float, minutes: int) -> Lived:
    server = ServerProcess(folder, clock="simulated", clock_speed=SPEED, log_level="error")
    with server, at(server.url) as desks:
        while not server.health()["router"]["ready"]:
            time.sleep(0.05)
        watched, enough = Watched(), Event()
        watcher = Thread(target=_watch, args=(desks, watched, enough))
        watcher.start()
        with _day(server, folder / "day.log", factor):
            time.sleep(minutes * 60 / SPEED)
        # What was under way when the day ended is settled before it is counted.
        time.sleep(1.0)
        desks.seat("city").http.post("/api/clock", json={"paused": True})
        time.sleep(1.0)
        enough.set()
        watcher.join()
        log = (folder / "day.log").read_text(encoding="utf-8")
        entries = list(_journal(desks))
        board: dict[str, Any] = desks.seat("admin").get("/board").json()
    return Lived(factor, log.count(" rings  "), watched, entries, board)


@contextmanager
def _day(server: ServerProcess, log_path: Path, factor: float) -> Iterator[None]:
    plan = ["--url", server.url, "--password", PASSWORD, "--demand", str(factor)]
    plan += ["--answer-after", str(ANSWER_AFTER_S), "--desks", *colleagues(shiyan())]
    with log_path.open("wb") as log:
        command = [sys.executable, "-m", "simulations.day", *plan]
        day = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield
        finally:
            day.terminate()
            day.wait(30)


def _watch(desks: Desks, watched: Watched, enough: Event) -> None:
    screen = Screen()
    with desks.live("admin") as socket:
        screen.hello(socket)
        while not enough.is_set():
            try:
                message = socket.recv(timeout=1.0)
            except TimeoutError:
                continue
            except ConnectionClosed:
                return
            kind = screen.hear(message)
            if kind == "tick":
                _note(watched, screen, json.loads(message))
            elif kind == "changes":
                frame = json.loads(message)
                for call in frame["calls"]:
                    watched.first_ms.setdefault(call["id"], frame["at_ms"])


def _note(watched: Watched, screen: Screen, tick: dict[str, Any]) -> None:
    now_ms = tick["now_ms"]
    ages = {
        c["id"]: now_ms - c["rang_ms"] for c in screen.calls.values() if c["state"] == "ringing"
    }
    watched.ticks.append((screen.seq or 0, now_ms, ages))
    watched.lag_s.append((wall_ms() - tick["sent_ms"]) / 1000)


def _journal(desks: Desks) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        query = {"after": after, "limit": PAGE}
        page = desks.seat("admin").get("/journal", params=query).json()["entries"]
        if not page:
            return
        yield from page
        after = page[-1]["seq"]
