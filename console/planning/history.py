"""Questions to the journal that the planner's pages ask: calibration and a replayed day (SIM-07).

Answered in a worker process of least priority, which opens the journal for reading alone.
"""

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from simulations.calibration.fitting import Fit
from simulations.calibration.terms import Term
from simulations.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from simulations.calibration.comparing import Replayed
    from simulations.planning import Planner


class CalibrationAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Of which days of which journal."""

    pack: str
    database: str
    since: str = ""
    until: str = ""


class CalibrationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned: the fits, every parameter before and now, and the scenario to take over."""

    cases: int
    days: int
    first_day: str
    last_day: str
    fits: tuple[Fit, ...]
    terms: tuple[Term, ...]
    scenario: Scenario | None


REPLAY_FILES = MappingProxyType(
    {"calls.csv": "text/csv; charset=utf-8", "replay.html": "text/html; charset=utf-8"}
)
"""What ``liandong plan replay --out`` writes, and as what it is handed out."""


class ReplayAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Which day of which journal, under which scenarios' rules beside today's."""

    pack: str
    shelf: str
    database: str
    day: str = ""
    scenarios: tuple[Scenario, ...] = ()


def answer_calibration(packed: bytes) -> bytes:
    """A packed ``CalibrationAsk`` answered, packed. Called in a worker process."""
    ask = msgspec.msgpack.decode(packed, type=CalibrationAsk)
    planner = _planner(ask.pack)
    cases = planner.history(ask.database, ask.since, ask.until)
    if not cases:
        nothing = CalibrationAnswer(
            cases=0, days=0, first_day="", last_day="", fits=(), terms=(), scenario=None
        )
        return msgspec.msgpack.encode(nothing)
    learned = planner.calibrate(cases)
    return msgspec.msgpack.encode(
        CalibrationAnswer(
            cases=learned.cases,
            days=learned.days,
            first_day=learned.first_day,
            last_day=learned.last_day,
            fits=learned.fits,
            terms=learned.terms,
            scenario=learned.scenario,
        )
    )


def answer_replay(packed: bytes) -> bytes:
    """A packed ``ReplayAsk`` answered, as JSON; empty where the journal has no such calls."""
    ask = msgspec.msgpack.decode(packed, type=ReplayAsk)
    replayed = _replayed(_planner(ask.pack, Path(ask.shelf)), ask)
    return b"" if replayed is None else msgspec.json.encode(replayed)


def answer_replay_file(packed: bytes, name: str) -> bytes:
    """The same as one of ``REPLAY_FILES``."""
    from simulations.reports.replayed import as_csv, as_html

    ask = msgspec.msgpack.decode(packed, type=ReplayAsk)
    planner = _planner(ask.pack, Path(ask.shelf))
    replayed = _replayed(planner, ask)
    if replayed is None:
        return b""
    if name == "calls.csv":
        return as_csv(planner.region, replayed)
    return as_html(planner.region, replayed).encode()


def _replayed(planner: "Planner", ask: ReplayAsk) -> "Replayed | None":
    cases = planner.history(ask.database)
    if not any(case.day == ask.day or not ask.day for case in cases):
        return None
    return planner.replay(cases, ask.day, ask.scenarios)


def _planner(pack: str, shelf: Path | None = None) -> "Planner":
    from simulations.planning import SHELF, Planner

    return Planner(pack, shelf=shelf or SHELF)
