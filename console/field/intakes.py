"""Phones and bridges (其他定位来源): what their doors have in common.

Whoever speaks is looked up in the register of terminals, by the same rules as a JT/T 808 terminal:
a device that is not registered, has another key, or is bound to no vehicle moves nothing and is
counted by reason. What is left becomes a ``Fix`` in the device's datum and by its clock put right.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import msgspec

from console.people.auth import AttemptLimit
from console.problems import TooManyAttempts
from stations.positions.fix import Fix, FixOrigin
from stations.protocols.jt808.intake import Sink
from stations.protocols.report import Report
from stations.terminals.buttons import EmergencyButtons, pressed_ms
from stations.terminals.clocks import TerminalClock
from stations.terminals.registry import Registry
from stations.terminals.terminal import Protocol, Terminal

log = logging.getLogger("liandong.intakes")

NOTE_MS = 30_000
LOG_EVERY_S = 60.0
FIXES_PER_S = 5.0
BURST_FIXES = 600
"""A phone that was without network for an hour sends what it kept all at once."""


class Tally(msgspec.Struct, kw_only=True):
    """What came through one door since the start, and why the rest moved nothing."""

    received: int = 0
    taken: int = 0
    refused: Counter[str] = msgspec.field(default_factory=Counter)


class IntakeUnusable(Exception):
    """A source that is wished for cannot be listened to; says what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


class NotAdmitted(Exception):
    """A device may not speak; the reason is one of the register's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Allowance:
    """How many fixes each terminal may still send; owned by the event loop. Memory is bounded by
    the register, for strangers never get here."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, terminal_id: str) -> bool:
        """Whether one more may come; refilled at ``FIXES_PER_S``."""
        now_s = self._now_s()
        left, since_s = self._left.get(terminal_id, (float(BURST_FIXES), now_s))
        left = min(BURST_FIXES, left + (now_s - since_s) * FIXES_PER_S)
        allowed = left >= 1
        self._left[terminal_id] = (left - allowed, now_s)
        return allowed


class Intakes:
    """Owned by the event loop."""

    def __init__(
        self,
        registry: Registry,
        receive_fix: Sink,
        on_emergency: Callable[[str, int, bool], None],
        *,
        now_ms: Callable[[], int],
        now_s: Callable[[], float],
    ) -> None:
        self.tallies: dict[Protocol, Tally] = {
            each: Tally() for each in Protocol if each is not Protocol.JT808
        }
        self.clocks: dict[str, TerminalClock] = defaultdict(TerminalClock)
        self._registry = registry
        self._receive_fix = receive_fix
        self._on_emergency = on_emergency
        self._buttons = EmergencyButtons()
        self._now_ms = now_ms
        self._now_s = now_s
        self._allowance = Allowance(now_s)
        self._attempts = AttemptLimit(now_s)
        self._logged_s: dict[tuple[Protocol, str], float] = {}

    def admit(self, protocol: Protocol, names: Sequence[str], key: str, address: str) -> Terminal:
        """The terminal that has one of these names and the key; raises ``NotAdmitted``, or
        ``TooManyAttempts`` when there were too many failures from that address lately."""
        name = names[0] if names else ""
        try:
            self._attempts.check(name, address)
        except TooManyAttempts:
            self.refuse(protocol, "too_many_attempts", name or address)
            raise
        admitted = self._registry.admit(protocol, names, key)
        if isinstance(admitted, str):
            self._attempts.failed(name, address)
            self.refuse(protocol, admitted, name or address)
            raise NotAdmitted(admitted)
        self._attempts.succeeded(name, address)
        return admitted

    def recognise(self, protocol: Protocol, name: str) -> Terminal:
        """The terminal that goes by this name, where a broker has looked at it already; raises
        ``NotAdmitted``."""
        admitted = self._registry.admit(protocol, (name,), None)
        if isinstance(admitted, str):
            self.refuse(protocol, admitted, name)
            raise NotAdmitted(admitted)
        return admitted

    def within_allowance(self, terminal: Terminal) -> bool:
        """Whether a terminal may send one more fix now; else it is counted as a flood."""
        if self._allowance.take(terminal.id):
            return True
        self.refuse(terminal.protocol, "flood", terminal.id)
        return False

    def take(self, terminal: Terminal, report: Report) -> str:
        """A position of an admitted terminal comes in; why it moves nothing, or nothing."""
        tally = self.tallies[terminal.protocol]
        tally.received += 1
        now_ms = self._now_ms()
        self._look_at_button(terminal.id, report, now_ms)
        fix = self._fix_of(terminal, report, now_ms)
        self._note(terminal, now_ms)
        rejection = fix if isinstance(fix, str) else self._receive_fix(fix, now_ms)
        if rejection is None:
            tally.taken += 1
            return ""
        reason = rejection if isinstance(rejection, str) else rejection.code
        self.refuse(terminal.protocol, reason, terminal.id)
        return reason

    def refuse(self, protocol: Protocol, reason: str, who: str) -> None:
        """Count a reason, and say so no oftener than once a minute for each."""
        refused = self.tallies[protocol].refused
        refused[reason] += 1
        now_s = self._now_s()
        if now_s - self._logged_s.get((protocol, reason), -LOG_EVERY_S) >= LOG_EVERY_S:
            self._logged_s[protocol, reason] = now_s
            log.warning("%s %r: %s (%d so far)", protocol, who, reason, refused[reason])

    def _look_at_button(self, terminal_id: str, report: Report, now_ms: int) -> None:
        """As the 808 gateway does: a terminal repeats its alarm until it ends, told once each."""
        pressed = self._buttons.turned(terminal_id, report.alarms, late=report.late)
        if pressed is None:
            return
        at_ms = now_ms
        if report.late and report.at_ms is not None:
            at_ms = report.at_ms - self.clocks[terminal_id].correction_ms
        self._on_emergency(terminal_id, pressed_ms(at_ms, now_ms), pressed)

    def _fix_of(self, terminal: Terminal, report: Report, now_ms: int) -> Fix | str:
        if terminal.cloned:
            return "cloned_terminal"
        if terminal.vehicle_id is None:
            return "unbound_terminal"
        clock = self.clocks[terminal.id]
        if report.at_ms is None:
            if report.late:
                return "no_time"
            at_ms = now_ms
        else:
            if not report.late:
                clock.look(report.at_ms, now_ms)
            at_ms = report.at_ms - clock.correction_ms
        return Fix(
            vehicle_id=terminal.vehicle_id,
            lon=report.lon,
            lat=report.lat,
            datum=report.datum or terminal.datum,
            at_ms=at_ms,
            speed_kmh=report.speed_kmh,
            heading_deg=report.heading_deg,
            accuracy_m=report.accuracy_m,
            origin=FixOrigin(terminal.protocol.value),
            mileage_km=report.mileage_km,
            alarms=report.alarms,
            located=report.located,
        )

    def _note(self, terminal: Terminal, now_ms: int) -> None:
        """Keep when a terminal was last heard and how its clock runs, at most twice a minute."""
        if terminal.last_seen_ms is None or now_ms - terminal.last_seen_ms >= NOTE_MS:
            ahead_ms = self.clocks[terminal.id].ahead_ms
            self._registry.note(terminal.id, last_seen_ms=now_ms, clock_ahead_ms=ahead_ms)
