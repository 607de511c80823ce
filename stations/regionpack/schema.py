"""The tables of a region pack as data: which columns there are and what may stand in them."""

from typing import Any

from geo.coordinates import Datum
from geo.gazetteer.place import PLACE_KIND_NAMES, KPost, Place
from geo.regions.areas import AreaKind
from stations.hospitals import CENTRE_NAMES, Hospital
from stations.organisation import SINCE_EVER, County, Level, Township, Unit, UnitKind
from stations.regionpack.cells import (
    bilingual,
    choice,
    choices,
    code,
    day,
    digits,
    number,
    phrases,
    text,
    words_of,
    yes_no,
)
from stations.regionpack.columns import (
    CODE,
    COUNTY,
    LAT,
    LON,
    MODELLED,
    NAME,
    REMARK,
    Column,
    Reference,
    Table,
)
from stations.regionpack.schema_dispatch import DISPATCH_REFERENCES, DISPATCH_TABLES
from stations.terminals.terminal import Protocol, Terminal
from stations.vehicles import CAPABILITY_NAMES, Vehicle, VehicleKind

LEVELS = words_of(Level, "市级", "县级", "乡级")
UNIT_KINDS = words_of(UnitKind, "市急救中心", "市急救分中心", "县急救中心", "急救站")
VEHICLE_KINDS = words_of(VehicleKind, "普通", "监护", "负压", "指挥", "船")
CAPABILITIES = bilingual(CAPABILITY_NAMES)
CENTRES = bilingual(CENTRE_NAMES)
PLACE_KINDS = bilingual(PLACE_KIND_NAMES)
DATUMS = {str(datum): datum for datum in Datum}
PROTOCOLS = {str(protocol): protocol for protocol in Protocol}
DIALECTS = {"2013": "2013", "2019": "2019"}
AREA_KINDS = words_of(AreaKind, "地区", "区县", "乡镇")

GRADE_RANKS = {
    "三甲": 9, "三乙": 8, "三级": 7, "二甲": 6, "二乙": 5, "二级": 4, "一级": 3,
    "社区卫生服务中心": 2, "乡镇卫生院": 2, "村卫生室": 1, "未定级": 0,
}  # fmt: skip
"""Grade of a hospital as printed at its door; the larger the number, the higher."""

FIRST_DAY = Column("valid_from", "启用日期", day, "2026-01-31", False, SINCE_EVER)
LAST_DAY = Column("valid_to", "停用日期", day, "2026-01-31", False)

_POPULATION = Column("population", "人口", number(0, 50_000_000, whole=True), "人 / people")


def _hospital(**values: Any) -> Hospital:
    return Hospital(grade_rank=GRADE_RANKS[values["grade"]], **values)


def _place(code: str, **values: Any) -> Place:
    return Place(id=f"place:{code}", **values)


COUNTIES = Table(
    "counties.csv",
    (
        CODE,
        NAME,
        _POPULATION,
        Column(
            "centre_code",
            "受理中心编号",
            code,
            "接该区县呼救的中心 / the centre that takes its calls",
        ),
        REMARK,
    ),
    County,
)

TOWNSHIPS = Table(
    "townships.csv",
    (
        CODE,
        NAME,
        COUNTY,
        LON,
        LAT,
        _POPULATION,
        Column("urban", "城区", yes_no, "是/否 / yes or no", False, False),
        MODELLED,
        REMARK,
    ),
    Township,
)

UNITS = Table(
    "units.csv",
    (
        CODE,
        NAME,
        Column("kind", "类型", choice(UNIT_KINDS), "市急救中心 市急救分中心 县急救中心 急救站"),
        Column("level", "级别", choice(LEVELS), "市级 县级 乡级"),
        Column("parent", "上级编号", code, "市中心留空 / empty for the city centre", False),
        COUNTY,
        Column("township_code", "乡镇编号", code, "见 townships.csv / see townships.csv", False),
        LON,
        LAT,
        Column("phone", "电话", text, "值班电话 / duty telephone", False, ""),
        FIRST_DAY,
        LAST_DAY,
        MODELLED,
        REMARK,
    ),
    Unit,
)

