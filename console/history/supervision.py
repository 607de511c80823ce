"""What leaders and the wall are shown beyond the live board: today's figures, out of the journal.

Read incrementally and in a thread, whatever the board has forgotten meanwhile; each picture of the
wall is made once a second for everybody of the same reach.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from statistics import quantiles

import msgspec
from sqlalchemy import Engine, select

from console.live.positions import PositionLane
from dispatch.domain import events as e
from dispatch.domain.acceptances import CAN_WAIT, NOT_REPORTED
from dispatch.domain.clock import Clock
from dispatch.domain.identifiers import BEIJING
from dispatch.journal.tables import journal_entry
from dispatch.projections.readside import ReadSide
from dispatch.projections.views import PersonView, person_view
from dispatch.projections.wall import ResponseToday, Seen, WallView, wall_view
from dispatch.sight import Viewer, reach_of
from geo.coordinates import Point
from stations.reach import Reach
from stations.region import Region
from stations.status import VehicleState

OVERRIDES_MAX = 500
"""So many are kept of a day, the newest; the journal has all."""

READ_AT_ONCE = 5000
PICTURE_MS = 1000
FIGURES_MS = 5000
"""A picture is no older than a second, what it says of today no older than five."""

PICTURES_MAX = 256

DEFINITION_ZH = (
    "反应时间＝首次受理→首辆到达现场（按键时间），今日 0 时起受理的急救事件；"
    "不含转院等非急事件、演习、测试"
)
DEFINITION_EN = (
    "response = first acceptance → first vehicle on scene (pressed), emergencies accepted since "
    "0:00; without transfers, drills and tests"
)
_KINDS = ("AcceptanceOpened", "VehicleDispatched", "TaskStepped")


class DispatchOverride(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody sent another vehicle than the recommended one (未派推荐)."""

    at_ms: int
    by: PersonView
    incident_id: str
    vehicle_id: str
    recommended: str | None
    chosen_rank: int | None
    minutes_lost: float | None
    code: str | None
    reason: str


class _Run(msgspec.Struct):
    """An event of today: when it was first accepted, when the first vehicle stood there."""

    accepted_ms: int
    vehicle_id: str = ""
    arrived_ms: int | None = None


