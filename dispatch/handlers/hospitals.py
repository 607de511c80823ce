"""Receiving hospitals: what they are told, what they answer, what they ask (HOS-03, 06, 07)."""

from collections.abc import Iterable, Iterator

from dispatch.board import notices_of
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Role
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.hospitals import (
    CannotReceive,
    Load,
    Notice,
    Reception,
    WithdrawnWhy,
    nth_notice_id,
    state_id,
)
from dispatch.domain.identifiers import next_incident_id
from dispatch.handlers.context import Answer, Context
from stations.status import TaskResult, VehicleState

HOURS_MAX = 24
"""A state that nobody renews for a day is not believed any more."""
REFUSALS_MAX = 500
AGE_MAX_YEARS = 130

_AT_DOOR = frozenset({VehicleState.AT_HOSPITAL, VehicleState.HANDED_OVER})


def acknowledge(ctx: Context, command: c.AcknowledgeNotice) -> Answer:
    """Said once; a repeated press changes nothing."""
    notice = _get_open(ctx, command.notice_id)
    if notice.acknowledged is not None:
        return _answer(notice)
    event = e.NoticeAcknowledged(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=notice.id,
        incident_id=notice.incident_id,
        pressed_ms=command.pressed_ms,
        note=command.note.strip(),
    )
    return _answer(notice, event)


def prepare(ctx: Context, command: c.PrepareFor) -> Answer:
    """Ticked or unticked; who prepares has seen it, and need not press twice."""
    notice = _get_open(ctx, command.notice_id)
    event = e.PreparationNoted(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=notice.id,
        incident_id=notice.incident_id,
        item=command.item,
        ready=command.ready,
    )
    if (command.item in {r.item for r in notice.ready}) is command.ready:
        return _answer(notice)
    return _answer(notice, *_seen(ctx, notice), event)


def ask_divert(ctx: Context, command: c.AskDivert) -> Answer:
    """The vehicle goes on meanwhile; at the door it is too late to ask."""
    notice = _get_open(ctx, command.notice_id)
    if ctx.get_active_task(notice.task_id).state in _AT_DOOR:
        raise Conflict(
            "already_at_hospital",
            "车辆已到院，不能再请求改送",
            "the vehicle is at the hospital already",
            field="notice_id",
            value=notice.id,
            remedy="先接收救治，再与调度协商转院 / treat first, then arrange a transfer",
        )
    if notice.divert is not None and notice.divert.granted is None:
        return _answer(notice)
    event = e.DivertAsked(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=notice.id,
        incident_id=notice.incident_id,
        reason=command.reason,
        note=command.note.strip(),
    )
    return _answer(notice, *_seen(ctx, notice), event)


def answer_divert(ctx: Context, command: c.AnswerDivert) -> Answer:
    """Granted, the task goes to the hospital that is named in the same breath."""
    notice = _get_open(ctx, command.notice_id)
    asked = notice.divert
    if asked is None or asked.granted is not None:
        raise Conflict(
            "nothing_asked",
            "该医院没有待答复的改送请求",
            "this hospital asks for nothing now",
            field="notice_id",
            value=notice.id,
            remedy="刷新后重试 / refresh and look again",
        )
    task = ctx.get_active_task(notice.task_id)
    answered = e.DivertAnswered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=notice.id,
        incident_id=notice.incident_id,
        granted=command.granted,
        note=command.note.strip(),
    )
    if not command.granted:
        return _answer(notice, answered)
    code = command.hospital_code
    if code is None or code == notice.hospital_code or code not in ctx.region.hospitals:
        raise Refusal(
            "other_hospital_missing",
            "同意改送须指明另一家医院",
            "granting needs another hospital",
            field="hospital_code",
            value=code,
            remedy="从推荐的医院中选一家 / choose one of the recommended hospitals",
        )
    loaded = task.state is VehicleState.LOADED
    chosen = e.HospitalChosen(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        task_id=task.id,
        hospital_code=code,
        eta_ms=command.eta_ms if loaded else task.eta_ms,
        eta_basis=command.eta_basis if loaded else task.eta_basis,
    )
    return _answer(notice, answered, chosen)


