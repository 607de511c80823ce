"""What the planner's commands share: the pack, its roads at several hours, how files are named."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from console.cli.progress import stop
from console.composition import pack_folder
from console.packs.own import own_pack_folder
from console.planning.of_pack import Day as KindOfDay
from console.settings import load_settings
from geo.database import DatabaseUnusable
from geo.roads.conditions import RoadState
from geo.roads.driving import Driving
from stations import regionpack
from stations.region import Region

if TYPE_CHECKING:
    from geo.routing.contracted import ContractedRouter
    from simulations.planning import Planner

Pack: TypeAlias = Annotated[
    str,
    typer.Argument(
        show_default=False,
        help="地区包名称或文件夹，默认本服务现行的 / a pack; by default this server's, in force",
    ),
]
PackOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--region",
        show_default=False,
        help="地区包名称或文件夹，默认本服务现行的 / a pack; by default this server's, in force",
    ),
]
Shelf: TypeAlias = Annotated[
    Path, typer.Option(help="时间表缓存文件夹 / where travel tables are kept")
]
Hours: TypeAlias = Annotated[
    list[int], typer.Option(min=0, max=23, help="几点，可多次 / speeds of which hours")
]
Hour: TypeAlias = Annotated[int, typer.Option(min=0, max=23, help="几点的车速 / of which hour")]
Day: TypeAlias = Annotated[KindOfDay, typer.Option(help="工作日或休息日 / workday or restday")]

SHELF = Path("var/planning/tables")


def folder_of(pack: str, database: str = "") -> Path:
    """The pack by its name or folder; without either the one in force on this server (or in this
    database). Ends with what is wrong with it."""
    try:
        if pack:
            return pack_folder(pack)
        return own_pack_folder(load_settings(), database)
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))
    except DatabaseUnusable as error:
        stop(error.zh, error.en)


def region_of(pack: str, database: str = "") -> Region:
    """The region of that pack; ends with what is wrong with it."""
    folder = folder_of(pack, database)
    try:
        return regionpack.load(folder)
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))


def planner_of(
    pack: str, shelf: Path, workers: int = 0, dask: str = "", database: str = ""
) -> "Planner":
    """The planner of this pack, see ``folder_of``; ends with what is wrong with it."""
    from simulations.planning import Planner

    folder = folder_of(pack, database)
    planner = Planner(folder, shelf=shelf, workers=workers or None, dask=dask)
    try:
        _ = planner.region
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))
    return planner


def roads_of(
    region: Region, hours: Sequence[int], day: KindOfDay, driving: Driving
) -> Iterator[tuple[RoadState, "ContractedRouter"]]:
    """The roads at each hour; the engine is made ready once, hours of a slot share their times."""
    from console.roads.works import RoadWorks
    from geo.routing.contracted import ContractedRouter

    engine = ContractedRouter(region.roads)
    engine.wait()
    works = RoadWorks(engine, region.profile, region.urban)
    made: dict[int, tuple[RoadState, ContractedRouter]] = {}
    for hour in hours:
        slot = region.profile.slot(hour, day is KindOfDay.WORKDAY)
        if slot not in made:
            state = works.state((), slot, driving)
            made[slot] = state, engine.under(state)
        yield made[slot]


def ahead_of(path: Path, hour: int, hours: int) -> Path:
    """The file of one hour: with several hours each has its own, named after it."""
    return path if hours == 1 else path.with_name(f"{path.stem}-{hour:02d}{path.suffix}")


def cannot_read(path: Path, error: OSError) -> tuple[str, str]:
    """What to do about a file that cannot be read."""
    return (
        f"读不了 {path}（{error.strerror}）。改法：核对文件名与权限",
        f"cannot read {path} ({error.strerror}): check its name and your rights",
    )


def cannot_write(path: Path, error: OSError) -> tuple[str, str]:
    """What to do about a file that cannot be written."""
    return (
        f"写不了 {path}（{error.strerror}）。改法：核对文件夹、权限与磁盘空间",
        f"cannot write {path} ({error.strerror}): check the folder, its rights and free space",
    )
