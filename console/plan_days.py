"""One day of a run, worked out again for the map: same scenario, same seed, same replication.

A run keeps figures, not where everybody was; the same question gives the same bytes, so the day
is simply run once more, in a process of least priority.
"""

from pathlib import Path

import msgspec

from console.plan_asks import region_at, router_at
from dispatch.domain.errors import Refusal
from simulations.animation.told import SimulatedDay
from simulations.results.measuring import USUAL_TARGETS, Targets
from simulations.scenarios import Scenario, plan

CALLS_PER_DAY_MAX = 3000
"""More calls on one day than this are not played: a screen could not take them."""
ROADS_OF_HOUR = 9
"""Ways are drawn as the roads are at this hour of a workday; the times are the run's own."""


class DayAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a scenario's first replication; without ``day`` the worst one."""

    pack: str
    shelf: str
    scenario: Scenario
    targets: Targets = USUAL_TARGETS
    day: int | None = None


class DayMissing(Exception):
    """There is no such day, or it is too full to be played; says both languages and a remedy."""

    def __init__(self, field: str, value: int, zh: str, en: str, remedy: str) -> None:
        super().__init__(field, value, zh, en, remedy)

    def refusal(self) -> Refusal:
        """The same as problem details."""
        field, value, zh, en, remedy = self.args
        return Refusal("day_invalid", zh, en, field=field, value=value, remedy=remedy)


def answer_day(packed: bytes) -> bytes:
    """A packed ``DayAsk`` as a ``SimulatedDay`` in JSON. Called in a worker process."""
    return msgspec.json.encode(_day(msgspec.msgpack.decode(packed, type=DayAsk)))


def _day(ask: DayAsk) -> SimulatedDay:
    from simulations.animation.days import days_of, worst_day
    from simulations.animation.playing import day_of
    from simulations.demand import draw_calls
    from simulations.kernel.engine import simulate
    from simulations.worlds import build_world, kernel_policy

    planned = plan(region_at(ask.pack), ask.scenario)
    world = build_world(planned, Path(ask.shelf))
    calls = draw_calls(planned, world, 0)
    outcome = simulate(world, calls, kernel_policy(planned, world))
    days = days_of(planned, world, calls, outcome, ask.targets)
    worst = worst_day(days)
    day = worst if ask.day is None else ask.day
    if day >= len(days):
        remedy = f"0 … {len(days) - 1}"
        raise DayMissing("day", day, "推演没有这一天", "the run has no such day", remedy)
    if days[day].calls > CALLS_PER_DAY_MAX:
        raise DayMissing(
            "day",
            day,
            f"这一天有 {days[day].calls} 次呼叫，超过可播放的 {CALLS_PER_DAY_MAX} 次",
            f"this day has {days[day].calls} calls, more than {CALLS_PER_DAY_MAX} can be played",
            "选呼叫少一些的一天 / choose a day with fewer calls",
        )
    router = router_at(ask.pack, ROADS_OF_HOUR, True)
    return day_of(planned, world, calls, outcome, router, days, day, worst)
