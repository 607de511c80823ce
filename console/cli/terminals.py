"""``liandong terminals``: simulated vehicle terminals for training and trials."""

import logging
from typing import Annotated

import typer

from console import logs
from console.composition import load_region
from console.settings import load_settings
from simulations.terminals.faults import PRESETS
from simulations.terminals.fleet import make_lines, run_until_told
from stations.protocols.jt808.header import Dialect
from stations.region import Region
from stations.terminals.terminal import Protocol

log = logging.getLogger("liandong.terminals")

FEW = 20


def simulate_terminals(
    host: Annotated[str, typer.Option(help="网关地址 / the gateway's address")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="网关端口 / the gateway's port")] = 8808,
    vehicles: Annotated[str, typer.Option(help="数量，或 V001,V002 / how many, or which")] = str(
        FEW
    ),
    habits: Annotated[str, typer.Option(help=f"终端的毛病 / habits: {' '.join(PRESETS)}")] = "good",
    dialect: Annotated[
        Dialect | None,
        typer.Option(help="协议版本，默认按登记 / edition; default: as registered"),
    ] = None,
    seed: Annotated[int, typer.Option(help="随机种子 / seed")] = 0,
) -> None:
    """模拟 JT/T 808 终端，沿道路行驶并上报 / terminals that drive about and report."""
    settings = load_settings()
    logs.set_up(settings)
    region = load_region(settings.region)
    if habits not in PRESETS:
        raise typer.BadParameter(
            f"没有“{habits}”，可用 / unknown, use one of: {', '.join(PRESETS)}",
            param_hint="--habits",
        )
    chosen = _chosen(region, vehicles)
    lines = make_lines(region, chosen, (host, port), PRESETS[habits], dialect=dialect, seed=seed)
    log.info("%d terminals dial %s port %d", len(lines), host, port)
    run_until_told(lines)


def _chosen(region: Region, vehicles: str) -> list[str]:
    """Vehicles by number or by name, of those that have a terminal in the region pack."""
    fitted = [
        t.vehicle_id
        for t in region.terminals
        if t.vehicle_id is not None and t.protocol is Protocol.JT808
    ]
    if vehicles.isdecimal():
        return fitted[: int(vehicles)]
    wanted = [name.strip() for name in vehicles.split(",") if name.strip()]
    missing = [name for name in wanted if name not in fitted]
    if missing:
        raise typer.BadParameter(
            f"{', '.join(missing)} 在地区包 terminals.csv 中没有终端 / has no terminal in the pack",
            param_hint="--vehicles",
        )
    return wanted
