"""Vehicle terminals (车载终端): the register, the door they dial, and asking one where it is."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Response
from pydantic import Field

from console.api.bodies import Body, Identifier
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.field.terminals import DriverCard
from console.people.accounts import Login
from console.people.auth import LoggedIn, Wished, only_for
from console.system import System
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.errors import Conflict, no_such
from geo.coordinates import Datum
from stations.terminals.registry import RegistryConflict
from stations.terminals.terminal import Protocol, Stranger, Terminal

router = APIRouter(tags=["terminals 终端"])

Managing = Annotated[Login, Depends(only_for(Role.ADMIN))]
Watching = Annotated[Login, Depends(only_for(Role.ADMIN, Role.GATEWAY))]
Asking = Annotated[Login, Depends(only_for(*AT_DESK))]

Number = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
DeviceId = Annotated[str, Field(min_length=1, max_length=30)]

SKEW_SHOWN_MS = 60_000
HEARD_LATELY_MS = 120_000


class TerminalBody(Body):
    """An entry of the register; what is not told is learnt at the first registration."""

    id: Identifier
    vehicle_id: Identifier | None = None
    phone: Number | None = None
    device_id: DeviceId | None = None
    datum: Datum = Datum.WGS84
    protocol: Protocol = Protocol.JT808


class TerminalChanges(Body):
    """What is to be changed of an entry. ``cloned`` can be taken back only; ``forget_code`` makes
    the terminal register anew."""

    vehicle_id: Identifier | None = None
    phone: Number | None = None
    device_id: DeviceId | None = None
    datum: Datum | None = None
    protocol: Protocol | None = None
    enabled: bool | None = None
    cloned: Annotated[bool | None, Field(description="false only")] = None
    forget_code: bool = False


class TerminalView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the register, and whether the terminal is there."""

    id: str
    vehicle_id: str | None
    phone: str | None
    device_id: str | None
    datum: Datum
    protocol: Protocol
    dialect: str | None
    enabled: bool
    cloned: bool
    registered: bool
    connected: bool
    """A phone holds no line: it counts as there when it was heard of lately."""
    last_seen_ms: int | None
    clock_ahead_ms: int | None
    emergency: bool
    """Its emergency alarm goes on."""
    card: DriverCard | None
    """The driver's card in it."""


class IntakeView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the other doors: what came in since the start, what was refused and why."""

    received: int
    taken: int
    refused: dict[str, int]
    connected: bool | None
    """Whether the MQTT broker is there; None where nobody is dialled."""


class GatewayView(msgspec.Struct, frozen=True, kw_only=True):
    """The doors: who is there, what came in, what was refused and why."""

    now_ms: int
    port: int | None
    """None while it is closed."""
    connections: int
    terminals: int
    fixes_received: int
    fixes_taken: int
    fixes_per_s: float
    refused: dict[str, int]
    floods: dict[str, int]
    passed_up: dict[str, int]
    """Messages that carry a device's own bytes (0x0900), by their kind."""
    clocks_off_ms: dict[str, int]
    cloned: tuple[str, ...]
    strangers: tuple[Stranger, ...]
    intakes: dict[str, IntakeView]
    """By protocol: phones and bridges."""


class KeyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The key that a phone has to send; told this once, only its hash is kept."""

    terminal_id: str
    key: str


class CardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The driver's card in a vehicle's terminal; null when there is none."""

    vehicle_id: str
    card: DriverCard | None


class LocateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The terminal was asked; its answer comes as a position."""

    vehicle_id: str
    terminal_id: str


@router.get("/terminals", **shows(TerminalView, many=True))
async def register(system: Running, login: Watching) -> Response:
    """The whole register (终端登记)."""
    return answer([_view(system, t) for t in system.terminals.registry.terminals.values()])


@router.post("/terminals", **shows(TerminalView))
async def enter(body: TerminalBody, system: Running, login: Managing, wish: Wished) -> Response:
    """Put a terminal on the list; the same entry again changes nothing."""
    terminal = Terminal(**_named(body.model_dump()))
    registry = system.terminals.registry
    known = registry.terminals.get(terminal.id)
    if known is None or not _says_the_same(known, terminal):
        try:
            registry.enter(terminal)
        except RegistryConflict as conflict:
            raise _told(conflict) from None
        await system.terminals.save()
    return answer(_view(system, registry.terminals[terminal.id]))


@router.patch("/terminals/{terminal_id}", **shows(TerminalView))
async def amend(
    terminal_id: Id, body: TerminalChanges, system: Running, login: Managing, wish: Wished
) -> Response:
    """Change an entry: another vehicle, another SIM card, blocked, looked at."""
    registry = system.terminals.registry
    before = registry.terminals.get(terminal_id)
    if before is None:
        raise no_such("终端", "terminal", "terminal_id", terminal_id)
    changes = _named(body.model_dump(exclude_unset=True))
    if changes.pop("forget_code", False):
        changes["code_hash"] = None
    if changes.get("cloned"):
        del changes["cloned"]
    for name in ("datum", "protocol", "enabled", "cloned"):
        if changes.get(name, 0) is None:
            del changes[name]
    try:
        after = registry.amend(terminal_id, **changes)
    except RegistryConflict as conflict:
        raise _told(conflict) from None
    system.terminals.amended(before, after)
    await system.terminals.save()
    return answer(_view(system, after))


@router.post("/terminals/{terminal_id}/key", **shows(KeyAnswer))
async def issue_key(terminal_id: Id, system: Running, login: Managing, wish: Wished) -> Response:
    """Issue a new key (接入密钥) to a phone; the former one ends at once."""
    registry = system.terminals.registry
    terminal = registry.terminals.get(terminal_id)
    if terminal is None:
        raise no_such("终端", "terminal", "terminal_id", terminal_id)
    if terminal.protocol not in (Protocol.OSMAND, Protocol.OWNTRACKS):
        raise Conflict(
            "protocol_has_no_key",
            f"接入方式 {terminal.protocol.value} 不使用密钥",
            f"terminals that come by {terminal.protocol.value} have no key of ours",
            field="protocol",
            value=terminal.protocol.value,
            remedy="808 终端自行注册；MQTT 由消息服务器验证 / JT/T 808 terminals register by "
            "themselves, an MQTT broker looks at its own devices",
        )
    key = registry.issue_key(terminal_id)
    await system.terminals.save()
    return answer(KeyAnswer(terminal_id=terminal_id, key=key))


@router.get("/gateway", **shows(GatewayView))
async def door(system: Running, login: Watching) -> Response:
    """The door for terminals (808 网关), live."""
    gateway, registry = system.terminals.gateway, system.terminals.registry
    clocks = {**gateway.intake.clocks, **system.intakes.clocks}
    ahead = {t: clock.ahead_ms for t, clock in clocks.items()}
    return answer(
        GatewayView(
            now_ms=system.clock.now_ms(),
            port=gateway.address[1] if gateway.address else None,
            connections=len(gateway.connections),
            terminals=len(gateway.by_terminal),
            fixes_received=gateway.intake.received,
            fixes_taken=gateway.intake.taken,
            fixes_per_s=gateway.fixes_per_s,
            refused=dict(gateway.counts),
            floods=gateway.floods.worst(20),
            passed_up=dict(gateway.intake.passed_up),
            clocks_off_ms={t: ms for t, ms in ahead.items() if ms and abs(ms) > SKEW_SHOWN_MS},
            cloned=tuple(t.id for t in registry.terminals.values() if t.cloned),
            strangers=tuple(registry.strangers.values()),
            intakes=_intakes(system),
        )
    )


@router.post("/vehicles/{vehicle_id}/locate", **shows(LocateAnswer))
async def locate(vehicle_id: Id, system: Running, login: Asking, wish: Wished) -> Response:
    """Ask a vehicle's terminal where it is now (位置查询)."""
    if vehicle_id not in system.region.vehicles:
        raise no_such("车辆", "vehicle", "vehicle_id", vehicle_id)
    terminal = system.terminals.registry.of_vehicle(vehicle_id)
    if terminal is None or not system.terminals.locate(vehicle_id):
        raise Conflict(
            "terminal_not_there",
            "该车终端不在线",
            "the vehicle's terminal is not connected",
            field="vehicle_id",
            value=vehicle_id,
            remedy="用电台或电话询问车组 / ask the crew by radio or telephone",
        )
    return answer(LocateAnswer(vehicle_id=vehicle_id, terminal_id=terminal.id))


@router.get("/vehicles/{vehicle_id}/card", **shows(CardAnswer))
async def card(vehicle_id: Id, system: Running, login: LoggedIn) -> Response:
    """Who put his driver's card into the vehicle's terminal: offered when a crew signs on."""
    if login.actor.role is Role.CREW and login.actor.vehicle_id != vehicle_id:
        raise no_such("车辆", "vehicle", "vehicle_id", vehicle_id)
    terminal = system.terminals.registry.of_vehicle(vehicle_id)
    found = system.terminals.cards.get(terminal.id) if terminal is not None else None
    return answer(CardAnswer(vehicle_id=vehicle_id, card=found))


def _intakes(system: System) -> dict[str, IntakeView]:
    there = {Protocol.MQTT: system.mqtt.connected} if system.mqtt is not None else {}
    return {
        protocol.value: IntakeView(
            received=tally.received,
            taken=tally.taken,
            refused=dict(tally.refused),
            connected=there.get(protocol),
        )
        for protocol, tally in system.intakes.tallies.items()
    }


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """A number without the zeros that only fill up the header."""
    if values.get("phone"):
        values["phone"] = values["phone"].lstrip("0") or "0"
    return values


def _says_the_same(known: Terminal, told: Terminal) -> bool:
    fields = ("vehicle_id", "phone", "device_id", "datum", "protocol")
    return all(getattr(known, field) == getattr(told, field) for field in fields)


def _told(conflict: RegistryConflict) -> Conflict:
    return Conflict(
        "terminal_conflict",
        conflict.zh,
        conflict.en,
        field=conflict.field,
        value=conflict.value,
        remedy=conflict.remedy,
    )


def _view(system: System, terminal: Terminal) -> TerminalView:
    facts, gateway = msgspec.structs.asdict(terminal), system.terminals.gateway
    registered = facts.pop("code_hash") is not None
    seen_ms = facts["last_seen_ms"] = gateway.heard_ms(terminal.id) or terminal.last_seen_ms
    connected = terminal.id in gateway.by_terminal
    if terminal.protocol is not Protocol.JT808 and seen_ms is not None:
        connected = system.clock.now_ms() - seen_ms <= HEARD_LATELY_MS
    clock = gateway.intake.clocks.get(terminal.id)
    if clock is not None and clock.ahead_ms is not None:
        facts["clock_ahead_ms"] = clock.ahead_ms
    return TerminalView(
        **facts,
        registered=registered,
        connected=connected,
        emergency=terminal.id in gateway.intake.pressing,
        card=system.terminals.cards.get(terminal.id),
    )
