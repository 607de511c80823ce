"""``liandong plan prepare``: what a first run would wait for, done ahead (at installation)."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli_plan_shared import region_of
from console.cli_progress import ShownProgress, out

PREPARING = (
    "准备行车时间表，首次须编译（约一分钟）",
    "preparing travel tables; the first time compiles for about a minute",
)
SHELF = Path("var/planning/tables")


def prepare(
    pack: Annotated[
        str, typer.Argument(help="地区包：内置名称或文件夹 / a built-in pack or a folder")
    ] = "shiyan",
    shelf: Annotated[
        Path, typer.Option(help="时间表缓存文件夹 / where travel tables are kept")
    ] = SHELF,
) -> None:
    """提前编译推演内核并算好行车时间表 / compile the kernel and make travel tables ahead."""
    region = region_of(pack)
    from simulations.planning import Planner

    with ShownProgress() as progress:
        progress.stage(*PREPARING, 1)
        progress.advance(0)
        Planner(pack, shelf=shelf, region=region).prepare()
        progress.advance(1)
    out.print("推演内核已就绪 / the kernel is ready", markup=False)