def note_reception(ctx: Context, command: c.NoteReception) -> Answer:
    """The hospital's own time, beside the crew's press and never in its place."""
    notice = _get_open(ctx, command.notice_id)
    told = notice.arrived if command.step is Reception.ARRIVED else notice.taken_over
    if told is not None:
        return _answer(notice)
    event = e.ReceptionNoted(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=notice.id,
        incident_id=notice.incident_id,
        step=command.step,
        pressed_ms=command.pressed_ms,
    )
    return _answer(notice, *_seen(ctx, notice), event)


def tell_condition(ctx: Context, command: c.TellCondition) -> Answer:
    """For the hospital that receives now, and for the next one should it change."""
    task = ctx.get_active_task(command.task_id)
    notice = next((n for n in notices_of(ctx.board, task.id) if n.open), None)
    if notice is None:
        raise Conflict(
            "no_hospital_yet",
            "尚未选定医院，没有可通知的对象",
            "no hospital has been chosen yet",
            field="task_id",
            value=task.id,
            remedy="先选送往医院 / choose the hospital first",
        )
    age = command.condition.age_years
    if age is not None and not 0 <= age <= AGE_MAX_YEARS:
        raise Refusal(
            "bad_age",
            f"年龄须在 0 到 {AGE_MAX_YEARS} 岁之间",
            f"an age lies between 0 and {AGE_MAX_YEARS} years",
            field="age_years",
            value=age,
            remedy="核对年龄，不详请留空 / check it, or leave it out",
        )
    event = e.ConditionTold(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=notice.id,
        incident_id=notice.incident_id,
        condition=command.condition,
    )
    return _answer(notice, event)


def state_hospital(ctx: Context, command: c.StateHospital) -> Answer:
    """Crowded counts at once; diverting once a desk agrees, or when the desk itself says it."""
    _check_hospital(ctx, command.hospital_code)
    until_ms = command.until_ms or ctx.now_ms
    if command.load is not Load.OPEN:
        _check_until(ctx, until_ms)
    if command.load is Load.DIVERTING and command.reason is None:
        raise Refusal(
            "reason_missing",
            "分流须注明原因",
            "diverting needs a reason",
            field="reason",
            remedy="选一个原因 / choose one of: " + ", ".join(r.value for r in CannotReceive),
        )
    own = ctx.actor.role is Role.HOSPITAL
    event = e.HospitalStated(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        hospital_code=command.hospital_code,
        department=command.department,
        load=command.load,
        until_ms=until_ms,
        reason=command.reason,
        note=command.note.strip(),
        approved=True if command.load is Load.DIVERTING and not own else None,
    )
    return Answer((event,))


def decide_diversion(ctx: Context, command: c.DecideDiversion) -> Answer:
    """A desk's word can be changed as long as the hospital states it."""
    _check_hospital(ctx, command.hospital_code)
    key = state_id(command.hospital_code, command.department)
    state = ctx.board.hospital_states.get(key)
    if state is None or state.load is not Load.DIVERTING or not state.in_force(ctx.now_ms):
        raise Conflict(
            "not_diverting",
            "该科室没有有效的分流申报",
            "this department does not divert now",
            field="department",
            value=command.department.value,
            remedy="刷新后重试 / refresh and look again",
        )
    event = e.DiversionDecided(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        hospital_code=command.hospital_code,
        department=command.department,
        approved=command.approved,
        note=command.note.strip(),
    )
    return Answer((event,))


def report_refusal(ctx: Context, command: c.ReportRefusal) -> Answer:
    """One report a task and hospital; the desk settles it with the hospital."""
    task = ctx.get_active_task(command.task_id)
    if task.hospital_code is None:
        raise Conflict(
            "no_hospital_yet",
            "尚未选定医院",
            "no hospital has been chosen yet",
            field="task_id",
            value=task.id,
            remedy="先选送往医院 / choose the hospital first",
        )
    for known in ctx.board.refusals.values():
        if (known.task_id, known.hospital_code) == (task.id, task.hospital_code):
            return Answer((), incident_id=known.incident_id, refusal_id=known.id)
    if len(ctx.board.refusals) >= REFUSALS_MAX:
        raise Conflict(
            "too_many_refusals",
            f"未了结的拒收报告已达 {REFUSALS_MAX} 件",
            f"there are {REFUSALS_MAX} reports of refusals already",
            field="task_id",
            value=task.id,
            remedy="先了结旧的 / settle old ones first",
        )
    event = e.RefusalReported(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        refusal_id=next_incident_id(ctx.board.serials, "J", ctx.now_ms),
        task_id=task.id,
        incident_id=task.incident_id,
        hospital_code=task.hospital_code,
        reason=command.reason,
        note=command.note.strip(),
    )
    return Answer((event,), incident_id=task.incident_id, refusal_id=event.refusal_id)


