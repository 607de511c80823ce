"""What can happen to roads in a play: 封路, 慢行, 解除, 路况 and who is cut off (隔断)."""

from console.roads.restrictions import name_of, stretches_of
from dispatch.domain import commands as c
from geo.roads.restrictions import Spot
from tests.support import scenario_words as words
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import Stage, clock_ms


def _restrict(stage: Stage, line: Line) -> list[str]:
    """``市 封路 @郧阳+5km 至 09:00:00``; with ``系数 0.5`` it is a slow road."""
    until, begins, factor = line.after("至"), line.after("自"), line.after("系数")
    shape = Spot(stage.map.point(line.spot() or ""))
    name = ""
    if stage.works is not None:
        name = name_of(stretches_of(stage.works.network, stage.works.find(shape)))
    from_ms = clock_ms(begins) if begins else None
    until_ms = clock_ms(until) if until else None
    command: c.AnyCommand = c.CloseRoad(shape=shape, name=name, from_ms=from_ms, until_ms=until_ms)
    if factor:
        command = c.SlowRoad(
            shape=shape, name=name, factor=float(factor), from_ms=from_ms, until_ms=until_ms
        )
    receipt = stage.ask(stage.actor(line.actor), command)
    return [
        words.restriction_line(stage, receipt.restriction_id or ""),
        *words.cut_off_items(stage.cut_off()),
    ]


def _reopen(stage: Stage, line: Line) -> list[str]:
    restriction_id = stage.restricted[int(line.object.removeprefix("管制")) - 1]
    stage.ask(stage.actor(line.actor), c.ReopenRoad(restriction_id=restriction_id))
    return [words.restriction_line(stage, restriction_id)]


def _list(stage: Stage, line: Line) -> list[str]:
    return [words.restriction_line(stage, i) for i in stage.board.restrictions] or ["无管制"]


def _cut_off(stage: Stage, line: Line) -> list[str]:
    return words.cut_off_items(stage.cut_off())


ROAD_VERBS: dict[str, Verb] = {
    "封路": _restrict,
    "慢行": _restrict,
    "解除": _reopen,
    "路况": _list,
    "隔断": _cut_off,
}
