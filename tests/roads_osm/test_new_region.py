"""``liandong region new``: from a map alone to a pack that the server starts on."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli.main import app
from geo.coordinates import Point
from geo.gazetteer.place import PlaceKind
from geo.regions.areas import AreaIndex
from geo.routing.scipy_router import ScipyRouter
from stations import regionpack
from stations.organisation import UnitKind
from stations.places import gazetteer_of
from stations.region import Region
from tests.roads_osm.osm_drawing import write_osm

VADUZ = Point(9.5209, 47.1410)


def new(folder: Path, osm: Path, *more: str) -> tuple[int, str]:
    """Exit code and everything it says."""
    result = CliRunner().invoke(app, ["region", "new", str(folder), "--osm", str(osm), *more])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """The pack of a country of eleven municipalities."""
    folder = tmp_path_factory.mktemp("new") / "liechtenstein"
    code, said = new(folder, shared_data / "osm" / "liechtenstein.osm.pbf")
    assert code == 0, said
    assert "0 处错误" in said
    assert "推定=是" in said
    return folder


@pytest.fixture(scope="module")
def region(folder: Path) -> Region:
    return regionpack.load(folder)


@pytest.mark.slow
def test_borders_of_the_map_are_the_areas_of_the_pack(region: Region) -> None:
    assert region.meta.name == "Liechtenstein"
    assert {county.name for county in region.counties.values()} == {
        "Wahlkreis Oberland",
        "Wahlkreis Unterland",
    }
    assert len(region.townships) == 11
    chain = AreaIndex(region.areas).chain(VADUZ)
    assert [area.name for area in chain] == ["Liechtenstein", "Wahlkreis Oberland", "Vaduz"]


@pytest.mark.slow
def test_every_township_has_a_vehicle_near_and_every_row_is_marked(region: Region) -> None:
    everything = (region.townships, region.units, region.vehicles, region.hospitals)
    assert all(row.modelled for table in everything for row in table.values())
    kinds = [unit.kind for unit in region.units.values()]
    assert kinds.count(UnitKind.CITY_CENTRE) == 1
    assert kinds.count(UnitKind.COUNTY_CENTRE) == 1, "the other county has its own"
    router = ScipyRouter(region.roads)
    ends = [router.locate(region.units[v.station_code].point) for v in region.vehicles.values()]
    for township in region.townships.values():
        times = router.times_to(router.locate(township.point), ends)
        assert times.seconds.min() < 1_500, township.name


@pytest.mark.slow
def test_its_places_are_found_by_name_and_told_by_point(region: Region) -> None:
    gazetteer = gazetteer_of(region)
    assert gazetteer.find("Landesspital")[0].place.kind is PlaceKind.HOSPITAL
    assert gazetteer.find("wadu", VADUZ)[0].place.name in {"Vaduz", "瓦杜茲"}
    assert gazetteer.describe(VADUZ).zh.startswith("Vaduz")


@pytest.mark.slow
def test_a_folder_with_files_is_never_written_over(folder: Path, shared_data: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, said = new(folder, shared_data / "osm" / "liechtenstein.osm.pbf")
    assert code == 2
    assert "改法：给一个新的文件夹" in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_a_name_that_the_file_lacks_is_told_with_those_it_has(
    tmp_path: Path, shared_data: Path
) -> None:
    osm = shared_data / "osm" / "liechtenstein.osm.pbf"
    code, said = new(tmp_path / "pack", osm, "--area", "十堰市")
    assert code == 2
    assert "没有“十堰市”的完整边界" in said
    assert "Wahlkreis Oberland" in said
    assert not (tmp_path / "pack").exists()


def test_without_borders_and_settlements_the_region_is_what_has_a_name(tmp_path: Path) -> None:
    osm = tmp_path / "town.osm"
    write_osm(
        """
        A.B.C
        D.E.F
        ---
        way main  A-B-C-F-E-D-A  highway=primary name=环城路
        node E  amenity=hospital name=县医院
        node A  amenity=school name=一小
        node C  amenity=school name=二小
        """,
        osm,
    )
    code, said = new(tmp_path / "pack", osm)
    assert code == 0, said
    region = regionpack.load(tmp_path / "pack")
    assert (region.meta.name, len(region.counties), len(region.townships)) == ("town", 1, 1)
    assert [hospital.name for hospital in region.hospitals.values()] == ["县医院"]
    assert {vehicle.station_code for vehicle in region.vehicles.values()} == {"S002"}


def test_a_file_without_a_single_name_is_told(tmp_path: Path) -> None:
    osm = tmp_path / "roads.osm"
    write_osm("A.B\n---\nway a A-B highway=primary\n", osm)
    code, said = new(tmp_path / "pack", osm)
    assert code == 2
    assert "没有边界，也没有地名" in said
    assert "Remedy" in said
    assert list(tmp_path.iterdir()) == [osm]
