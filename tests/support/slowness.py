"""A slow machine on purpose: ``BROWSER_SLOWDOWN=6`` has every page run at a sixth of its speed.

Races between a page and a person (or a test) that are lost once in a hundred runs are lost soon.
"""

import os

from playwright.sync_api import BrowserContext, Page

RATE = float(os.environ.get("BROWSER_SLOWDOWN", "1"))


def slow_down(context: BrowserContext) -> None:
    """All pages of a browser, from the moment at which they open."""
    if RATE > 1:
        context.on("page", _slow_down)


def _slow_down(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": RATE})
