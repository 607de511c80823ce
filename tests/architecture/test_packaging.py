"""Five generic import names in one distribution: they must be ours, all of them, and only they."""

import importlib.metadata
import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DISTRIBUTION = "liandong120"
ROOMS = {"geo", "stations", "dispatch", "simulations", "console"}


def test_the_five_names_belong_to_our_distribution_only() -> None:
    # PyPI has packages that install the same names and would silently overwrite ours.
    owners = importlib.metadata.packages_distributions()
    foreign = {room: set(owners.get(room, ())) - {DISTRIBUTION} for room in ROOMS}
    assert {room: names for room, names in foreign.items() if names} == {}


def test_the_five_names_are_imported_from_where_our_distribution_is_installed() -> None:
    origin = json.loads(
        importlib.metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}"
    )
    assert origin.get("dir_info", {}).get("editable"), "install it with: make web"
    assert Path(origin["url"].removeprefix("file://")) == ROOT
    for room in ROOMS:
        spec = importlib.util.find_spec(room)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin) == ROOT / room / "__init__.py"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_wheel_holds_the_five_rooms_and_the_screens_and_nothing_else(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob(f"{DISTRIBUTION}-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == ROOMS
    assert "console/static/index.html" in names
    assert any(name.startswith("console/static/assets/") for name in names)
    assert not any(name.startswith(("console/web/", "tests/")) for name in names)
    assert any(name.startswith("stations/regionpack/shiyan/") for name in names)
