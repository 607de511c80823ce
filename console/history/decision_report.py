"""What was decided in a stretch of time (受理统计): by kind, 呼叫满足率, refusals (DSP-12, DSP-14).

Read from the journal, so that it says the same years later. Drills, trainings and tests are left
out of everything (domain.md §3.3).
"""

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import Engine, select

from console.history.quality_reports import QualityReports
from dispatch.domain import events as e
from dispatch.domain.acceptances import (
    ACCEPTANCE_NAMES,
    NOT_REPORTED,
    VENDOR_CODES,
    AcceptanceKind,
    vendor_code,
)
from dispatch.domain.errors import Refusal
from dispatch.domain.referrals import ReferralState
from dispatch.journal.tables import journal_entry
from stations.region import Region
from stations.status import ReasonKind

SPAN_MAX_MS = 366 * 24 * 3_600_000
READ_CHUNK = 5000

SATISFACTION_ZH = (
    "1 − 欲派无车的事件数 ÷ 需派车的事件数（派车、增援或欲派无车；不含演习、培训、测试）"
)
SATISFACTION_EN = (
    "1 − events with nobody to send ÷ events that needed a vehicle "
    "(dispatch, reinforcement or no vehicle; without drills, trainings and tests)"
)

_K = AcceptanceKind
_NEEDED = frozenset({_K.DISPATCH, _K.REINFORCEMENT, _K.NO_VEHICLE})


class DecisionCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often one kind of acceptance was opened; ``codes`` are other makers' numbers of it."""

    kind: str
    zh: str
    en: str
    count: int
    codes: dict[str, int | None]


class RefusalCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often one vehicle was refused for one reason."""

    vehicle_id: str
    station_code: str
    reason: str
    count: int


class DecisionReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report; ``satisfaction`` is null where nothing needed a vehicle."""

    from_ms: int
    to_ms: int
    counts: tuple[DecisionCount, ...]
    needed: int
    no_vehicle: int
    satisfaction: float | None
    definition_zh: str
    definition_en: str
    stop_reasons: dict[str, int]
    refusals: tuple[RefusalCount, ...]


class ReferralCount(msgspec.Struct, frozen=True, kw_only=True):
    """Referrals of one direction between two hospitals, by where they stand."""

    direction: str
    from_hospital: str
    to_hospital: str
    states: dict[str, int]
    total: int


class ReferralReport(msgspec.Struct, frozen=True, kw_only=True):
    """Two-way referrals asked for in a stretch of time; ``waiting`` are not driven yet."""

    from_ms: int
    to_ms: int
    by_direction: dict[str, int]
    waiting: int
    rows: tuple[ReferralCount, ...]


class DecisionReports:
    """Reads the journal; waits for the database, so ask it in a thread."""

    def __init__(self, engine: Engine, region: Region) -> None:
        self._engine = engine
        self._region = region
        self.quality = QualityReports(engine, region)
        """The reports of real orders, from the same journal."""

    def decisions(self, from_ms: int, to_ms: int) -> DecisionReport:
        """Everything decided from one moment up to another."""
        check_span(from_ms, to_ms)
        opened = [
            event
            for event in self._events(("AcceptanceOpened",), from_ms, to_ms)
            if event.incident_kind not in NOT_REPORTED
        ]
        kinds = Counter(event.kind for event in opened)
        needed = {event.incident_id for event in opened if event.kind in _NEEDED}
        unmet = {event.incident_id for event in opened if event.kind is _K.NO_VEHICLE}
        stopped = Counter(_reason(x) for x in opened if x.kind is _K.STOPPED)
        return DecisionReport(
            from_ms=from_ms,
            to_ms=to_ms,
            counts=tuple(_count(kind, kinds[kind]) for kind in AcceptanceKind),
            needed=len(needed),
            no_vehicle=len(unmet),
            satisfaction=round(1 - len(unmet) / len(needed), 4) if needed else None,
            definition_zh=SATISFACTION_ZH,
            definition_en=SATISFACTION_EN,
            stop_reasons=dict(sorted(stopped.items())),
            refusals=self._refusals(opened),
        )

    def referrals(self, from_ms: int, to_ms: int) -> ReferralReport:
        """Referrals asked for in this time, by direction and hospitals, as they stand now."""
        check_span(from_ms, to_ms)
        asked = {x.referral_id: x for x in self._events(("ReferralRequested",), from_ms, to_ms)}
        state = dict.fromkeys(asked, ReferralState.REQUESTED)
        for event in self._events(("ReferralMoved",), from_ms, None):
            if event.referral_id in state:
                state[event.referral_id] = event.state
        rows: dict[tuple[str, str, str], Counter[str]] = {}
        for referral_id, event in asked.items():
            key = (event.direction.value, event.from_hospital, event.to_hospital)
            rows.setdefault(key, Counter())[state[referral_id].value] += 1
        open_states = (ReferralState.REQUESTED, ReferralState.ACCEPTED, ReferralState.SCHEDULED)
        return ReferralReport(
            from_ms=from_ms,
            to_ms=to_ms,
            by_direction=dict(Counter(event.direction.value for event in asked.values())),
            waiting=sum(one in open_states for one in state.values()),
            rows=tuple(
                ReferralCount(
                    direction=direction,
                    from_hospital=start,
                    to_hospital=goal,
                    states=dict(states),
                    total=states.total(),
                )
                for (direction, start, goal), states in sorted(rows.items())
            ),
        )

    def _refusals(self, opened: list[e.AcceptanceOpened]) -> tuple[RefusalCount, ...]:
        refused = Counter(
            (event.vehicle_id or "", _reason(event)) for event in opened if event.kind is _K.REFUSED
        )
        vehicles = self._region.vehicles
        return tuple(
            RefusalCount(
                vehicle_id=vehicle_id,
                station_code=vehicles[vehicle_id].station_code if vehicle_id in vehicles else "",
                reason=reason,
                count=count,
            )
            for (vehicle_id, reason), count in refused.most_common()
        )

    def _events(self, kinds: tuple[str, ...], from_ms: int, to_ms: int | None) -> list[Any]:
        entry = journal_entry.c
        query = (
            select(entry.payload)
            .where(entry.kind.in_(kinds), entry.at_ms >= from_ms, entry.payload.is_not(None))
            .order_by(entry.seq)
        )
        if to_ms is not None:
            query = query.where(entry.at_ms < to_ms)
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=READ_CHUNK).execute(query)
            return [e.decode(payload) for (payload,) in rows]


def _count(kind: AcceptanceKind, count: int) -> DecisionCount:
    zh, en = ACCEPTANCE_NAMES[kind]
    codes: dict[str, int | None] = {vendor: vendor_code(vendor, kind) for vendor in VENDOR_CODES}
    return DecisionCount(kind=kind.value, zh=zh, en=en, count=count, codes=codes)


def _reason(event: e.AcceptanceOpened) -> str:
    return (event.reason or ReasonKind.OTHER).value


def check_span(from_ms: int, to_ms: int) -> None:
    """Refuse a stretch of time that is none, or longer than a year."""
    if from_ms < to_ms <= from_ms + SPAN_MAX_MS:
        return
    raise Refusal(
        "bad_span",
        "统计时段须有先后，且不超过一年",
        "the stretch of time must have a beginning before its end, and at most a year",
        field="to_ms",
        value=to_ms,
        remedy="改起止时间 / change the times",
    )
