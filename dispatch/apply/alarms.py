"""What clocks and limits leave on the board."""

from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.alarms import Alarm, AlarmResponse
from dispatch.domain.limits import LimitSetting


def _alarm_raised(board: Board, event: e.AlarmRaised, touched: Touched) -> None:
    board.alarms[event.alarm_id] = Alarm(
        id=event.alarm_id,
        kind=event.kind,
        record_id=event.record_id,
        unit=event.unit,
        since_ms=event.since_ms,
        due_ms=event.due_ms,
        limit_s=event.limit_s,
        raised_ms=event.at_ms,
        level_ms=event.at_ms,
        about=event.about,
    )
    touched.alarms.add(event.alarm_id)


def _alarm_escalated(board: Board, event: e.AlarmEscalated, touched: Touched) -> None:
    _change(board, event.alarm_id, touched, level=event.level, level_ms=event.at_ms)


def _alarm_acknowledged(board: Board, event: e.AlarmAcknowledged, touched: Touched) -> None:
    alarm = board.alarms.get(event.alarm_id)
    if alarm is not None:
        answer = AlarmResponse(
            at_ms=event.at_ms, by=event.by, outcome=event.outcome, note=event.note
        )
        _change(board, alarm.id, touched, responses=(*alarm.responses, answer))


def _alarm_cleared(board: Board, event: e.AlarmCleared, touched: Touched) -> None:
    _change(board, event.alarm_id, touched, cleared_ms=event.at_ms)


def _change(board: Board, alarm_id: str, touched: Touched, **changes: Any) -> None:
    touched.alarms.add(alarm_id)
    alarm = board.alarms.get(alarm_id)
    if alarm is not None:  # else forgotten meanwhile: it was over long ago
        board.alarms[alarm_id] = replace(alarm, **changes)


def _limit_set(board: Board, event: e.LimitSet, touched: Touched) -> None:
    board.limits[event.limit_id] = LimitSetting(
        id=event.limit_id,
        limit=event.limit,
        unit=event.unit,
        seconds=event.seconds,
        from_ms=event.from_ms,
        until_ms=event.until_ms,
        by=event.by,
    )
    count_serial(board, event.limit_id)
    touched.limits.add(event.limit_id)


def _limit_ended(board: Board, event: e.LimitEnded, touched: Touched) -> None:
    touched.limits.add(event.limit_id)
    setting = board.limits[event.limit_id]
    if event.until_ms <= setting.from_ms:
        del board.limits[event.limit_id]
    else:
        board.limits[event.limit_id] = replace(setting, until_ms=event.until_ms)


APPLY: Applied = {
    e.AlarmRaised: _alarm_raised,
    e.AlarmEscalated: _alarm_escalated,
    e.AlarmAcknowledged: _alarm_acknowledged,
    e.AlarmCleared: _alarm_cleared,
    e.LimitSet: _limit_set,
    e.LimitEnded: _limit_ended,
}
