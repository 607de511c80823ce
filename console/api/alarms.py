"""Alarms (超时告警) and the late list; limits (时限) of units with the days they count."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from console.api.bodies import Body, EpochMs, Identifier
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import LoggedIn, Wished, only_for
from console.system import System
from dispatch.clocks.late import LateDeparture, late_departures
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.alarms import OUTCOME_NAMES, AlarmOutcome
from dispatch.domain.decisions import Candidate
from dispatch.domain.errors import no_such
from dispatch.domain.limits import LIMITS, Limit, base_of
from dispatch.projections import views as v
from dispatch.sight import reach_of, sees_alarm, viewer_of

router = APIRouter(tags=["alarms 超时告警与时限"])

AlarmId = Annotated[str, Path(min_length=1, max_length=160)]
Leading = Annotated[Login, Depends(only_for(*AT_DESK, Role.QUALITY, Role.PLANNER))]


class AcknowledgeBody(Body):
    """What a person answers to an alarm."""

    outcome: AlarmOutcome = AlarmOutcome.SEEN
    note: str = Field("", max_length=300)


class LimitBody(Body):
    """Another limit for a unit and all under it; without a beginning it counts at once."""

    limit: Limit
    unit: Identifier
    seconds: int
    from_ms: EpochMs | None = None
    until_ms: EpochMs | None = None


class LimitEndBody(Body):
    """When a set limit ends; at once when left out."""

    until_ms: EpochMs | None = None


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """It is kept. When a crew could not be reached by voice, whom to send instead."""

    seq: int
    alarm_id: str
    next_best: Candidate | None = None


class LimitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A limit of one unit at one time, what it means, and where its value comes from.

    ``set_by`` names the setting that counts; null when nobody has set one for the unit or above.
    """

    limit: str
    zh: str
    en: str
    source: str
    least_s: int
    most_s: int
    base_s: int
    seconds: int
    set_by: str | None


class LimitTable(msgspec.Struct, frozen=True, kw_only=True):
    """All limits of a unit, and every setting there is."""

    unit: str
    at_ms: int
    limits: tuple[LimitRow, ...]
    settings: tuple[v.LimitView, ...]
    outcomes: dict[str, tuple[str, str]]


@router.get("/alarms", **shows(v.AlarmView, many=True))
async def alarms(
    system: Running, login: LoggedIn, cleared: Annotated[bool, Query()] = False
) -> Response:
    """Which clocks ran out, the oldest first; with ``cleared``, also those of the last hours."""
    viewer, board = viewer_of(login.actor), system.readside.board
    seen = [
        v.alarm_view(alarm, system.region)
        for alarm in board.alarms.values()
        if (cleared or alarm.open) and sees_alarm(viewer, system.region, alarm)
    ]
    return answer(sorted(seen, key=lambda view: (view.due_ms, view.id)))


@router.post("/alarms/{alarm_id}/acknowledge", **shows(Acknowledged))
async def acknowledge(
    alarm_id: AlarmId, body: AcknowledgeBody, system: Running, wish: Wished
) -> Response:
    """A person has seen to it. A crew that could not be reached: the next best is named."""
    command = c.AcknowledgeAlarm(alarm_id=alarm_id, outcome=body.outcome, note=body.note)
    receipt = await system.desk.submit(wish, command)
    next_best = None
    if body.outcome is AlarmOutcome.NOT_REACHED:
        next_best = await _next_best(system, alarm_id)
    return answer(Acknowledged(seq=receipt.seq, alarm_id=alarm_id, next_best=next_best))


async def _next_best(system: System, alarm_id: str) -> Candidate | None:
    alarm = system.readside.board.alarms.get(alarm_id)
    if alarm is None or alarm.about.incident_id is None:
        return None
    ranking = await system.desk.rank(alarm.about.incident_id)
    return ranking.next_best(alarm.about.vehicle_id or "")


@router.get("/alarms/late-departures", **shows(LateDeparture, many=True))
async def late_list(system: Running, login: Leading) -> Response:
    """Crews that left late, or have not left yet, in the last hours (晚出诊)."""
    reach = reach_of(viewer_of(login.actor), system.region)
    now_ms = system.clock.now_ms()
    rows = late_departures(system.alarms.world, now_ms)
    return answer([row for row in rows if reach.whole or row.unit in reach.units])


@router.get("/limits", **shows(LimitTable))
async def limits(
    system: Running,
    login: Leading,
    unit: Annotated[str | None, Query(max_length=64)] = None,
    at_ms: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> Response:
    """Every limit of a unit at a time: one's own unit, now, when nothing else is asked."""
    asked = unit or login.actor.unit or system.region.meta.city_centre
    if asked not in system.region.units:
        raise no_such("单位", "unit", "unit", asked)
    when_ms = system.clock.now_ms() if at_ms is None else at_ms
    rows = tuple(_row(system, limit, asked, when_ms) for limit in Limit)
    settings = system.readside.board.limits.values()
    table = LimitTable(
        unit=asked,
        at_ms=when_ms,
        limits=rows,
        settings=tuple(v.limit_view(setting) for setting in settings),
        outcomes={outcome.value: names for outcome, names in OUTCOME_NAMES.items()},
    )
    return answer(table)


def _row(system: System, limit: Limit, unit: str, at_ms: int) -> LimitRow:
    spec, book = LIMITS[limit], system.alarms.world.limits
    setting = book.setting(limit, unit, at_ms)
    return LimitRow(
        limit=limit.value,
        zh=spec.zh,
        en=spec.en,
        source=spec.source,
        least_s=spec.least_s,
        most_s=spec.most_s,
        base_s=base_of(limit, system.region),
        seconds=book.seconds(limit, unit, at_ms),
        set_by=setting.id if setting is not None else None,
    )


@router.post("/limits", **shows(c.Receipt))
async def set_limit(body: LimitBody, system: Running, wish: Wished) -> Response:
    """Set a limit for a unit and all under it, from now or from a later day."""
    command = c.SetLimit(
        limit=body.limit,
        unit=body.unit,
        seconds=body.seconds,
        from_ms=body.from_ms,
        until_ms=body.until_ms,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/limits/{limit_id}/end", **shows(c.Receipt))
async def end_limit(limit_id: Id, body: LimitEndBody, system: Running, wish: Wished) -> Response:
    """A set limit ends; one that has not begun yet is taken back."""
    command = c.EndLimit(limit_id=limit_id, until_ms=body.until_ms)
    return answer(await system.desk.submit(wish, command))
