"""The table of clocks: one row each. A new clock is a row, a watch, a limit and an alarm's name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dispatch.board import Board
from dispatch.clocks import hospital_watches as h
from dispatch.clocks import watches as w
from dispatch.clocks.unanswered import ring_at_partner
from dispatch.clocks.world import Running, World
from dispatch.domain import commands as c
from dispatch.domain.alarms import AlarmKind, AlarmLevel, AlarmOutcome
from dispatch.domain.limits import Limit

Watch = Callable[[World, str], Running | None]
EVERY_LEVEL = (AlarmLevel.SHIFT_LEADER, AlarmLevel.CITY)

COLLECTIONS: dict[str, Callable[[Board], Iterable[str]]] = {
    "calls": lambda board: board.calls,
    "incidents": lambda board: board.incidents,
    "tasks": lambda board: board.tasks,
    "vehicles": lambda board: board.duties,
    "requests": lambda board: board.requests,
    "handovers": lambda board: board.handovers,
    "boundaries": lambda board: board.boundaries,
    "notices": lambda board: board.notices,
    "hospital_states": lambda board: board.hospital_states,
    "refusals": lambda board: board.refusals,
}
"""Which records a clock may watch, by the names of ``board.Touched``."""


@dataclass(frozen=True)
class Clock:
    """One clock. ``{limit}`` in its words stands for the limit in seconds or minutes.

    ``outcomes`` are what a person may answer, the first being the plain acknowledgement; ``steps``
    the levels it climbs while nobody does. ``then`` is a command that follows the alarm by rule.
    A ``lasting`` alarm stays until a person has acknowledged it, though its cause be over. What
    rests on positions or fresh arrivals (``volatile``) cannot be looked at again by the core, and
    is looked at every time the ticker ticks.
    """

    kind: AlarmKind
    of: str
    limit: Limit
    watch: Watch
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    outcomes: tuple[AlarmOutcome, ...] = (AlarmOutcome.SEEN,)
    steps: tuple[AlarmLevel, ...] = EVERY_LEVEL
    then: Callable[[World, str], "c.AnyCommand | None"] | None = None
    lasting: bool = False
    volatile: bool = False


CLOCKS: tuple[Clock, ...] = (
    Clock(
        kind=AlarmKind.CALL_UNANSWERED,
        of="calls",
        limit=Limit.ANSWER,
        watch=w.unanswered_call,
        zh="来电 {limit}无人接听",
        en="not answered within {limit}",
        remedy_zh="立即接听",
        remedy_en="answer it now",
        then=ring_at_partner,
    ),
    Clock(
        kind=AlarmKind.CALL_MISSED,
        of="calls",
        limit=Limit.MISSED,
        watch=w.missed_call,
        zh="来电 {limit}未接",
        en="missed: rings for {limit}",
        remedy_zh="立即接听；挂断则回拨",
        remedy_en="answer it now; once it is gone, call back",
        then=lambda world, call_id: c.MissCall(call_id=call_id),
    ),
    Clock(
        kind=AlarmKind.CALL_NOT_ACCEPTED,
        of="calls",
        limit=Limit.ACCEPT,
        watch=w.unaccepted_call,
        zh="接听 {limit}未受理",
        en="nothing decided {limit} after the answer",
        remedy_zh="先定位、先派车、再询问；非呼救请归类",
        remedy_en="locate, dispatch, then ask; or classify it",
    ),
    Clock(
        kind=AlarmKind.NOT_ORDERED,
        of="incidents",
        limit=Limit.ORDER,
        watch=w.unordered_incident,
        zh="接听 {limit}未派车",
        en="no vehicle ordered within {limit}",
        remedy_zh="派推荐车辆；无车则求援或挂起",
        remedy_en="send the recommended vehicle; if there is none, ask a neighbour or park",
    ),
    Clock(
        kind=AlarmKind.NOT_ORDERED_UNHURRIED,
        of="incidents",
        limit=Limit.ORDER_UNHURRIED,
        watch=w.unordered_transfer,
        zh="转院或非急救 {limit}未派车",
        en="transfer or non-emergency without a vehicle for {limit}",
        remedy_zh="派车，或告知申请方预计时间",
        remedy_en="send a vehicle, or tell who asked when one will come",
    ),
    Clock(
        kind=AlarmKind.PARTNER_WAITING,
        of="incidents",
        limit=Limit.PARTNER,
        watch=w.waiting_partner,
        zh="联动警情 {limit}未派车",
        en="a partner's alarm without a vehicle for {limit}",
        remedy_zh="派车，并回复联动单位",
        remedy_en="send a vehicle; the partner is told by itself",
    ),
    Clock(
        kind=AlarmKind.PARKED_UNTIL,
        of="incidents",
        limit=Limit.PARKED,
        watch=w.parked_until,
        zh="挂起 {limit}到时，已唤醒",
        en="parked for {limit}, woken as agreed",
        remedy_zh="派车，或再次挂起",
        remedy_en="send a vehicle, or park it again",
        then=lambda world, incident_id: c.WakeIncident(incident_id=incident_id),
        lasting=True,
    ),
    Clock(
        kind=AlarmKind.PARKED_LONG,
        of="incidents",
        limit=Limit.PARKED,
        watch=w.long_parked,
        zh="挂起已 {limit}",
        en="parked for {limit}",
        remedy_zh="唤醒派车，或回电说明",
        remedy_en="wake it and send a vehicle, or call back and explain",
    ),
    Clock(
        kind=AlarmKind.NOT_ACKNOWLEDGED,
        of="tasks",
        limit=Limit.ACKNOWLEDGE,
        watch=w.unacknowledged_order,
        zh="派车 {limit}车组未确认",
        en="crew has not acknowledged within {limit}",
        remedy_zh="电话呼叫车组；不通则派次优车辆",
        remedy_en="call the crew by voice; if nobody answers, send the next best",
        outcomes=(AlarmOutcome.REACHED, AlarmOutcome.NOT_REACHED),
    ),
    Clock(
        kind=AlarmKind.NOT_DEPARTED,
        of="tasks",
        limit=Limit.DEPARTURE,
        watch=w.late_departure,
        zh="派车 {limit}未出车",
        en="has not left {limit} after the order",
        remedy_zh="催促车组；不能出车则改派",
        remedy_en="urge the crew; if it cannot leave, send another",
    ),
    Clock(
        kind=AlarmKind.LATE_ARRIVAL,
        of="tasks",
        limit=Limit.LATE_ARRIVAL,
        watch=w.late_arrival,
        zh="派车 {limit}内到不了现场",
        en="will not be at the scene within {limit} of the order",
        remedy_zh="告知呼救人，另派近车，必要时请公安协助",
        remedy_en="tell the caller, offer a nearer vehicle, ask police for help if need be",
        outcomes=(
            AlarmOutcome.CALLER_TOLD,
            AlarmOutcome.REPLACEMENT_OFFERED,
            AlarmOutcome.POLICE_ASKED,
        ),
        volatile=True,
    ),
    Clock(
        kind=AlarmKind.ORDER_REFUSED,
        of="incidents",
        limit=Limit.REFUSAL,
        watch=w.refused_order,
        zh="拒绝出车，事件待派",
        en="the order was refused, the event waits",
        remedy_zh="派次优车辆；原因记入受理，报班长和市中心",
        remedy_en="send the next best; the reason is kept, shift leader and city are told",
        lasting=True,
    ),
    Clock(
        kind=AlarmKind.HELD_AT_HOSPITAL,
        of="tasks",
        limit=Limit.HOSPITAL_HOLD,
        watch=w.held_at_hospital,
        zh="到院 {limit}未交接",
        en="not handed over {limit} after reaching hospital",
        remedy_zh="联系医院急诊，要求放车",
        remedy_en="call the hospital's emergency department to release it",
    ),
    Clock(
        kind=AlarmKind.NO_CONTACT,
        of="tasks",
        limit=Limit.NO_CONTACT,
        watch=w.lost_contact,
        zh="任务中 {limit}无定位、无联络",
        en="on a task and not heard of for {limit}",
        remedy_zh="电台或电话呼叫车组",
        remedy_en="call the crew by radio or telephone",
        outcomes=(AlarmOutcome.REACHED, AlarmOutcome.NOT_REACHED),
        volatile=True,
    ),
    Clock(
        kind=AlarmKind.PAUSE_OVERRUN,
        of="vehicles",
        limit=Limit.PAUSE_OVER,
        watch=w.overrun_pause,
        zh="暂停已过预计结束时间",
        en="the pause is over its expected end",
        remedy_zh="恢复调用，或改预计结束时间",
        remedy_en="resume the vehicle, or set another end",
    ),
    Clock(
        kind=AlarmKind.PAUSE_OPEN,
        of="vehicles",
        limit=Limit.PAUSE_OPEN,
        watch=w.open_pause,
        zh="暂停 {limit}，未注明结束时间",
        en="paused for {limit} without an expected end",
        remedy_zh="恢复调用，或注明预计结束时间",
        remedy_en="resume the vehicle, or say until when",
    ),
    Clock(
        kind=AlarmKind.REQUEST_UNANSWERED,
        of="requests",
        limit=Limit.REQUEST,
        watch=w.unanswered_request,
        zh="车组请求 {limit}未答复",
        en="a crew's request unanswered for {limit}",
        remedy_zh="答复车组",
        remedy_en="answer the crew",
    ),
    Clock(
        kind=AlarmKind.EMERGENCY_UNANSWERED,
        of="requests",
        limit=Limit.EMERGENCY,
        watch=w.unanswered_emergency,
        zh="车组紧急报警 {limit}未答复",
        en="a crew's emergency button unanswered for {limit}",
        remedy_zh="立即呼叫车组，报 110",
        remedy_en="call the crew at once, and the police",
    ),
    Clock(
        kind=AlarmKind.HAND_OVER_BOUNCED,
        of="handovers",
        limit=Limit.HAND_OVER,
        watch=w.unaccepted_handover,
        zh="转出的事件 {limit}无人接收，已退回",
        en="handed over, nobody accepted within {limit}, it has come back",
        remedy_zh="自行处置，或转其他中心",
        remedy_en="keep it, or hand it to another centre",
        then=lambda world, handover_id: c.BounceHandOver(handover_id=handover_id),
        lasting=True,
    ),
    Clock(
        kind=AlarmKind.NEIGHBOUR_SILENT,
        of="boundaries",
        limit=Limit.NEIGHBOUR,
        watch=w.unanswered_neighbour,
        zh="用车请求 {limit}邻县未答复",
        en="the neighbour has not answered within {limit}",
        remedy_zh="派次优车辆，或由市中心裁定",
        remedy_en="send the next best, or let the city decide",
        then=lambda world, boundary_id: c.LapseRequest(boundary_id=boundary_id),
        lasting=True,
    ),
    Clock(
        kind=AlarmKind.NOTICE_UNACKNOWLEDGED,
        of="notices",
        limit=Limit.HOSPITAL_NOTICE,
        watch=h.unacknowledged_notice,
        zh="预告 {limit}医院未确认",
        en="the hospital has not acknowledged within {limit}",
        remedy_zh="打医院 24 小时电话，口头通知后代为确认",
        remedy_en="telephone the hospital's 24 h line, then acknowledge for it",
        outcomes=(AlarmOutcome.REACHED, AlarmOutcome.NOT_REACHED),
    ),
    Clock(
        kind=AlarmKind.DIVERT_UNANSWERED,
        of="notices",
        limit=Limit.HOSPITAL_ASKS,
        watch=h.unanswered_divert,
        zh="医院请求改送，{limit}未答复",
        en="a hospital asks for another destination, unanswered for {limit}",
        remedy_zh="同意并改送，或说明理由不同意",
        remedy_en="grant it with another hospital, or say why not",
    ),
    Clock(
        kind=AlarmKind.DIVERSION_UNDECIDED,
        of="hospital_states",
        limit=Limit.HOSPITAL_DIVERTS,
        watch=h.undecided_diversion,
        zh="医院申报分流，{limit}未批复",
        en="a hospital declares diversion, undecided for {limit}",
        remedy_zh="批准或不批准；未批准前不生效",
        remedy_en="agree or not; until then it does not count",
    ),
    Clock(
        kind=AlarmKind.HOSPITAL_REFUSED,
        of="refusals",
        limit=Limit.HOSPITAL_REFUSAL,
        watch=h.unsettled_refusal,
        zh="医院拒收，{limit}未协调",
        en="a hospital took the patient not in, unsettled for {limit}",
        remedy_zh="与医院协调，或改送；并报卫生健康部门",
        remedy_en="settle it with the hospital or redirect; tell the health authority",
    ),
)

CLOCK_OF: dict[AlarmKind, Clock] = {clock.kind: clock for clock in CLOCKS}
