"""``liandong plan check/run/compare/sweep/report``: scenarios from files to figures and reports."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from console.cli.plan_prepare import PREPARING
from console.cli.plan_shared import SHELF, PackOption, Shelf, cannot_read, planner_of
from console.cli.progress import CODE_INTERRUPTED, ShownProgress, out, stop
from simulations.scenarios import Scenario, ScenarioInvalid, describe, read_scenario

if TYPE_CHECKING:
    from simulations.planning import Planner
    from simulations.results.run import Results
    from simulations.sweeps.sweeping import Progress

CANCELS = (signal.SIGINT, signal.SIGTERM)
"""What ends a run in good order: Ctrl-C, and whoever ends programs at the end of their time."""
CODE_PARTIAL = 3
"""Some replications could not be run; what is finished has been written."""

Files = Annotated[list[Path], typer.Argument(help="情景文件 .toml / scenario files")]
File = Annotated[Path, typer.Argument(help="情景文件 .toml / a scenario file")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="结果文件夹；同一问题再次运行即续跑 / folder; the same run goes on"),
]
Workers = Annotated[int, typer.Option(min=0, max=256, help="进程数，0 为全部核 / 0: all cores")]
Dask = Annotated[str, typer.Option(help="Dask 调度器地址 tcp://… / address of a Dask cluster")]
Replications = Annotated[
    int, typer.Option(min=0, max=1000, help="重复次数，0 为情景所写 / 0: as the scenario says")
]
Days = Annotated[int, typer.Option(min=0, max=3660, help="统计天数，0 为情景所写 / days counted")]


def check(files: Files, region: PackOption = "") -> None:
    """检查情景并用文字说明 / check scenarios, and say in words what they change."""
    planner = planner_of(region, SHELF)
    for file in files:
        scenario = _read(planner, file)
        out.print(f"{file}: {scenario.name}", markup=False, soft_wrap=True)
        for say in describe(planner.region, scenario):
            out.print(f"  {say.zh} / {say.en}", markup=False, soft_wrap=True)


def run(
    file: File,
    region: PackOption = "",
    out_folder: Out = None,
    replications: Replications = 0,
    days: Days = 0,
    workers: Workers = 0,
    dask: Dask = "",
    shelf: Shelf = SHELF,
) -> None:
    """推演一个情景 / simulate one scenario."""
    planner = planner_of(region, shelf, workers, dask)
    _simulate(planner, [_sized(_read(planner, file), replications, days)], out_folder)


def compare(
    files: Files,
    region: PackOption = "",
    out_folder: Out = None,
    replications: Replications = 0,
    days: Days = 0,
    workers: Workers = 0,
    dask: Dask = "",
    shelf: Shelf = SHELF,
) -> None:
    """与现状比较，同一批呼叫 / compare with today, for the very same callers."""
    planner = planner_of(region, shelf, workers, dask)
    scenarios = [_sized(_read(planner, file), replications, days) for file in files]
    _simulate(planner, [scenarios[0].as_baseline(), *scenarios], out_folder)


def sweep(
    file: Annotated[Path, typer.Argument(help="参数扫描文件 .toml / a sweep file")],
    out_folder: Annotated[Path, typer.Option("--out", help="结果文件夹 / where results go")],
    region: PackOption = "",
    workers: Workers = 0,
    dask: Dask = "",
    shelf: Shelf = SHELF,
) -> None:
    """参数扫描：网格或随机 / a sweep over a grid or at random; Ctrl-C keeps what is finished."""
    from simulations.sweeps.variants import read_sweep

    planner = planner_of(region, shelf, workers, dask)
    with _told(file):
        scenarios = read_sweep(file)
        for scenario in scenarios:
            planner.check(scenario, file.name)
    out.print(f"{len(scenarios)} 个情景 / scenarios", markup=False)
    _simulate(planner, scenarios, out_folder)


def report(
    results: Annotated[Path, typer.Argument(help="结果文件夹或 .parquet / a run's folder or file")],
    out_folder: Annotated[Path, typer.Option("--out", help="写入的文件夹 / the folder to write")],
    region: PackOption = "",
    only: Annotated[
        list[str] | None, typer.Option(help="只要这些文件 / only these files, such as report.html")
    ] = None,
) -> None:
    """报告：CSV、XLSX、图、可打印网页与 PDF / tables, charts, a page to print, PDF."""
    from simulations.reports.exporting import CANNOT, EXPORTS
    from simulations.results.store import RESULTS, read_parquet

    file = results / RESULTS if results.is_dir() else results
    unknown = [name for name in only or () if name not in EXPORTS]
    if unknown:
        stop(
            f"没有这种文件：{'、'.join(unknown)}。可用：{'、'.join(EXPORTS)}",
            f"no such file: {', '.join(unknown)}. Use {', '.join(EXPORTS)}",
        )
    pack = planner_of(region, SHELF).region
    try:
        found = read_parquet(file)
        out_folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        stop(f"读不了 {file}：{error}", f"cannot read {file}: {error}")
    for name in only or EXPORTS:
        try:
            data = EXPORTS[name](found, pack)
        except CANNOT as missing:
            out.print(f"{name}: {missing.zh} / {missing.en}", markup=False, soft_wrap=True)
            continue
        (out_folder / name).write_bytes(data)
        out.print(f"{out_folder / name}", markup=False, soft_wrap=True)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """A user's mistake in a file, in words."""
    try:
        yield
    except ScenarioInvalid as invalid:
        stop(*invalid.lines())
    except OSError as error:
        stop(*cannot_read(file, error))


