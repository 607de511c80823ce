"""``liandong plan``: the planner's commands, one group (规划). Each area registers its own on it."""

import typer

plan_app = typer.Typer(
    no_args_is_help=True,
    help="规划：情景模拟、比较、覆盖与选址 / planning: scenarios, comparison, coverage and sites",
)
