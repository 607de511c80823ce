"""Messages (消息): who may write to whom, how much, and who has read it."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import AT_DESK, Actor, Role
from dispatch.domain.errors import Conflict, Forbidden, Refusal, no_such
from dispatch.domain.identifiers import next_message_id
from dispatch.domain.messages import (
    PER_MINUTE_MAX,
    READERS_MAX,
    TEXT_MAX,
    URGENT_PER_MINUTE_MAX,
    AddresseeKind,
    Message,
)
from dispatch.handlers.context import Answer, Context
from dispatch.sight import sees_message, viewer_of
from stations.organisation import UnitKind

_MINUTE_MS = 60_000


def send(ctx: Context, command: c.SendMessage) -> Answer:
    """Send a message; bounded in length and rate, so that a board stays readable."""
    text = command.text.strip()
    if not 0 < len(text) <= TEXT_MAX:
        raise Refusal(
            "message_length",
            f"消息须为 1–{TEXT_MAX} 字",
            f"a message has 1–{TEXT_MAX} characters",
            field="text",
            value=text[:40],
            remedy="写短一些，或分两条 / write less, or two",
        )
    to_unit = _shown_at(ctx, command)
    _check_may_write(ctx, command, to_unit)
    _check_rate(ctx, command.urgent)
    message = Message(
        id=next_message_id(ctx.board.serials, ctx.now_ms),
        by=ctx.actor,
        to_kind=command.to_kind,
        to_id=command.to_id,
        to_unit=to_unit,
        text=text,
        urgent=command.urgent,
        sent_ms=ctx.now_ms,
        incident_id=command.incident_id,
    )
    sent = e.MessageSent(at_ms=ctx.now_ms, by=ctx.actor, message=message)
    return Answer((sent,), message_id=message.id)


def read(ctx: Context, command: c.ReadMessage) -> Answer:
    """Once for each person; one's own needs none."""
    message = ctx.board.messages.get(command.message_id)
    if message is None or not sees_message(viewer_of(ctx.actor), ctx.region, message):
        raise no_such("消息", "message", "message_id", command.message_id)
    readers = {reading.by.user for reading in message.readings} | {message.by.user}
    if ctx.actor.user in readers or len(message.readings) >= READERS_MAX:
        return Answer((), message_id=message.id)
    event = e.MessageRead(at_ms=ctx.now_ms, by=ctx.actor, message_id=message.id)
    return Answer((event,), message_id=message.id)


def _shown_at(ctx: Context, command: c.SendMessage) -> str | None:
    """The unit at whose screens it is shown; refused when nobody is called so."""
    to_id, region = command.to_id, ctx.region
    match command.to_kind:
        case AddresseeKind.UNIT if to_id in region.units:
            return to_id
        case AddresseeKind.SEAT if to_id in ctx.board.seats:
            return ctx.board.seats[to_id].unit
        case AddresseeKind.VEHICLE if to_id in region.vehicles:
            return region.vehicles[to_id].station_code
        case AddresseeKind.HOSPITAL if to_id in region.hospitals:
            return None
    raise no_such("收件方", "addressee", "to_id", to_id)


def _check_may_write(ctx: Context, command: c.SendMessage, to_unit: str | None) -> None:
    """Desks write to every desk and hospital and to what they reach; the others to their own, and
    a hospital also back to whoever wrote to it."""
    actor, region = ctx.actor, ctx.region
    if actor.role in AT_DESK or actor.role is Role.SYSTEM:
        unit = region.units.get(to_unit or "")
        own = to_unit in region.reaches[actor.unit].units if actor.unit in region.reaches else True
        if own or unit is None or unit.kind is not UnitKind.STATION:
            return
    elif actor.role is Role.HOSPITAL:
        if _may_hospital_write(ctx, command):
            return
    elif to_unit in _above(ctx, actor) or (
        command.to_kind is AddresseeKind.VEHICLE and to_unit == actor.unit
    ):
        return
    raise Forbidden(
        "addressee_out_of_reach",
        f"不能直接向 {command.to_id} 发消息",
        f"you may not write to {command.to_id}",
        field="to_id",
        value=command.to_id,
        remedy="请本级或上级调度台转告 / ask your own desk to tell them",
    )


def _may_hospital_write(ctx: Context, command: c.SendMessage) -> bool:
    """To the desk of its county, and back to the desk, or to the very seat, that wrote to it."""
    own, region = ctx.actor.unit, ctx.region
    to = (command.to_kind, command.to_id)
    if own in region.hospitals:
        desk = region.centre_of_county(region.hospitals[own].county_code)
        if to == (AddresseeKind.UNIT, desk):
            return True
    return any(
        to in ((AddresseeKind.SEAT, message.by.user), (AddresseeKind.UNIT, message.by.unit))
        for message in ctx.board.messages.values()
        if message.to_kind is AddresseeKind.HOSPITAL and message.to_id == own
    )


def _above(ctx: Context, actor: Actor) -> set[str]:
    """One's own unit and those above it; a crew's is its station."""
    vehicle = ctx.region.vehicles.get(actor.vehicle_id or "")
    code: str | None = vehicle.station_code if vehicle else actor.unit
    chain: set[str] = set()
    while code in ctx.region.units and code not in chain:
        chain.add(code)
        code = ctx.region.units[code].parent
    if vehicle:
        chain.add(ctx.region.centre_of_county(vehicle.county_code))
    return chain


def _check_rate(ctx: Context, urgent: bool) -> None:
    since_ms = ctx.now_ms - _MINUTE_MS
    mine = [
        message
        for message in ctx.board.messages.values()
        if message.by.user == ctx.actor.user and message.sent_ms > since_ms
    ]
    loud = sum(message.urgent for message in mine)
    if len(mine) < PER_MINUTE_MAX and not (urgent and loud >= URGENT_PER_MINUTE_MAX):
        return
    raise Conflict(
        "too_many_messages",
        f"一分钟内最多 {PER_MINUTE_MAX} 条消息，其中紧急 {URGENT_PER_MINUTE_MAX} 条",
        f"at most {PER_MINUTE_MAX} messages a minute, {URGENT_PER_MINUTE_MAX} of them urgent",
        field="urgent" if len(mine) < PER_MINUTE_MAX else "text",
        remedy="稍候再发，急事请打电话 / wait a moment, or telephone",
    )
