"""What happens between the centre and receiving hospitals."""

from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.hospitals import (
    DivertAsk,
    HospitalRefusal,
    HospitalState,
    Load,
    Notice,
    Ready,
    Reception,
    Told,
    state_id,
)


def _issued(board: Board, event: e.NoticeIssued, touched: Touched) -> None:
    board.notices[event.notice_id] = Notice(
        id=event.notice_id,
        task_id=event.task_id,
        incident_id=event.incident_id,
        vehicle_id=event.vehicle_id,
        hospital_code=event.hospital_code,
        issued_ms=event.at_ms,
        by=event.by,
        condition=event.condition,
        condition_ms=event.condition_ms,
    )
    touched.notices.add(event.notice_id)


def _change(board: Board, notice_id: str, touched: Touched, **changes: Any) -> None:
    board.notices[notice_id] = replace(board.notices[notice_id], **changes)
    touched.notices.add(notice_id)


def _withdrawn(board: Board, event: e.NoticeWithdrawn, touched: Touched) -> None:
    changes = {"withdrawn_ms": event.at_ms, "withdrawn_why": event.why}
    _change(board, event.notice_id, touched, **changes)


def _acknowledged(board: Board, event: e.NoticeAcknowledged, touched: Touched) -> None:
    told = Told(at_ms=event.at_ms, by=event.by, pressed_ms=event.pressed_ms, note=event.note)
    _change(board, event.notice_id, touched, acknowledged=told)


def _prepared(board: Board, event: e.PreparationNoted, touched: Touched) -> None:
    others = tuple(r for r in board.notices[event.notice_id].ready if r.item is not event.item)
    ready = Ready(item=event.item, at_ms=event.at_ms, by=event.by)
    items = (*others, ready) if event.ready else others
    _change(board, event.notice_id, touched, ready=items)


def _divert_asked(board: Board, event: e.DivertAsked, touched: Touched) -> None:
    asked = DivertAsk(reason=event.reason, note=event.note, asked_ms=event.at_ms, by=event.by)
    _change(board, event.notice_id, touched, divert=asked)


def _divert_answered(board: Board, event: e.DivertAnswered, touched: Touched) -> None:
    asked = board.notices[event.notice_id].divert
    if asked is None:
        return
    answered = replace(
        asked,
        granted=event.granted,
        answered_ms=event.at_ms,
        answered_by=event.by,
        answer=event.note,
    )
    _change(board, event.notice_id, touched, divert=answered)


def _reception(board: Board, event: e.ReceptionNoted, touched: Touched) -> None:
    told = Told(at_ms=event.at_ms, by=event.by, pressed_ms=event.pressed_ms)
    name = "arrived" if event.step is Reception.ARRIVED else "taken_over"
    _change(board, event.notice_id, touched, **{name: told})


def _condition(board: Board, event: e.ConditionTold, touched: Touched) -> None:
    changes = {"condition": event.condition, "condition_ms": event.at_ms}
    _change(board, event.notice_id, touched, **changes)


def _stated(board: Board, event: e.HospitalStated, touched: Touched) -> None:
    key = state_id(event.hospital_code, event.department)
    touched.hospital_states.add(key)
    if event.load is Load.OPEN:
        board.hospital_states.pop(key, None)
        return
    board.hospital_states[key] = HospitalState(
        id=key,
        hospital_code=event.hospital_code,
        department=event.department,
        load=event.load,
        stated_ms=event.at_ms,
        until_ms=event.until_ms,
        by=event.by,
        reason=event.reason,
        note=event.note,
        approved=event.approved,
        decided_ms=None if event.approved is None else event.at_ms,
        decided_by=None if event.approved is None else event.by,
    )


def _decided(board: Board, event: e.DiversionDecided, touched: Touched) -> None:
    key = state_id(event.hospital_code, event.department)
    touched.hospital_states.add(key)
    if key in board.hospital_states:
        board.hospital_states[key] = replace(
            board.hospital_states[key],
            approved=event.approved,
            decided_ms=event.at_ms,
            decided_by=event.by,
            answer=event.note,
        )


def _refusal(board: Board, event: e.RefusalReported, touched: Touched) -> None:
    board.refusals[event.refusal_id] = HospitalRefusal(
        id=event.refusal_id,
        task_id=event.task_id,
        incident_id=event.incident_id,
        hospital_code=event.hospital_code,
        reason=event.reason,
        note=event.note,
        reported_ms=event.at_ms,
        by=event.by,
    )
    count_serial(board, event.refusal_id)
    touched.refusals.add(event.refusal_id)


def _refusal_settled(board: Board, event: e.RefusalSettled, touched: Touched) -> None:
    touched.refusals.add(event.refusal_id)
    refusal = board.refusals[event.refusal_id]
    board.refusals[refusal.id] = replace(
        refusal,
        settlement=event.settlement,
        settled_ms=event.at_ms,
        settled_by=event.by,
        answer=event.note,
        authority_told_ms=event.at_ms if event.authority_told else refusal.authority_told_ms,
    )


APPLY: Applied = {
    e.NoticeIssued: _issued,
    e.NoticeWithdrawn: _withdrawn,
    e.NoticeAcknowledged: _acknowledged,
    e.PreparationNoted: _prepared,
    e.DivertAsked: _divert_asked,
    e.DivertAnswered: _divert_answered,
    e.ReceptionNoted: _reception,
    e.ConditionTold: _condition,
    e.HospitalStated: _stated,
    e.DiversionDecided: _decided,
    e.RefusalReported: _refusal,
    e.RefusalSettled: _refusal_settled,
}
