"""Health (运行状况): for whoever watches the server, without a login and without personal data."""

import msgspec
from fastapi import APIRouter, Response

from console.api.board import ClockReading, reading
from console.api.shared import Running
from console.api.views import answer, shows
from console.live.protocol import Alarm
from console.roads.fleet_speeds import SpeedCoverage

router = APIRouter(prefix="/health", tags=["health 运行"])


class JournalHealth(msgspec.Struct, frozen=True, kw_only=True):
    """Whether decisions can be made durable."""

    ok: bool
    seq: int
    message: str


class RouterHealth(msgspec.Struct, frozen=True, kw_only=True):
    """Whether ranking goes by road."""

    ready: bool
    basis: str
    version: str
    failures: dict[str, int]
    live_speeds: SpeedCoverage


class LiveHealth(msgspec.Struct, frozen=True, kw_only=True):
    """The live channel since the start."""

    clients: int
    joined: int
    resumed: int
    batches: int
    frames: int
    closed_slow: int


class FixHealth(msgspec.Struct, frozen=True, kw_only=True):
    """Positions since the start."""

    accepted: int
    rejected: dict[str, int]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """All parts at once; ``degraded`` when any alarm is up."""

    status: str
    version: str
    region: str
    clients: int
    journal: JournalHealth
    router: RouterHealth
    live: LiveHealth
    fixes: FixHealth
    clock: ClockReading
    alarms: tuple[Alarm, ...]


@router.get("", **shows(Health))
async def health(system: Running) -> Response:
    """Whether the server can do its work now."""
    alarms = system.hub.alarms
    trouble = next((a for a in alarms if a.code == "journal_unavailable"), None)
    ready, hub = system.router.ready, system.hub
    view = Health(
        status="degraded" if alarms else "ok",
        version=system.version,
        region=system.region.meta.code,
        clients=hub.clients,
        journal=JournalHealth(
            ok=trouble is None, seq=system.writer.seq, message=trouble.zh if trouble else ""
        ),
        router=RouterHealth(
            ready=ready,
            basis="road" if ready else "estimate",
            version=system.router.network_version,
            failures=system.router.failures,
            live_speeds=system.fleet_speeds.coverage(),
        ),
        live=LiveHealth(
            clients=hub.clients,
            **{name: hub.counters[name] for name in ("joined", "resumed", "batches")},
            **{name: hub.counters[name] for name in ("frames", "closed_slow")},
        ),
        fixes=FixHealth(
            accepted=system.positions.accepted, rejected=dict(system.positions.rejected)
        ),
        clock=reading(system),
        alarms=tuple(alarms),
    )
    return answer(view)
