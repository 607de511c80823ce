"""What the gallery's pictures show: who looks at which page, and what was pressed before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

BEIJING = timedelta(hours=8)
WIDE, SMALL, TALL = (1920, 1080), (1366, 768), (1000, 1414)
PATIENCE_MS = 60_000


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
