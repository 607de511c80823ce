"""``liandong train``: an exercise beside the real service, marked wherever one looks (SYS-08)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from console.demo import PASSWORD
from console.pages import Screens
from console.people.auth import COOKIE, EXERCISE_COOKIE
from console.settings import load_settings
from console.training import not_played, training_of
from simulations.scenarios import from_toml
from tests.support.running import at, shiyan
from tests.support.server import ServerProcess

REQUIREMENTS = ("SYS-08",)

STRONGER = """
name = "房县加强"
[demand]
factor = 1.5
[policy]
border = "open"
move_up = "dmexclp"
[[vehicles]]
do = "add"
id = "X1"
station = "军店急救站"
"""


def test_an_exercise_shares_nothing_with_the_service_it_stands_beside(tmp_path: Path) -> None:
    service = load_settings().model_copy(
        update={
            "training_folder": tmp_path,
            "telephony": "freeswitch",
            "jt808": True,
            "mqtt_host": "broker",
        }
    )
    scenario = from_toml(STRONGER)
    one = training_of(service, shiyan(), scenario, 5, 2.0)
    own = one.settings
    assert own.database_url != service.database_url
    assert own.anchor_path != service.anchor_path
    assert str(tmp_path) in own.database_url
    assert (own.telephony, own.jt808, own.mqtt_host) == ("simulated", False, "")
    assert (own.clock, own.clock_speed, own.demo_seed, own.exercise) == ("simulated", 2.0, 5, True)
    assert own.demo_demand == service.demo_demand * 1.5
    assert "X1" in one.region.vehicles
    assert one.region.boundary == ()
    again = training_of(service, shiyan(), scenario, 5, 1.0)
    assert again.folder == one.folder
    others = [
        training_of(service, shiyan(), scenario, 6, 2.0),
        training_of(service, shiyan(), from_toml('name = "x"'), 5, 2.0),
    ]
    assert len({one.folder, *(other.folder for other in others)}) == 3


def test_what_nobody_plays_is_said_in_words() -> None:
    assert [say.zh for say in not_played(from_toml(STRONGER))] == ["待命规则：只给建议，由人决定"]
    text = (
        'name = "x"\n[policy]\nborder = "closed"\nchoice = "own_county_first"\n'
        '[demand.counties]\n"房县" = 2.0\n[parameters]\nclear_mean_s = 60.0\n'
        '[[vehicles]]\ndo = "change"\nid = "V001"\nshifts = ["08:00-20:00"]\n'
    )
    said = [say.zh.partition("：")[0] for say in not_played(from_toml(text))]
    assert said == ["跨界", "派车规则", "班次", "分区县、分时段的呼叫量", "推演参数"]
    assert not list(not_played(from_toml('name = "x"')))


def test_a_marked_page_is_never_taken_from_what_the_browser_has_kept(tmp_path: Path) -> None:
    for name in ("index", "crew", "hospital"):
        (tmp_path / f"{name}.html").write_text(f"<head><title>{name}</title></head>", "utf-8")
    service = TestClient(Screens(tmp_path))
    exercise = TestClient(Screens(tmp_path, exercise=True))
    for address in ("/", "/crew", "/hospital", "/planner"):
        plain = service.get(address)
        assert "演练" not in plain.text
        known = {"If-None-Match": plain.headers["etag"]}
        assert service.get(address, headers=known).status_code == 304
        marked = exercise.get(address, headers=known)
        assert marked.status_code == 200
        assert "演练 EXERCISE" in marked.text
        assert "etag" not in marked.headers


class Training(ServerProcess):
    """``liandong train`` with the environment of a real service."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        scenario = folder / "stronger.toml"
        scenario.write_text(STRONGER, encoding="utf-8")
        super().__init__(
            folder, command="train", accounts=False, training_folder=folder / "training"
        )


@pytest.fixture
def training(tmp_path: Path) -> Iterator[Training]:
    with Training(tmp_path) as server:
        yield server


@pytest.mark.slow
def test_an_exercise_runs_with_a_clock_and_a_journal_of_its_own(training: Training) -> None:
    page = httpx2.get(training.url)
    assert "演练 EXERCISE" in page.text
    with at(training.url) as desks:
        clock = desks.seat("admin").get("/clock").json()
        assert clock["simulated"]
    entered = httpx2.post(
        f"{training.url}/api/session", json={"username": "city", "password": PASSWORD}
    )
    assert EXERCISE_COOKIE in entered.cookies
    assert COOKIE not in entered.cookies
    assert not (training.folder / "liandong.sqlite3").exists()
    assert list((training.folder / "training").glob("*/exercise.sqlite3"))
    assert str(training.folder / "training") in training.log


def test_a_scenario_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('name = "x"\n[[vehicles]]\ndo = "add"\nstation = "无此站"\n', "utf-8")
    for file, word in ((wrong, "无此站"), (tmp_path / "none.toml", "读不了情景")):
        run = subprocess.run(
            [sys.executable, "-m", "console", "train", "--scenario", str(file)],
            capture_output=True,
            text=True,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("LIANDONG_")},
                "LIANDONG_DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
                "LIANDONG_TRAINING_FOLDER": str(tmp_path / "training"),
                "PYTHONUTF8": "1",
            },
            timeout=120,
            check=False,
        )
        assert run.returncode == 2, run.stderr
        assert word in run.stderr
        assert "Traceback" not in run.stderr
    assert not (tmp_path / "training").exists()
