"""From facts to the rows of a pack: who answers for what, and where a vehicle might stand.

Nothing here claims to be so: a map knows no stations and no crews. Each hospital is given two
vehicles and every township without one a vehicle at its seat, which lets the program run.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Point, distance_m
from geo.gazetteer.osm_names import NamedSpot
from geo.gazetteer.place import PlaceKind
from stations.regionpack.fresh.facts import Border, Facts

Record = dict[str, Any]

_RANK = ("hamlet", "neighbourhood", "quarter", "village", "suburb", "subdistrict", "township",
         "borough", "town", "municipality", "city")  # fmt: skip
_USUAL_POPULATION = {"city": 50_000, "municipality": 20_000, "town": 10_000, "village": 1_500}
_POPULATION_UNKNOWN = 1_000
_URBAN_MIN = 20_000
_SERVED_M = 5_000.0
_STATIONS = "emergency=ambulance_station"
_HOSPITALS = frozenset({"amenity=hospital", "healthcare=hospital"})
_TO_CHECK = "草稿，请核对 / draft, to be checked"
_MAPPED = "位置取自 OpenStreetMap，其余待核 / position from OpenStreetMap, the rest to be checked"


@dataclass(frozen=True)
class Rows:
    """The rows of each table, and areas with their outlines."""

    counties: list[Record] = field(default_factory=list)
    townships: list[Record] = field(default_factory=list)
    units: list[Record] = field(default_factory=list)
    vehicles: list[Record] = field(default_factory=list)
    hospitals: list[Record] = field(default_factory=list)
    areas: list[tuple[Record, BaseGeometry]] = field(default_factory=list)


REGION_CODE = "R"
CITY_CENTRE = "Z00"


def model(facts: Facts) -> Rows:
    """Every table of a first draft."""
    rows = Rows()
    _add_areas(facts, rows)
    _add_centres(rows)
    _add_hospitals_and_stations(facts, rows)
    return rows


def _add_areas(facts: Facts, rows: Rows) -> None:
    counties = facts.counties or (facts.region,)
    guessed = facts.is_outline_modelled
    region = _area(REGION_CODE, facts.region.name, "地区", "", guessed)
    rows.areas.append((region, facts.region.polygon))
    for nth, county in enumerate(counties, 1):
        code = f"C{nth:02d}"
        rows.counties.append({"code": code, "name": county.name, "remark": _TO_CHECK})
        rows.areas.append((_area(code, county.name, "区县", REGION_CODE, guessed), county.polygon))
    shapes = [shape for _, shape in rows.areas[1:]]
    for nth, (name, point, people, polygon) in enumerate(_townships(facts), 1):
        code = f"T{nth:03d}"
        county_row = rows.counties[_nearest_shape(shapes, point)]
        rows.townships.append(
            {
                "code": code, "name": name, "county_code": county_row["code"],
                "lon": point.lon, "lat": point.lat, "population": people,
                "urban": people >= _URBAN_MIN, "modelled": True, "remark": _TO_CHECK,
            }
        )  # fmt: skip
        if polygon is not None:
            rows.areas.append((_area(code, name, "乡镇", county_row["code"]), polygon))
    for row in rows.counties:
        own = [t["population"] for t in rows.townships if t["county_code"] == row["code"]]
        row["population"] = sum(own) or _POPULATION_UNKNOWN


def _area(code: str, name: str, kind: str, parent: str, modelled: bool = False) -> Record:
    said = "是" if modelled else "否"
    return {"code": code, "name": name, "kind": kind, "parent": parent, "modelled": said}


def _townships(facts: Facts) -> Iterator[tuple[str, Point, int, BaseGeometry | None]]:
    """Name, seat, people and outline: by the borders, else by the settlements alone."""
    settled = sorted(
        (spot for spot in facts.spots if spot.told.startswith("place=")), key=_importance
    )
    if facts.townships:
        for border in facts.townships:
            seat, people = _seat(border, settled)
            yield border.name, seat, people, border.polygon
        return
    seats = [s for s in settled if s.place.kind in (PlaceKind.COUNTY, PlaceKind.TOWNSHIP)]
    for spot in seats or [s for s in settled if s.place.kind is PlaceKind.VILLAGE]:
        yield spot.place.name, spot.place.point, _people(spot), None
    if not settled:
        middle = _inside(facts.region.polygon)
        yield facts.region.name, middle, facts.region.population or _POPULATION_UNKNOWN, None


def _importance(spot: NamedSpot) -> tuple[int, int, str]:
    """Sorts the greatest settlement first."""
    value = spot.told.partition("=")[2]
    rank = _RANK.index(value) if value in _RANK else -1
    return -rank, -spot.place.population, spot.place.id


def _people(spot: NamedSpot) -> int:
    usual = _USUAL_POPULATION.get(spot.told.partition("=")[2], _POPULATION_UNKNOWN)
    return spot.place.population or usual


def _seat(border: Border, settled: Sequence[NamedSpot]) -> tuple[Point, int]:
    """The settlement of the same name inside, else the greatest one, else the middle."""
    shapely.prepare(border.polygon)
    inside = [s for s in settled if shapely.contains_xy(border.polygon, *_xy(s.place.point))]
    named = (s for s in inside if border.name in (s.place.name, *s.place.aliases))
    seat = next(named, inside[0] if inside else None)
    if seat is None:
        return _inside(border.polygon), border.population or _POPULATION_UNKNOWN
    return seat.place.point, border.population or _people(seat)


def _add_centres(rows: Rows) -> None:
    """The city centre in the greatest township, a county centre in that of every other county."""
    greatest = max(rows.townships, key=lambda row: (row["population"], row["code"]))
    for nth, county in enumerate(rows.counties, 1):
        is_city = county["code"] == greatest["county_code"]
        own = [t for t in rows.townships if t["county_code"] == county["code"]]
        county["centre_code"] = CITY_CENTRE if is_city or not own else f"Z{nth:02d}"
        if not own:
            continue
        seat = max(own, key=lambda row: (row["population"], row["code"]))
        unit = {
            "code": county["centre_code"],
            "name": f"{county['name']}急救中心",
            "kind": "city_centre" if is_city else "county_centre",
            "level": "city" if is_city else "county",
            "parent": None if is_city else CITY_CENTRE,
        }
        rows.units.append(_at(unit, seat, _point(seat)))
    rows.units.sort(key=lambda row: str(row["code"]))


def _at(unit: Record, township: Record, point: Point) -> Record:
    return unit | {
        "county_code": township["county_code"], "township_code": township["code"],
        "lon": point.lon, "lat": point.lat, "modelled": True, "remark": _TO_CHECK,
    }  # fmt: skip


def _add_hospitals_and_stations(facts: Facts, rows: Rows) -> None:
    """Mapped hospitals and stations, then a station for every township that is far from them."""
    taken: list[Point] = []
    for spot in sorted(facts.spots, key=lambda spot: spot.place.id):
        if spot.told not in _HOSPITALS and spot.told != _STATIONS:
            continue
        point = spot.place.point
        township = min(rows.townships, key=lambda row: distance_m(_point(row), point))
        if spot.told in _HOSPITALS:
            rows.hospitals.append(
                {
                    "code": f"H{len(rows.hospitals) + 1:03d}", "name": spot.place.name,
                    "grade": "未定级", "county_code": township["county_code"],
                    "lon": point.lon, "lat": point.lat, "emergency": True, "modelled": True,
                    "remark": _MAPPED,
                }
            )  # fmt: skip
        name = spot.place.name if spot.told == _STATIONS else f"{spot.place.name}急救站"
        _add_station(rows, name, township, point, ("regular", "monitoring"))
        taken.append(point)
    for township in rows.townships:
        seat = _point(township)
        if all(distance_m(seat, other) > _SERVED_M for other in taken):
            _add_station(rows, f"{township['name']}急救站", township, seat, ("regular",))


def _add_station(
    rows: Rows, name: str, township: Record, point: Point, kinds: Iterable[str]
) -> None:
    code = f"S{len(rows.units) + 1:03d}"
    county = next(c for c in rows.counties if c["code"] == township["county_code"])
    unit = {"code": code, "name": name, "kind": "station", "level": "township"}
    rows.units.append(_at(unit | {"parent": county["centre_code"]}, township, point))
    for kind in kinds:
        number = len(rows.vehicles) + 1
        rows.vehicles.append(
            {
                "id": f"V{number:03d}", "name": f"{number:03d}号车", "plate": f"待填{number:03d}",
                "kind": kind, "station_code": code, "capabilities": "nurse;doctor",
                "modelled": True, "remark": _TO_CHECK,
            }
        )  # fmt: skip


def _nearest_shape(shapes: Sequence[BaseGeometry], point: Point) -> int:
    distances = shapely.distance(list(shapes), shapely.Point(*_xy(point)))
    return int(distances.argmin())


def _inside(polygon: BaseGeometry) -> Point:
    middle = shapely.point_on_surface(polygon)
    return Point(round(middle.x, 6), round(middle.y, 6))


def _point(row: Record) -> Point:
    return Point(row["lon"], row["lat"])


def _xy(point: Point) -> tuple[float, float]:
    return point.lon, point.lat
