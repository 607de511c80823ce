"""What lies beside a call (来电卡片): who has rung before, what it may be about, what to say.

Asked for by the desk that looks at it, with its rights, as things are at that moment (CALL-05,
CALL-06, DSP-17).
"""

import asyncio
from collections.abc import Sequence

import msgspec
from sqlalchemy import Engine, func, select

from console.maps.search import PlaceSearch
from dispatch.board import Board
from dispatch.domain.actors import Actor
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Unavailable, no_such
from dispatch.domain.records import Call, Incident, Task
from dispatch.doubles import Likeness, incidents_like_call, incidents_like_incident
from dispatch.journal.tables import call as call_table
from dispatch.projections.readside import ReadSide
from dispatch.reassurance import UnderWay, Where, words
from dispatch.sight import sees_call, sees_incident, viewer_of
from stations.positions.book import PositionBook
from stations.region import Region

YEAR_MS = 365 * 24 * 3600 * 1000
REPEAT_FROM = 6
"""More than five calls within a year make a repeat caller; marked, never blocked (深圳, BJ 19)."""

RECENT_MAX = 8
NUMBER_LENGTH_MIN = 5


class PastCall(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier call of the same number."""

    id: str
    rang_ms: int
    state: str
    call_class: str | None
    incident_id: str | None


class CallerCard(msgspec.Struct, frozen=True, kw_only=True):
    """Who rings (重复来电): how often within a year, the last calls, what is still open."""

    number: str
    calls_this_year: int
    repeat: bool
    recent: tuple[PastCall, ...]
    open_incident_ids: tuple[str, ...]


class DoubleView(msgspec.Struct, frozen=True, kw_only=True):
    """An incident it may be about, the evidence, and the sentence to read out."""

    incident_id: str
    kind: str
    same_number: bool
    apart_s: int
    distance_m: float | None
    text: float | None
    say_zh: str
    say_en: str


class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything beside a call. ``caller`` is null where no number was shown."""

    call_id: str
    at_ms: int
    caller: CallerCard | None
    doubles: tuple[DoubleView, ...]


class IncidentDoubles(msgspec.Struct, frozen=True, kw_only=True):
    """The incidents that one may be the same as, and what to tell its callers."""

    incident_id: str
    at_ms: int
    doubles: tuple[DoubleView, ...]
    say_zh: str
    say_en: str


class CallCards:
    """Makes the cards; owned by the event loop, the past is read in a thread."""

    def __init__(
        self,
        *,
        region: Region,
        readside: ReadSide,
        positions: PositionBook,
        places: PlaceSearch,
        engine: Engine,
        clock: Clock,
    ) -> None:
        self._region = region
        self._readside = readside
        self._positions = positions
        self._places = places
        self._engine = engine
        self._clock = clock

    async def of_call(self, actor: Actor, call_id: str) -> CallCard:
        """The card of a call that this actor may see."""
        board, viewer = self._board, viewer_of(actor)
        call = board.calls.get(call_id)
        if call is None or not sees_call(viewer, board, self._region, call):
            raise no_such("来电", "call", "call_id", call_id)
        caller = await self._caller(actor, call)
        return CallCard(
            call_id=call.id,
            at_ms=self._clock.now_ms(),
            caller=caller,
            doubles=await self._shown(actor, incidents_like_call(board, self._region, call)),
        )

    async def of_incident(self, actor: Actor, incident_id: str) -> IncidentDoubles:
        """What an incident may be the same as, if this actor may see it."""
        board = self._board
        incident = board.incidents.get(incident_id)
        if incident is None or not self._sees(actor, incident):
            raise no_such("事件", "incident", "incident_id", incident_id)
        zh, en = await self._sentence(incident)
        found = incidents_like_incident(board, self._region, incident)
        return IncidentDoubles(
            incident_id=incident.id,
            at_ms=self._clock.now_ms(),
            doubles=await self._shown(actor, found),
            say_zh=zh,
            say_en=en,
        )

    @property
    def _board(self) -> Board:
        return self._readside.board

    def _sees(self, actor: Actor, incident: Incident) -> bool:
        return sees_incident(viewer_of(actor), self._board, self._region, incident)

    async def _shown(self, actor: Actor, found: Sequence[Likeness]) -> tuple[DoubleView, ...]:
        """Only incidents that this actor may see are proposed to him."""
        views: list[DoubleView] = []
        for one in found:
            incident = self._board.incidents.get(one.incident_id)
            if incident is None or not self._sees(actor, incident):
                continue
            zh, en = await self._sentence(incident)
            views.append(
                DoubleView(
                    incident_id=one.incident_id,
                    kind=one.kind.value,
                    same_number=one.same_number,
                    apart_s=one.apart_ms // 1000,
                    distance_m=one.distance_m,
                    text=one.text,
                    say_zh=zh,
                    say_en=en,
                )
            )
        return tuple(views)

    async def _sentence(self, incident: Incident) -> tuple[str, str]:
        coming = [await self._under_way(task) for task in self._board.tasks_of(incident)]
        return words(coming, self._clock.now_ms())

    async def _under_way(self, task: Task) -> UnderWay:
        fresh = self._readside.etas.get(task.id)
        promised = fresh is None or fresh.instead_of_ms != task.eta_ms
        return UnderWay(
            name=self._region.vehicles[task.vehicle_id].name,
            task=task,
            eta_ms=task.eta_ms if promised or fresh is None else fresh.eta_ms,
            where=await self._where(task.vehicle_id) if task.active else None,
        )

    async def _where(self, vehicle_id: str) -> Where | None:
        """In words, where the names are read and the vehicle has been heard of."""
        position = self._positions.latest.get(vehicle_id)
        if position is None:
            return None
        try:
            place = await self._places.describe(position.point)
        except Unavailable:
            return None
        age_s = max(0, (self._clock.now_ms() - position.at_ms) // 1000)
        return Where(place.zh, place.en, age_s)

    async def _caller(self, actor: Actor, call: Call) -> CallerCard | None:
        """The past of a number; one that is withheld has none."""
        if len(call.number) < NUMBER_LENGTH_MIN:
            return None
        count, recent = await asyncio.to_thread(self._past, call)
        mine = {past.incident_id for past in recent} | {
            other.incident_id for other in self._board.calls.values() if other.number == call.number
        }
        open_ids = tuple(
            incident.id
            for incident in self._board.list_open_incidents()
            if incident.id in mine and self._sees(actor, incident)
        )
        return CallerCard(
            number=call.number,
            calls_this_year=count,
            repeat=count >= REPEAT_FROM,
            recent=recent,
            open_incident_ids=open_ids,
        )

    def _past(self, call: Call) -> tuple[int, tuple[PastCall, ...]]:
        """How many calls this number made within a year with this one, and the last before it."""
        row = call_table.c
        lately = (row.number == call.number) & (row.rang_ms > call.rang_ms - YEAR_MS)
        columns = (row.id, row.rang_ms, row.state, row.call_class, row.incident_id)
        before = lately & (row.id != call.id)
        query = select(*columns).where(before).order_by(row.rang_ms.desc()).limit(RECENT_MAX)
        with self._engine.connect() as connection:
            count = connection.scalar(select(func.count()).select_from(call_table).where(lately))
            past = tuple(
                PastCall(id=i, rang_ms=rang, state=state, call_class=kind, incident_id=incident_id)
                for i, rang, state, kind, incident_id in connection.execute(query)
            )
        return count or 0, past
