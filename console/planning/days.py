"""One day for the planner's map: of a run, of the journal as it was, or of the journal under rules.

A run keeps figures, not where everybody was; the same question gives the same bytes, so the day is
simply run once more. Worked out in a process of least priority that only reads the journal.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from console.planning.asks import region_at, router_at
from dispatch.domain.errors import Refusal
from simulations.animation.told import DayRow, SimulatedDay
from simulations.results.measuring import USUAL_TARGETS, Targets
from simulations.scenarios import Scenario, plan

if TYPE_CHECKING:
    from simulations.animation.playing import Which
    from simulations.animation.runs import Run
    from simulations.calibration.history import Case

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


class RealDayAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a journal (empty: the busiest), as it was or under a scenario's rules."""

    pack: str
    shelf: str
    database: str
    day: str = ""
    scenario: Scenario | None = None
    """None: as it was."""


class DayMissing(Exception):
    """There is no such day, or it is too full to be played; says both languages and a remedy."""

    def __init__(self, field: str, value: int | str, zh: str, en: str, remedy: str) -> None:
        super().__init__(field, value, zh, en, remedy)

    def refusal(self) -> Refusal:
        """The same as problem details."""
        field, value, zh, en, remedy = self.args
        return Refusal("day_invalid", zh, en, field=field, value=value, remedy=remedy)


def answer_day(packed: bytes) -> bytes:
    """A packed ``DayAsk`` as a ``SimulatedDay`` in JSON. Called in a worker process."""
    return msgspec.json.encode(_day(msgspec.msgpack.decode(packed, type=DayAsk)))


def answer_real_day(packed: bytes) -> bytes:
    """A packed ``RealDayAsk`` in the same way."""
    return msgspec.json.encode(_real_day(msgspec.msgpack.decode(packed, type=RealDayAsk)))


def answer_real_days(packed: bytes) -> bytes:
    """The days of a packed ``RealDayAsk``'s journal, as JSON; none where nobody ever called."""
    from simulations.animation.lived import real_days

    ask = msgspec.msgpack.decode(packed, type=RealDayAsk)
    return msgspec.json.encode(real_days(region_at(ask.pack), _cases(ask)))


def _day(ask: DayAsk) -> SimulatedDay:
    from simulations.animation.days import days_of, worst_day
    from simulations.animation.playing import Which
    from simulations.animation.runs import Run
    from simulations.demand import draw_calls
    from simulations.kernel.engine import simulate
    from simulations.kernel.model import DAY_S
    from simulations.worlds import build_world, kernel_policy

    planned = plan(region_at(ask.pack), ask.scenario)
    world = build_world(planned, Path(ask.shelf))
    calls, policy = draw_calls(planned, world, 0), kernel_policy(planned, world)
    days = days_of(planned, world, calls, simulate(world, calls, policy), ask.targets)
    worst = worst_day(days)
    day = worst if ask.day is None else ask.day
    if day >= len(days):
        remedy = f"0 … {len(days) - 1}"
        raise DayMissing("day", day, "推演没有这一天", "the run has no such day", remedy)
    begin_s = (ask.scenario.warm_up_days + day) * DAY_S
    which = Which(ask.scenario.name, days, day, worst)
    return _played(ask.pack, Run(planned, world, calls, policy, begin_s), which)


def _real_day(ask: RealDayAsk) -> SimulatedDay:
    from simulations.animation.days import worst_day
    from simulations.animation.lived import lived_day, real_days
    from simulations.animation.playing import Which
    from simulations.animation.runs import Run
    from simulations.calibration.replaying import busiest, calls_of_day
    from simulations.worlds import build_world, kernel_policy

    region, cases = region_at(ask.pack), _cases(ask)
    days = real_days(region, cases)
    dates, date = [one.date for one in days], ask.day or busiest(cases)
    if date not in dates or not days[dates.index(date)].calls:
        raise _no_such_day(date, days)
    which = Which("", days, dates.index(date), worst_day(days))
    _check_fullness(days[which.day])
    if ask.scenario is None:
        router = router_at(ask.pack, ROADS_OF_HOUR, True)
        return lived_day(region, cases, which, router)
    terms = {"first_day": date, "days": 1, "warm_up_days": 0}
    planned = plan(region, msgspec.structs.replace(ask.scenario, **terms))
    world = build_world(planned, Path(ask.shelf))
    calls = calls_of_day(planned, world, cases, date).calls
    named = Which(ask.scenario.name, days, which.day, which.worst)
    return _played(ask.pack, Run(planned, world, calls, kernel_policy(planned, world)), named)


def _played(pack: str, run: "Run", which: "Which") -> SimulatedDay:
    from simulations.animation.runs import run_day
    from simulations.kernel.diary import DiaryFull

    _check_fullness(which.days[which.day])
    try:
        return run_day(run, which, router_at(pack, ROADS_OF_HOUR, True))
    except DiaryFull as full:
        raise _too_full(f"{full.args[0]} 次变化", f"{full.args[0]} changes") from None


def _cases(ask: RealDayAsk) -> "list[Case]":
    from simulations.planning import Planner

    return Planner(ask.pack).history(ask.database)


def _check_fullness(row: DayRow) -> None:
    if row.calls > CALLS_PER_DAY_MAX:
        most = CALLS_PER_DAY_MAX
        raise _too_full(
            f"{row.calls} 次呼叫，超过可播放的 {most} 次",
            f"{row.calls} calls, and {most} can be played",
        )


def _too_full(zh: str, en: str) -> DayMissing:
    return DayMissing(
        "day",
        "",
        f"这一天太满，无法播放：{zh}",
        f"this day is too full to be played: {en}",
        "选呼叫少一些的一天 / choose a day with fewer calls",
    )


def _no_such_day(date: str, days: tuple[DayRow, ...]) -> DayMissing:
    known = f"{days[0].date} … {days[-1].date}" if days else "—"
    return DayMissing(
        "day",
        date,
        "日志中这一天没有呼叫",
        "the journal has no calls of this day",
        f"日志中的日期 / days of the journal: {known}",
    )
