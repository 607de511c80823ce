"""What can happen between desks in a play: seats, hand-over, take-over, layouts, posts, slips."""

import re

from msgspec import UNSET

from dispatch.clocks.clockwork import Clockwork
from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.alarms import ALARM_NAMES, AlarmKind
from dispatch.domain.handovers import HANDOVER_STATE_NAMES, HandOver
from dispatch.domain.posts import PostKind
from dispatch.domain.seats import SEAT_NAMES, SeatState
from dispatch.domain.triage import Urgency
from dispatch.sight import sees_call, sees_incident, sees_vehicle, viewer_of
from stations.layouts import LAYOUT_NAMES, Night
from tests.support import scenario_words as words
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import Stage, clock_ms

_LAYOUTS = {zh: layout for layout, (zh, _) in LAYOUT_NAMES.items()}


def _seat(state: SeatState) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        actor = stage.actor(line.actor)
        stage.ask(actor, c.ChangeSeat(state=state, reason=line.quoted()))
        return [_seat_line(stage, actor.user)]

    return act


def _seat_line(stage: Stage, user: str) -> str:
    seat = stage.board.seats.get(user)
    return f"{user} {SEAT_NAMES[seat.state if seat else SeatState.OUT][0]}"


def _on_duty(stage: Stage, line: Line) -> list[str]:
    """``市 到岗``: somebody logs in and is ready."""
    for state in (SeatState.LOGGED_IN, SeatState.READY):
        stage.ask(stage.actor(line.actor), c.ChangeSeat(state=state))
    return [_seat_line(stage, line.actor)]


def _show_seat(stage: Stage, line: Line) -> list[str]:
    return [_seat_line(stage, line.object)]


def _owner(stage: Stage, line: Line) -> list[str]:
    """``事件1 属郧阳``, with who is asked to take it and from whom it was taken."""
    return [_owner_line(stage, line.object)]


def _owner_line(stage: Stage, word: str) -> str:
    incident = stage.incident(word)
    said = f"{word} 属{incident.owner_unit}"
    if incident.offered_to:
        said += f"，待{incident.offered_to}接收"
    return said + (f"，接管自{incident.taken_from}" if incident.taken_from else "")


def _last(stage: Stage, word: str) -> HandOver:
    incident = stage.incident(word)
    return [h for h in stage.board.handovers.values() if h.incident_id == incident.id][-1]


def _hand_over(stage: Stage, line: Line) -> list[str]:
    """``郧阳 转交 事件1 给 市 "..."``."""
    command = c.HandOverIncident(
        incident_id=stage.incident(line.object).id,
        to_unit=line.after("给") or "",
        reason=line.quoted(),
    )
    stage.ask(stage.actor(line.actor), command)
    return [_owner_line(stage, line.object)]


def _answer(accepted: bool) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        handover = _last(stage, line.object)
        command = c.AnswerHandOver(handover_id=handover.id, accepted=accepted, reason=line.quoted())
        stage.ask(stage.actor(line.actor), command)
        return [_owner_line(stage, line.object)]

    return act


def _withdraw(stage: Stage, line: Line) -> list[str]:
    command = c.WithdrawHandOver(handover_id=_last(stage, line.object).id)
    stage.ask(stage.actor(line.actor), command)
    return [_owner_line(stage, line.object)]


def _take_over(stage: Stage, line: Line) -> list[str]:
    incident_id = stage.incident(line.object).id
    command = c.TakeOverIncident(incident_id=incident_id, reason=line.quoted())
    stage.ask(stage.actor(line.actor), command)
    return [_owner_line(stage, line.object)]


def _give_back(stage: Stage, line: Line) -> list[str]:
    incident_id = stage.incident(line.object).id
    command = c.GiveBackIncident(incident_id=incident_id, reason=line.quoted())
    stage.ask(stage.actor(line.actor), command)
    return [_owner_line(stage, line.object)]


def _handovers(stage: Stage, line: Line) -> list[str]:
    """The hand-overs of an incident, as an audit reads them."""
    incident = stage.incident(line.object)
    return [
        f"{h.from_unit}→{h.to_unit} {h.by.name} {h.reason} {HANDOVER_STATE_NAMES[h.state][0]}"
        for h in stage.board.handovers.values()
        if h.incident_id == incident.id
    ]


def _clock(stage: Stage, line: Line) -> list[str]:
    """What is due of hand-overs by rule is done, as the ticker does it."""
    world = World(stage.board, stage.region)
    raised = []
    for command in Clockwork(world).due(stage.clock.now_ms()):
        mine = isinstance(command, c.RaiseAlarm) and command.kind is AlarmKind.HAND_OVER_BOUNCED
        if mine or isinstance(command, c.BounceHandOver):
            stage.ask(SYSTEM, command)
        if isinstance(command, c.RaiseAlarm) and mine:
            raised.append(f"告警 {command.unit}：{ALARM_NAMES[command.kind][0]}")
    return raised or ["无"]


