"""The hub (实况枢纽): every console is told what became durable, at once and in order.

It lives in the server's event loop and never waits: each batch is turned into one frame for each
kind of viewer and left at every seat. Snapshot, catch-up and joining happen in one step of the
loop, so that no change can fall between them.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import asdict

from console.live.editors import Editors
from console.live.history import History
from console.live.positions import PositionLane
from console.live.protocol import (
    CLOSE_NOT_LOGGED_IN,
    CLOSE_RESTART,
    CLOSE_SLOW,
    Alarm,
    AlarmFrame,
    ChangesFrame,
    ClockView,
    EditorsFrame,
    Hello,
    PlacedVehicle,
    RoadsFrame,
    Snapshot,
    SnapshotFrame,
    TickFrame,
    encode,
)
from console.live.seat import Seat
from console.people.accounts import Login
from dispatch.board import Touched
from dispatch.domain.clock import Clock, wall_ms
from dispatch.journal.port import Entry
from dispatch.projections.readside import Ids, ReadSide
from dispatch.sight import Viewer

HISTORY_MAX = 4096


class Hub:
    """Seats of all consoles; owned by the event loop."""

    def __init__(
        self,
        *,
        epoch: str,
        readside: ReadSide,
        lane: PositionLane,
        clock: Clock,
        clock_view: Callable[[], ClockView],
        frames_max: int,
        editors: Editors,
    ) -> None:
        self.epoch = epoch
        self.clock_view = clock_view
        self.counters: Counter[str] = Counter()
        self.editors = editors
        self._readside = readside
        self.lane = lane
        self._clock = clock
        self._frames_max = frames_max
        self._seats: dict[Viewer, set[Seat]] = {}
        self._history = History(readside.board.seq, HISTORY_MAX)
        self._alarms: dict[str, Alarm] = {}

    @property
    def clients(self) -> int:
        """How many consoles are connected."""
        return sum(map(len, self._seats.values()))

    @property
    def users(self) -> set[str]:
        """Whose screens are connected."""
        return {seat.login.account.username for seat in self._every_seat()}

    @property
    def alarms(self) -> list[Alarm]:
        """What is wrong now."""
        return list(self._alarms.values())

    def join(self, login: Login, hello: Hello) -> Seat:
        """A console comes in: what it missed or all there is, then everything from here on."""
        seat = Seat(login, self._frames_max)
        seat.offer(encode(self._catch_up(seat.viewer, hello) or self._anew(seat.viewer)))
        for alarm in self._alarms.values():
            seat.offer(encode(AlarmFrame(**asdict(alarm))))
        seat.offer(self._editors(seat.viewer))
        seat.offer_positions(self.lane.frame(seat.viewer))
        self._seats.setdefault(seat.viewer, set()).add(seat)
        self.counters["joined"] += 1
        return seat

    def leave(self, seat: Seat) -> None:
        """A console is gone."""
        seats = self._seats.get(seat.viewer, set())
        seats.discard(seat)
        if not seats:
            self._seats.pop(seat.viewer, None)
        if seat.login.account.username not in self.users:
            self.editors.leave(seat.login.account.username)
        self.counters["frames"] += seat.frames_sent
        self.counters["closed_slow"] += seat.closing == CLOSE_SLOW

    def snapshot(self, viewer: Viewer) -> Snapshot:
        """Everything this viewer may see now."""
        view = self._readside.snapshot(viewer)
        now_ms = self._clock.now_ms()
        self._history.note_for(viewer, view.seq)
        shown = {name: getattr(view, name) for name in view.__struct_fields__}
        shown["vehicles"] = tuple(
            PlacedVehicle(
                **asdict(vehicle),
                fix=self.lane.fix(vehicle.id),
                link_lost_s=self.lane.link_lost_s(vehicle.id, now_ms),
            )
            for vehicle in view.vehicles
        )
        return Snapshot(epoch=self.epoch, now_ms=now_ms, clock=self.clock_view(), **shown)

    def publish(self, entries: Sequence[Entry]) -> Touched:
        """Entries became durable: apply them to the readers' board, tell everybody; say which."""
        if self._readside.board.seq >= entries[-1].seq:
            return Touched()
        touched = self._readside.publish(entries)
        self._tell(touched)
        return touched

    def forget_before(self, before_ms: int) -> Touched:
        """Drop what ended long ago from the board and from every screen; say what."""
        gone = self._readside.forget_before(before_ms)
        if gone:
            self._tell(gone, unnumbered=True)
        return gone

    def tell_again(self, touched: Touched) -> None:
        """Something looks otherwise although nothing happened: an arrival by other roads."""
        self._readside.look_again()
        self._tell(touched, unnumbered=True)

    def tick(self) -> None:
        """Once a second: positions, clock and lag to everybody; ended sessions go."""
        now_wall_ms = wall_ms()
        frame = encode(
            TickFrame(
                now_ms=self._clock.now_ms(),
                sent_ms=now_wall_ms,
                clock=self.clock_view(),
                seq=self._readside.board.seq,
                clients=self.clients,
            )
        )
        edited = self.editors.take_changed()
        for viewer, seats in self._seats.items():
            positions = self.lane.frame(viewer)
            editors = self._editors(viewer) if edited else None
            for seat in seats:
                if editors is not None:
                    seat.offer(editors)
                if seat.login.expires_ms <= now_wall_ms:
                    seat.close(CLOSE_NOT_LOGGED_IN)
                seat.offer_positions(positions)
                seat.offer(frame)

    def set_alarm(self, code: str, active: bool, zh: str, en: str) -> None:
        """Raise or clear an alarm; told only when it changes."""
        if active == (code in self._alarms):
            return
        alarm = Alarm(code=code, zh=zh, en=en, active=active, since_ms=self._clock.now_ms())
        if active:
            self._alarms[code] = alarm
        else:
            del self._alarms[code]
        self._offer_all(encode(AlarmFrame(**asdict(alarm))))

    def tell_roads(self, version: str) -> None:
        """Other road times are in force: whatever was ranked before is old."""
        now_ms = self._clock.now_ms()
        self._offer_all(encode(RoadsFrame(version=version, changed_ms=now_ms)))

    def close_session(self, token_hash: bytes) -> None:
        """Somebody logged out: the screens of that session go dark."""
        for seat in self._every_seat():
            if seat.login.token_hash == token_hash:
                seat.close(CLOSE_NOT_LOGGED_IN)

    def close_user(self, username: str) -> None:
        """A login was closed or has other rights: all its screens go dark."""
        for seat in self._every_seat():
            if seat.login.account.username == username:
                seat.close(CLOSE_NOT_LOGGED_IN)

    def begin_anew(self) -> None:
        """What screens stand on has changed: each comes back and gets a whole snapshot."""
        self.epoch = secrets.token_hex(8)
        self.close_all(CLOSE_RESTART)

    def close_all(self, code: int) -> None:
        """The server stops."""
        for seat in self._every_seat():
            seat.close(code)

    def _tell(self, touched: Touched, *, unnumbered: bool = False) -> None:
        at_ms = self._clock.now_ms()
        told = {viewer: self._readside.told(viewer, touched) for viewer in self._history.viewers}
        self._history.add(self._readside.board.seq, told, unnumbered=unnumbered)
        self.counters["batches"] += 1
        for viewer, seats in self._seats.items():
            frame = encode(self._changes(viewer, told[viewer], at_ms))
            for seat in seats:
                seat.offer(frame)

    def _editors(self, viewer: Viewer) -> str:
        listed = self.editors.listed(lambda i: self._readside.sees(viewer, "incidents", i))
        return encode(EditorsFrame(editors=listed))

    def _changes(self, viewer: Viewer, told: Ids, at_ms: int) -> ChangesFrame:
        changes = self._readside.changes(viewer, told, at_ms)
        return ChangesFrame(**asdict(changes))

    def _anew(self, viewer: Viewer) -> SnapshotFrame:
        return SnapshotFrame(**asdict(self.snapshot(viewer)))

    def _catch_up(self, viewer: Viewer, hello: Hello) -> ChangesFrame | None:
        """What a returning console missed; None when it must start anew."""
        seq = hello.seq
        if hello.epoch != self.epoch or seq is None or seq > self._readside.board.seq:
            return None
        missed = self._history.since(seq, viewer)
        if missed is None:
            return None
        self.counters["resumed"] += 1
        return self._changes(viewer, missed, self._clock.now_ms())

    def _offer_all(self, frame: str) -> None:
        for seat in self._every_seat():
            seat.offer(frame)

    def _every_seat(self) -> Iterable[Seat]:
        return [seat for seats in self._seats.values() for seat in seats]
