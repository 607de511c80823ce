"""Fifty dispatchers, each a process of its own, send the same best vehicle at the same moment.

Over HTTP, to a server in a process of its own: exactly one may win a round, and every other must
have the next best in the very answer that says no (DSP-16). Each desk has candidates of a few
seconds before it, as a screen has; then all wait for the starting shot.
"""

import multiprocessing
from collections import Counter
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from random import Random
from time import perf_counter
from typing import Any

from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.over_http import Desk, server
from tests.bench.shift import shiyan
from tests.bench.stores import databases

DESKS = {Effort.FULL: 50, Effort.QUICK: 50, Effort.SMOKE: 4}
ROUNDS = {Effort.FULL: 1000, Effort.QUICK: 30, Effort.SMOKE: 2}
ASKED_AGAIN_AFTER_S = 8.0
WAIT_S = 120.0
"""So long a desk waits for the others before the bench gives up."""


@dataclass(frozen=True)
class Shot:
    """What one dispatcher got in one round; ``next_best`` is what a loser was told to send."""

    won: bool
    seconds: float
    next_best: str | None


def measure(effort: Effort) -> list[Table]:
    """The tables of this bench."""
    rows: list[dict[str, Cell]] = []
    rounds = ROUNDS[effort]
    with databases() as urls:
        for name, url in urls.items():
            if not url:
                rows.append({"database": name})
                continue
            shots = race(url, DESKS[effort], rounds)
            winners = Counter(sum(shot.won for shot in one_round) for one_round in shots)
            assert winners == Counter({1: rounds}), f"winners per round: {winners}"
            lost = [shot for one in shots for shot in one if not shot.won]
            assert all(shot.next_best for shot in lost), "a loser was left without a next best"
            won_s = [shot.seconds for one in shots for shot in one if shot.won]
            usual: dict[str, Cell] = {"database": name, "desks": DESKS[effort], "rounds": rounds}
            rows.append({**usual, "who": "the winner", **spread(won_s)})
            rows.append({**usual, "who": "the losers", **spread([shot.seconds for shot in lost])})
    return [
        Table(
            "A race for the same best vehicle, each dispatcher a process, over HTTP",
            rows,
            (
                "exactly one winner in every round, and the next best in every loser's answer",
                "the dispatchers run on the same cores as the server",
            ),
        )
    ]


def race(url: str, desks: int, rounds: int) -> list[list[Shot]]:
    """Every dispatcher's shot of every round."""
    with server(url) as running:
        first = Desk(running.port)
        # Everybody has an incident at the same place, so that one vehicle is best for all.
        incidents = [first.open_incident(Random(7)) for _ in range(desks)]
        context = multiprocessing.get_context()
        barrier = context.Barrier(desks, timeout=WAIT_S)
        told: multiprocessing.Queue[tuple[int, list[Shot]]] = context.Queue()
        tokens = first.tokens
        people = [
            context.Process(
                target=_dispatcher,
                args=(nth, running.port, tokens, incident, rounds, barrier, told),
                daemon=True,
            )
            for nth, incident in enumerate(incidents)
        ]
        for person in people:
            person.start()
        heard = dict(told.get(timeout=WAIT_S + rounds * 10.0) for _ in people)
        for person in people:
            person.join(timeout=WAIT_S)
        first.close()
    return [list(one_round) for one_round in zip(*(heard[n] for n in sorted(heard)), strict=True)]


def _dispatcher(
    nth: int,
    port: int,
    tokens: tuple[str, str],
    incident_id: str,
    rounds: int,
    barrier: Barrier,
    told: "multiprocessing.Queue[tuple[int, list[Shot]]]",
) -> None:
    desk = Desk(port, tokens)
    shots: list[Shot] = []
    order, asked_s = _order(desk, incident_id), perf_counter()
    for _ in range(rounds):
        if perf_counter() - asked_s > ASKED_AGAIN_AFTER_S:
            order, asked_s = _order(desk, incident_id), perf_counter()
        barrier.wait()
        started = perf_counter()
        reply = desk.line.post(f"/api/incidents/{incident_id}/dispatch", order)
        took_s = perf_counter() - started
        shots.append(_shot(reply.status, reply.body, order["vehicle_id"], took_s))
        barrier.wait()
        if reply.ok:
            desk.recall(str(reply.body["task_id"]))
        barrier.wait()
    desk.close()
    told.put((nth, shots))


def _order(desk: Desk, incident_id: str) -> dict[str, str]:
    """The best by the ranking of now, on that ranking."""
    ranking, _ = desk.rank(incident_id)
    best = next(c["vehicle_id"] for c in ranking["ranked"] if c["group"] == "ready")
    return {"vehicle_id": best, "answer_id": ranking["answer_id"]}


def _shot(status: int, body: Any, best: str, took_s: float) -> Shot:
    if status == 200:
        return Shot(True, took_s, None)
    assert status == 409, body
    assert body["code"] == "vehicle_taken", body
    assert body["vehicle_id"] == best
    after = (body.get("next_best") or {}).get("vehicle_id")
    assert after != best
    assert after is None or after in shiyan().vehicles
    return Shot(False, took_s, after)
