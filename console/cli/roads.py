"""``liandong region roads``: the roads of a pack out of an OpenStreetMap extract, with a bar."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.basemap import make_tiles_too
from console.cli.progress import ShownProgress, err, out, stop, stop_midway
from console.cli.road_engine import prepare_too


def import_roads(
    pack: Annotated[Path, typer.Argument(help="地区包文件夹 / the pack's folder")],
    osm: Annotated[Path, typer.Option(help="OpenStreetMap 文件 .osm.pbf / an extract")],
    margin_km: Annotated[
        float, typer.Option(min=0, max=200, help="边界外多取的公里数 / km beyond the border")
    ] = 15.0,
) -> None:
    """从 OpenStreetMap 导入路网、地名和底图 / roads, names and base map from OpenStreetMap."""
    need_osmium()
    from geo.roads.osm import OsmInvalid
    from geo.roads.profiles import ProfileInvalid
    from stations import regionpack
    from stations.regionpack.road_import import import_into

    try:
        with ShownProgress() as progress:
            report = import_into(pack, osm, progress, margin_km)
        attribution = regionpack.load(pack, strict=False)[0].meta.attribution
    except KeyboardInterrupt:
        stop_midway(
            "已中断，原有路网和地名未动", "interrupted; the old roads and names are untouched"
        )
    except OsmInvalid as error:
        stop(error.zh, error.en)
    except ProfileInvalid as error:
        stop(str(error))
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))
    except OSError as error:
        stop(
            f"写不进地区包（{error.strerror}）。改法：核对权限与磁盘空间，原有路网未动",
            f"cannot write into the pack ({error.strerror}). Remedy: check rights and free space; "
            "the old roads are untouched",
        )
    for line in report.lines():
        out.print(line, markup=False, soft_wrap=True)
    try:
        prepare_too(pack)
        make_tiles_too(pack, osm, margin_km)
    except KeyboardInterrupt:
        stop_midway(
            "已中断：路网和地名已导入，底图未动",
            "interrupted: roads and names are imported, the base map is untouched",
        )
    _ask_for_credit(attribution)


def need_osmium() -> None:
    """Reading maps is an extra: say how to get it."""
    try:
        import osmium  # noqa: F401
    except ImportError:
        stop(
            "缺少 osmium。改法：pip install 'liandong120[roads]'",
            "osmium is missing. Remedy: pip install 'liandong120[roads]'",
        )


def _ask_for_credit(attribution: str) -> None:
    """The map's licence wants its makers named; the screens show what the manifest says."""
    if "openstreetmap" not in attribution.lower():
        err.print(
            "提醒 pack.toml attribution 须注明 © OpenStreetMap contributors (ODbL) / "
            "the licence asks to be named there",
            markup=False,
            soft_wrap=True,
        )
