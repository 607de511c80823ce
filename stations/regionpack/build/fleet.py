"""Units, hospitals and vehicles of the pack: counts are facts, most names and crews modelled."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from geo.coordinates import Point
from stations.regionpack.build.facts import CountyFact, PointFact, TownshipFact

Record = dict[str, Any]

CITY_CENTRE = "420300"
CITY_DISTRICTS = ("420302", "420303")
"""Districts whose calls the city centre takes itself."""

_CENTRE_NAMES = {"420304": "郧阳区急救中心", "420381": "丹江口市急救中心"}

# Towns whose station the county runs as a branch of its own hospital, not the township.
_COUNTY_RUN = frozenset(
    {"420304105", "420304113", "420322102", "420323103", "420324103", "420325101", "420381103"}
)
_TWO_VEHICLES = frozenset(
    {"420304101", "420304109", "420304112", "420322104", "420322202", "420323108", "420323102",
     "420324105", "420324106", "420325105", "420325106", "420381105", "420381106"}
)  # fmt: skip
"""Central townships far from any hospital: thirteen second vehicles make up the 226."""

_BASE = "doctor;nurse"
_CREWS: dict[str, tuple[tuple[str, str], ...]] = {
    "city hospital": (
        ("monitoring", f"{_BASE};monitor;ventilator"),
        ("regular", f"{_BASE};stretcher_bearers"),
        ("monitoring", f"{_BASE};monitor"),
        ("negative_pressure", f"{_BASE};monitor;ventilator;isolation"),
        ("regular", _BASE),
        ("monitoring", f"{_BASE};monitor;stretcher_bearers"),
        ("regular", _BASE),
    ),
    "county hospital": (
        ("monitoring", f"{_BASE};monitor;ventilator"),
        ("regular", f"{_BASE};stretcher_bearers"),
        ("regular", f"{_BASE};monitor"),
        ("negative_pressure", f"{_BASE};monitor;isolation"),
        ("regular", _BASE),
        ("regular", "assistant_doctor;nurse"),
    ),
    "maternity": (
        ("monitoring", f"{_BASE};monitor;obstetric"),
        ("regular", f"{_BASE};obstetric"),
    ),
    "city": (("regular", f"{_BASE};monitor"), ("regular", _BASE)),
    "county": (("regular", _BASE), ("regular", "assistant_doctor;nurse")),
    "township": (
        ("regular", "assistant_doctor;nurse"),
        ("regular", "nurse"),
        ("regular", "assistant_doctor;nurse"),
        ("regular", "nurse"),
        ("regular", "assistant_doctor;nurse"),
        ("regular", "nurse"),
        ("regular", "assistant_doctor"),
        ("regular", ""),
    ),
}
"""Kind and crew of the first, second … vehicle by where it stands; "" is a driver alone."""


def township_stations(townships: Sequence[TownshipFact]) -> list[PointFact]:
    """One station in the health centre (卫生院) of every rural township whose place is known."""
    chosen = [
        t
        for t in townships
        if t.basis.startswith("geonames:") and not t.is_street and t.code not in _COUNTY_RUN
    ]
    return [
        PointFact(
            code="",
            name=f"{t.name}卫生院急救站",
            call_sign=_short_name(t),
            level="township",
            county_code=t.county_code,
            township_code=t.code,
            point=t.point,
            vehicles=2 if t.code in _TWO_VEHICLES else 1,
        )
        for t in chosen
    ]


def _short_name(township: TownshipFact) -> str:
    """A call sign as it is spoken: 土城 for 土城镇; 郧阳's 白浪 is not the city's."""
    if township.code == "420304106":
        return "北白浪"
    name = township.name.removesuffix("镇").removesuffix("乡")
    return name.removesuffix("回族")


def make_units(
    counties: Sequence[CountyFact], seats: dict[str, Point], stations: Sequence[PointFact]
) -> list[Record]:
    """The city centre, the county centres, then all stations by level."""
    centre = {"kind": "city_centre", "level": "city", "parent": None, "county_code": "420302"}
    units = [_unit(CITY_CENTRE, "十堰市急救中心", seats[CITY_CENTRE], **centre, phone="120")]
    for county in counties:
        if county.code not in CITY_DISTRICTS:
            name = _CENTRE_NAMES.get(county.code, f"{county.name}急救中心")
            place = {"kind": "county_centre", "level": "county", "county_code": county.code}
            units.append(
                _unit(
                    county.code, name, seats[county.code], **place, parent=CITY_CENTRE, phone="120"
                )
            )
    for code, station in zip(station_codes(stations), stations, strict=True):
        units.append(
            _unit(
                code,
                station.name,
                station.point,
                kind="station",
                level=station.level,
                parent=CITY_CENTRE
                if station.county_code in CITY_DISTRICTS
                else station.county_code,
                county_code=station.county_code,
                township_code=station.township_code,
            )
        )
    return units


def station_codes(stations: Sequence[PointFact]) -> list[str]:
    """County code and a running number in it: 420325S07."""
    count: Counter[str] = Counter()
    codes = []
    for station in stations:
        count[station.county_code] += 1
        codes.append(f"{station.county_code}S{count[station.county_code]:02d}")
    return codes


def _unit(code: str, name: str, point: Point, **values: Any) -> Record:
    return {
        "code": code,
        "name": name,
        "lon": point.lon,
        "lat": point.lat,
        "valid_from": "2026-01-01",
        "modelled": True,
        **values,
    }


def make_hospitals(hospitals: Sequence[PointFact]) -> list[Record]:
    """Real institutions; their positions, grades and centre flags still need checking."""
    return [
        {
            "code": h.code,
            "name": h.name,
            "grade": h.grade,
            "county_code": h.county_code,
            "lon": h.point.lon,
            "lat": h.point.lat,
            "emergency": True,
            "centres": ";".join(h.centres),
            "modelled": True,
        }
        for h in hospitals
    ]


def hospital_stations(hospitals: Sequence[PointFact]) -> list[PointFact]:
    """The stations inside hospitals."""
    return [PointFact(**{**vars(h), "name": f"{h.name}急救站"}) for h in hospitals if h.vehicles]


def make_terminals(vehicles: Sequence[Record]) -> list[Record]:
    """A terminal for each vehicle of the city and of the counties; what stands in a township has
    none and is heard through the crew's telephone."""
    return [
        {
            "id": f"T{vehicle['id'].removeprefix('V')}",
            "vehicle_id": vehicle["id"],
            "phone": f"144012{nth:05}",
            "device_id": f"LD{nth:05}",
            "datum": "gcj02" if nth % 31 == 7 else "wgs84",
            "dialect": "2019" if nth % 2 else "2013",
            "remark": "推定",
        }
        for nth, vehicle in enumerate(vehicles, 1)
        if vehicle["level"] != "township"
    ]


def make_vehicles(stations: Sequence[PointFact]) -> list[Record]:
    """All vehicles, station by station; ids and plates run through."""
    vehicles: list[Record] = []
    townships = 0
    for code, station in zip(station_codes(stations), stations, strict=True):
        pattern = _CREWS[_place(station)]
        for i in range(station.vehicles):
            kind, crew = pattern[(townships if station.level == "township" else i) % len(pattern)]
            townships += station.level == "township"
            number = len(vehicles) + 1
            vehicles.append(
                {
                    "id": f"V{number:03d}",
                    "name": f"{station.call_sign}{i + 1:02d}",
                    "plate": f"鄂C·12{number:03d}",
                    "kind": kind,
                    "station_code": code,
                    "level": station.level,
                    "capabilities": crew,
                    "modelled": True,
                }
            )
    return vehicles


def _place(station: PointFact) -> str:
    """Which row of the crews table a station reads."""
    if "妇幼" in station.name:
        return "maternity"
    return f"{station.level} hospital" if station.grade else station.level
