"""``liandong intake``: what an administrator does before a bridge is let in."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from dispatch.domain.identifiers import BEIJING
from stations.protocols.mapping_check import MappingInvalid, load_mapping, trial
from stations.protocols.report import Report

CODE_USER_ERROR = 2

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def check_mapping(
    file: Annotated[
        str, typer.Argument(help="映射文件，或内置名称 / a mapping file, or a shipped name")
    ],
) -> None:
    """检查 MQTT 映射文件：每个字段对照样例 / check a mapping against its own samples."""
    try:
        mapping = load_mapping(file)
    except MappingInvalid as invalid:
        for line in invalid.lines():
            err.print(line, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(CODE_USER_ERROR) from None
    for rule in mapping.rules:
        device, reports = trial(rule)
        out.print(f"{rule.topic}  {rule.when or ''}", markup=False, soft_wrap=True)
        for report in reports:
            out.print(f"  设备 device {device}: {_told(report)}", markup=False, soft_wrap=True)


def _told(report: Report) -> str:
    """A position as a person checks it."""
    moment = "now"
    if report.at_ms is not None:
        moment = datetime.fromtimestamp(report.at_ms / 1000, BEIJING).isoformat(" ", "seconds")
    located = "" if report.located else "  未定位 not located"
    return (
        f"{report.lon:.6f}, {report.lat:.6f}  {moment}  {report.speed_kmh:.1f} km/h  "
        f"{report.heading_deg:.0f}°{located}"
    )
