"""``liandong plan``: the planner's commands, one group (规划); each area adds its own."""

import typer

from console.cli.history import calibrate, replay
from console.cli.plan_coverage import coverage
from console.cli.plan_prepare import prepare
from console.cli.plan_sites import sites
from console.cli.plan_sizing import fleet, seats
from console.cli.scenarios import check, compare, report, run, sweep

plan_app = typer.Typer(
    no_args_is_help=True,
    help="规划：情景模拟、比较、覆盖与选址 / planning: scenarios, comparison, coverage and sites",
)
plan_app.command("coverage")(coverage)
plan_app.command("sites")(sites)
plan_app.command("fleet")(fleet)
plan_app.command("seats")(seats)
plan_app.command("prepare")(prepare)
plan_app.command("check")(check)
plan_app.command("run")(run)
plan_app.command("compare")(compare)
plan_app.command("sweep")(sweep)
plan_app.command("report")(report)
plan_app.command("calibrate")(calibrate)
plan_app.command("replay")(replay)
