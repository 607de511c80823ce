"""A crew's phone or a station's screen in Chromium: touched with gloves, at times off-line."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, expect

from console.demo import PASSWORD
from tests.support.slowness import slow_down
from tests.support.valley import Valley

SHOWN_WITHIN_MS = 60_000
PHONE = (360, 640)
GLOVE_PX = 64

_TOO_SMALL = """(least) => [...document.querySelectorAll('main button, main a.button')]
  .filter((one) => one.getBoundingClientRect().height < least)
  .map((one) => one.textContent.trim())"""


class FieldPage:
    """One device with its own login and storage."""

    def __init__(self, browser: Browser, port: int, path: str, size: tuple[int, int]) -> None:
        self._valley = Valley(port)
        self.address = self._valley.url + path
        self.crashes: list[str] = []
        self.errors: list[str] = []
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=True,
            geolocation={"longitude": 110.8, "latitude": 32.62, "accuracy": 8},
            permissions=["geolocation"],
        )
        slow_down(self.context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(SHOWN_WITHIN_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.crashes.append(str(error)))

    def open(self) -> None:
        """Go to the page, or to its kept copy."""
        self.page.goto(self.address)

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Open the page and log in."""
        self.open()
        self.one("login-username").fill(username)
        self.one("login-password").fill(password)
        self.touch("login-submit")

    def one(self, test_id: str, **data: str) -> Locator:
        """The element with this mark and these data attributes."""
        more = "".join(f'[data-{name}="{value}"]' for name, value in data.items())
        return self.page.locator(f'[data-testid="{test_id}"]{more}')

    def touch(self, test_id: str, **data: str) -> None:
        """Press the first of these buttons."""
        self.one(test_id, **data).first.tap()

    def sees(self, test_id: str, **data: str) -> Locator:
        """Wait until it is there; generous, for the machine is slow."""
        found = self.one(test_id, **data).first
        expect(found).to_be_visible(timeout=SHOWN_WITHIN_MS)
        return found

    def presses(self, state: str) -> None:
        """Press the big button, which has to offer this state."""
        self.touch("next", state=state)

    def kept_for_offline(self) -> None:
        """Wait until the phone holds the page itself."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    def cut(self, *, off: bool) -> None:
        """Drive into a valley, or out of it."""
        if off:
            self._valley.cut()
        else:
            self._valley.mend()
        self.context.set_offline(off)
        self.sees("connection", state="lost" if off else "live")

    def too_small(self) -> Any:
        """Buttons that a glove would miss."""
        return self.page.evaluate(_TOO_SMALL, GLOVE_PX)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location['url']}")

    def close(self) -> None:
        """Put the device away."""
        self.context.close()
        self._valley.close()


OpenField = Callable[..., FieldPage]
"""Opens a device at a path of the server; it is closed when the test ends."""
