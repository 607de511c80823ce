"""A region in a few lines: counties, vehicles and hospitals of a tiny map.

``辖区``: ``郧阳 = 郧阳 南化`` puts places into a county. The first county is served by the city
centre (市), each other one by a centre of its own. ``车辆``: ``南化01 乡 nurse @南化``.
``医院``: ``太和医院 三甲 chest_pain,stroke @十堰``, with 无急诊 where there is no emergency room.
"""

from geo.coordinates import Point
from stations.hospitals import CentreFlag, Hospital
from stations.organisation import County, Level, Township, Unit, UnitKind
from stations.region import Demand, Limits, Mobilisation, Region, RegionMeta
from stations.vehicles import Capability, Vehicle, VehicleKind
from tests.support.scenario_map import TinyMap

CITY = "市"
LEVELS = {"市": Level.CITY, "县": Level.COUNTY, "乡": Level.TOWNSHIP}
LEVEL_WORDS = {level: word for word, level in LEVELS.items()}
SPEEDS_KMH = {"road": 60.0}
GRADE_RANKS = {"三甲": 3, "二甲": 2, "卫生院": 1}


def build_region(
    tiny_map: TinyMap,
    counties: list[str],
    vehicles: list[str],
    hospitals: list[str],
) -> Region:
    """The region of these lines."""
    county_of = _counties(tiny_map, counties)
    names = list(dict.fromkeys(county_of.values()))
    centres = {name: CITY if nth == 0 else name for nth, name in enumerate(names)}
    register = dict(_vehicle(line, county_of) for line in vehicles)
    return Region(
        meta=_meta(),
        counties={n: County(code=n, name=n, population=1, centre_code=centres[n]) for n in names},
        townships={
            name: Township(
                code=name,
                name=name,
                county_code=county_of[name],
                point=place.point,
                population=1,
                urban=False,
                modelled=True,
            )
            for name, place in tiny_map.places.items()
        },
        units=_units(tiny_map, county_of, centres, register),
        vehicles=register,
        hospitals=dict(_hospital(line, county_of, tiny_map) for line in hospitals),
        areas=(),
        road_segments=tuple(tiny_map.segments),
    )


def _meta() -> RegionMeta:
    return RegionMeta(
        code="tiny",
        name="小地图",
        name_en="tiny map",
        version="1",
        city_centre=CITY,
        attribution="drawn for a test",
        detour_factor=1.5,
        speeds_kmh=SPEEDS_KMH,
        limits=Limits(),
        mobilisation=Mobilisation(),
        demand=Demand(),
    )


def _counties(tiny_map: TinyMap, lines: list[str]) -> dict[str, str]:
    """County of each place; without any line all places lie in one county."""
    county_of = dict.fromkeys(tiny_map.places, "本县") if not lines else {}
    for line in lines:
        county, _, places = line.partition("=")
        county_of |= dict.fromkeys(places.split(), county.strip())
    assert county_of.keys() >= tiny_map.places.keys(), "每个地点都要属于一个县"
    return county_of


def _units(
    tiny_map: TinyMap,
    county_of: dict[str, str],
    centres: dict[str, str],
    register: dict[str, Vehicle],
) -> dict[str, Unit]:
    first_place = {county_of[name]: name for name in reversed(tiny_map.places)}
    units = {
        code: _unit(
            code,
            UnitKind.CITY_CENTRE if code == CITY else UnitKind.COUNTY_CENTRE,
            Level.CITY if code == CITY else Level.COUNTY,
            None if code == CITY else CITY,
            county,
            tiny_map.places[first_place[county]].point,
        )
        for county, code in centres.items()
    }
    for vehicle in register.values():
        place = vehicle.station_code.removesuffix("站")
        parent = centres[vehicle.county_code]
        units[vehicle.station_code] = _unit(
            vehicle.station_code,
            UnitKind.STATION,
            vehicle.level,
            parent,
            vehicle.county_code,
            tiny_map.places[place].point,
            place,
        )
    return units


def _unit(
    code: str,
    kind: UnitKind,
    level: Level,
    parent: str | None,
    county: str,
    point: Point,
    township: str | None = None,
) -> Unit:
    return Unit(
        code=code,
        name=code,
        kind=kind,
        level=level,
        parent=parent,
        county_code=county,
        township_code=township,
        point=point,
        phone="",
        modelled=True,
        valid_from="2020-01-01",
    )


def _vehicle(line: str, county_of: dict[str, str]) -> tuple[str, Vehicle]:
    name, level, *brings, station = line.split()
    place = station.removeprefix("@")
    words = brings[0].split(",") if brings else []
    command = "指挥车" in words
    return name, Vehicle(
        id=name,
        name=name,
        plate=f"鄂C·{name}",
        kind=VehicleKind.COMMAND if command else VehicleKind.REGULAR,
        level=LEVELS[level],
        station_code=f"{place}站",
        county_code=county_of[place],
        capabilities=frozenset(Capability(word) for word in words if word != "指挥车"),
        modelled=True,
    )


def _hospital(line: str, county_of: dict[str, str], tiny_map: TinyMap) -> tuple[str, Hospital]:
    name, grade, *brings, spot = line.split()
    place = spot.removeprefix("@")
    words = brings[0].split(",") if brings else []
    return name, Hospital(
        code=name,
        name=name,
        grade=grade,
        grade_rank=GRADE_RANKS[grade],
        county_code=county_of[place],
        point=tiny_map.point(place),
        phone_24h="",
        emergency="无急诊" not in words,
        centres=frozenset(CentreFlag(word) for word in words if word != "无急诊"),
        modelled=True,
    )