def _sees(stage: Stage, line: Line) -> list[str]:
    """``郧阳 可见 事件1 南化01 A``: what of these a screen of that login shows."""
    viewer, board, region = viewer_of(stage.actor(line.actor)), stage.board, stage.region
    shown = []
    for word in line.rest:
        if word in region.vehicles:
            seen = sees_vehicle(viewer, board, region, word)
        elif word in board.calls:
            seen = sees_call(viewer, board, region, board.calls[word])
        else:
            seen = sees_incident(viewer, board, region, stage.incident(word))
        shown += [word] if seen else []
    return ["、".join(shown) or "无"]


def _layout(stage: Stage, line: Line) -> list[str]:
    """``市 模式 郧阳 自行受理 夜 统一受理 22:00-07:00 自 20:00:00``."""
    night, hours = line.after("夜"), [w for w in line.rest if re.match(r"\d\d:\d\d-", w)]
    window = None
    if night:
        begins, ends = hours[0].split("-")
        window = Night(layout=_LAYOUTS[night], from_minute=_minute(begins), to_minute=_minute(ends))
    begins_at = line.after("自")
    command = c.SetLayout(
        unit=line.object,
        layout=_LAYOUTS[line.rest[1]],
        night=window,
        partner=line.after("互助"),
        from_ms=clock_ms(begins_at) if begins_at else None,
    )
    stage.ask(stage.actor(line.actor), command)
    return [f"{line.object} {len(stage.board.layouts[line.object])} 个模式"]


def _minute(word: str) -> int:
    hours, minutes = word.split(":")
    return int(hours) * 60 + int(minutes)


def _rings_at(stage: Stage, line: Line) -> list[str]:
    return [stage.board.calls[line.object].desk_unit or "各台"]


def _post(stage: Stage, line: Line) -> list[str]:
    """``市 设点 体育场 @谭家湾 至 12:00:00``."""
    command = c.OpenPost(
        kind=PostKind.STANDBY,
        name=line.object,
        unit=stage.actor(line.actor).unit,
        point=stage.map.point(line.spot() or ""),
        from_ms=clock_ms(line.after("自") or "00:00:00"),
        until_ms=clock_ms(line.after("至") or "23:59:59"),
    )
    stage.ask(stage.actor(line.actor), command)
    return [f"{len(stage.board.posts)} 个临时站点"]


def _posted(stage: Stage, line: Line) -> list[str]:
    """``市 驻点 南化01 体育场``; without a post, back to its station."""
    name = line.rest[1] if len(line.rest) > 1 else ""
    post_id = next((p.id for p in stage.board.posts.values() if p.name == name), None)
    command = c.PostVehicle(vehicle_id=line.object, post_id=post_id)
    stage.ask(stage.actor(line.actor), command)
    return ["、".join(v for p in stage.board.posts.values() for v in p.vehicle_ids) or "无"]


def _draw(stage: Stage, line: Line) -> list[str]:
    """``郧阳 领单 3``."""
    actor = stage.actor(line.actor)
    command = c.DrawPapers(unit=actor.unit, seat=line.actor, count=int(line.object))
    receipt = stage.ask(actor, command)
    book = stage.board.books[receipt.book_id or ""]
    return [f"Z{book.first:04d}–Z{book.last:04d}"]


def _enter(stage: Stage, line: Line) -> list[str]:
    """``郧阳 补录 1 写于 08:30:00 I @南化 "外伤"``."""
    actor, spot = stage.actor(line.actor), line.spot()
    details = c.IncidentDetails(
        urgency=next((Urgency(w) for w in line.rest if w in set(Urgency)), UNSET),
        complaint=line.quoted() or UNSET,
        location=stage.location(spot) if spot else UNSET,
    )
    command = c.EnterPaper(
        unit=actor.unit,
        slip=int(line.object),
        written_ms=clock_ms(line.after("写于") or ""),
        details=details,
        place=stage.place_of(details),
    )
    receipt = stage.ask(actor, command)
    return [words.incident_line(stage, receipt.incident_id or ""), receipt.incident_id or ""]


DESK_VERBS: dict[str, Verb] = {
    "登录": _seat(SeatState.LOGGED_IN),
    "就绪": _seat(SeatState.READY),
    "离席": _seat(SeatState.AWAY),
    "手工受理": _seat(SeatState.MANUAL),
    "签退": _seat(SeatState.OUT),
    "到岗": _on_duty,
    "席位": _show_seat,
    "归属": _owner,
    "转交": _hand_over,
    "接转": _answer(True),
    "拒转": _answer(False),
    "撤转": _withdraw,
    "接管": _take_over,
    "交还": _give_back,
    "转交记录": _handovers,
    "时钟": _clock,
    "可见": _sees,
    "模式": _layout,
    "响在": _rings_at,
    "设点": _post,
    "驻点": _posted,
    "领单": _draw,
    "补录": _enter,
}
