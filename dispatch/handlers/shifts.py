"""Shift hand-over (交接班, ORG-06): two signatures, and nobody leaves what no one has taken."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import next_shift_id
from dispatch.domain.seats import Seat, SeatState
from dispatch.domain.shifts import (
    ITEMS_MAX,
    NOTE_MAX,
    REMARK_MAX,
    ShiftItem,
    ShiftItemKind,
    ShiftSheet,
)
from dispatch.handlers.context import Answer, Context
from dispatch.shifts import others_there, shift_items

_TOLD_MAX = 20
"""Items named in a refusal; the sheet has them all."""


def sign(ctx: Context, command: c.SignShift) -> Answer:
    """The old shift signs what is open now; nothing it wrote is lost, even of what is over."""
    actor, seat = ctx.actor, _own_seat(ctx)
    _check_text(command.remark, REMARK_MAX, "remark")
    for key, note in command.notes.items():
        _check_text(note, NOTE_MAX, "notes", key)
    whole = command.whole
    if whole is None:
        whole = not others_there(ctx.board, actor.user, seat.unit)
    items = _with_notes(_items_of(ctx, seat, whole), command.notes, ctx.now_ms)
    before = _open_sheet_of(ctx, actor.user)
    sheet = ShiftSheet(
        id=before.id if before else next_shift_id(ctx.board.serials, ctx.now_ms),
        unit=seat.unit,
        by=actor,
        seated_ms=seat.since_ms,
        signed_ms=ctx.now_ms,
        items=tuple(items[:ITEMS_MAX]),
        more=max(0, len(items) - ITEMS_MAX),
        whole=whole,
        remark=command.remark.strip(),
    )
    signed = e.ShiftSigned(at_ms=ctx.now_ms, by=actor, sheet=sheet)
    return Answer((signed,), sheet_id=sheet.id)


def take(ctx: Context, command: c.TakeShift) -> Answer:
    """The new shift signs: refused with the list of what it has not acknowledged."""
    sheet = _get_open(ctx, command.sheet_id)
    _check_second(ctx, sheet)
    _check_text(command.note, REMARK_MAX, "note")
    leaving = ctx.board.seats.get(sheet.by.user)
    if leaving is not None and leaving.state is SeatState.TALKING:
        raise Conflict(
            "still_talking",
            f"{sheet.by.name} 还在通话，暂不能交班",
            f"{sheet.by.name} is still on the telephone",
            field="sheet_id",
            value=sheet.id,
            remedy="挂机或转接后再接班 / hang up or pass the call on first",
        )
    unit, user = sheet.unit, sheet.by.user
    items = shift_items(ctx.board, ctx.region, user, unit, whole=sheet.whole)
    missing = [item for item in items if item.key not in set(command.acknowledged)]
    if missing:
        raise _open_items(
            "items_unacknowledged",
            missing,
            "还有 {n} 项未确认：{list}",
            "{n} items are not acknowledged: {list}",
            "逐项确认后再签字 / acknowledge each, then sign",
        )
    notes = {item.key: item.note for item in sheet.items}
    taken = e.ShiftTaken(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        sheet_id=sheet.id,
        items=tuple(_with_notes(items, notes, ctx.now_ms)[:ITEMS_MAX]),
        note=command.note.strip(),
    )
    return Answer((taken, *_seats_moved(ctx, leaving)), sheet_id=sheet.id)


def withdraw(ctx: Context, command: c.WithdrawShift) -> Answer:
    """Only who signed, or a leader by way of ``release``."""
    sheet = _get_open(ctx, command.sheet_id)
    if sheet.by.user != ctx.actor.user:
        raise Conflict(
            "not_own_sheet",
            f"这是 {sheet.by.name} 的交班单",
            f"this sheet is {sheet.by.name}'s",
            field="sheet_id",
            value=sheet.id,
            remedy="由本人撤回，或由接班人签字 / its author withdraws it, or the next shift signs",
        )
    event = e.ShiftWithdrawn(at_ms=ctx.now_ms, by=ctx.actor, sheet_id=sheet.id)
    return Answer((event,), sheet_id=sheet.id)


def release(ctx: Context, command: c.ReleaseShift) -> Answer:
    """A leader lets somebody go; what was open and why stays on the sheet."""
    seat = ctx.board.seats.get(command.user)
    if seat is None:
        raise no_such("席位", "seat", "user", command.user)
    reason = command.reason.strip()
    if not reason:
        raise reason_missing("放行", "letting somebody go with open items")
    _check_text(reason, NOTE_MAX, "reason")
    if seat.user == ctx.actor.user:
        raise _same_person()
    before = _open_sheet_of(ctx, seat.user)
    notes = {item.key: item.note for item in before.items} if before else {}
    items = _with_notes(_items_of(ctx, seat, None), notes, ctx.now_ms)
    went = before.by if before else replace(ctx.actor, user=seat.user, name=seat.name)
    sheet = ShiftSheet(
        id=before.id if before else next_shift_id(ctx.board.serials, ctx.now_ms),
        unit=seat.unit,
        by=replace(went, unit=seat.unit, vehicle_id=None),
        seated_ms=seat.since_ms,
        signed_ms=before.signed_ms if before else ctx.now_ms,
        items=tuple(items[:ITEMS_MAX]),
        more=max(0, len(items) - ITEMS_MAX),
        whole=True,
        remark=before.remark if before else "",
    )
    released = e.ShiftReleased(at_ms=ctx.now_ms, by=ctx.actor, sheet=sheet, reason=reason)
    return Answer((released, _left(ctx, seat, reason)), sheet_id=sheet.id)


def check_leaving(ctx: Context, seat: Seat) -> None:
    """The old shift may not leave what nobody has taken (ORG-06)."""
    items = _items_of(ctx, seat, None)
    if items:
        raise _open_items(
            "shift_items_open",
            items,
            "还有 {n} 项未交班，不能签退：{list}",
            "{n} items are not handed over, so you cannot leave: {list}",
            "先交接班（签字、接班人签字），或请班长放行 / sign the hand-over and have it taken, "
            "or ask the shift leader",
        )


def reason_missing(what_zh: str, what_en: str) -> Refusal:
    """The refusal of an override without a word."""
    return Refusal(
        "reason_missing",
        f"{what_zh}须写明原因",
        f"{what_en} needs a reason",
        field="reason",
        remedy="写一句原因 / say why",
    )


def _items_of(ctx: Context, seat: Seat, whole: bool | None) -> list[ShiftItem]:
    return shift_items(ctx.board, ctx.region, seat.user, seat.unit, whole=whole)


def _with_notes(
    items: Sequence[ShiftItem], notes: Mapping[str, str], now_ms: int
) -> list[ShiftItem]:
    known = {item.key for item in items}
    over = [
        ShiftItem(
            key=key,
            kind=ShiftItemKind.OVER,
            record_id=key.partition(":")[2],
            since_ms=now_ms,
            about="",
            mine=True,
            note=note.strip(),
        )
        for key, note in sorted(notes.items())
        if key not in known and note.strip()
    ]
    return [replace(item, note=notes.get(item.key, "").strip()) for item in items] + over


def _own_seat(ctx: Context) -> Seat:
    seat = ctx.board.seats.get(ctx.actor.user)
    if seat is None:
        raise Conflict(
            "no_seat",
            "您不在席，没有可交的班",
            "you have no seat to hand over",
            field="user",
            value=ctx.actor.user,
            remedy="先登录席位 / take your seat first",
        )
    return seat


def _open_sheet_of(ctx: Context, user: str) -> ShiftSheet | None:
    sheets = ctx.board.shifts.values()
    return next((sheet for sheet in sheets if sheet.open and sheet.by.user == user), None)


def _get_open(ctx: Context, sheet_id: str) -> ShiftSheet:
    sheet = ctx.board.shifts.get(sheet_id)
    if sheet is None:
        raise no_such("交接班单", "shift sheet", "sheet_id", sheet_id)
    if sheet.open:
        return sheet
    by = sheet.settled_by.name if sheet.settled_by else ""
    raise Conflict(
        "shift_settled",
        f"该交接班单已由 {by} 办结",
        f"{by} has settled this sheet already",
        field="sheet_id",
        value=sheet_id,
        remedy="查看历史 / see the history",
    )


def _check_second(ctx: Context, sheet: ShiftSheet) -> None:
    if sheet.by.user == ctx.actor.user:
        raise _same_person()
    if sheet.unit != ctx.actor.unit:
        raise Refusal(
            "other_desk",
            "接班人须属于同一调度台",
            "who takes a shift belongs to the same desk",
            field="sheet_id",
            value=sheet.id,
            remedy="由本台人员接班，或由班长放行 / somebody of that desk, or a leader's release",
        )


def _same_person() -> Refusal:
    return Refusal(
        "same_person",
        "交班人与接班人不能是同一人",
        "the second signature is somebody else's",
        field="username",
        remedy="由接班人用自己的账号签字 / the next shift signs with its own login",
    )


def _seats_moved(ctx: Context, leaving: Seat | None) -> list[e.SeatChanged]:
    """Who was relieved is out; who relieves is in."""
    moved = [_left(ctx, leaving, f"由 {ctx.actor.name} 接班")] if leaving is not None else []
    actor = ctx.actor
    if actor.user not in ctx.board.seats:
        moved.append(
            e.SeatChanged(
                at_ms=ctx.now_ms,
                by=actor,
                user=actor.user,
                name=actor.name,
                unit=actor.unit,
                state=SeatState.LOGGED_IN,
                before=SeatState.OUT,
            )
        )
    return moved


def _left(ctx: Context, seat: Seat, reason: str) -> e.SeatChanged:
    return e.SeatChanged(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        user=seat.user,
        name=seat.name,
        unit=seat.unit,
        state=SeatState.OUT,
        before=seat.state,
        reason=reason,
    )


def _check_text(text: str, most: int, field: str, value: object = None) -> None:
    if len(text) > most:
        raise Refusal(
            "text_too_long",
            f"文字超过 {most} 字",
            f"the text is longer than {most} characters",
            field=field,
            value=value,
            remedy="写短一些 / write less",
        )


def _open_items(code: str, items: Sequence[ShiftItem], zh: str, en: str, remedy: str) -> Conflict:
    told = [
        {"key": item.key, "kind": item.kind.value, "about": item.about}
        for item in items[:_TOLD_MAX]
    ]
    names = "；".join(item.about or item.record_id for item in items[:3])
    names += " …" if len(items) > 3 else ""
    return Conflict(
        code,
        zh.format(n=len(items), list=names),
        en.format(n=len(items), list=names),
        field="acknowledged",
        remedy=remedy,
        items=told,
        count=len(items),
    )
