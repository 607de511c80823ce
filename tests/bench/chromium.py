"""A browser for the benches, and what they measure in its pages: keys, frames, memory."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from console.demo import PASSWORD

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 60_000
SEEN_WITHIN_MS = 15_000
"""What has not come by then never will: something else happened than what was watched for."""

_EYES = """
localStorage.setItem('liandong.session', 'yes')
localStorage.setItem('liandong.muted', 'yes')
window.keyMs = 0
addEventListener('keydown', (e) => { window.keyMs = performance.timeOrigin + e.timeStamp }, true)
/** The moment a condition has come true and the frame that shows it was painted. */
window.painted = (isThere) => new Promise((resolve) => {
  const look = () => {
    if (!isThere()) return false
    eyes.disconnect()
    const tell = () => resolve(performance.timeOrigin + performance.now())
    requestAnimationFrame(() => setTimeout(tell))
    return true
  }
  const eyes = new MutationObserver(look)
  const all = { subtree: true, childList: true, attributes: true, characterData: true }
  if (!look()) eyes.observe(document, all)
})
window.orNull = (seen, withinMs) =>
  Promise.race([seen, new Promise((resolve) => setTimeout(resolve, withinMs, null))])
"""
_FRAMES = """(seconds) => new Promise((resolve) => {
  const [gaps, until] = [[], performance.now() + seconds * 1000]
  let last = performance.now()
  const next = (now) => {
    gaps.push((now - last) / 1000)
    last = now
    if (now < until) requestAnimationFrame(next)
    else resolve(gaps.slice(1))
  }
  requestAnimationFrame(next)
})"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a graphics card: what it draws, the processor draws."""
    program = next(filter(None, map(shutil.which, CHROMIUMS)))
    # Windows that nobody looks at are slowed down otherwise, and headless ones are never looked at.
    awake = ["--disable-background-timer-throttling", "--disable-renderer-backgrounding"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        args = [*awake, *sandbox, "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        browser = playwright.chromium.launch(executable_path=program, args=args)
        yield browser
        browser.close()


def sit_down(browser: Browser, url: str, login: str, path: str = "/") -> Page:
    """A window of its own, logged in, whose live line is up."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(_EYES)
    context.request.post(f"{url}/api/session", data={"username": login, "password": PASSWORD})
    page = context.new_page()
    page.goto(url + path)
    page.locator("[data-testid=connection][data-state=live]").wait_for()
    return page


def watch_for(page: Page, name: str, condition: str) -> None:
    """From now on wait in the page for a condition; ``since_key_s`` tells when it was painted."""
    page.evaluate(f"() => {{ window[{name!r}] = window.painted(() => {condition}) }}")


def since_key_s(pressed: Page, seen: Page, name: str) -> float | None:
    """From the last key on one page to what was watched for on this or another; None: never seen.

    Both are moments of this machine's clock.
    """
    painted_ms = seen.evaluate(f"() => window.orNull(window[{name!r}], {SEEN_WITHIN_MS})")
    if painted_ms is None:
        return None
    return (float(painted_ms) - float(pressed.evaluate("() => window.keyMs"))) / 1000


def frame_gaps_s(page: Page, seconds: float) -> list[float]:
    """Time between the frames that the page could draw."""
    gaps: list[float] = page.evaluate(_FRAMES, seconds)
    return gaps


class Meter:
    """Processor seconds of a page's own thread, and of the process that draws for all pages."""

    def __init__(self, page: Page) -> None:
        """From now on; the counts of a page begin with the line that asks for them."""
        browser = page.context.browser
        assert browser is not None
        self._page = page.context.new_cdp_session(page)
        self._browser = browser.new_browser_cdp_session()
        self._page.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent_s(self) -> dict[str, float]:
        """So far: of the page its scripts, layout and painting; of the drawing process all."""
        metrics: list[dict[str, Any]] = self._page.send("Performance.getMetrics")["metrics"]
        processes = self._browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return {
            "page": sum(float(m["value"]) for m in metrics if m["name"] == "TaskDuration"),
            "drawing": sum(float(p["cpuTime"]) for p in processes if p["type"] == "GPU"),
        }


def heap_mb(page: Page) -> float:
    """What is left on the heap of the page's scripts after collecting what nobody needs."""
    line = page.context.new_cdp_session(page)
    line.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = line.send("Runtime.getHeapUsage")
    line.detach()
    return float(used["usedSize"]) / 1e6
