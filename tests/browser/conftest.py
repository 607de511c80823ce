"""Chromium, one server for all files, and windows that are looked after when a test ends."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from console.pages import FOLDER
from tests.browser_runs import FIGURE
from tests.machine import require
from tests.support.console_page import ConsolePage, OpenWindow, Tell
from tests.support.running import Desks, at
from tests.support.server import ServerProcess

expect.set_options(timeout=60_000)
"""Longer than anything takes on the slowest machine: an expectation is about what, not how soon."""

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    require(program is not None, "Chromium")
    require((FOLDER / "index.html").is_file(), "console/static (make web)")
    # Chromium's own sandbox does not work for root, which containers often are.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[LOCAL_ONLY, *sandbox])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server for the tests of a file: what others have done there would stand in their way."""
    folder = tmp_path_factory.mktemp("server")
    with ServerProcess(folder, clock="simulated") as process:
        yield process


@pytest.fixture(scope="module")
def outside(server: ServerProcess) -> Iterator[Desks]:
    """Callers, crews and other desks, who have only HTTP."""
    with at(server.url) as desks:
        yield desks


@pytest.fixture
def open_window(browser: Browser) -> Iterator[OpenWindow]:
    """A window at an address; each a browser of its own as far as logins go."""
    windows: list[ConsolePage] = []

    def open_at(url: str) -> ConsolePage:
        windows.append(ConsolePage(browser, url))
        return windows[-1]

    yield open_at
    for window in windows:
        window.close()


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """A figure that is printed at the end of the run, by whichever worker it was measured."""
    return partial(record_property, FIGURE)
