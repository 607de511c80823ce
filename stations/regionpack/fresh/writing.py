"""The files of a first draft, all of them or none."""

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import shapely

from geo.coordinates.metric import METRES_PER_DEGREE
from stations.regionpack.build.writing import write_layer, write_table
from stations.regionpack.fresh.facts import Facts
from stations.regionpack.fresh.modelling import CITY_CENTRE, REGION_CODE, Rows, model
from stations.regionpack.manifest import FILE as MANIFEST_FILE
from stations.regionpack.schema import COUNTIES, HOSPITALS, TOWNSHIPS, UNITS, VEHICLES

_SMOOTH_M = 20.0

_MANIFEST = """\
# {name}：由 OpenStreetMap 生成的草稿，凡标“推定”的都须核对。说明见 docs/region-pack.md
# a draft made from OpenStreetMap; check whatever is marked as modelled. See docs/region-pack.md
format = 1
code = "{code}"                            # 改为行政区划代码 / put the division's own code
name = {quoted}
name_en = {quoted}
version = "draft"
city_centre = "{centre}"
datum = "wgs84"                       # OpenStreetMap 的坐标 / that of OpenStreetMap
attribution = "© OpenStreetMap contributors (ODbL)"
detour_factor = 1.4

[speeds_kmh]                          # 只用于手绘道路 / for drawn roads only
road = 40.0

[limits]                              # 时限，秒；留空用国家规定 / seconds; empty: the national ones

[mobilisation]

[demand]

[sources.areas]
origin = "{file}"
licence = "ODbL-1.0"
modelled = "{outline}"

[sources.units]
origin = "推算 / modelled"
licence = "CC0-1.0"
modelled = "全部 / everything"

[sources.vehicles]
origin = "推算 / modelled"
licence = "CC0-1.0"
modelled = "全部；车牌待填 / everything; plates to be filled in"
"""


class Draft(NamedTuple):
    """How much a draft holds."""

    name: str
    counties: int
    townships: int
    units: int
    vehicles: int
    hospitals: int

    def lines(self) -> list[str]:
        """What to tell, Chinese first."""
        return [
            f"{self.name} 草稿：区县 {self.counties}、乡镇 {self.townships}、机构 {self.units}、"
            f"车辆 {self.vehicles}、医院 {self.hospitals}",
            f"  a draft of {self.name}: {self.counties} counties, {self.townships} townships, "
            f"{self.units} units, {self.vehicles} vehicles, {self.hospitals} hospitals",
        ]


def write_draft(facts: Facts, folder: Path, origin: str) -> Draft:
    """A new folder with every table; raises ``FileExistsError`` rather than touch an old one."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    rows = model(facts)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write(facts, rows, partial, origin)
        partial.chmod(0o755)
        partial.replace(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sizes = (rows.counties, rows.townships, rows.units, rows.vehicles, rows.hospitals)
    return Draft(facts.region.name, *map(len, sizes))


def _write(facts: Facts, rows: Rows, folder: Path, origin: str) -> None:
    tables = (
        (COUNTIES, rows.counties),
        (TOWNSHIPS, rows.townships),
        (UNITS, rows.units),
        (VEHICLES, rows.vehicles),
        (HOSPITALS, rows.hospitals),
    )
    for table, records in tables:
        write_table(folder, table, records)
    smooth = _SMOOTH_M / METRES_PER_DEGREE
    areas = [
        (properties, shapely.set_precision(shapely.simplify(shape, smooth), 1e-6))
        for properties, shape in rows.areas
    ]
    write_layer(folder, "areas", {"origin": origin, "licence": "ODbL-1.0"}, areas)
    name = facts.region.name
    quoted = '"' + name.replace("\\", "").replace('"', "") + '"'
    outline = "轮廓 / the outline" if facts.is_outline_modelled else "无 / none"
    manifest = _MANIFEST.format(
        name=name, quoted=quoted, code=REGION_CODE, centre=CITY_CENTRE,
        file=origin.replace('"', ""), outline=outline,
    )  # fmt: skip
    (folder / MANIFEST_FILE).write_text(manifest, encoding="utf-8", newline="\n")
