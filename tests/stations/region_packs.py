"""A small region pack written as a person would, and ways to spoil one line of it."""

import shutil
from pathlib import Path

PACK = {
    "pack.toml": """\
format = 1
code = "990000"
name = "小城"
name_en = "Smallville"
version = "1"
city_centre = "C1"
datum = "wgs84"
attribution = "none"
detour_factor = 1.4

[speeds_kmh]
county_road = 40.0

[limits]
answer_s = 8

[mobilisation]
[demand]
""",
    "counties.csv": """\
编号,名称,人口,受理中心编号
D1,东县,1000,C1
D2,西县,2000,K2
""",
    "townships.csv": """\
编号,名称,区县编号,经度,纬度,人口,城区
T1,东镇,D1,110.10,32.10,1000,是
T2,西镇,D2,110.30,32.10,2000,否
""",
    "units.csv": """\
编号,名称,类型,级别,上级编号,区县编号,乡镇编号,经度,纬度,电话,启用日期
C1,市急救中心,市急救中心,市级,,D1,T1,110.10,32.10,120,2026-01-01
K2,西县急救中心,县急救中心,县级,C1,D2,T2,110.30,32.10,120,2026/1/1
S1,东镇急救站,急救站,乡级,C1,D1,T1,110.10,32.10,,
""",
    "vehicles.csv": """\
编号,呼号,车牌,车型,站点编号,级别,能力
V1,东镇01,鄂C·1,普通,S1,,护士；医师
V2,西县01,鄂C·2,监护,K2,县级,医师、监护
""",
    "hospitals.csv": """\
编号,名称,等级,区县编号,经度,纬度,24小时电话,有急诊,救治中心
H1,东县人民医院,二甲,D1,110.11,32.11,110,是,胸痛中心；stroke
""",
    "areas.geojson": """\
{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"990000","name":"小城","kind":"地区"},"geometry":{"type":"Polygon","coordinates":[[[110,32],[110.4,32],[110.4,32.2],[110,32.2],[110,32]]]}},
{"type":"Feature","properties":{"code":"D1","name":"东县","kind":"区县","parent":"990000"},"geometry":{"type":"Polygon","coordinates":[[[110,32],[110.2,32],[110.2,32.2],[110,32.2],[110,32]]]}}
]}
""",
    "roads.geojson": """\
{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"class":"county_road","name":"环城路","length_m":21000},"geometry":{"type":"LineString","coordinates":[[110.1,32.1],[110.2,32.1]]}},
{"type":"Feature","properties":{"class":"county_road","schematic":true},"geometry":{"type":"LineString","coordinates":[[110.2,32.1],[110.3,32.1]]}}
]}
""",
}  # fmt: skip


def write_pack(folder: Path) -> Path:
    """A pack without a fault."""
    for name, text in PACK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, file: str, old: str, new: str) -> Path:
    """Put ``new`` where ``old`` stands once in a file of the pack."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def copy_pack(source: Path, folder: Path) -> Path:
    """A pack that may be spoilt."""
    return Path(shutil.copytree(source, folder / "pack"))
