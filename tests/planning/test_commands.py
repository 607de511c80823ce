"""``liandong roads``: what a planner types, what comes back, and what is wrong with a bad file."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import shapely
from typer.testing import CliRunner, Result

from console.cli import planning as cli_planning
from console.planning.of_pack import Day, roads_at
from geo.roads.driving import Driving
from stations.region import Region
from stations.regionpack import builtin, load

POINTS = """id,lon,lat,datum
here,110.79,32.63,
gcj,110.80,32.64,gcj02
here,110.80,32.64,
,110.80,32.64,
swapped,32.63,110.79,
word,x,32.1,
mars,110.1,32.1,mars
short,110.1
"""


@cache
def shiyan() -> Region:
    return load(builtin("shiyan"))


@pytest.fixture(scope="module", autouse=True)
def one_engine() -> Iterator[None]:
    """Every command prepares its roads for seconds; the tests of this file prepare them once."""
    made = roads_at(shiyan(), 8, Day.WORKDAY, Driving.SIREN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli_planning, "roads_at", lambda *_: made)
        yield


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli_planning.roads_app, [*map(str, arguments)])


def test_a_matrix_from_the_stations_to_the_hospitals(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    done = run("matrix", "shiyan", "--to", "hospitals", "--out", path, "--dtype", "uint16")
    assert done.exit_code == 0, done.output
    table = pq.read_table(path)
    stations = {u.code for u in shiyan().units.values() if u.kind == "station"}
    assert table.num_rows == len(stations) * len(shiyan().hospitals)
    assert set(table["source"].to_pylist()) == stations


def test_bad_rows_are_told_one_by_one_and_the_good_ones_taken(tmp_path: Path) -> None:
    points, path = tmp_path / "points.csv", tmp_path / "m.parquet"
    points.write_text(POINTS, encoding="utf-8")
    done = run("matrix", "shiyan", "--from", points, "--to", "hospitals", "--out", path)
    assert done.exit_code == 0, done.output
    told = [line for line in done.output.splitlines() if "行 " in line]
    assert [line.split("第 ")[1].split("：")[0] for line in told] == [
        "4 行 id='here'",
        "5 行 id=''",
        "6 行 lat='110.79'",
        "7 行 lon='x'",
        "8 行 datum='mars'",
        "9 行 lat=''",
    ]
    assert set(pq.read_table(path)["source"].to_pylist()) == {"here", "gcj"}


def test_a_strict_planner_has_the_whole_file_refused(tmp_path: Path) -> None:
    points, path = tmp_path / "points.csv", tmp_path / "m.parquet"
    points.write_text(POINTS, encoding="utf-8")
    done = run("matrix", "shiyan", "--from", points, "--out", path, "--strict")
    assert (done.exit_code, path.exists()) == (2, False)
    assert "6 行不合格" in done.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x81\xff", "另存为 CSV UTF-8"),
        (b"name,x\n1,2\n", "缺少列 id、lon、lat"),
        (b"id,lon,lat\n", "没有可用的行"),
        (None, "打不开"),
    ],
)
def test_a_file_that_is_no_list_of_places_is_refused_with_the_remedy(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    points = tmp_path / "points.csv"
    if content is not None:
        points.write_bytes(content)
    done = run("matrix", "shiyan", "--from", points, "--out", tmp_path / "m.parquet")
    assert done.exit_code == 2
    assert said in done.output.replace("\n", "")
    assert not (tmp_path / "m.parquet").exists()


def test_a_spreadsheet_saved_in_china_is_read(tmp_path: Path) -> None:
    points, path = tmp_path / "points.csv", tmp_path / "m.parquet"
    points.write_bytes("id,lon,lat\n张湾区,110.77,32.65\n".encode("gb18030"))
    done = run("matrix", "shiyan", "--from", points, "--to", "hospitals", "--out", path)
    assert done.exit_code == 0, done.output
    assert set(pq.read_table(path)["source"].to_pylist()) == {"张湾区"}


def test_an_isochrone_grows_with_its_minutes(tmp_path: Path) -> None:
    path = tmp_path / "rings.geojson"
    station = next(u.code for u in shiyan().units.values() if u.kind == "station")
    done = run("isochrone", "shiyan", "--station", station, "--edges", "--out", path)
    assert done.exit_code == 0, done.output
    features = json.loads(path.read_text())["features"]
    areas = [f for f in features if f["properties"]["part"] == "area"]
    assert [f["properties"]["minutes"] for f in areas] == [15, 12, 8]
    large, middle, small = (shapely.geometry.shape(f["geometry"]) for f in areas)
    assert 0 < small.area < middle.area < large.area
    assert shapely.intersection(small, large).area > 0.99 * small.area
    edges = next(f for f in features if f["properties"]["part"] == "edges")
    assert large.buffer(1e-4).covers(shapely.geometry.shape(edges["geometry"]))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--at", "110.79"), "经度,纬度"),
        (("--at", "32.63,110.79"), "写反"),
        (("--station", "nowhere"), "没有这个机构编号"),
        ((), "--at 或 --station"),
        (("--at", "110.79,32.63", "--minutes", "8,x"), "不可用"),
        (("--at", "110.79,32.63", "--minutes", "100"), "不超过 90"),
        (("--at", "110.79,32.63", "--minutes", "1,2,3,4,5,6,7"), "1 至 6"),
        (("--at", "110.79,32.63", "--minutes", "nan"), "不可用"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_the_remedy(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "rings.geojson"
    done = run("isochrone", "shiyan", *arguments, "--out", path)
    assert (done.exit_code, path.exists()) == (2, False)
    assert said in done.output.replace("\n", "")
