"""The map under many vehicles, and a desk's memory over hours, in real Chromium.

There is no graphics card where this runs: Chromium draws with the processor (SwiftShader), so frame
times are an upper bound of what a desk with any card sees.
"""

from time import sleep
from typing import Any

from stations.regionpack import load
from tests.bench.chromium import Meter, chromium, frame_gaps_s, heap_mb, sit_down
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.live import enlarged, ours_with
from tests.bench.room import others
from tests.bench.stores import scratch
from tests.support.http_line import HttpLine
from tests.support.server import ServerProcess

EVERY_S = 5.0
FLEETS = {Effort.FULL: (300, 5000), Effort.QUICK: (300, 5000), Effort.SMOKE: (230,)}
SECONDS = {Effort.FULL: 15.0, Effort.QUICK: 5.0, Effort.SMOKE: 1.0}
SPEED = 120.0
HOURS = {Effort.FULL: 8.0, Effort.QUICK: 0.75, Effort.SMOKE: 0.05}
LOOKS = 8
PAN_EVERY_MS = 200

_PAN = """(everyMs) => {
  const keys = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']
  const canvas = document.querySelector('.maplibregl-canvas')
  let nth = 0
  window.panning = setInterval(() => {
    const key = keys[Math.floor(nth++ / 4) % 4]
    const keyCode = { ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 }[key]
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode, bubbles: true }))
  }, everyMs)
}"""


def measure(effort: Effort) -> list[Table]:
    """Frame times by fleet, and the heap by simulated hour."""
    return [_frames(effort), _memory(effort)]


def _frames(effort: Effort) -> Table:
    rows: list[dict[str, Cell]] = []
    with scratch() as folder:
        for vehicles in FLEETS[effort]:
            pack = enlarged(folder / f"pack-{vehicles}", vehicles)
            with (
                ours_with(folder / f"server-{vehicles}", pack) as (port, _),
                chromium() as browser,
                others(port, load(pack), 0, EVERY_S),
            ):
                page = sit_down(browser, f"http://127.0.0.1:{port}", "city", "/board/map")
                page.locator("[data-testid=map] canvas").first.wait_for()
                sleep(2 * EVERY_S)
                meter = Meter(page)
                for map_is in ("stands", "is moved"):
                    if map_is == "is moved":
                        page.evaluate(_PAN, PAN_EVERY_MS)
                    before = meter.spent_s()
                    gaps = frame_gaps_s(page, SECONDS[effort])
                    shares = {
                        f"{part}, % of a core": round((now - before[part]) / sum(gaps) * 100, 1)
                        for part, now in meter.spent_s().items()
                    }
                    rows.append(
                        {"vehicles": vehicles, "map": map_is, **spread(gaps, p95=True), **shares}
                    )
    return Table(
        f"Time between frames of the map, all vehicles driving, a fix of each every {EVERY_S:g} s",
        rows,
        (
            "1920×1080, drawn by the processor (no graphics card): an upper bound",
            "page: its scripts and layout; drawing: Chromium's process for graphics, all threads, "
            "which a graphics card would relieve",
            "server, reporting vehicles and browser share this machine's cores",
        ),
    )


def _memory(effort: Effort) -> Table:
    """The demo's own day at 120 ×, watched by one desk that stays open."""
    rows: list[dict[str, Cell]] = []
    settings: dict[str, Any] = {"demo_speed": SPEED, "demo_demand": 2.0, "log_level": "error"}
    with scratch() as folder:
        demo = ServerProcess(folder, command="demo", accounts=False, **settings)
        with demo, chromium() as browser:
            page = sit_down(browser, demo.url, "city")
            page.locator("[data-testid=map] canvas").first.wait_for()
            line = HttpLine(demo.port)
            begun_ms = _now_ms(line)
            looks = LOOKS if effort is not Effort.SMOKE else 2
            for nth in range(looks + 1):
                due_ms = HOURS[effort] * 3_600_000 * nth / looks
                while (passed_ms := _now_ms(line) - begun_ms) < due_ms:
                    sleep(0.2)
                seen = page.locator("[data-testid=seq]").inner_text()
                rows.append(
                    {
                        "simulated hours": round(passed_ms / 3_600_000, 2),
                        "JS heap MB": round(heap_mb(page), 1),
                        "DOM nodes": page.evaluate("document.querySelectorAll('*').length"),
                        "entries seen": seen,
                    }
                )
    return Table(
        f"Memory of a desk that stays open, the demo's day at {SPEED:g} ×",
        rows,
        ("heap after a collection; what grows with the hours, and not with open events, leaks",),
    )


def _now_ms(line: HttpLine) -> int:
    return int(line.get("/api/health").body["clock"]["now_ms"])
