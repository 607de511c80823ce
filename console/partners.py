"""Partner services (联动单位): who they are, how much they may ask, and what they are told.

A partner hands an alarm over with its own key and its own number, and asks for the state by that
number. One alarm is one incident, however often it is told: the number is the idempotency key, and
the first answer is kept for good (CALL-14, CALL-16).
"""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum

import msgspec
from sqlalchemy import Engine, insert, select, update

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.partners import PartnerKind
from dispatch.domain.records import Call, Incident, Task
from dispatch.handlers.partners import alarm_call_id
from dispatch.journal.tables import command_outcome as outcome
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from geo.database import writing
from stations.partners import partner as table
from stations.region import Region
from stations.status import VehicleState

KEY_PREFIX = "lp_"
ASKS_PER_MINUTE_MAX = 120
"""Of one partner: an alarm a second and as many questions; beyond, 429 and ask again later."""

_CACHE_MAX = 200
_WINDOW_S = 60.0


class NotAPartner(Refusal):
    """No key, or one that nobody has."""

    status = 401


class TooOften(Refusal):
    """A partner's machine asks too often."""

    status = 429


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """One partner service."""

    code: str
    kind: PartnerKind
    name: str
    disabled: bool = False

    @property
    def actor(self) -> Actor:
        """The author of whatever comes with its key."""
        return Actor(user=f"partner:{self.code}", name=self.name, role=Role.PARTNER, unit="")


class PartnerStore:
    """The register of partners; waits for the database, so call it from a worker thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, partner: Partner, now_ms: int) -> str:
        """Enter a partner and tell its key, which is not kept and cannot be told again."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        values = {
            "code": partner.code,
            "kind": partner.kind.value,
            "name": partner.name,
            "key_hash": _hash(key),
            "created_ms": now_ms,
        }
        with writing(self._engine) as connection:
            if connection.scalar(select(table.c.code).where(table.c.code == partner.code)):
                raise Conflict(
                    "partner_exists",
                    f"联动单位 {partner.code} 已登记",
                    f"partner {partner.code} is registered already",
                    field="code",
                    value=partner.code,
                    remedy="换一个代号；换密钥请先停用再另行登记 / take another code",
                )
            connection.execute(insert(table).values(values))
        return key

    def disable(self, code: str) -> bool:
        """Close a partner's key; False when there is none."""
        with writing(self._engine) as connection:
            changed = update(table).where(table.c.code == code).values(disabled=True)
            return connection.execute(changed).rowcount > 0

    def load(self) -> list[Partner]:
        """Every partner, by code."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.code)).all()
        return [_partner(row.code, row.kind, row.name, row.disabled) for row in rows]

    def find(self, key: str) -> Partner | None:
        """Whose key it is, unless it was closed."""
        query = select(table).where(table.c.key_hash == _hash(key), table.c.disabled.is_(False))
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _partner(row.code, row.kind, row.name, row.disabled)


class AlarmState(StrEnum):
    """How far an alarm has come, as a partner is told."""

    WAITING = "waiting"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TO_HOSPITAL = "to_hospital"
    CLOSED = "closed"


ALARM_STATE_NAMES: dict[AlarmState, tuple[str, str]] = {
    AlarmState.WAITING: ("已受理，待派车", "accepted, no vehicle yet"),
    AlarmState.DISPATCHED: ("已派车", "a vehicle is ordered"),
    AlarmState.EN_ROUTE: ("救护车在途", "the ambulance is on its way"),
    AlarmState.ON_SCENE: ("已到现场", "on the scene"),
    AlarmState.TO_HOSPITAL: ("送医途中", "on the way to hospital"),
    AlarmState.CLOSED: ("已结束", "closed"),
}

_STATE_OF: dict[VehicleState, AlarmState] = {
    VehicleState.ASSIGNED: AlarmState.DISPATCHED,
    VehicleState.ACKED: AlarmState.DISPATCHED,
    VehicleState.EN_ROUTE: AlarmState.EN_ROUTE,
    VehicleState.ON_SCENE: AlarmState.ON_SCENE,
    VehicleState.AT_PATIENT: AlarmState.ON_SCENE,
    VehicleState.LOADED: AlarmState.TO_HOSPITAL,
    VehicleState.AT_HOSPITAL: AlarmState.TO_HOSPITAL,
    VehicleState.HANDED_OVER: AlarmState.TO_HOSPITAL,
}


class SentVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """One ambulance as a partner is told of it; ``eta_s`` until it is at the scene."""

    plate: str
    state: AlarmState
    eta_ms: int | None
    eta_s: int | None


class HandedAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner is told of its alarm: our number, the clock of one minute, who comes when.

    ``event_id`` changes when two events turn out to be one; the partner's own number never does.
    """

    alarm_id: str
    event_id: str
    state: AlarmState
    state_zh: str
    state_en: str
    taken_ms: int | None = None
    told_ms: int | None = None
    told_after_s: int | None = None
    late: bool = False
    """Told to us after more than a minute."""
    eta_ms: int | None = None
    eta_s: int | None = None
    vehicles: tuple[SentVehicle, ...] = ()
    repeated: bool = False
    """It had been handed over before; what was told first counts."""


