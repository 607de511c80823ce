"""``make bench``: measures, prints the tables with the machine they were measured on, keeps them.

``--quick`` for a glance, ``--only ranking`` for one bench, ``--clean`` to time a clean clone too.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table as Drawn

from tests.bench import (
    crowding,
    dispatching,
    gateway,
    gateway_fleets,
    host,
    importing,
    live,
    mapping,
    matching,
    places,
    planning,
    pressing,
    race,
    ranking,
    recommending,
    roads,
    simulating,
    siting,
    starting,
    surge,
    tracks,
)
from tests.bench.figures import Effort, Table

BENCHES: dict[str, Callable[[Effort], list[Table]]] = {
    "ranking": ranking.measure,
    "recommendation": recommending.measure,
    "dispatching": dispatching.measure,
    "race": race.measure,
    "gateway": gateway.measure,
    "live": live.measure,
    "console": pressing.measure,
    "map": mapping.measure,
    "consoles": crowding.measure,
    "places": places.measure,
    "importing": importing.measure,
    "matching": matching.measure,
    "planning": planning.measure,
    "roads": roads.measure,
    "simulating": simulating.measure,
    "siting": siting.measure,
    "tracks": tracks.measure,
    "surge": surge.measure,
    "starting": starting.measure,
    "clean": starting.measure_clean_clone,
}
KEPT = Path("var/bench")


def main() -> None:
    """Run what was asked for."""
    asked = _arguments()
    effort = Effort.QUICK if asked.quick else Effort.FULL
    screen = Console(highlight=False)
    machine = host.describe()
    draw(screen, machine)
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in asked.only or [name for name in BENCHES if name != "clean" or asked.clean]:
        with screen.status(name):
            tables = BENCHES[name](effort)
            if name == "gateway" and asked.minutes:
                tables.append(gateway_fleets.soak(asked.minutes))
        for table in tables:
            draw(screen, table)
        kept = {"effort": effort, "machine": machine, "tables": tables}
        (KEPT / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(kept)))


def draw(screen: Console, table: Table) -> None:
    """One table with its notes."""
    drawn = Drawn(title=table.title, title_justify="left", box=box.SIMPLE_HEAD)
    for nth, column in enumerate(table.columns):
        drawn.add_column(column, justify="left" if nth == 0 else "right", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(str(row.get(column, "")) for column in table.columns))
    screen.print(drawn)
    for note in table.notes:
        screen.print(f"  {note}", style="dim", markup=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a glance")
    parser.add_argument("--only", action="append", choices=BENCHES, metavar="NAME")
    parser.add_argument("--clean", action="store_true", help="also time make demo on a clean clone")
    parser.add_argument(
        "--minutes", type=int, default=0, help="gateway: also let a large fleet report for so long"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