VEHICLES = Table(
    "vehicles.csv",
    (
        Column("id", "编号", code, "唯一，不可重复 / unique"),
        Column("name", "呼号", text, "电台呼号，短而易读 / call sign, short"),
        Column("plate", "车牌", text, "鄂C·12001"),
        Column("kind", "车型", choice(VEHICLE_KINDS), "普通 监护 负压 指挥 船"),
        Column("station_code", "站点编号", code, "见 units.csv / see units.csv"),
        Column("level", "级别", choice(LEVELS), "留空同站点 / empty: as its station", False),
        Column(
            "capabilities", "能力", choices(CAPABILITIES), "医师；护士；监护 …", False, frozenset()
        ),
        FIRST_DAY,
        LAST_DAY,
        MODELLED,
        REMARK,
    ),
    Vehicle,
)

HOSPITALS = Table(
    "hospitals.csv",
    (
        CODE,
        NAME,
        Column("grade", "等级", choice({g: g for g in GRADE_RANKS}), "三甲 二甲 乡镇卫生院 …"),
        COUNTY,
        LON,
        LAT,
        Column("phone_24h", "24小时电话", text, "急诊专线 / emergency line", False, ""),
        Column("emergency", "有急诊", yes_no, "是/否 / yes or no", False, True),
        Column("centres", "救治中心", choices(CENTRES), "胸痛中心；卒中中心 …", False, frozenset()),
        MODELLED,
        REMARK,
    ),
    _hospital,
)

PLACES = Table(
    "places.csv",
    (
        CODE,
        NAME,
        Column("aliases", "别名", phrases, "老名、俗名，用；隔开 / other names", False, ()),
        Column("kind", "类型", choice(PLACE_KINDS), "村、社区 地标 医院 … / village landmark …"),
        LON,
        LAT,
        Column(
            "population", "人口", number(0, 50_000_000, whole=True), "可空 / optional", False, 0
        ),
        REMARK,
    ),
    _place,
)

KPOSTS = Table(
    "kposts.csv",
    (
        Column("ref", "路线号", text, "G209，或高速路名 / G209, or the road's name"),
        Column("k_km", "桩号", number(0, 9_999), "公里，1234.5 / kilometres"),
        LON,
        LAT,
        REMARK,
    ),
    KPost,
    key_columns=2,
)

TERMINALS = Table(
    "terminals.csv",
    (
        Column("id", "编号", code, "唯一，不可重复 / unique"),
        Column("vehicle_id", "车辆编号", code, "见 vehicles.csv / see vehicles.csv", False),
        Column("phone", "终端号", digits, "终端手机号 / the number in its header", False),
        Column("device_id", "设备号", text, "终端 ID / terminal id", False),
        Column("datum", "坐标系", choice(DATUMS), "wgs84 gcj02 bd09", False, Datum.WGS84),
        Column("dialect", "协议版本", choice(DIALECTS), "2013 2019", False),
        Column(
            "protocol", "接入方式", choice(PROTOCOLS), " ".join(PROTOCOLS), False, Protocol.JT808
        ),
        REMARK,
    ),
    Terminal,
)

OPTIONAL_TABLES = (PLACES, KPOSTS, TERMINALS, *DISPATCH_TABLES)
"""Tables that a pack may do without."""

TABLES = (COUNTIES, TOWNSHIPS, UNITS, VEHICLES, HOSPITALS)

REFERENCES = (
    Reference("counties.csv", "centre_code", "units.csv"),
    Reference("townships.csv", "county_code", "counties.csv"),
    Reference("units.csv", "parent", "units.csv"),
    Reference("units.csv", "county_code", "counties.csv"),
    Reference("units.csv", "township_code", "townships.csv"),
    Reference("vehicles.csv", "station_code", "units.csv"),
    Reference("hospitals.csv", "county_code", "counties.csv"),
    Reference("terminals.csv", "vehicle_id", "vehicles.csv"),
    *DISPATCH_REFERENCES,
)

AREA_COLUMNS = (
    CODE,
    NAME,
    Column("kind", "类型", choice(AREA_KINDS), "地区 区县 乡镇"),
    Column("parent", "上级编号", code, "地区留空 / empty for the prefecture", False),
    MODELLED,
    REMARK,
)

ROAD_COLUMNS = (
    Column("class", "等级", text, "pack.toml [speeds_kmh] 中的一个 / one of [speeds_kmh]"),
    Column("name", "名称", text, "路名 / road name", False, ""),
    Column("ref", "路线号", text, "G209", False, ""),
    Column("oneway", "单行", yes_no, "是/否 / yes or no", False, False),
    Column(
        "schematic", "示意", yes_no, "是=连线而非实测 / yes = drawn, not surveyed", False, False
    ),
    Column("speed_kmh", "时速", number(1, 200), "公里每小时 / km/h", False),
    Column("length_m", "长度", number(0.1, 1_000_000), "米 / metres", False),
    REMARK,
)
