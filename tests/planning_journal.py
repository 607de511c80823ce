"""Ten days that the real core lived through, as a journal to calibrate on: the truth is known.

``python -m tests.planning_journal var/planning/lived.sqlite`` writes the one that
``docs/planning.md`` calibrates on: 十堰 with twice its calls, a township that calls four times as
often as its people let expect, and one that calls a quarter as often.
"""

import dataclasses
import sys
from datetime import datetime
from pathlib import Path

from dispatch.domain.identifiers import BEIJING
from dispatch.journal.port import Batch, Draft, Journal
from dispatch.journal.stored import open_journal
from simulations.demand.drawing import draw_calls
from simulations.kernel.model import Policy
from simulations.scenarios import Scenario, plan
from simulations.scenarios.scenario import DemandTerms
from simulations.twin.play import Twin
from simulations.worlds.building import build_world
from tests.support.planned import COARSE, shiyan

FIRST_DAY, DAYS = "2026-01-05", 10
OFTEN, SELDOM = "420322100", "420303004"
FACTORS = {OFTEN: 4.0, SELDOM: 0.25}
CHUNK = 2_000


def lived() -> Journal:
    """The days, played by the twin; nobody has to ask a neighbour and no pairs are sent."""
    region = dataclasses.replace(shiyan(), boundary=(), transfer_legs=())
    truth = Scenario(
        name="truth", first_day=FIRST_DAY, days=DAYS, warm_up_days=0,
        demand=DemandTerms(factor=2.0, townships=FACTORS),
        parameters={"cancelled_of_empty_share": 0.0, "pair_urgencies": ()},
    )  # fmt: skip
    planned = plan(region, truth)
    world = build_world(planned, None, COARSE)
    midnight = datetime.fromisoformat(FIRST_DAY).replace(tzinfo=BEIJING)
    calls = draw_calls(planned, world, 0)
    twin = Twin(region, world, calls, Policy(meet=False), round(midnight.timestamp() * 1000))
    twin.play()
    return twin.journal


def write(journal: Journal, path: Path) -> None:
    """The same entries in a database, as a centre's own would lie there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stored, seq = open_journal(f"sqlite:///{path}"), 0
    try:
        while entries := journal.read(seq, CHUNK):
            stored.append(Batch(drafts=[_again(entry) for entry in entries], after_seq=seq))
            seq = entries[-1].seq
    finally:
        stored.close()


def _again(entry: object) -> Draft:
    return Draft(**{name: getattr(entry, name) for name in Draft.__struct_fields__})


if __name__ == "__main__":
    write(lived(), Path(sys.argv[1]))
