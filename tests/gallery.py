"""``make gallery``: real screenshots of the demo at a lively minute, with their page of captions.

Nothing is staged but the clock: the demo's own callers, crews and colleagues make what is seen.
Each picture is a row of ``SHOTS``; the page of captions is written from the same rows.
"""

import argparse
import base64
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from console.demo import PASSWORD
from tests.support.running import Desks, at
from tests.support.server import ServerProcess

FOLDER = Path("docs/gallery")
KB_MAX = 250
SPEED = 20
LIVELY_MIN = 50
"""Simulated minutes until vehicles are at every step of their tasks."""
BEIJING = timedelta(hours=8)
WIDE, SMALL, TALL = (1920, 1080), (1366, 768), (1000, 1414)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 60_000
SETTLES_MS = 9_000
"""Until the map is drawn: on a busy machine without a graphics card that takes a while."""
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


@dataclass(frozen=True)
class Scene:
    """What the demo has come to: where a picture finds what it shows."""

    url: str
    now_ms: int
    incident: str
    hospital: str


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at what, how it is lit, and what is said under it."""

    name: str
    zh: str
    en: str
    login: str = "city"
    path: str = "/"
    theme: str = "dark"
    locale: str = "zh-CN"
    size: tuple[int, int] = WIDE
    ready: str = "[data-testid=connection][data-state=live]"
    act: Callable[[Page, Scene], None] | None = None


def _at_event(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.url}/?incident={scene.incident}")
    page.get_by_test_id("candidate-row").first.wait_for()


def _answers(page: Page, scene: Scene) -> None:
    """The oldest call that rings is answered, and its key questions are open."""
    page.locator("[data-testid=call-row][data-state=ringing]").first.wait_for(
        timeout=4 * PATIENCE_MS
    )
    page.keyboard.press("a")
    page.get_by_test_id("accept-II").wait_for()
    page.keyboard.press("2")
    page.get_by_test_id("candidate-row").first.wait_for()
    page.keyboard.press("Shift+W")


def _chooses(page: Page, scene: Scene) -> None:
    page.keyboard.press("e")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator("[data-testid=incident-row][aria-selected=true]").wait_for()


def _types_an_order(page: Page, scene: Scene) -> None:
    _at_event(page, scene)
    page.keyboard.press("/")
    page.get_by_test_id("command").wait_for()
    page.keyboard.type("派 太和")


def _helped(page: Page, scene: Scene) -> None:
    _at_event(page, scene)
    page.keyboard.press("?")


def _nearer(page: Page, scene: Scene) -> None:
    """Closer in: how far the first vehicle is from each town of the middle."""
    page.locator("[data-testid=map] canvas").first.wait_for()
    for _ in range(1):
        page.keyboard.press("]")


def _shift(page: Page, scene: Scene) -> None:
    page.keyboard.press("Shift+F6")
    page.get_by_test_id("shift-item").first.wait_for()


def _hand_over(page: Page, scene: Scene) -> None:
    _shift(page, scene)
    page.get_by_test_id("shift-note").first.fill("家属在路口等，已约定 10 分钟后回电")
    page.get_by_test_id("shift-sign").click()
    page.get_by_test_id("shift-sheet").wait_for()


def _plays(page: Page, scene: Scene) -> None:
    begun = datetime.fromtimestamp(scene.now_ms / 1000, UTC) + BEIJING - timedelta(minutes=40)
    page.goto(f"{scene.url}/replay?from={begun:%Y-%m-%dT%H:%M}&hours=0.5")
    page.get_by_test_id("vehicle-row").first.wait_for()
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press(".")
    page.wait_for_timeout(6000)
    page.keyboard.press("Space")
    page.keyboard.press("e")
    page.keyboard.press("ArrowDown")


def _paper(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.url}/paper/intake/{scene.incident}")


def _server_lost(page: Page, scene: Scene) -> None:
    """What the desk has kept while the server was there."""
    page.wait_for_timeout(8000)
    page.goto(f"{scene.url}/offline")
    page.get_by_test_id("offline").wait_for()


def _fills_a_plan(page: Page, scene: Scene) -> None:
    page.get_by_test_id("plan-name").fill("郧阳区增设一站：安阳镇")


def _covers(page: Page, scene: Scene) -> None:
    page.get_by_test_id("tab-coverage").click()
    page.get_by_test_id("coverage-compute").click()
    page.get_by_test_id("coverage-row").first.wait_for()


def _tab(name: str) -> Callable[[Page, Scene], None]:
    return lambda page, scene: page.get_by_test_id(f"tab-{name}").click()


SHOTS: tuple[Shot, ...] = (
    Shot("desk-night", "调度台，夜间", "The desk at night", act=_at_event),
    Shot(
        "desk-day-en",
        "调度台，白天，英文界面",
        "The desk by day, in English",
        theme="light",
        locale="en",
        act=_at_event,
    ),
    Shot("desk-1366", "同一界面在 1366×768", "The same at 1366×768", size=SMALL, act=_at_event),
    Shot(
        "triage",
        "接听、受理、询问与指导",
        "A call answered, accepted, questioned and guided",
        theme="light",
        act=_answers,
    ),
    Shot(
        "command-en",
        "命令栏：有歧义时列出，不猜",
        "The command bar offers and never guesses",
        locale="en",
        size=SMALL,
        act=_types_an_order,
    ),
    Shot("help", "所有按键", "All keys", theme="light", act=_helped),
    Shot(
        "window-events",
        "三屏之一：来电与事件",
        "First of three windows: calls and events",
        path="/board/calls+incidents+event",
        act=_chooses,
    ),
    Shot("window-map", "三屏之二：地图", "Second: the map", path="/board/map"),
    Shot(
        "window-vehicles",
        "三屏之三：推荐与车辆",
        "Third: recommendation and vehicles",
        path="/board/incidents+candidates+vehicles",
        act=_chooses,
    ),
    Shot(
        "coverage-day",
        "覆盖图层，白天",
        "Coverage, by day",
        path="/board/map",
        theme="light",
        act=_nearer,
    ),
    Shot(
        "coverage-night-en",
        "覆盖图层，夜间，英文",
        "Coverage, at night, in English",
        path="/board/map",
        locale="en",
        act=_nearer,
    ),
    Shot(
        "hospital",
        "接收医院：正在送来的患者",
        "The receiving hospital: who is on the way",
        login="hospital",
        path="/hospital",
        theme="light",
        size=(1280, 900),
        ready="[data-testid=notice], [data-testid=nobody]",
    ),
    Shot(
        "hospital-en",
        "接收医院，英文，夜间",
        "The receiving hospital, in English, at night",
        login="hospital",
        path="/hospital",
        locale="en",
        size=(1280, 900),
        ready="[data-testid=notice], [data-testid=nobody]",
    ),
    Shot(
        "wall",
        "大屏：无个人信息",
        "The wall: nobody's particulars",
        login="observer",
        path="/wall",
        ready="[data-testid=wall-urgencies]",
    ),
    Shot(
        "wall-en",
        "大屏，英文，白天",
        "The wall by day, in English",
        login="observer",
        path="/wall",
        theme="light",
        locale="en",
        ready="[data-testid=wall-urgencies]",
    ),
    Shot(
        "supervisor",
        "班长席",
        "The supervisor",
        login="leader-city",
        path="/supervisor",
        ready="[data-testid=desks]",
    ),
    Shot(
        "supervisor-en",
        "班长席，英文，白天",
        "The supervisor by day, in English",
        login="leader-city",
        path="/supervisor",
        theme="light",
        locale="en",
        size=SMALL,
        ready="[data-testid=desks]",
    ),
    Shot(
        "admin",
        "管理：登记表",
        "The administrator: the register",
        login="admin",
        path="/admin",
        theme="light",
        ready="[data-testid=tab-rows]",
        act=_tab("rows"),
    ),
    Shot(
        "admin-en",
        "管理：时限，英文",
        "The administrator: limits, in English",
        login="admin",
        path="/admin",
        locale="en",
        size=SMALL,
        ready="[data-testid=tab-limits]",
        act=_tab("limits"),
    ),
    Shot("replay", "回放过去一小时", "Replay of a past hour", login="leader-city", act=_plays),
    Shot("paper", "纸质受理单", "The paper intake form", theme="light", size=TALL, act=_paper),
    Shot(
        "offline",
        "应急页：服务器失联时",
        "The emergency page: the server is lost",
        login="fangxian",
        act=_server_lost,
    ),
    Shot(
        "planning",
        "规划：方案",
        "The planner: a scenario",
        login="planner",
        path="/planning",
        theme="light",
        ready="[data-testid=plan-name]",
        act=_fills_a_plan,
    ),
    Shot(
        "planning-coverage-en",
        "规划：覆盖，英文",
        "The planner: coverage, in English",
        login="planner",
        path="/planning",
        locale="en",
        ready="[data-testid=tab-coverage]",
        act=_covers,
    ),
    Shot(
        "shift",
        "交接班：双方签字",
        "The change of shifts: two signatures",
        login="city2",
        theme="light",
        size=SMALL,
        act=_hand_over,
    ),
)


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
        page.wait_for_timeout(SETTLES_MS)
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
    if shot.login == "hospital":  # a page of the field keeps its own login
        page.locator("input").nth(0).fill(login)
        page.locator("input").nth(1).fill(PASSWORD)
        page.keyboard.press("Enter")
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
