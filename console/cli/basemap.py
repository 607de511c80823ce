"""``liandong region basemap``: the vector tiles of a pack, from OpenStreetMap or its own roads."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.progress import ShownProgress, err, out, stop
from geo.basemap.tiling import TileMaker, TilesNotMade
from stations import regionpack
from stations.region import Region
from stations.regionpack import base_map


def make_base_map(
    pack: Annotated[Path, typer.Argument(help="地区包文件夹 / the pack's folder")],
    osm: Annotated[
        Path | None,
        typer.Option(
            help="OpenStreetMap 文件；不给则用地区包自己的道路和区域 / an extract; "
            "without it the pack's own roads and areas"
        ),
    ] = None,
    margin_km: Annotated[
        float, typer.Option(min=0, max=200, help="边界外多取的公里数 / km beyond the border")
    ] = base_map.MARGIN_KM,
) -> None:
    """制作离线底图 / make a pack's offline base map."""
    try:
        region, _ = regionpack.load(pack, strict=False)
        count = _make(region, pack, osm, margin_km)
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))
    except TilesNotMade as error:
        stop(error.zh, error.en)
    except OSError as error:
        stop(
            f"写不进地区包（{error.strerror}）。改法：核对权限与磁盘空间，原有底图未动",
            f"cannot write into the pack ({error.strerror}). Remedy: check rights and free space; "
            "the old base map is untouched",
        )
    _tell(pack, count)


def make_tiles_too(pack: Path, osm: Path, margin_km: float) -> None:
    """The tiles that go with imported roads; without them the roads are no worse."""
    try:
        count = _make(regionpack.load(pack, strict=False)[0], pack, osm, margin_km)
    except (TilesNotMade, OSError) as error:
        err.print("提醒 路网已导入，底图未制作 / roads imported, but no base map", markup=False)
        err.print(str(error), markup=False, soft_wrap=True)
    else:
        _tell(pack, count)


def _make(region: Region, pack: Path, osm: Path | None, margin_km: float) -> int:
    target = pack / base_map.FILE
    with ShownProgress() as progress:
        if osm is None:
            return base_map.make_own(region, target, TileMaker(), progress)
        try:
            from geo.roads.osm.source import OsmInvalid
        except ImportError:
            stop(
                "缺少 osmium。改法：pip install 'liandong120[roads]'",
                "osmium is missing. Remedy: pip install 'liandong120[roads]'",
            )
        try:
            return base_map.make_from_osm(region, osm, target, TileMaker(), progress, margin_km)
        except OsmInvalid as error:
            stop(error.zh, error.en)


def _tell(pack: Path, count: int) -> None:
    size_mb = (pack / base_map.FILE).stat().st_size / 1e6
    out.print(f"底图 {base_map.FILE}：{count} 个要素，{size_mb:.1f} MB", markup=False)
    out.print(f"  base map: {count} features, {size_mb:.1f} MB", markup=False)
