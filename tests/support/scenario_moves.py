"""What a play says of where free vehicles should wait while cover is thin (DSP-18)."""

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.moving import Fleet, MoveTerms, Moving
from dispatch.whereabouts import base_of
from geo.roads.driving import Driving
from tests.support import scenario_words as words
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import Stage


def _look(stage: Stage, line: Line) -> list[str]:
    """``看待命 郧阳``: looks by rule, and says what lies on that desk then."""
    region, latest, now_ms = stage.region, stage.positions.latest, stage.clock.now_ms()
    fleet = Fleet(
        board=stage.board,
        points={
            v: latest[v].point if v in latest else base_of(stage.board, region, v, now_ms)
            for v in region.vehicles
        },
        routers=dict.fromkeys(Driving, stage.router),
        now_ms=now_ms,
    )
    terms = {unit.code: MoveTerms() for unit in region.centres}
    for unit, advice in Moving(region).advise(fleet, terms).items():
        former = stage.board.moves.get(unit)
        if former is None or former.open:
            stage.ask(SYSTEM, c.ProposeMove(unit=unit, advice=advice))
    return [_said(stage, line.object)]


def _said(stage: Stage, unit: str) -> str:
    advice = stage.board.moves.get(unit)
    if advice is None:
        return f"{unit} 无待命建议"
    if not advice.open:
        return f"{unit} 不采纳：{advice.declined}"
    return (
        f"{unit} 建议 {advice.vehicle_id} 去 {advice.place}，行驶 {words.minutes(advice.drive_s)}"
    )


def _accept(stage: Stage, line: Line) -> list[str]:
    """``郧阳 采纳待命 郧阳01``."""
    actor = stage.actor(line.actor)
    stage.ask(actor, c.AcceptMove(unit=line.actor, vehicle_id=line.object))
    return [f"{post.name}：{'、'.join(post.vehicle_ids)}" for post in stage.board.posts.values()]


def _decline(stage: Stage, line: Line) -> list[str]:
    """``郧阳 不采纳待命 郧阳01 "雾大"``."""
    actor = stage.actor(line.actor)
    reason = line.quoted() or "不需要"
    stage.ask(actor, c.DeclineMove(unit=line.actor, vehicle_id=line.object, reason=reason))
    return [_said(stage, line.actor)]


MOVE_VERBS: dict[str, Verb] = {
    "看待命": _look,
    "采纳待命": _accept,
    "不采纳待命": _decline,
}
