"""``make gallery``: real screenshots of the demo at a lively minute, with their page of captions.

Nothing is staged but the clock: the demo's own callers, crews and colleagues make what is seen.
Each picture is a row of ``SHOTS``; the page of captions is written from the same rows.
"""

import argparse
import base64
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright

from console.demo import PASSWORD
from tests.gallery_shots import PATIENCE_MS, SHOTS, Scene, Shot
from tests.support.running import Desks, at
from tests.support.server import ServerProcess

FOLDER = Path("docs/gallery")
KB_MAX = 250
SPEED = 20
LIVELY_MIN = 50
"""Simulated minutes until vehicles are at every step of their tasks."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
SETTLES_MS = 9_000
"""Until the map is drawn: on a busy machine without a graphics card that takes a while."""
MAP_SETTLES_MS = 20_000
"""The same where the map fills the screen."""
LAYERS = "names doubts routes closures borders places coverage"

_SHRINK = """async ([png, quality]) => {
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes]))
  const canvas = new OffscreenCanvas(image.width, image.height)
  canvas.getContext('2d').drawImage(image, 0, 0)
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
  const shrunk = new Uint8Array(await blob.arrayBuffer())
  let signs = ''
  for (const byte of shrunk) signs += String.fromCharCode(byte)
  return btoa(signs)
}"""


def main() -> None:
    """Play the demo to its lively minute, and take what was asked for."""
    asked = _arguments()
    wanted = [shot for shot in SHOTS if not asked.only or shot.name in asked.only]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _demo(asked.url) as (url, desks), sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, CHROMIUMS)))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        scene = _scene(url, desks)
        for shot in wanted:
            try:
                _take(browser, desks, scene, shot)
            except TimeoutError:  # a busy machine: once more, in a window of its own
                _take(browser, desks, scene, shot)
        browser.close()
    if not asked.only:
        _write_page()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make gallery", description=__doc__)
    parser.add_argument("--only", action="append", choices=[shot.name for shot in SHOTS])
    parser.add_argument("--url", help="a demo that runs already, at its lively minute")
    return parser.parse_args()


@contextmanager
def _demo(url: str | None) -> Iterator[tuple[str, Desks]]:
    """A demo that stands still at its lively minute."""
    if url:
        with at(url) as desks:
            yield url, desks
        return
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(
            Path(folder), command="demo", accounts=False, demo_speed=SPEED, log_level="error"
        )
        with server, at(server.url) as desks:
            while not server.health()["router"]["ready"]:
                time.sleep(0.2)
            time.sleep(LIVELY_MIN * 60 / SPEED)
            yield server.url, desks


def _scene(url: str, desks: Desks) -> Scene:
    desks.seat("city").do("/clock", {"speed": 1})
    board = desks.seat("city").get("/board").json()
    active = [one for one in board["incidents"] if one["state"] != "closed"]
    busiest = max(active, key=lambda one: (len(one["tasks"]), one["opened_ms"]))
    coming = [n["hospital_code"] for n in board["notices"] if n["active"] and not n["taken_over"]]
    hospital = max(coming, key=coming.count)
    return Scene(url, board["now_ms"], busiest["id"], f"hospital-{hospital}")


def _take(browser: Browser, desks: Desks, scene: Scene, shot: Shot) -> None:
    login = scene.hospital if shot.login == "hospital" else shot.login
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE_MS)
    try:
        page = _opened(context, scene, shot, login)
        page.wait_for_timeout(MAP_SETTLES_MS if shot.path == "/board/map" else SETTLES_MS)
        png = page.screenshot()
        # Shrunk in a page of its own: a page's policy may not let it.
        blank = context.new_page()
        for quality in (0.9, 0.8, 0.65, 0.5):
            shrunk = blank.evaluate(_SHRINK, [base64.b64encode(png).decode(), quality])
            picture = base64.b64decode(shrunk)
            if len(picture) <= KB_MAX * 1000:
                break
        (FOLDER / f"{shot.name}.webp").write_bytes(picture)
    finally:
        context.close()


def _opened(context: BrowserContext, scene: Scene, shot: Shot, login: str) -> Page:
    kept = {
        "liandong.theme": shot.theme,
        "liandong.locale": shot.locale,
        "liandong.session": "yes",
        "liandong.muted": "yes",
        "liandong.field.brightness": shot.theme,
    }
    if shot.name.startswith("coverage"):
        kept["liandong.map.layers"] = LAYERS
    lines = "".join(f"localStorage.setItem({name!r}, {value!r});" for name, value in kept.items())
    context.add_init_script(f"if (!localStorage.getItem('liandong.session')) {{ {lines} }}")
    asked = {"username": login, "password": PASSWORD}
    context.request.post(f"{scene.url}/api/session", data=asked)
    page = context.new_page()
    page.goto(f"{scene.url}{shot.path}")
    page.locator(shot.ready).first.wait_for()
    if shot.act:
        shot.act(page, scene)
    return page


def _write_page() -> None:
    lines = [
        "# 图集 / Gallery",
        "",
        "由 `make gallery` 在演示数据上拍摄的真实界面，不经修饰。 / Real screens of the demo, as",
        "`make gallery` took them; nothing was retouched.",
        "",
    ]
    for shot in SHOTS:
        lines += [f"## {shot.zh} / {shot.en}", "", f"![{shot.en}]({shot.name}.webp)", ""]
    (FOLDER / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
