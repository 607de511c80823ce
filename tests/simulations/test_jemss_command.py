"""``liandong simulate jemss``: one line a call as JEMSS counts, and mistakes told with code 2."""

import csv
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from console.cli.simulate import simulate_jemss
from tests.support.jemss_models import write_small
from tests.support.jemss_towns import write_town

REQUIREMENTS = ("SIM-02",)

# Compiling takes a while where nothing is kept from an earlier run.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def run(*words: object) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(simulate_jemss)
    answer = CliRunner().invoke(app, [*map(str, words), "--no-cache"])
    return answer.exit_code, answer.output


@pytest.mark.parametrize("more", [(), ("--move-up", "dmexclp", "--busy", 0.5)])
def test_one_line_a_call_is_written(tmp_path: Path, more: tuple[object, ...]) -> None:
    folder, out = write_town(tmp_path / "town", 7), tmp_path / "out.csv"
    code, said = run(folder, "--calls", folder / "calls.csv", "--out", out, *more)
    assert code == 0, said
    rows = list(csv.reader(out.read_text().splitlines()))
    assert rows[0] == ["call", "ambulance", "arrival_days", "bumps"]
    assert [int(row[0]) for row in rows[1:]] == list(range(1, len(rows)))
    fleet = len((folder / "ambulances.csv").read_text().split()) - 2
    assert {int(row[1]) for row in rows[1:]} <= set(range(1, fleet + 1))
    assert all(repr(float(row[2])) == row[2] for row in rows[1:])  # every digit that counts
    assert all(int(row[3]) >= 0 for row in rows[1:])


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("calls.csv", "onSceneDuration", "onScene", ("calls.csv", "onSceneDuration")),
        ("calls.csv", "\n2,", "\n1,", ("calls.csv", "row 8", "index")),
        ("hospitals.csv", "0.021", "-9", ("hospitals.csv", "row 3", "'-9'", "outside the map")),
        ("ambulances.csv", "2,1,1", "2,x,1", ("row 4", "stationIndex", "'x'")),
        ("sim_config.xml", "false", "rm(1)", ("sim_config.xml", "<resim>", "rm(1)", "code")),
        ("sim_config.xml", "<nodes>nodes", "<nodes>roads", ("roads.csv", "no such file")),
        ("sim_config.xml", "none", "zhang_ip", ("zhang_ip", "--move-up")),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, old: str, new: str, told: tuple[str, ...]
) -> None:
    folder, out = write_small(tmp_path / "town"), tmp_path / "out.csv"
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    code, said = run(folder, "--calls", folder / "calls.csv", "--out", out)
    assert code == 2, said
    assert "Traceback" not in said
    for part in told:
        assert part in said
    assert not out.exists()


def test_wrong_words_are_told(tmp_path: Path) -> None:
    folder, out = write_small(tmp_path / "town"), tmp_path / "out.csv"
    for words, told in (
        (("--calls", tmp_path / "none.csv", "--out", out), "none.csv"),
        (("--out", tmp_path / "nowhere" / "out.csv"), "nowhere"),
        (("--out", out, "--move-up", "dmexclp", "--busy", 3), "--busy 0.5"),
        (("--out", out, "--move-up", "dmexclp", "--busy", 0.5), "names no <demand>"),
        (("--out", out, "--move-up", "mine"), "mine"),
    ):
        code, said = run(folder, *words)
        assert code == 2, said
        assert told in said
    code, said = run(tmp_path / "nothing", "--out", out)
    assert code == 2
    assert "sim_config.xml" in said or "nothing" in said
