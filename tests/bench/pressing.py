"""From a key to what it does, in real Chromium: on this screen, and on somebody else's.

60 open events, 300 vehicles that report every 5 s, 50 other consoles on the server: the events are
walked with the arrow, the recommended vehicle is sent with ``D`` and called back over HTTP.

A recommendation that has only just come is not sent by a key (``READ_FIRST_MS`` of the page): ``D``
is pressed once somebody could have read it.
"""

import json
from random import Random
from time import sleep

from playwright.sync_api import Page

from stations.regionpack import load
from tests.bench.chromium import chromium, since_key_s, sit_down, watch_for
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.live import enlarged, ours_with
from tests.bench.over_http import Desk
from tests.bench.room import others
from tests.bench.stores import scratch

VEHICLES, EVERY_S = 300, 5.0
OPEN = {Effort.FULL: 60, Effort.QUICK: 60, Effort.SMOKE: 3}
OTHERS = {Effort.FULL: 50, Effort.QUICK: 50, Effort.SMOKE: 2}
ROUNDS = {Effort.FULL: 120, Effort.QUICK: 30, Effort.SMOKE: 2}
READ_S = 0.4
"""How long a recommendation is looked at before it is sent."""

ECHO = "key → the event stands chosen on this screen"
SHOWN = "key → its recommendation is on this screen"
SENDING = "D → “unconfirmed” on this screen"
SENT = "D → confirmed on this screen"
TOLD = "D → the vehicle sent on another console"

_CHOSEN = (
    "document.querySelector('[data-testid=incident-row][aria-selected=true]')?.dataset.incident"
)


def measure(effort: Effort) -> list[Table]:
    """One table: every path a key takes."""
    took: dict[str, list[float | None]] = {n: [] for n in (ECHO, SHOWN, SENDING, SENT, TOLD)}
    with scratch() as folder:
        pack = enlarged(folder / "pack", VEHICLES)
        with ours_with(folder / "server", pack) as (port, _), chromium() as browser:
            desk, chance = Desk(port), Random(3)
            for _ in range(OPEN[effort]):
                desk.open_incident(chance)
            with others(port, load(pack), OTHERS[effort], EVERY_S):
                url = f"http://127.0.0.1:{port}"
                mine = sit_down(browser, url, "city")
                theirs = sit_down(browser, url, "leader-city", "/board/incidents")
                mine.locator("[data-testid=map] canvas").first.wait_for()
                mine.keyboard.press("e")
                for nth in range(ROUNDS[effort]):
                    _walk(mine, "ArrowDown" if nth % (2 * 50) < 50 else "ArrowUp", took)
                    sleep(READ_S)
                    _send(mine, theirs, desk, took)
    return [
        Table(
            f"From a key, in Chromium: {OPEN[effort]} open events, {VEHICLES} vehicles every "
            f"{EVERY_S:g} s, {OTHERS[effort]} other consoles",
            [_row(path, seen) for path, seen in took.items()],
            (
                "until the frame that shows it is painted; map and lists drawn by the processor",
                "browser, server and the others share this machine's cores, and so the tails",
            ),
        )
    ]


def _row(path: str, seen: list[float | None]) -> dict[str, Cell]:
    there = [seconds for seconds in seen if seconds is not None]
    return {"path": path, **spread(there, p95=True), "never seen": len(seen) - len(there)}


def _walk(mine: Page, key: str, took: dict[str, list[float | None]]) -> None:
    """To the next event: it stands chosen, and then its recommendation is there."""
    before = json.dumps(mine.evaluate(_CHOSEN))
    watch_for(mine, "echo", f"{_CHOSEN} && {_CHOSEN} !== {before}")
    shown = "document.querySelector('[data-testid=candidates]').dataset.incident"
    watch_for(mine, "shown", f"{shown} && {shown} === {_CHOSEN} && {shown} !== {before}")
    mine.keyboard.press(key)
    for path, name in ((ECHO, "echo"), (SHOWN, "shown")):
        took[path].append(since_key_s(mine, mine, name))


def _send(mine: Page, theirs: Page, desk: Desk, took: dict[str, list[float | None]]) -> None:
    """The first vehicle of the chosen event goes, and comes back before the next round."""
    incident = str(mine.evaluate(_CHOSEN))
    row = f"document.querySelector('[data-incident=\"{incident}\"]')"
    state = theirs.evaluate(f"{row}?.dataset.state")
    watch_for(mine, "sending", "document.querySelector('[data-testid=unconfirmed]')")
    watch_for(mine, "sent", "document.querySelector('[data-testid=task][data-state=assigned]')")
    watch_for(theirs, "told", f"{row} && {row}.dataset.state !== {state!r}")
    mine.keyboard.press("d")
    for path, page, name in (
        (SENDING, mine, "sending"),
        (SENT, mine, "sent"),
        (TOLD, theirs, "told"),
    ):
        took[path].append(since_key_s(mine, page, name))
    for one in desk.line.get(f"/api/incidents/{incident}").body["tasks"]:
        if one["active"]:
            desk.recall(one["id"])
    mine.locator("[data-testid=task][data-state=assigned]").wait_for(state="detached")