class DayBook:
    """Today's runs and overrides, as far as the journal was read; used by one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._day_ms = 0
        self._seq = 0
        self._runs: dict[str, _Run] = {}
        self._vehicles: dict[str, str] = {}
        self.overrides: list[DispatchOverride] = []

    @property
    def day_ms(self) -> int:
        """When today began, in China."""
        return self._day_ms

    def read(self, now_ms: int) -> None:
        """Read on; a new day begins with empty pages."""
        day_ms = _midnight_ms(now_ms)
        if day_ms != self._day_ms:
            self._day_ms, self._seq = day_ms, 0
            self._runs, self._vehicles, self.overrides = {}, {}, []
        for event in self._events():
            match event:
                case e.AcceptanceOpened(incident_kind=kind, incident_id=incident_id):
                    if kind not in NOT_REPORTED and kind not in CAN_WAIT:
                        self._runs.setdefault(incident_id, _Run(accepted_ms=event.at_ms))
                case e.VehicleDispatched():
                    self._vehicles[event.task_id] = event.vehicle_id
                    self._note_override(event)
                case e.TaskStepped(state=VehicleState.ON_SCENE, task_id=task_id):
                    self._note_arrival(task_id, event.at_ms)
                case _:
                    pass

    def responses_s(self, reach: Reach) -> list[float]:
        """Response times of the events that a vehicle of this reach has reached first, seconds."""
        return [
            (run.arrived_ms - run.accepted_ms) / 1000
            for run in list(self._runs.values())
            if run.arrived_ms is not None and (reach.whole or run.vehicle_id in reach.vehicles)
        ]

    def _note_arrival(self, task_id: str, at_ms: int) -> None:
        run = self._runs.get(task_id.rpartition("-")[0])
        if run is not None and (run.arrived_ms is None or at_ms < run.arrived_ms):
            run.arrived_ms, run.vehicle_id = at_ms, self._vehicles.get(task_id, "")

    def _note_override(self, event: e.VehicleDispatched) -> None:
        told = event.decision
        if told is None or not (told.override_reason or told.override_code):
            return
        view = DispatchOverride(
            at_ms=event.at_ms,
            by=person_view(event.by),
            incident_id=event.incident_id,
            vehicle_id=event.vehicle_id,
            recommended=told.recommended,
            chosen_rank=told.chosen_rank,
            minutes_lost=told.minutes_lost,
            code=told.override_code.value if told.override_code else None,
            reason=told.override_reason or "",
        )
        self.overrides = [*self.overrides, view][-OVERRIDES_MAX:]

    def _events(self) -> Iterator[e.AnyEvent]:
        entry = journal_entry.c
        while True:
            query = (
                select(entry.seq, entry.payload)
                .where(entry.seq > self._seq, entry.at_ms >= self._day_ms)
                .where(entry.kind.in_(_KINDS), entry.payload.is_not(None))
                .order_by(entry.seq)
                .limit(READ_AT_ONCE)
            )
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            for seq, payload in rows:
                self._seq = seq
                yield e.decode(payload)
            if len(rows) < READ_AT_ONCE:
                return


class Supervision:
    """Asked by the wall and by leaders; owned by the event loop."""

    def __init__(
        self,
        *,
        engine: Engine,
        region: Region,
        readside: ReadSide,
        lane: PositionLane,
        clock: Clock,
    ) -> None:
        self._region = region
        self._readside = readside
        self._lane = lane
        self._clock = clock
        self._book = DayBook(engine)
        self._read_ms: int | None = None
        self._reading = asyncio.Lock()
        self._pictures: dict[Viewer, WallView] = {}

    async def wall(self, viewer: Viewer, faults: int) -> WallView:
        """The picture of this second."""
        now_ms = self._clock.now_ms()
        kept = self._pictures.get(viewer)
        if kept is not None and 0 <= now_ms - kept.now_ms < PICTURE_MS:
            return kept
        await self._read_on(now_ms)
        reach = reach_of(viewer, self._region)
        picture = wall_view(
            self._readside.board,
            self._region,
            viewer,
            self._places(),
            now_ms,
            faults,
            response_today(self._book.responses_s(reach), self._book.day_ms),
        )
        while len(self._pictures) >= PICTURES_MAX:
            self._pictures.pop(next(iter(self._pictures)))
        self._pictures[viewer] = picture
        return picture

    async def overrides(self, viewer: Viewer) -> list[DispatchOverride]:
        """Today's, newest first, of desks and vehicles in reach."""
        await self._read_on(self._clock.now_ms())
        reach = reach_of(viewer, self._region)
        return [
            one
            for one in reversed(self._book.overrides)
            if reach.whole or one.by.unit in reach.units or one.vehicle_id in reach.vehicles
        ]

    async def _read_on(self, now_ms: int) -> None:
        async with self._reading:
            if self._read_ms is not None and 0 <= now_ms - self._read_ms < FIGURES_MS:
                return
            await asyncio.to_thread(self._book.read, now_ms)
            self._read_ms = now_ms

    def _places(self) -> dict[str, Seen]:
        places: dict[str, Seen] = {}
        for vehicle_id in self._region.vehicles:
            fix = self._lane.fix(vehicle_id)
            if fix is not None:
                places[vehicle_id] = Seen(point=Point(fix.lon, fix.lat), stale=fix.stale)
        return places


def response_today(seconds: list[float], since_ms: int) -> ResponseToday:
    """Median and 90th percentile with the definition that belongs beside them."""
    many = len(seconds) > 1
    cuts = quantiles(seconds, n=10, method="inclusive") if many else seconds * 9
    return ResponseToday(
        count=len(seconds),
        median_s=cuts[4] if cuts else None,
        p90_s=cuts[8] if cuts else None,
        since_ms=since_ms,
        definition_zh=DEFINITION_ZH,
        definition_en=DEFINITION_EN,
    )


def _midnight_ms(now_ms: int) -> int:
    local = datetime.fromtimestamp(now_ms / 1000, BEIJING)
    return round(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
