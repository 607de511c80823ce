"""``liandong region prepare``: what the road engine works out once, before the first start."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.progress import ShownProgress, err, stop
from console.composition import load_region
from console.roads.engine import PREPARING_STEPS, Shelf, prepare
from console.settings import load_settings
from stations import regionpack
from stations.region import Region


def prepare_region(
    pack: Annotated[
        str | None,
        typer.Argument(
            help="内置名称或文件夹，默认当前地区包 / a name or folder, else the pack set"
        ),
    ] = None,
) -> None:
    """编译道路引擎并建好道路层次 / compile the road engine and make the roads' hierarchy."""
    settings = load_settings()
    try:
        _prepare(load_region(pack or settings.region), settings.road_cache)
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))
    except OSError as error:
        stop(
            f"道路层次写不进去（{error.strerror}）。改法：核对权限，或设 LIANDONG_ROAD_CACHE",
            f"the hierarchy cannot be written ({error.strerror}). Remedy: check rights, or set "
            "LIANDONG_ROAD_CACHE",
        )


def prepare_too(pack: Path) -> None:
    """The hierarchy of roads just imported; without it the first start makes it."""
    try:
        _prepare(regionpack.load(pack, strict=False)[0], load_settings().road_cache)
    except OSError as error:
        err.print(
            f"提醒 道路层次未保存（{error.strerror}），首次启动时建立 / "
            "the hierarchy was not kept, the first start makes it",
            markup=False,
            soft_wrap=True,
        )


def _prepare(region: Region, cache: Path) -> None:
    with ShownProgress() as progress:
        progress.stage("准备道路引擎", "preparing the road engine", PREPARING_STEPS)
        prepare(Shelf(region, cache), progress.advance)
