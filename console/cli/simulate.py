"""``liandong simulate jemss``: a city model of JEMSS.jl, call by call (SIM-02)."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.progress import ShownProgress, out, stop
from geo.routing.matrices import appearing_whole

if TYPE_CHECKING:
    from simulations.kernel.records import Records

SIMULATING = (
    "推演，首次须编译（约半分钟）",
    "simulating; the first time compiles for about half a minute",
)
HEADER = ("call", "ambulance", "arrival_days", "bumps")


def simulate_jemss(
    model: Annotated[Path, typer.Argument(help="城市模型文件夹（含 sim_config.xml）/ its folder")],
    out_file: Annotated[Path, typer.Option("--out", help="写入的 .csv / the file to write")],
    calls: Annotated[
        Path | None, typer.Option(help="呼叫文件；默认为模型所指 / calls; else the model's own")
    ] = None,
    move_up: Annotated[
        str | None,
        typer.Option(
            help="机动待命：none 或 dmexclp；默认按模型 / none or dmexclp, else as the model"
        ),
    ] = None,
    busy: Annotated[
        float | None, typer.Option(help="DMEXCLP 的繁忙比例，0–1 / busy fraction of DMEXCLP")
    ] = None,
    cache: Annotated[
        bool, typer.Option(help="保留准备好的路网 / keep the prepared roads for the next run")
    ] = True,
) -> None:
    """JEMSS 城市模型：逐呼叫仿真，写出每次呼叫的车辆与到达 / who reaches each call, and when."""
    # Its compiled parts take a second to load, which no other command has to wait for.
    from simulations.jemss.errors import ModelInvalid
    from simulations.jemss.network import cache_folder
    from simulations.jemss.run import calls_for, make_ready, move_up_of, simulate

    if not out_file.parent.is_dir():
        stop(
            f"写不了 {out_file}：没有文件夹 {out_file.parent}。改法：先建立它",
            f"cannot write {out_file}: there is no folder {out_file.parent}. Remedy: make it first",
        )
    try:
        with ShownProgress() as progress:
            ready = make_ready(model, progress, cache_folder() if cache else None)
            share = move_up_of(ready.model, move_up, busy)
            asked = calls_for(ready, calls)
            progress.stage(*SIMULATING, 1)
            progress.advance(0)
            answer = simulate(ready, asked, share)
            progress.advance(1)
        _write(out_file, answer.calls)
    except ModelInvalid as invalid:
        stop(invalid.zh, invalid.en)
    except OSError as error:
        stop(
            f"写不了 {out_file}（{error.strerror}）。改法：核对文件夹、权限与磁盘空间",
            f"cannot write {out_file} ({error.strerror}): check the folder, its rights and space",
        )
    summary = answer.summary()
    out.print(
        f"{out_file}: {len(asked)} 次呼叫 / calls · 平均反应 / mean response "
        f"{summary.response_min:.3f} min · 达标 / in target {summary.in_target:.4f} · "
        f"改派 / bumps {summary.bumps} · 排队 / queued {summary.queued}",
        markup=False,
        soft_wrap=True,
    )
    if ready.model.mobilising.use and not ready.model.mobilising.fixed:
        out.print(
            "出车时间为随机：分布与 JEMSS 相同，抽到的数不同 / the mobilisation delay is drawn "
            "from the same distribution as in JEMSS, not with the same draws",
            markup=False,
            soft_wrap=True,
        )


def _write(out_file: Path, calls: "Records") -> None:
    """One line a call, in JEMSS's own indices and unit."""
    with appearing_whole(out_file) as temporary, temporary.open("w", newline="") as opened:
        lines = csv.writer(opened)
        lines.writerow(HEADER)
        columns = (calls[name].tolist() for name in ("ambulance", "arrived", "bumps"))
        for number, (ambulance, arrived, bumps) in enumerate(zip(*columns, strict=True), start=1):
            lines.writerow((number, ambulance + 1, repr(arrived), bumps))
