"""``liandong region roads``: the roads of a pack out of an OpenStreetMap extract, with a bar."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

CODE_USER_ERROR = 2

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_LINE_EVERY = 0.1


class ShownProgress:
    """A bar on a terminal; in a log, one line for each tenth."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
            console=err,
            disable=not err.is_terminal,
        )
        self._task: TaskID | None = None
        self._name, self._total, self._done, self._next = "", 1, 0, 0.0

    def stage(self, zh: str, en: str, total: int) -> None:
        """A new stage begins."""
        self._name, self._total, self._done, self._next = f"{zh} / {en}", max(total, 1), 0, 0.0
        self._task = self._bar.add_task(self._name, total=self._total)

    def advance(self, done: int) -> None:
        """Some more of it is through."""
        self._done += done
        if self._task is not None and err.is_terminal:
            self._bar.update(self._task, completed=self._done)
        elif self._done / self._total >= self._next:
            err.print(f"{self._name} {self._done / self._total:.0%}", markup=False)
            self._next = self._done / self._total + _LINE_EVERY

    def __enter__(self) -> "ShownProgress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def import_roads(
    pack: Annotated[Path, typer.Argument(help="地区包文件夹 / the pack's folder")],
    osm: Annotated[Path, typer.Option(help="OpenStreetMap 文件 .osm.pbf / an extract")],
    margin_km: Annotated[
        float, typer.Option(min=0, max=200, help="边界外多取的公里数 / km beyond the border")
    ] = 15.0,
) -> None:
    """从 OpenStreetMap 导入路网 / import a pack's roads from OpenStreetMap."""
    try:
        import osmium  # noqa: F401
    except ImportError:
        _stop(
            "缺少 osmium。改法：pip install 'liandong120[roads]'",
            "osmium is missing. Remedy: pip install 'liandong120[roads]'",
        )
    from geo.roads.osm import OsmInvalid
    from geo.roads.profiles import ProfileInvalid
    from stations import regionpack
    from stations.regionpack.road_import import import_into

    try:
        with ShownProgress() as progress:
            report = import_into(pack, osm, progress, margin_km)
        attribution = regionpack.load(pack, strict=False)[0].meta.attribution
    except OsmInvalid as error:
        _stop(error.zh, error.en)
    except ProfileInvalid as error:
        _stop(str(error))
    except regionpack.PackInvalid as invalid:
        _stop(*regionpack.render(invalid.problems))
    except OSError as error:
        _stop(
            f"写不进地区包（{error.strerror}）。改法：核对权限与磁盘空间，原有路网未动",
            f"cannot write into the pack ({error.strerror}). Remedy: check rights and free space; "
            "the old roads are untouched",
        )
    for line in report.lines():
        out.print(line, markup=False, soft_wrap=True)
    _ask_for_credit(attribution)


def _ask_for_credit(attribution: str) -> None:
    """The map's licence wants its makers named; the screens show what the manifest says."""
    if "openstreetmap" not in attribution.lower():
        err.print(
            "提醒 pack.toml attribution 须注明 © OpenStreetMap contributors (ODbL) / "
            "the licence asks to be named there",
            markup=False,
            soft_wrap=True,
        )


def _stop(*lines: str) -> NoReturn:
    """Tell the user what is wrong and end."""
    for line in lines:
        err.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(CODE_USER_ERROR)
