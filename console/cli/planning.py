"""``liandong roads``: what planners take away from a pack's roads, as files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from console.cli.progress import ShownProgress, err, out, stop
from console.maps.point_table import PointFileInvalid, read_points
from console.planning.of_pack import KINDS, Day, ends_of, roads_at
from geo.coordinates import Point, check_degrees
from geo.roads.driving import Driving
from geo.routing.matrices import Ends, SecondsType, appearing_whole, write_matrix
from geo.routing.rings import MINUTES_MAX, RINGS_MAX, as_geojson, minutes_of, rings
from stations import regionpack
from stations.region import Region

roads_app = typer.Typer(no_args_is_help=True, help="道路 / what a pack's roads tell planners")

BAD_ROWS_SHOWN = 50

Pack = Annotated[str, typer.Argument(help="地区包：内置名称或文件夹 / a built-in pack or a folder")]
Hour = Annotated[int, typer.Option(min=0, max=23, help="几点的车速 / speeds of which hour")]
OfDay = Annotated[Day, typer.Option(help="工作日或休息日 / workday or restday")]
Siren = Annotated[bool, typer.Option("--siren/--no-siren", help="是否鸣笛 / an emergency run?")]


@roads_app.command("matrix")
def matrix(
    pack: Pack,
    out_file: Annotated[Path, typer.Option("--out", help="写入的 .parquet / the file to write")],
    sources: Annotated[
        str, typer.Option("--from", help="stations|townships|hospitals|FILE.csv (id,lon,lat)")
    ] = "stations",
    targets: Annotated[
        str, typer.Option("--to", help="stations|townships|hospitals|FILE.csv")
    ] = "townships",
    hour: Hour = 9,
    day: OfDay = Day.WORKDAY,
    siren: Siren = True,
    dtype: Annotated[
        SecondsType, typer.Option(help="秒的存法；uint16 中 65535 为不可达 / how seconds are kept")
    ] = SecondsType.FLOAT32,
    strict: Annotated[
        bool, typer.Option(help="有一行不合格就拒绝整个文件 / one bad row refuses the file")
    ] = False,
) -> None:
    """时间矩阵：起点 × 终点的行车秒数 / seconds from all places to all others, as Parquet."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        stop(
            "缺少 pyarrow。改法：pip install 'liandong120[planning]'",
            "pyarrow is missing. Remedy: pip install 'liandong120[planning]'",
        )
    region = _region(pack)
    starts, goals = (_ends(region, name, strict) for name in (sources, targets))
    driving = Driving.SIREN if siren else Driving.CALM
    with ShownProgress() as progress:
        progress.stage("准备路网", "preparing the roads", 1)
        _, router = roads_at(region, hour, day, driving)
        progress.advance(1)
        progress.stage("计算", "working out", len(starts.ids) * len(goals.ids))
        labels = {
            "region": region.meta.code,
            "profile": region.profile.name,
            "driving": str(driving),
            "hour": hour,
            "day": str(day),
        }
        try:
            done = write_matrix(
                router,
                starts,
                goals,
                out_file,
                kind=dtype,
                labels=labels,
                on_pairs=progress.advance,
            )
        except OSError as error:
            stop(*_cannot_write(out_file, error))
    out.print(
        f"{out_file}: {done.pairs} 对，不可达 {done.unreachable}，超过 18 小时 {done.saturated} / "
        f"{done.pairs} pairs, {done.unreachable} unreachable · {done.network_version}",
        markup=False,
        soft_wrap=True,
    )


@roads_app.command("isochrone")
def isochrone(
    pack: Pack,
    out_file: Annotated[Path, typer.Option("--out", help="写入的 .geojson / the file to write")],
    at: Annotated[str, typer.Option(help="经度,纬度 / lon,lat in WGS-84")] = "",
    station: Annotated[str, typer.Option(help="或机构编号 / or a unit's code")] = "",
    minutes: Annotated[
        str, typer.Option(help=f"分钟，至多 {RINGS_MAX} 个，≤ {MINUTES_MAX:g} / at most so many")
    ] = "8,12,15",
    edges: Annotated[
        bool, typer.Option(help="也写出到达的路段 / the reached stretches too")
    ] = False,
    hour: Hour = 9,
    day: OfDay = Day.WORKDAY,
    siren: Siren = True,
) -> None:
    """等时圈：若干分钟内开得到的范围 / how far an ambulance gets within so many minutes."""
    region = _region(pack)
    try:
        point, limits = _start(region, at, station), minutes_of(minutes)
    except ValueError as error:
        stop(*str(error).split(" / ", 1))
    with ShownProgress() as progress:
        progress.stage("准备路网", "preparing the roads", 1)
        state, router = roads_at(region, hour, day, Driving.SIREN if siren else Driving.CALM)
        progress.advance(1)
    source = router.locate(point)
    drawn = rings(state, router.seconds_to_all(source), source, limits, with_lines=edges)
    told = {
        "hour": hour,
        "day": str(day),
        "siren": siren,
        "network_version": router.network_version,
    }
    try:
        with appearing_whole(out_file) as temporary:
            temporary.write_text(json.dumps(as_geojson(drawn, told), ensure_ascii=False))
    except OSError as error:
        stop(*_cannot_write(out_file, error))
    for ring in drawn:
        out.print(f"{ring.minutes:g} min: {ring.area_km2:.1f} km²", markup=False)


def _start(region: Region, at: str, station: str) -> Point:
    """Where the drive begins: a unit of the pack, or a point."""
    if bool(at) == bool(station):
        raise ValueError("请给出 --at 或 --station 之一 / give either --at or --station")
    if station:
        if station not in region.units:
            raise ValueError(f"--station={station}：没有这个机构编号 / there is no such unit")
        return region.units[station].point
    parts = at.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise ValueError(f"--at={at}：应为 经度,纬度，如 110.79,32.63 / give lon,lat") from None
    check_degrees(lon, lat)
    return Point(lon, lat)


def _region(pack: str) -> Region:
    folder = Path(pack)
    try:
        return regionpack.load(folder if folder.is_dir() else regionpack.builtin(pack))
    except regionpack.PackInvalid as invalid:
        stop(*regionpack.render(invalid.problems))


def _ends(region: Region, name: str, strict: bool) -> Ends:
    """A kind of places of the pack, or those of a file."""
    if name in KINDS:
        return ends_of(region, name)
    if not name.lower().endswith(".csv"):
        stop(
            f"不认识 {name!r}。可用：{'、'.join(KINDS)}，或一个 .csv 文件",
            f"{name!r} is unknown. Use {', '.join(KINDS)}, or a .csv file",
        )
    try:
        ends, bad = read_points(Path(name))
    except PointFileInvalid as error:
        stop(error.zh, error.en)
    for row in bad[:BAD_ROWS_SHOWN]:
        err.print(f"{name} {row}", markup=False, soft_wrap=True)
    if len(bad) > BAD_ROWS_SHOWN:
        err.print(f"… 另有 / and {len(bad) - BAD_ROWS_SHOWN} more", markup=False)
    if strict and bad:
        stop(
            f"{name}：{len(bad)} 行不合格，未作计算", f"{len(bad)} bad rows, nothing was worked out"
        )
    if not ends.ids:
        stop(f"{name} 没有可用的行", f"{name} has no row that can be used")
    return ends


def _cannot_write(path: Path, error: OSError) -> tuple[str, str]:
    return (
        f"写不了 {path}（{error.strerror}）。改法：核对文件夹、权限与磁盘空间",
        f"cannot write {path} ({error.strerror}): check the folder, its rights and free space",
    )
