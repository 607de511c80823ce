"""The pack of 十堰 holds the published facts, and says of everything else that it is modelled."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Point
from geo.regions.areas import AreaIndex, AreaKind
from stations.hospitals import Hospital
from stations.organisation import Level, Township, Unit, UnitKind
from stations.region import Region
from stations.regionpack import builtin, check, load
from stations.regionpack.build import facts
from stations.regionpack.build.residents import spread_population
from stations.vehicles import Capability, VehicleKind

REQUIREMENTS = ("ORG-01", "ORG-07")

COUNTY_CENTRES = {
    "丹江口市急救中心", "房县急救中心", "竹山县急救中心", "竹溪县急救中心",
    "郧阳区急救中心", "郧西县急救中心",
}  # fmt: skip


@pytest.fixture(scope="module")
def region() -> Region:
    return load(builtin("shiyan"))


def test_the_pack_has_neither_error_nor_warning() -> None:
    assert check(builtin("shiyan")) == []


def test_it_has_one_city_centre_and_six_county_centres(region: Region) -> None:
    city, *counties = region.centres
    assert (city.code, city.kind) == ("420300", UnitKind.CITY_CENTRE)
    assert {unit.name for unit in counties} == COUNTY_CENTRES
    assert region.centre_of_county("420302") == region.centre_of_county("420303") == "420300"


def test_it_has_136_stations_of_which_66_are_township_stations(region: Region) -> None:
    stations = [unit for unit in region.units.values() if unit.kind is UnitKind.STATION]
    assert len(stations) == 136
    assert Counter(unit.level for unit in stations)[Level.TOWNSHIP] == 66


def test_every_township_station_stands_in_a_rural_township_of_known_position(
    region: Region,
) -> None:
    for unit in region.units.values():
        if unit.level is Level.TOWNSHIP:
            township = region.townships[unit.township_code or ""]
            assert not township.modelled
            assert not township.urban
            assert unit.point == township.point


def test_it_has_226_vehicles_and_every_station_has_one(region: Region) -> None:
    stations = {code for code, unit in region.units.items() if unit.kind is UnitKind.STATION}
    assert len(region.vehicles) == 226
    assert {vehicle.station_code for vehicle in region.vehicles.values()} == stations
    assert len({vehicle.name for vehicle in region.vehicles.values()}) == 226


def test_crews_grow_with_the_level(region: Region) -> None:
    vehicles = region.vehicles.values()
    with_doctor = Counter(v.level for v in vehicles if Capability.DOCTOR in v.capabilities)
    everyone = Counter(v.level for v in vehicles)
    assert with_doctor[Level.CITY] == everyone[Level.CITY]
    assert 0.5 < with_doctor[Level.COUNTY] / everyone[Level.COUNTY] < 1
    assert with_doctor[Level.TOWNSHIP] == 0
    assert any(not v.capabilities for v in vehicles if v.level is Level.TOWNSHIP)
    assert all(
        Capability.ISOLATION in v.capabilities
        for v in vehicles
        if v.kind is VehicleKind.NEGATIVE_PRESSURE
    )


def test_county_populations_are_those_of_the_census(region: Region, shared_data: Path) -> None:
    with (shared_data / "shiyan" / "county_census2020.csv").open(encoding="utf-8-sig") as stream:
        census = {r["区划代码"]: int(r["人口数_合计"]) for r in csv.DictReader(stream)}
    assert {c.code: c.population for c in region.counties.values()} == {
        code: census[code] for code in region.counties
    }
    assert sum(county.population for county in region.counties.values()) == 3_209_004


def test_township_populations_add_up_to_their_county(region: Region) -> None:
    total: Counter[str] = Counter()
    for township in region.townships.values():
        total[township.county_code] += township.population
    assert total == {code: county.population for code, county in region.counties.items()}
    spread = spread_population(facts.read_counties(), facts.read_townships())
    assert spread == {code: t.population for code, t in region.townships.items()}


def test_township_positions_are_the_recorded_ones_or_marked(
    region: Region, shared_data: Path
) -> None:
    with (shared_data / "shiyan" / "townships.csv").open(encoding="utf-8") as stream:
        recorded = {row["code"]: row for row in csv.DictReader(stream)}
    assert {c: t.name for c, t in region.townships.items()} == {
        code: row["name"] for code, row in recorded.items()
    }
    for code, township in region.townships.items():
        row = recorded[code]
        assert township.modelled == (not row["lat"])
        if row["lat"]:
            assert township.point == Point(float(row["lon"]), float(row["lat"]))


def test_every_place_lies_within_its_real_county(region: Region, shared_data: Path) -> None:
    real = _real_counties(shared_data)
    outside = [
        (place.name, round(degrees * 100, 1))
        for place in _places(region)
        if (degrees := real[place.county_code].distance(_dot(place.point))) > 0
    ]
    assert outside == []


def test_all_roads_and_all_places_are_one_network(region: Region) -> None:
    graph: nx.Graph[tuple[float, float]] = nx.Graph()
    for segment in region.road_segments:
        nx.add_path(graph, segment.coordinates)
    assert nx.is_connected(graph)
    assert [p.name for p in _places(region) if (p.point.lon, p.point.lat) not in graph] == []


def test_only_connectors_are_schematic_and_none_is_shorter_than_the_crow_flies(
    region: Region,
) -> None:
    for segment in region.road_segments:
        assert segment.schematic == segment.road_class.startswith("connector_")
        assert segment.road_class in region.meta.speeds_kmh
        assert segment.length_m


def test_townships_fill_their_county_and_counties_the_prefecture(region: Region) -> None:
    areas = {area.code: area for area in region.areas}
    assert all(area.modelled for area in region.areas)
    for parent in (area for area in region.areas if area.kind is not AreaKind.TOWNSHIP):
        parts = [area.polygon for area in region.areas if area.parent == parent.code]
        assert shapely.union_all(parts).symmetric_difference(parent.polygon).area < 1e-6
        assert sum(part.area for part in parts) == pytest.approx(parent.polygon.area, rel=1e-6)
    for township in region.townships.values():
        assert areas[township.code].polygon.distance(_dot(township.point)) < 0.005


def test_modelled_counties_agree_with_the_real_ones(region: Region, shared_data: Path) -> None:
    agree, overlap = measure_borders(region, _real_counties(shared_data))
    print(f"{agree:.1%} of the land in its real county; outlines overlap {overlap:.1%}")  # noqa: T201
    assert agree >= 0.85
    page = (Path(__file__).parents[2] / "docs" / "region-pack.md").read_text(encoding="utf-8")
    assert f"{agree:.1%}" in page
    assert f"{overlap:.1%}" in page


def measure_borders(region: Region, real: dict[str, BaseGeometry]) -> tuple[float, float]:
    """On a 2 km grid: share of real land in the right county; overlap of the two outlines."""
    index = AreaIndex(region.areas)
    whole = shapely.union_all(list(real.values()))
    right = both = land = either = 0
    for lon in np.arange(109.3, 111.8, 0.02):
        for lat in np.arange(31.4, 33.5, 0.02):
            dot = shapely.Point(lon, lat)
            chain = index.chain(Point(float(lon), float(lat)))
            inside = bool(whole.covers(dot))
            county = chain[1].code if len(chain) > 1 else None
            right += inside and county is not None and bool(real[county].covers(dot))
            both += inside and county is not None
            land += inside
            either += inside or county is not None
    return right / land, both / either


def test_every_file_names_its_origin_and_licence() -> None:
    folder = builtin("shiyan")
    manifest = (folder / "pack.toml").read_text(encoding="utf-8")
    for path in _data_files(folder):
        assert re.search(
            rf"\[sources\.{path.stem}\]\norigin = .+\nlicence = .+\nmodelled", manifest
        )
    for layer in ("areas", "roads"):
        metadata = json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))["metadata"]
        assert {"origin", "licence", "note"} <= metadata.keys()


def test_every_file_is_small_enough_to_read_in_a_diff() -> None:
    for path in (*_data_files(builtin("shiyan")), builtin("shiyan") / "pack.toml"):
        assert path.stat().st_size < 1 << 20
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) < 20_000


def test_the_real_borders_are_not_shipped(region: Region, shared_data: Path) -> None:
    real = {tuple(xy) for g in _real_counties(shared_data).values() for xy in _vertices(g)}
    shipped = {tuple(xy) for area in region.areas for xy in _vertices(area.polygon)}
    assert len(real & shipped) == 0


def _places(region: Region) -> Iterator[Township | Unit | Hospital]:
    yield from region.townships.values()
    yield from region.units.values()
    yield from region.hospitals.values()


def _data_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix in {".csv", ".geojson"})


def _real_counties(shared_data: Path) -> dict[str, BaseGeometry]:
    text = (shared_data / "shiyan" / "counties_tianditu.geojson").read_text(encoding="utf-8")
    found = {f["properties"]["gb"][3:]: shape(f["geometry"]) for f in json.loads(text)["features"]}
    for county in found.values():
        shapely.prepare(county)
    return found


def _vertices(geometry: BaseGeometry) -> list[list[float]]:
    return [[round(x, 5), round(y, 5)] for x, y in shapely.get_coordinates(geometry).tolist()]


def _dot(point: Point) -> shapely.Point:
    return shapely.Point(point.lon, point.lat)
