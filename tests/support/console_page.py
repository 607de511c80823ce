"""A console in Chromium as a dispatcher uses it, by keyboard, and everything it must not do."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)

from console.demo import PASSWORD
from tests.support.slowness import slow_down

SHOWN_WITHIN_MS = 60_000
SCREEN = (1920, 1080)

_EARS = """
window.heard = { mouse: 0, violations: [] }
for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
  addEventListener(kind, () => { window.heard.mouse += 1 }, true)
addEventListener('securitypolicyviolation', (e) => {
  window.heard.violations.push(`${e.violatedDirective} ${e.blockedURI}`)
})
"""

_OVERLAY = "[...document.querySelectorAll('canvas.overlay')].map((c) => c.toDataURL()).join()"

_COLOURS = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes]))
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return new Set(new Uint32Array(data.buffer)).size
}"""

_ANSWERED_NO = re.compile(r" 409 .*/api/tasks/[^/]+/route$")
"""A refusal that is an answer: the vehicle arrived while its way was asked for."""

_SERVER_AWAY = re.compile(r"ERR_(CONNECTION|EMPTY|SOCKET)|WebSocket connection to .* failed")


@dataclass
class Complaints:
    """What a browser said that it should not have had to say."""

    foreign: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors with the address they are about."""
        line = f"{message.text} {message.location['url']}"
        if message.type == "error" and not _ANSWERED_NO.search(line):
            self.messages.append(line)

    def without_outage(self) -> "Complaints":
        """What is left when the server was away on purpose."""
        kept = [message for message in self.messages if not _SERVER_AWAY.search(message)]
        return Complaints(self.foreign, kept, self.crashes)


class ConsolePage:
    """One browser window: what stands on it, and its keyboard."""

    def __init__(self, browser: Browser, url: str, *, keeps: bool = False) -> None:
        # What a console keeps for an outage would answer before a test's own routes do.
        workers: Literal["allow", "block"] = "allow" if keeps else "block"
        self.url = url
        self.complaints = Complaints()
        self.keystrokes = 0
        size: ViewportSize = {"width": SCREEN[0], "height": SCREEN[1]}
        self.context: BrowserContext = browser.new_context(viewport=size, service_workers=workers)
        slow_down(self.context)
        self.context.add_init_script(_EARS)
        self.context.route(lambda asked: not asked.startswith(url), self._refuse)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(SHOWN_WITHIN_MS)
        self.page.on("console", self.complaints.hear)
        self.page.on("pageerror", lambda error: self.complaints.crashes.append(str(error)))
        self.page.on("websocket", lambda socket: self._same_host(socket.url))

    def open(self) -> None:
        """Go to the address; the login screen, or the desk when the session is still good."""
        self.page.goto(self.url)

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Type name and password where the cursor stands."""
        self.open()
        expect(self.one("login-username")).to_be_focused()
        self.type(username, "Tab", password, "Enter")

    def sit_down(self, username: str) -> None:
        """Log in and wait for the desk with its map."""
        self.log_in(username)
        expect(self.one("connection")).to_have_attribute("data-state", "live")
        expect(self.one("map").locator(".maplibregl-canvas")).to_be_visible()

    def type(self, *words: str) -> None:
        """Words are typed letter by letter, named keys are pressed."""
        for word in words:
            if word in ("Tab", "Enter", "Escape"):
                self.press(word)
            else:
                self.page.keyboard.type(word)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, and count them."""
        for key in keys:
            self.keystrokes += 1
            self.page.keyboard.press(key)
            if key == "/":  # characters of an input method go only where the cursor stands
                expect(self.one("command")).to_be_focused()

    def one(self, test_id: str, **data: str) -> Locator:
        """The element with this mark and these data attributes."""
        more = "".join(f'[data-{name}="{value}"]' for name, value in data.items())
        return self.page.locator(f'[data-testid="{test_id}"]{more}')

    def overlay(self) -> str:
        """The moving symbols on the map, as one image."""
        return str(self.page.evaluate(_OVERLAY))

    def settled_overlay(self) -> str:
        """The same, once nothing moves any more."""
        before = self.overlay()
        for _ in range(400):
            self.page.wait_for_timeout(150)
            now = self.overlay()
            if now == before:
                return now
            before = now
        raise AssertionError("the map does not come to rest")

    def overlay_leaves(self, before: str) -> bool:
        """Whether the symbols get another look than this one; what the page knows is drawn soon."""
        for _ in range(400):
            if self.overlay() != before:
                return True
            self.page.wait_for_timeout(150)
        return False

    def map_colours(self, share: float = 1.0) -> int:
        """How many colours the map, or this share around its middle, has; one is a blank map."""
        box = self.one("map").bounding_box()
        assert box is not None
        width, height = box["width"] * share, box["height"] * share
        clip: FloatRect = {
            "x": box["x"] + (box["width"] - width) / 2,
            "y": box["y"] + (box["height"] - height) / 2,
            "width": width,
            "height": height,
        }
        shot = base64.b64encode(self.page.screenshot(clip=clip)).decode()
        return int(self.page.evaluate(_COLOURS, shot))

    def heard(self) -> Any:
        """Mouse events and violations of the content policy in this page."""
        return self.page.evaluate("window.heard")

    def close(self) -> None:
        self.context.close()

    def _refuse(self, route: Route) -> None:
        self.complaints.foreign.append(route.request.url)
        route.abort()

    def _same_host(self, url: str) -> None:
        if not url.startswith(self.url.replace("http", "ws", 1)):
            self.complaints.foreign.append(url)


OpenWindow = Callable[[str], ConsolePage]
"""Opens a window at an address; it is closed when the test ends."""

Tell = Callable[[str], None]
"""Says a figure at the end of the run."""
