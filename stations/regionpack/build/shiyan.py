"""Rebuilds the pack of 十堰: ``python -m stations.regionpack.build.shiyan OUT``.

Needs the build-only package ``scgraph_data==2.0.0``. The result depends on nothing else, so that
running it twice gives the same bytes.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Point
from stations.regionpack import schema
from stations.regionpack.build import facts, fleet
from stations.regionpack.build.connectors import join_places
from stations.regionpack.build.main_roads import RoadGraph, read_main_roads
from stations.regionpack.build.residents import spread_population
from stations.regionpack.build.township_cells import model_cells
from stations.regionpack.build.writing import AREA_WORDS, write_layer, write_table

_SEATS = {
    "420300": "420302003", "420304": "420304117", "420322": "420322100", "420323": "420323100",
    "420324": "420324100", "420325": "420325100", "420381": "420381001",
}  # fmt: skip
"""The township in which each centre stands."""

_REMARKS = {
    "geonames": "位置 GeoNames {}",
    "geonames-same-name": "位置按同名地点 GeoNames {} 推定",
    "placed": "位置按大致方位推定",
}

_AREAS_ORIGIN = {
    "origin": "modelled from GeoNames points (CC BY 4.0) and roads (OpenStreetMap, ODbL)",
    "licence": "ODbL-1.0",
    "note": "推算的范围，不是行政区划界线 / modelled, not official borders",
}
_ROADS_ORIGIN = {
    "origin": "© OpenStreetMap contributors, through PyPI scgraph_data 2.0.0",
    "licence": "ODbL-1.0",
    "note": "schematic=true：示意连接线，未经实测 / connectors that nobody surveyed",
}


def build(out: Path, roads: RoadGraph) -> None:
    """Write every file of the pack; ``roads`` are the main roads, and grow connectors here."""
    out.mkdir(parents=True, exist_ok=True)
    townships = facts.read_townships()
    counties = facts.read_counties()
    hospitals = facts.read_points("hospitals.csv", townships)
    points = facts.read_points("points.csv", townships)
    stations = sorted(
        fleet.hospital_stations(hospitals) + points + fleet.township_stations(townships),
        key=lambda s: ("city", "county", "township").index(s.level),
    )
    streets = [p.point for p in (*hospitals, *points)]
    join_places(roads, [t.point for t in townships], streets)
    shutil.copyfile(Path(__file__).parent / "facts" / "pack.toml", out / "pack.toml")
    residents = spread_population(counties, townships)
    write_table(out, schema.COUNTIES, map(_county, counties))
    write_table(out, schema.TOWNSHIPS, (_township(t, residents[t.code]) for t in townships))
    seats = _centre_points(townships)
    write_table(out, schema.UNITS, fleet.make_units(counties, seats, stations))
    vehicles = fleet.make_vehicles(stations)
    write_table(out, schema.VEHICLES, vehicles)
    write_table(out, schema.TERMINALS, fleet.make_terminals(vehicles))
    write_table(out, schema.HOSPITALS, fleet.make_hospitals(hospitals))
    write_layer(
        out, "areas", _AREAS_ORIGIN, _areas(model_cells(roads, townships), counties, townships)
    )
    write_layer(out, "roads", _ROADS_ORIGIN, _roads(roads))


def _county(county: facts.CountyFact) -> dict[str, Any]:
    own = county.code not in fleet.CITY_DISTRICTS
    return {
        "code": county.code,
        "name": county.name,
        "population": county.urban + county.rural,
        "centre_code": county.code if own else fleet.CITY_CENTRE,
        "remark": "2020 年人口普查",
    }


def _township(township: facts.TownshipFact, population: int) -> dict[str, Any]:
    basis, _, reference = township.basis.partition(":")
    return {
        "code": township.code,
        "name": township.name,
        "county_code": township.county_code,
        "lon": township.point.lon,
        "lat": township.point.lat,
        "population": population,
        "urban": township.is_street,
        "modelled": basis != "geonames",
        "remark": f"{_REMARKS[basis].format(reference)}；人口按社区、村数推算",
    }


def _centre_points(townships: list[facts.TownshipFact]) -> dict[str, Point]:
    points = {township.code: township.point for township in townships}
    return {centre: points[township] for centre, township in _SEATS.items()}


def _areas(
    cells: dict[str, BaseGeometry],
    counties: list[facts.CountyFact],
    townships: list[facts.TownshipFact],
) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Prefecture, counties, townships; the larger ones are unions of the smaller."""
    by_county = {
        c.code: shapely.union_all([cells[t.code] for t in townships if t.county_code == c.code])
        for c in counties
    }
    whole = shapely.union_all(list(by_county.values()))
    yield _area("420300", "十堰市", "prefecture", None), whole
    for county in counties:
        yield _area(county.code, county.name, "county", "420300"), by_county[county.code]
    for t in townships:
        yield _area(t.code, t.name, "township", t.county_code), cells[t.code]


def _area(code: str, name: str, kind: str, parent: str | None) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "kind": AREA_WORDS[kind],
        "parent": parent,
        "modelled": True,
    }


def _roads(roads: RoadGraph) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Every road once, west end first, in a fixed order."""
    edges = sorted((min(a, b), max(a, b), data) for a, b, data in roads.graph.edges(data=True))
    for a, b, data in edges:
        properties = {
            "class": data["road_class"],
            "length_m": round(data["length_m"], 1),
            "schematic": data["schematic"],
        }
        yield properties, shapely.LineString([a, b])


def main() -> None:
    """Build into the folder given, and tell what was left out."""
    roads = read_main_roads()
    build(Path(sys.argv[1]), roads)
    sys.stdout.write(
        f"left out: {roads.dropped_components} unconnected parts, {roads.dropped_edges} roads\n"
    )


if __name__ == "__main__":
    main()