class Partners:
    """Takes alarms and answers for them; owned by the event loop."""

    def __init__(
        self,
        *,
        store: PartnerStore,
        engine: Engine,
        region: Region,
        readside: ReadSide,
        writer: Writer,
        now_ms: Callable[[], int],
        now_s: Callable[[], float],
    ) -> None:
        self._store = store
        self._engine = engine
        self._region = region
        self._readside = readside
        self._writer = writer
        self._now_ms = now_ms
        self._now_s = now_s
        self._asked: OrderedDict[str, list[float]] = OrderedDict()

    async def require(self, key: str | None) -> Partner:
        """Whose key it is; refused when nobody's, or when it is used too often."""
        partner = None
        if key and key.startswith(KEY_PREFIX) and len(key) <= 200:
            partner = await asyncio.to_thread(self._store.find, key)
        if partner is None:
            raise NotAPartner(
                "unknown_key",
                "密钥无效或已停用",
                "this key is unknown or has been closed",
                field="Authorization",
                remedy="请求头 Authorization: Bearer <密钥>；向急救中心索取 / ask the centre",
            )
        self._count(partner.code)
        return partner

    async def take(self, partner: Partner, command: c.TakeAlarm) -> HandedAlarm:
        """Hand an alarm in; whatever is told again under its number gets the first answer."""
        request = c.Request(
            command_id=alarm_call_id(partner.code, command.alarm_id),
            actor=partner.actor,
            command=command,
            intent=b"alarm",
        )
        repeated = request.command_id in self._board.calls
        receipt = await asyncio.wrap_future(self._writer.submit(request))
        view = self._view_of(partner, command.alarm_id, receipt.incident_id)
        return msgspec.structs.replace(view, repeated=repeated)

    async def locate(self, partner: Partner, key: str, report: c.ReportLocation) -> c.Receipt:
        """One more word on where an alarm is."""
        request = c.Request(command_id=key, actor=partner.actor, command=report)
        return await asyncio.wrap_future(self._writer.submit(request))

    async def show(self, partner: Partner, alarm_id: str) -> HandedAlarm:
        """How far an alarm has come; the journal knows those that the board has forgotten."""
        call_id = alarm_call_id(partner.code, alarm_id)
        if call_id in self._board.calls:
            return self._view_of(partner, alarm_id, None)
        incident_id = await asyncio.to_thread(self._kept_incident, call_id)
        if incident_id is None:
            raise no_such("报警", "alarm", "alarm_id", alarm_id)
        return self._view_of(partner, alarm_id, incident_id)

    def open_of(self, partner: Partner) -> list[str]:
        """The partner's own numbers of alarms whose events are still open."""
        return sorted(
            call.alarm.alarm_id
            for call in self._board.calls.values()
            if call.alarm is not None
            and call.alarm.partner == partner.code
            and _is_open(self._board, call)
        )

    @property
    def _board(self) -> Board:
        return self._readside.board

    def _kept_incident(self, command_id: str) -> str | None:
        query = select(outcome.c.result).where(outcome.c.command_id == command_id)
        with self._engine.connect() as connection:
            kept = connection.scalar(query)
        return None if kept is None else msgspec.json.decode(kept, type=c.Receipt).incident_id

    def _view_of(self, partner: Partner, alarm_id: str, told: str | None) -> HandedAlarm:
        call = self._board.calls.get(alarm_call_id(partner.code, alarm_id))
        event_id = (call.incident_id if call else None) or told or ""
        incident = self._board.incidents.get(event_id)
        tasks = self._board.tasks_of(incident) if incident is not None else []
        state = _state_of(incident, tasks)
        coming = tuple(self._sent(task) for task in tasks if task.active)
        first = min((v.eta_ms for v in coming if v.eta_ms is not None), default=None)
        zh, en = ALARM_STATE_NAMES[state]
        alarm = call.alarm if call else None
        return HandedAlarm(
            alarm_id=alarm_id,
            event_id=event_id,
            state=state,
            state_zh=zh,
            state_en=en,
            taken_ms=alarm.taken_ms if alarm else None,
            told_ms=alarm.told_ms if alarm else None,
            told_after_s=(alarm.told_ms - alarm.taken_ms) // 1000 if alarm else None,
            late=alarm.late if alarm else False,
            eta_ms=first,
            eta_s=self._seconds_to(first),
            vehicles=coming,
        )

    def _sent(self, task: Task) -> SentVehicle:
        fresh = self._readside.etas.get(task.id)
        current = fresh is not None and fresh.instead_of_ms == task.eta_ms
        eta_ms = fresh.eta_ms if fresh is not None and current else task.eta_ms
        state = _STATE_OF[task.state]
        if state not in (AlarmState.DISPATCHED, AlarmState.EN_ROUTE):
            eta_ms = None
        return SentVehicle(
            plate=self._region.vehicles[task.vehicle_id].plate,
            state=state,
            eta_ms=eta_ms,
            eta_s=self._seconds_to(eta_ms),
        )

    def _seconds_to(self, eta_ms: int | None) -> int | None:
        return None if eta_ms is None else max(0, (eta_ms - self._now_ms()) // 1000)

    def _count(self, code: str) -> None:
        """A sliding minute for each partner; whoever has not asked for longest is forgotten."""
        now_s = self._now_s()
        recent = [at for at in self._asked.get(code, []) if at > now_s - _WINDOW_S]
        if len(recent) >= ASKS_PER_MINUTE_MAX:
            raise TooOften(
                "too_often",
                f"每分钟最多 {ASKS_PER_MINUTE_MAX} 次请求",
                f"at most {ASKS_PER_MINUTE_MAX} requests a minute",
                field="Authorization",
                remedy="稍候再试；紧急情况请拨 120 / try again shortly; dial 120 if urgent",
            )
        self._asked[code] = [*recent, now_s]
        self._asked.move_to_end(code)
        while len(self._asked) > _CACHE_MAX:
            self._asked.popitem(last=False)


def _state_of(incident: Incident | None, tasks: list[Task]) -> AlarmState:
    """The furthest of its vehicles; an event the board has forgotten is over."""
    if incident is None or incident.closed_ms is not None:
        return AlarmState.CLOSED
    order = list(AlarmState)
    states = [_STATE_OF[task.state] for task in tasks if task.active]
    return max(states, key=order.index, default=AlarmState.WAITING)


def _is_open(board: Board, call: Call) -> bool:
    incident = board.incidents.get(call.incident_id or "")
    return incident is not None and incident.closed_ms is None


def _partner(code: str, kind: str, name: str, disabled: bool) -> Partner:
    return Partner(code=code, kind=PartnerKind(kind), name=name, disabled=disabled)


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