def _read(planner: "Planner", file: Path) -> Scenario:
    with _told(file):
        read_scenario(file)
        return planner.read(file)


def read_files(planner: "Planner", files: list[Path]) -> list[Scenario]:
    """Scenarios out of files; ends with what is wrong, line by line."""
    return [_read(planner, file) for file in files]


def _sized(scenario: Scenario, replications: int, days: int) -> Scenario:
    from msgspec.structs import replace

    return replace(
        scenario,
        replications=replications or scenario.replications,
        days=days or scenario.days,
    )


def _simulate(planner: "Planner", scenarios: list[Scenario], folder: Path | None) -> None:
    from simulations.sweeps.executors import ClusterUnreachable
    from simulations.sweeps.sweeping import WorkersCannotLive

    total = sum(scenario.replications for scenario in scenarios)
    wanted = Event()
    before = {one: signal.signal(one, lambda *_: _interrupt(wanted)) for one in CANCELS}
    try:
        told: int | None = None
        with ShownProgress() as shown, _told(folder or Path(".")):

            def advance(progress: "Progress") -> None:
                nonlocal told
                if progress.preparing:
                    shown.stage(*PREPARING, 1)
                    shown.advance(0)
                    return
                if told is None:
                    shown.stage("推演", "simulating", total)
                    told = 0
                shown.advance(progress.done - told)
                told = progress.done

            results = planner.run_all(
                scenarios, folder=folder, on_progress=advance, cancelled=wanted.is_set
            )
    except (ClusterUnreachable, WorkersCannotLive) as error:
        stop(error.zh, error.en)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    show(results)
    if folder is not None:
        out.print(f"已存 / kept in {folder}", markup=False, soft_wrap=True)
    if results.inputs.partial:
        for line in results.inputs.failed[:20]:
            out.print(line, markup=False, soft_wrap=True)
        out.print(
            f"部分结果，{told or 0}/{total} 次，再次运行即续跑 / "
            f"a part only, {told or 0} of {total} replications: run it again to go on",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(CODE_INTERRUPTED if wanted.is_set() else CODE_PARTIAL)


def _interrupt(wanted: Event) -> None:
    """The first Ctrl-C ends in good order, the second at once."""
    if wanted.is_set():
        raise KeyboardInterrupt
    wanted.set()


def show(results: "Results") -> None:
    """The headlines on the screen: each scenario's figures and what differs from the first."""
    from simulations.reports.tables import headline_rows, shown

    table = Table(box=None, pad_edge=False)
    for head in ("指标 figure", "情景 scenario", "数值 value", "差 difference", ""):
        table.add_column(head, overflow="fold")
    for row in headline_rows(results):
        unit = row.described.unit
        against = shown(row.against, unit, signed=True) if row.against else ""
        table.add_row(
            "" if row.scenario else f"{row.described.zh} {row.described.en}",
            results.scenarios[row.scenario].name,
            shown(row.here, unit),
            against,
            row.verdict,
        )
    out.print(table)
