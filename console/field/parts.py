"""Makes what brings positions in, what follows them, and what keeps them."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.field.emergencies import Emergencies
from console.field.fences import Fences
from console.field.intakes import Intakes, IntakeUnusable
from console.field.position_quality import PositionQuality
from console.field.sorties import Sorties
from console.field.terminals import Terminals
from console.field.track_keeping import TrackKeeping
from console.field.tracks import Tracks
from console.roads.live import LiveRoads
from console.shared_parts import Shared
from stations.positions.store import PositionStore
from stations.protocols.jt808.gateway import GatewayLimits
from stations.protocols.mapping_check import load_mapping
from stations.terminals.store import TerminalStore

if TYPE_CHECKING:  # it needs a package that only centres with a broker install
    from console.field.mqtt_intake import MqttIntake


@dataclass(frozen=True)
class FieldParts:
    """What a running server has for its vehicles in the field."""

    fences: Fences
    terminals: Terminals
    intakes: Intakes
    mqtt: "MqttIntake | None"
    keeping: TrackKeeping
    quality: PositionQuality
    tracks: Tracks


def field_parts(shared: Shared, store: PositionStore, live_roads: LiveRoads) -> FieldParts:
    """Doors, followers and tracks of one server."""
    region, clock, positions = shared.region, shared.clock, shared.positions
    fences = Fences(region, shared.readside, shared.writer)
    terminals = _terminals(shared)
    intakes, mqtt = _intakes(shared, terminals)
    keeping = TrackKeeping(store, region, clock, shared.settings)
    board = shared.readside.board
    quality = PositionQuality(region, board, positions, terminals.registry, keeping, clock)
    positions.followers = (fences.moved, quality.datums.moved)
    positions.on_track = keeping.keep
    tracks = Tracks(store.tracks, Sorties(shared.engine), clock, live_roads)
    return FieldParts(fences, terminals, intakes, mqtt, keeping, quality, tracks)


def _terminals(shared: Shared) -> Terminals:
    """The door for positioning terminals, with what one of them and all together may ask."""
    settings = shared.settings
    return Terminals(
        region=shared.region,
        board=shared.readside.board,
        store=TerminalStore(shared.engine),
        receive_fix=shared.positions.receive,
        clock=shared.clock,
        emergencies=Emergencies(shared.readside.board, shared.writer),
        limits=GatewayLimits(
            connections_max=settings.jt808_connections_max,
            frames_per_s=settings.jt808_frames_per_s,
            login_within_s=settings.jt808_login_s,
            idle_s=settings.jt808_idle_s,
        ),
    )


def _intakes(shared: Shared, terminals: Terminals) -> "tuple[Intakes, MqttIntake | None]":
    """The doors for phones, and who listens to the MQTT broker, where there is one."""
    settings = shared.settings
    intakes = Intakes(
        terminals.registry,
        shared.positions.receive,
        terminals.emergency,
        now_ms=shared.clock.now_ms,
        now_s=time.monotonic,
    )
    if not settings.mqtt_host:
        return intakes, None
    try:
        from console.field.mqtt_intake import Broker, MqttIntake
    except ImportError as error:
        raise IntakeUnusable(
            f"缺少 Python 包 {error.name}；请安装 liandong120[mqtt]",
            f"Python package {error.name} is missing; install liandong120[mqtt]",
        ) from None
    broker = Broker(
        host=settings.mqtt_host,
        port=settings.mqtt_port,
        client_id=settings.mqtt_client_id,
        username=settings.mqtt_username,
        password=settings.mqtt_password,
        tls=settings.mqtt_tls,
        ca=settings.mqtt_ca,
        waiting_max=settings.mqtt_waiting_max,
    )
    mapping = load_mapping(settings.mqtt_mapping)
    away = lambda is_away: shared.system().broker_away(is_away)  # noqa: E731
    return intakes, MqttIntake(broker, mapping, intakes, away)
