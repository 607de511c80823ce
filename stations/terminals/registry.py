"""Who may speak for which vehicle: the register in memory, asked at every login.

Rules (JT/T 808 §8.4, §8.8): a terminal that is not on the list is told so; one that is gets a
code at each registration, because a terminal that lost its code must be able to come back, and the
same code while the server runs, because a registration is sent again when its answer was lost; the
terminal bound to a vehicle keeps it, whoever else claims it.
"""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from stations.protocols.jt808.header import Dialect
from stations.protocols.jt808.messages.registration import (
    Authentication,
    Registered,
    Registration,
)
from stations.protocols.jt808.session import Admission
from stations.terminals.plates import Plates, plate_key
from stations.terminals.terminal import Protocol, Stranger, Terminal
from stations.vehicles import Register

STRANGERS_MAX = 200
_DEVICE_ID_SIZES = {Dialect.V2013: 7, Dialect.V2019: 30}
"""The older dialect has room for the beginning of an id only."""

_UNIQUE = ("phone", "device_id", "vehicle_id")


class RegistryConflict(Exception):
    """A terminal cannot be entered or changed like this: which field, which value, who has it."""

    def __init__(self, field: str, value: object, zh: str, en: str, remedy: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.field, self.value, self.zh, self.en = field, value, zh, en
        self.remedy = remedy


class Registry:
    """Owned by the event loop. The store lacks yet: entries ``changed``, which are to be saved
    together, and ``noted``, of which only the conduct is new."""

    def __init__(
        self,
        terminals: Iterable[Terminal],
        register: Register,
        *,
        make_code: Callable[[], str],
        now_ms: Callable[[], int],
    ) -> None:
        self.terminals: dict[str, Terminal] = {t.id: t for t in terminals}
        self.strangers: OrderedDict[str, Stranger] = OrderedDict()
        self.changed: set[str] = set()
        self.noted: set[str] = set()
        self._register = register
        self._make_code = make_code
        self._now_ms = now_ms
        self._plates = Plates()
        self._by: dict[str, dict[str, str]] = {}
        self._codes: dict[str, str] = {}
        """Given out since the start, by terminal; the hash in its entry says which still holds."""
        self._index()

    def register(self, phone: str, dialect: Dialect, registration: Registration) -> Admission:
        """Whether a terminal that introduces itself may come, and its code."""
        size = _DEVICE_ID_SIZES[dialect]
        terminal, refusal, reason = self._recognise(phone, registration, size)
        if terminal is not None and terminal.protocol is not Protocol.JT808:
            terminal, refusal, reason = None, Registered.NO_SUCH_TERMINAL, "other_protocol"
        if terminal is None or not terminal.enabled:
            self._knocked(phone, reason if terminal is None else "disabled", registration)
            return Admission(refusal if terminal is None else Registered.NO_SUCH_TERMINAL)
        code = self._code_for(terminal)
        self._put(
            replace(
                terminal,
                phone=phone,
                device_id=terminal.device_id or self._free_device_id(registration),
                dialect=dialect.value,
                code_hash=_hash(code),
            )
        )
        return Admission(Registered.DONE, code)

    def authenticate(self, phone: str, dialect: Dialect, proof: Authentication) -> str | None:
        """The id of the terminal that has this number and code."""
        terminal = self._find("phone", phone)
        if terminal is not None and terminal.protocol is not Protocol.JT808:
            self._knocked(phone, "other_protocol")
            return None
        known = terminal.code_hash if terminal is not None and terminal.enabled else None
        if terminal is None or known is None:
            self._knocked(phone, "unknown" if terminal is None else "not_registered")
            return None
        if not hmac.compare_digest(known, _hash(proof.code)):
            self._knocked(phone, "wrong_code")
            return None
        if terminal.dialect != dialect.value:
            self._put(replace(terminal, dialect=dialect.value))
        self.strangers.pop(phone, None)
        return terminal.id

    def admit(self, protocol: Protocol, names: Sequence[str], key: str | None) -> Terminal | str:
        """The terminal of a name (a device id or number) that has this key, or the reason why not.

        A device may go by several names; the first that is known counts. ``key`` is None where
        somebody else has looked at it already, as an MQTT broker does."""
        found = (self._find(field, name) for name in names for field in ("device_id", "phone"))
        terminal = next((each for each in found if each is not None), None)
        reason = _refused(terminal, protocol, key)
        if terminal is not None and not reason:
            self.strangers.pop(names[0], None)
            return terminal
        if names:
            self._knocked(names[0], reason, protocol=protocol)
        return reason

    def issue_key(self, terminal_id: str) -> str:
        """A new key for a device that cannot register itself; the former one ends."""
        key = self._make_code()
        self._put(replace(self.terminals[terminal_id], code_hash=_hash(key)))
        return key

    def of_vehicle(self, vehicle_id: str) -> Terminal | None:
        """The terminal that is built into a vehicle."""
        return self._find("vehicle_id", vehicle_id)

    def enter(self, terminal: Terminal) -> None:
        """Put a terminal on the list, or raise ``RegistryConflict``."""
        if terminal.id in self.terminals:
            raise _taken("id", terminal.id, terminal.id)
        self._check(terminal)
        self._put(terminal)

    def amend(self, terminal_id: str, **changes: Any) -> Terminal:
        """Change an entry, or raise ``RegistryConflict``; ``KeyError`` when there is none.

        Another number or device must prove itself anew."""
        before = self.terminals[terminal_id]
        after = replace(before, **changes)
        if _mark(after) != _mark(before):
            after = replace(after, code_hash=None)
        self._check(after)
        self._put(after)
        return after

    def note(self, terminal_id: str, **conduct: Any) -> None:
        """Keep what was seen of a terminal: when, its clock, that there are two of it."""
        self.terminals[terminal_id] = replace(self.terminals[terminal_id], **conduct)
        self.noted.add(terminal_id)

    def _recognise(
        self, phone: str, registration: Registration, id_size: int
    ) -> tuple[Terminal | None, Registered, str]:
        """The entry that is meant, or why there is none."""
        device_id, plate = registration.device_id, plate_key(registration.plate)
        vehicle_id = self._plates.find(self._register.vehicles, plate)
        terminal = self._find("phone", phone)
        if terminal is not None:
            if _is_other(terminal, device_id, id_size):
                return None, Registered.TERMINAL_TAKEN, "other_device"
            return terminal, Registered.DONE, ""
        terminal = self._find("device_id", device_id) if device_id else None
        if terminal is None and vehicle_id is not None:
            terminal = self.of_vehicle(vehicle_id)
        if terminal is None:
            unknown_plate = bool(plate) and vehicle_id is None
            if unknown_plate:
                return None, Registered.NO_SUCH_VEHICLE, "unknown"
            return None, Registered.NO_SUCH_TERMINAL, "unknown"
        if terminal.phone is not None:
            return None, Registered.VEHICLE_TAKEN, "vehicle_taken"
        if _is_other(terminal, device_id, id_size):
            return None, Registered.VEHICLE_TAKEN, "vehicle_taken"
        return terminal, Registered.DONE, ""

    def _code_for(self, terminal: Terminal) -> str:
        """The code that it was given last, while that holds and is still known; else a new one."""
        code = self._codes.get(terminal.id, "")
        if not code or _hash(code) != terminal.code_hash:
            code = self._codes[terminal.id] = self._make_code()
        return code

    def _free_device_id(self, registration: Registration) -> str | None:
        """The device's own id, to be recognised by later; cheap devices all have the same one."""
        device_id = registration.device_id or None
        return None if device_id and self._find("device_id", device_id) else device_id

    def _check(self, terminal: Terminal) -> None:
        if terminal.vehicle_id is not None and terminal.vehicle_id not in self._register.vehicles:
            raise RegistryConflict(
                "vehicle_id",
                terminal.vehicle_id,
                f"没有登记的车辆：{terminal.vehicle_id}",
                f"no such vehicle: {terminal.vehicle_id}",
                "填地区包 vehicles.csv 中的编号 / use an id of the pack's vehicles.csv",
            )
        if not (terminal.phone or terminal.device_id or terminal.vehicle_id):
            raise RegistryConflict(
                "phone",
                None,
                "终端号、设备号、车辆至少填一项",
                "give the number, the device id or the vehicle",
                "补填其中一项 / fill one of them in",
            )
        for field in _UNIQUE:
            value = getattr(terminal, field)
            other = self._find(field, value) if value else None
            if other is not None and other.id != terminal.id:
                raise _taken(field, value, other.id)

    def _find(self, field: str, value: str) -> Terminal | None:
        terminal_id = self._by[field].get(value)
        return self.terminals[terminal_id] if terminal_id is not None else None

    def _put(self, terminal: Terminal) -> None:
        before = self.terminals.get(terminal.id)
        self.terminals[terminal.id] = terminal
        self.changed.add(terminal.id)
        for field in _UNIQUE:
            index = self._by[field]
            old, new = before and getattr(before, field), getattr(terminal, field)
            if old and index.get(old) == terminal.id:
                del index[old]
            if new:
                index[new] = terminal.id

    def _index(self) -> None:
        self._by = {
            field: {value: t.id for t in self.terminals.values() if (value := getattr(t, field))}
            for field in _UNIQUE
        }

    def _knocked(
        self,
        phone: str,
        reason: str,
        registration: Registration | None = None,
        protocol: Protocol = Protocol.JT808,
    ) -> None:
        """Remember who was turned away; the one not seen for longest is forgotten first."""
        stranger = self.strangers.pop(phone, None) or Stranger(phone=phone, reason=reason)
        stranger.reason, stranger.last_ms = reason, self._now_ms()
        stranger.protocol = protocol
        stranger.times += 1
        if registration is not None:
            stranger.device_id, stranger.plate = registration.device_id, registration.plate
        self.strangers[phone] = stranger
        if len(self.strangers) > STRANGERS_MAX:
            self.strangers.popitem(last=False)


def _taken(field: str, value: object, owner: str) -> RegistryConflict:
    return RegistryConflict(
        field,
        value,
        f"{value} 已属于终端 {owner}",
        f"{value} belongs to terminal {owner} already",
        f"先修改终端 {owner} / change terminal {owner} first",
    )


def _mark(terminal: Terminal) -> tuple[object, ...]:
    """By what a device is known; another one has to prove itself."""
    return terminal.phone, terminal.device_id, terminal.protocol


def _refused(terminal: Terminal | None, protocol: Protocol, key: str | None) -> str:
    """Why a device may not speak; empty when it may."""
    if terminal is None:
        return "unknown"
    if terminal.protocol is not protocol:
        return "other_protocol"
    if not terminal.enabled:
        return "disabled"
    if key is None:
        return ""
    if terminal.code_hash is None:
        return "no_key"
    return "" if hmac.compare_digest(terminal.code_hash, _hash(key)) else "wrong_key"


def _is_other(terminal: Terminal, device_id: str, id_size: int) -> bool:
    known = terminal.device_id
    return bool(known) and (known or "")[:id_size] != device_id


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
