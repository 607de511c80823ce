"""``liandong plan coverage|fleet|seats|sites``: what a planner types, reads, and gets wrong."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.cli import plan as cli_plan
from console.cli import plan_coverage as cli_plan_coverage
from console.cli import plan_sites as cli_plan_sites
from console.planning.of_pack import Day, roads_at
from geo.roads.conditions import RoadState
from geo.roads.driving import Driving
from geo.routing.contracted import ContractedRouter
from simulations.scenarios import plan, read_scenario
from stations.regionpack import builtin, load

REQUIREMENTS = ("SIM-01", "SIM-04", "SIM-05", "SIM-06")


@cache
def made() -> tuple[RoadState, ContractedRouter]:
    return roads_at(load(builtin("shiyan")), 9, Day.WORKDAY, Driving.SIREN)


@pytest.fixture(scope="module", autouse=True)
def one_engine() -> Iterator[None]:
    """Every command prepares its roads for seconds; the tests of this file prepare them once."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (cli_plan_coverage, cli_plan_sites):
            patch.setattr(module, "roads_of", lambda _r, hours, *_: (made() for _ in hours))
        yield


def run(*arguments: str | Path | float) -> Result:
    return CliRunner().invoke(cli_plan.plan_app, [*map(str, arguments)])


def test_coverage_by_day_and_night_with_its_files(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    done = run("coverage", "shiyan", "--hour", 9, "--hour", 3, "--out", path)
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c-03.csv", "c-09.csv"]
    assert "farthest townships" in done.output


def test_coverage_beside_another_fleet(tmp_path: Path) -> None:
    scenario = tmp_path / "fewer.toml"
    scenario.write_text('name = "没有了"\n[[vehicles]]\ndo = "remove"\nid = "V001"\n', "utf-8")
    done = run(
        "coverage", "shiyan", "--hour", 9, "--compare", scenario, "--map", tmp_path / "d.png"
    )
    assert done.exit_code == 0, done.output
    assert "compared with" in done.output
    assert (tmp_path / "d.png").exists()
    scenario.write_text('nonsense = "x"\n', "utf-8")
    assert run("coverage", "shiyan", "--hour", 9, "--compare", scenario).exit_code == 2
    assert run("coverage", "shiyan", "--compare", tmp_path / "no.toml").exit_code == 2


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for option, name in (("--out", "no/c.csv"), ("--map", "no/c.png"), ("--out", "c.doc")):
        done = run("coverage", "shiyan", "--hour", 9, option, tmp_path / name)
        assert done.exit_code == 2
        assert "Traceback" not in done.output
    assert run("coverage", "nowhere").exit_code == 2
    assert run("coverage", "shiyan", "--grid", "0.01").exit_code == 2


def test_the_norm_by_county_and_the_seats_by_hour() -> None:
    norm = run("fleet", "shiyan", "--per", 40_000, "--factor", 2)
    assert norm.exit_code == 0, norm.output
    assert "房县" in norm.output
    seats = run("seats", "shiyan", "--unit", "420325")
    assert seats.exit_code == 0, seats.output
    assert "房县急救中心" in seats.output
    assert run("fleet", "shiyan", "--factor", 9).exit_code == 2
    assert run("seats", "shiyan", "--unit", "nobody").exit_code == 2
    assert run("seats", "shiyan", "--share", 1).exit_code == 2


def test_two_more_sites_for_a_county_at_once_and_proven(tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    asked = ("sites", "shiyan", "--county", "420325", "--count", 26, "--minutes", 20)
    done = run(*asked, "--scenario", path)
    assert done.exit_code == 0, done.output
    assert "新 new" in done.output
    assert "proven best" in done.output
    region = plan(load(builtin("shiyan")), read_scenario(path), path.name).region
    new = [unit for unit in region.units.values() if unit.code.startswith("N")]
    assert {v.station_code for v in region.vehicles.values()} >= {unit.code for unit in new}
    assert len(new) == done.output.count("新 new")
    quick = run("sites", "shiyan", "--county", "420325", "--count", 26, "--quick")
    assert quick.exit_code == 0, quick.output
    assert "no bound" in quick.output


def test_a_siting_that_has_no_answer_says_why() -> None:
    done = run("sites", "shiyan", "--count", 3)
    assert done.exit_code == 2
    assert "必须保留" in done.output
    assert run("sites", "shiyan", "--count", 200, "--model", "best").exit_code == 2
    assert run("sites", "shiyan", "--count", 200, "--county", "x").exit_code == 2
    double = run("sites", "shiyan", "--count", 40, "--model", "dsm", "--closures", -1, "--far", 9)
    assert double.exit_code == 2, double.output
