"""The chores of whoever runs the server: packs compared, written out, put into force."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.cli.main import app
from stations import regionpack
from stations.regionpack.contents import from_zip, read_folder, to_zip

REQUIREMENTS = ("ORG-01",)

SHIYAN = regionpack.builtin("shiyan")


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo's pack with another plate, and a database of its own."""
    monkeypatch.setenv("LIANDONG_DATABASE_URL", f"sqlite:///{tmp_path / 'd.sqlite'}")
    monkeypatch.setenv("LIANDONG_ANCHOR_PATH", str(tmp_path / "anchor"))
    folder = tmp_path / "changed"
    shutil.copytree(SHIYAN, folder)
    table = folder / "vehicles.csv"
    table.write_text(table.read_text("utf-8-sig").replace("鄂C·12001", "鄂C·77777"), "utf-8")
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["region", *map(str, words)])


def test_two_packs_are_compared_cell_by_cell(changed: Path, tmp_path: Path) -> None:
    same = run("diff", SHIYAN, SHIYAN)
    assert (same.exit_code, same.output) == (0, "0 处差异 / 0 differences\n")
    zipped = tmp_path / "shiyan.zip"
    zipped.write_bytes(to_zip(read_folder(SHIYAN)))
    found = run("diff", zipped, changed)
    assert found.exit_code == 1
    assert "vehicles.csv V001：车牌 鄂C·12001 → 鄂C·77777" in found.output
    assert run("diff", SHIYAN, tmp_path / "nowhere").exit_code == 2


def test_a_pack_is_tried_put_into_force_and_written_out(changed: Path, tmp_path: Path) -> None:
    assert run("import", changed).exit_code == 2  # nobody said why
    assert run("import", "--dry-run", changed).exit_code == 0
    taken = run("import", changed, "--reason", "换牌")
    assert taken.exit_code == 0, taken.output
    target = tmp_path / "out.zip"
    assert run("export", target).exit_code == 0
    assert "鄂C·77777" in from_zip(target.read_bytes())["vehicles.csv"].decode()
    again = run("import", target, "--reason", "再来")
    assert again.exit_code == 2
    assert run("export", target, "--number", "99").exit_code == 2


def test_a_login_is_added_by_the_edition_in_force_and_not_by_the_folder(
    changed: Path, tmp_path: Path
) -> None:
    def add(*words: str) -> Result:
        given = ["user", "add", *words, "--password", "a-long-pass-word"]
        return CliRunner().invoke(app, given)

    table = changed / "vehicles.csv"
    lines = table.read_text("utf-8").splitlines()
    new = lines[1].replace("V001", "V900").replace("太和01", "太和90").replace("77777", "90001")
    table.write_text("\n".join([*lines, new]) + "\n", "utf-8")
    crew = ("xin.che", "--role", "crew", "--unit", "420300", "--vehicle", "V900")
    before = add(*crew)
    assert before.exit_code == 2
    assert "V900" in before.output
    taken = run("import", changed, "--reason", "新车")
    assert taken.exit_code == 0, taken.output
    assert add(*crew).exit_code == 0
    assert add(*crew).exit_code == 2  # it exists already
    assert add("nobody", "--role", "dispatcher", "--unit", "no-such").exit_code == 2
