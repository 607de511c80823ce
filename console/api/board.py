"""The board (态势) as a snapshot, the training clock, and the journal for administrators."""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from msgspec.structs import asdict

from console.api.bodies import ClockBody
from console.api.shared import Running
from console.api.views import answer, shows
from console.live.protocol import Snapshot
from console.people.accounts import Login
from console.people.auth import LoggedIn, only_for
from console.system import System
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.clock import SimulatedClock
from dispatch.domain.errors import Conflict
from dispatch.journal.port import Entry
from dispatch.sight import viewer_of

router = APIRouter(tags=["board 态势"])

Steering = Annotated[Login, Depends(only_for(*AT_DESK, Role.GATEWAY))]
Auditing = Annotated[Login, Depends(only_for(Role.ADMIN))]


class ClockReading(msgspec.Struct, frozen=True, kw_only=True):
    """The time of the dispatch world, and whether it can be steered."""

    now_ms: int
    simulated: bool
    speed: float
    paused: bool


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One journal entry; ``event`` is null once erased by law."""

    seq: int
    at_ms: int
    kind: str
    incident_id: str | None
    actor: str
    command_id: str
    event: msgspec.Raw | None
    payload_hash: str
    hash: str


class JournalPage(msgspec.Struct, frozen=True, kw_only=True):
    """Entries after a number, and the head of the chain."""

    head_seq: int
    head_hash: str
    entries: tuple[EntryView, ...]


@router.get("/board", **shows(Snapshot))
async def board(system: Running, login: LoggedIn) -> Response:
    """Everything this login may see, now."""
    return answer(system.hub.snapshot(viewer_of(login.actor)))


@router.get("/clock", **shows(ClockReading))
async def clock(system: Running, login: LoggedIn) -> Response:
    """The time of the dispatch world."""
    return answer(reading(system))


@router.post("/clock", **shows(ClockReading))
async def steer(body: ClockBody, system: Running, login: Steering) -> Response:
    """Change the speed of a training clock, pause it or let it go on."""
    if not isinstance(system.clock, SimulatedClock):
        raise Conflict(
            "clock_is_real",
            "真实时钟不能调速或暂停",
            "the real clock cannot be steered",
            remedy="培训时设 LIANDONG_CLOCK=simulated / set it so for training",
        )
    system.clock.steer(speed=body.speed, paused=body.paused)
    return answer(reading(system))


def reading(system: System) -> ClockReading:
    """The clock as it reads now."""
    return ClockReading(now_ms=system.clock.now_ms(), **asdict(system.clock_view()))


@router.get("/journal", **shows(JournalPage))
async def journal(
    system: Running,
    login: Auditing,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The journal as it is kept, with the hashes that chain it."""
    head_seq, head_hash = await asyncio.to_thread(system.journal.head)
    entries = await asyncio.to_thread(system.journal.read, after, limit)
    page = JournalPage(
        head_seq=head_seq,
        head_hash=head_hash.hex(),
        entries=tuple(_entry(entry) for entry in entries),
    )
    return answer(page)


def _entry(entry: Entry) -> EntryView:
    return EntryView(
        seq=entry.seq,
        at_ms=entry.at_ms,
        kind=entry.kind,
        incident_id=entry.incident_id,
        actor=entry.actor,
        command_id=entry.command_id,
        event=None if entry.erased else msgspec.Raw(entry.payload),
        payload_hash=entry.payload_hash.hex(),
        hash=entry.hash.hex(),
    )