def settle_refusal(ctx: Context, command: c.SettleRefusal) -> Answer:
    """What came of it; that the authority was told can be added later."""
    refusal = ctx.board.refusals.get(command.refusal_id)
    if refusal is None:
        raise no_such("拒收报告", "report", "refusal_id", command.refusal_id)
    event = e.RefusalSettled(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        refusal_id=refusal.id,
        incident_id=refusal.incident_id,
        settlement=command.settlement,
        note=command.note.strip(),
        authority_told=command.authority_told,
    )
    return Answer((event,), incident_id=refusal.incident_id, refusal_id=refusal.id)


def follow(ctx: Context, events: Iterable[e.AnyEvent]) -> Iterator[e.AnyEvent]:
    """A chosen hospital is told, the one before it is told that nobody comes."""
    for event in events:
        match event:
            case e.HospitalChosen(task_id=task_id, hospital_code=code):
                yield from _send_to(ctx, task_id, code)
            case e.TaskStepped(task_id=task_id, state=VehicleState.LOADED, hospital_code=code):
                yield from _send_to(ctx, task_id, code or ctx.board.tasks[task_id].hospital_code)
            case e.TaskEnded(task_id=task_id, result=result) if result is not TaskResult.COMPLETED:
                yield from _withdraw(ctx, task_id, WithdrawnWhy.CALLED_OFF)
            case _:
                pass


def _send_to(ctx: Context, task_id: str, code: str | None) -> Iterator[e.AnyEvent]:
    known = notices_of(ctx.board, task_id)
    before = next((n for n in known if n.open), None)
    if code is None or (before is not None and before.hospital_code == code):
        return
    yield from _withdraw(ctx, task_id, WithdrawnWhy.REDIRECTED)
    task = ctx.board.tasks[task_id]
    yield e.NoticeIssued(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        notice_id=nth_notice_id(task_id, len(known) + 1),
        task_id=task_id,
        incident_id=task.incident_id,
        vehicle_id=task.vehicle_id,
        hospital_code=code,
        condition=before.condition if before else None,
        condition_ms=before.condition_ms if before else None,
    )


def _withdraw(ctx: Context, task_id: str, why: WithdrawnWhy) -> Iterator[e.NoticeWithdrawn]:
    for notice in notices_of(ctx.board, task_id):
        if notice.open:
            yield e.NoticeWithdrawn(
                at_ms=ctx.now_ms,
                by=ctx.actor,
                notice_id=notice.id,
                incident_id=notice.incident_id,
                why=why,
            )


def _seen(ctx: Context, notice: Notice) -> Iterator[e.NoticeAcknowledged]:
    """Whoever does something about it has seen it."""
    if notice.acknowledged is None:
        yield e.NoticeAcknowledged(
            at_ms=ctx.now_ms,
            by=ctx.actor,
            notice_id=notice.id,
            incident_id=notice.incident_id,
        )


def _answer(notice: Notice, *events: e.AnyEvent) -> Answer:
    return Answer(
        events, incident_id=notice.incident_id, task_id=notice.task_id, notice_id=notice.id
    )


def _get_open(ctx: Context, notice_id: str) -> Notice:
    notice = ctx.board.notices.get(notice_id)
    if notice is None:
        raise no_such("预告", "notice", "notice_id", notice_id)
    if not notice.open:
        raise Conflict(
            "notice_withdrawn",
            "该预告已撤回，病人不再送来",
            "this notice was withdrawn, the patient goes elsewhere",
            field="notice_id",
            value=notice_id,
            remedy="无须处理 / nothing needs to be done",
        )
    return notice


def _check_hospital(ctx: Context, code: str) -> None:
    if code not in ctx.region.hospitals:
        raise no_such("医院", "hospital", "hospital_code", code)


def _check_until(ctx: Context, until_ms: int) -> None:
    if not ctx.now_ms < until_ms <= ctx.now_ms + HOURS_MAX * 3_600_000:
        raise Refusal(
            "bad_until",
            f"截止时间须在将来、不超过 {HOURS_MAX} 小时",
            f"until when must lie ahead, {HOURS_MAX} h at most",
            field="until_ms",
            value=until_ms,
            remedy="选较近的时间，到时可续报 / choose an earlier time, it can be renewed",
        )
