"""``liandong region new``: a first draft of a pack, with its roads, out of one extract."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.progress import ShownProgress, out, stop, stop_midway
from console.cli.roads import import_roads, need_osmium
from stations import regionpack


def new_region(
    folder: Annotated[Path, typer.Argument(help="新地区包的文件夹 / the new pack's folder")],
    osm: Annotated[Path, typer.Option(help="OpenStreetMap 文件 .osm.pbf / an extract")],
    area: Annotated[
        str, typer.Option(help="地区的名称，默认文件中最大的 / its name; default the largest")
    ] = "",
    county_level: Annotated[
        int, typer.Option(min=2, max=11, help="区县的 admin_level / of counties")
    ] = 6,
    township_level: Annotated[
        int, typer.Option(min=2, max=11, help="乡镇的 admin_level / of townships")
    ] = 8,
    margin_km: Annotated[
        float, typer.Option(min=0, max=200, help="边界外多取的公里数 / km beyond the border")
    ] = 15.0,
) -> None:
    """从 OpenStreetMap 生成地区包草稿 / a first draft of a pack from OpenStreetMap."""
    need_osmium()
    from geo.roads.osm import OsmInvalid
    from stations.regionpack.fresh import read_facts, write_draft

    try:
        with ShownProgress() as progress:
            facts = read_facts(osm, area, (county_level, township_level), progress)
        draft = write_draft(facts, folder, osm.name)
    except KeyboardInterrupt:
        stop_midway("已中断，没有写下任何文件", "interrupted; nothing was written")
    except OsmInvalid as error:
        stop(error.zh, error.en)
    except FileExistsError:
        stop(
            f"{folder} 已有文件。改法：给一个新的文件夹，已有的包不会被覆盖",
            f"{folder} has files in it. Remedy: name a new folder; a pack is never overwritten",
        )
    except OSError as error:
        stop(
            f"写不进 {folder}（{error.strerror}）。改法：核对权限与磁盘空间",
            f"cannot write into {folder} ({error.strerror}). Remedy: check rights and free space",
        )
    import_roads(folder, osm, margin_km)
    for line in (*draft.lines(), *regionpack.render(regionpack.check(folder))):
        out.print(line, markup=False, soft_wrap=True)
    for line in _next_steps(folder):
        out.print(line, markup=False, soft_wrap=True)


def _next_steps(folder: Path) -> tuple[str, ...]:
    return (
        "站点、车辆、人口都是推算的，表中标有“推定=是”：逐行核对后再上线",
        "  stations, vehicles and populations are modelled and marked so: check them row by row",
        f"检查 / check   liandong region check {folder}",
        f"启动 / start   LIANDONG_REGION={folder} liandong serve",
    )
