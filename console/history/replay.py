"""Any past hour on the same boards (回放): one line at the start, then one for each minute.

A line holds what the live channel would have told this viewer, in its own frames, and the fixes of
the vehicles in its sight by the time they were received. Rights are those of whoever looks now.
What was erased by law is in neither the journal nor here. It reads beside the live board and
changes nothing; at most ``AT_ONCE_MAX`` are read at a time.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from msgspec.structs import asdict

from console.history.incident_log import log_line
from console.live.protocol import ChangesFrame, ClockView, FixView, PlacedVehicle, Snapshot
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.journal.port import Entry
from dispatch.journal.stored import StoredJournal
from dispatch.projections.past import PastBoard, Step
from dispatch.sight import Viewer, sees_incident, sees_vehicle
from dispatch.writer import KEEP_CLOSED_MS
from stations.positions.fix import LivePosition
from stations.positions.tracks import TrackStore
from stations.region import Region

SPAN_MAX_MS = 6 * 3_600_000
CHUNK_MS = 60_000
TRACKS_AT_ONCE_MS = 5 * CHUNK_MS
LOOK_BACK_MS = 15 * CHUNK_MS
"""A vehicle at its station may be silent for so long; its last fix before the start is shown."""
AT_ONCE_MAX = 2
EPOCH = "replay"


class PastFix(NamedTuple):
    """A fix by its vehicle's place in the register; shown from ``received_ms`` on."""

    vehicle_index: int
    at_ms: int
    received_ms: int
    lon: float
    lat: float
    speed_kmh: int
    heading_deg: int


class PastLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an incident's log."""

    seq: int
    at_ms: int
    incident_id: str
    kind: str
    zh: str
    en: str


class ReplayStart(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="start"):
    """The board at the first moment."""

    from_ms: int
    to_ms: int
    board: Snapshot
    fixes: tuple[PastFix, ...]


class ReplayMinute(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="minute"):
    """What happened after ``from_ms``, ``to_ms`` included."""

    from_ms: int
    to_ms: int
    changes: tuple[ChangesFrame, ...]
    fixes: tuple[PastFix, ...]
    log: tuple[PastLine, ...]


class ReplayEnd(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="end"):
    """All was told; ``passed_over`` entries rest on what was erased by law."""

    passed_over: int


_encoder = msgspec.json.Encoder()


class Replays:
    """Reads the past for whoever may see it; each replay in a thread of the server's pool."""

    def __init__(
        self, region: Region, journal: StoredJournal, tracks: TrackStore, clock: Clock
    ) -> None:
        self._region = region
        self._journal = journal
        self._tracks = tracks
        self._clock = clock
        self._places = threading.BoundedSemaphore(AT_ONCE_MAX)

    def lines(self, viewer: Viewer, from_ms: int, to_ms: int) -> Iterator[bytes]:
        """The lines of a replay, each a JSON object; refused before the first one."""
        to_ms = min(to_ms, self._clock.now_ms())
        if not 0 < to_ms - from_ms <= SPAN_MAX_MS:
            raise Refusal(
                "span_invalid",
                "时间段须在过去、大于 0 且不超过 6 小时",
                "the stretch of time must lie in the past, be more than 0 and at most 6 hours",
                field="to_ms",
                value=to_ms,
                remedy="缩短时间段，分几次回放 / ask for less at a time",
            )
        if not self._places.acquire(blocking=False):
            raise Unavailable(
                "replay_busy",
                "同时回放的人过多",
                "too many replays are being read",
                remedy="稍候重试 / retry shortly",
            )
        return self._held(viewer, from_ms, to_ms)

    def _held(self, viewer: Viewer, from_ms: int, to_ms: int) -> Iterator[bytes]:
        try:
            for part in self._parts(viewer, from_ms, to_ms):
                yield _encoder.encode(part) + b"\n"
        finally:
            self._places.release()

    def _parts(
        self, viewer: Viewer, from_ms: int, to_ms: int
    ) -> Iterator[ReplayStart | ReplayMinute | ReplayEnd]:
        checkpoint = self._journal.checkpoints.find(from_ms)
        past = PastBoard(self._journal, self._region, KEEP_CLOSED_MS, checkpoint)
        past.go_to(from_ms)
        fixes = self._last_fixes(self._seen(viewer, past), from_ms)
        board = self._snapshot(viewer, past, from_ms, fixes)
        index = {vehicle_id: nth for nth, vehicle_id in enumerate(self._region.vehicle_order)}
        indexed = tuple(_past_fix(index, fix) for fix in fixes.values())
        yield ReplayStart(from_ms=from_ms, to_ms=to_ms, board=board, fixes=indexed)
        ahead: dict[tuple[str, int], LivePosition] = {}
        read_until = begin = from_ms
        while begin < to_ms:
            end = min(begin + CHUNK_MS, to_ms)
            before = self._seen(viewer, past)
            if read_until < end:
                read_until = min(begin + TRACKS_AT_ONCE_MS, to_ms)
                ahead |= self._between(begin, read_until)
            changes, log = self._changes(viewer, past, end)
            seen = before & self._seen(viewer, past)
            due = [fix for fix in ahead.values() if fix.received_ms <= end]
            ahead = {key: fix for key, fix in ahead.items() if fix.received_ms > end}
            now = [fix for fix in due if fix.vehicle_id in seen and fix.vehicle_id in index]
            now.sort(key=lambda fix: fix.received_ms)
            yield ReplayMinute(
                from_ms=begin,
                to_ms=end,
                changes=changes,
                fixes=tuple(_past_fix(index, fix) for fix in now),
                log=log,
            )
            begin = end
        yield ReplayEnd(passed_over=past.passed_over)

    def _seen(self, viewer: Viewer, past: PastBoard) -> set[str]:
        return {
            vehicle_id
            for vehicle_id in self._region.vehicles
            if sees_vehicle(viewer, past.board, self._region, vehicle_id)
        }

    def _snapshot(
        self, viewer: Viewer, past: PastBoard, now_ms: int, fixes: dict[str, LivePosition]
    ) -> Snapshot:
        view = past.readside.snapshot(viewer)
        shown = {name: getattr(view, name) for name in view.__struct_fields__}
        shown["vehicles"] = tuple(
            PlacedVehicle(**asdict(vehicle), fix=self._fix(fixes.get(vehicle.id), now_ms))
            for vehicle in view.vehicles
        )
        clock = ClockView(simulated=True, speed=1.0, paused=True)
        return Snapshot(epoch=EPOCH, now_ms=now_ms, clock=clock, **shown)

    def _fix(self, position: LivePosition | None, now_ms: int) -> FixView | None:
        if position is None:
            return None
        limit_ms = self._region.meta.limits.fix_stale_s * 1000
        return FixView(
            lon=position.point.lon,
            lat=position.point.lat,
            at_ms=position.at_ms,
            speed_kmh=position.speed_kmh,
            heading_deg=position.heading_deg,
            stale=now_ms - position.at_ms > limit_ms,
        )

    def _changes(
        self, viewer: Viewer, past: PastBoard, end: int
    ) -> tuple[tuple[ChangesFrame, ...], tuple[PastLine, ...]]:
        frames, log = [], []
        for step in past.steps(end):
            told = past.readside.told(viewer, step.touched)
            if told:
                changes = past.readside.changes(viewer, told, step.at_ms)
                frames.append(ChangesFrame(**asdict(changes)))
            log += [self._line(entry) for entry in self._of_sight(viewer, past, step)]
        return tuple(frames), tuple(log)

    def _of_sight(self, viewer: Viewer, past: PastBoard, step: Step) -> Iterator[Entry]:
        """Entries of incidents that the viewer sees at that moment."""
        for entry in step.entries:
            incident = past.board.incidents.get(entry.incident_id or "")
            if incident and sees_incident(viewer, past.board, self._region, incident):
                yield entry

    def _line(self, entry: Entry) -> PastLine:
        line = log_line(self._region, entry)
        return PastLine(
            seq=entry.seq,
            at_ms=entry.at_ms,
            incident_id=entry.incident_id or "",
            kind=entry.kind,
            zh=line.zh,
            en=line.en,
        )

    def _last_fixes(self, seen: set[str], at_ms: int) -> dict[str, LivePosition]:
        found: dict[str, LivePosition] = {}
        for vehicle_id in sorted(seen):
            track = self._tracks.load(vehicle_id, at_ms - LOOK_BACK_MS, at_ms)
            known = [fix for fix in track if fix.received_ms <= at_ms]
            if known:
                found[vehicle_id] = known[-1]
        return found

    def _between(self, begin: int, end: int) -> dict[tuple[str, int], LivePosition]:
        """What was received from a moment on, by vehicle and moment of the fix; one that came more
        than a minute late is shown on its track and not here."""
        return {
            (vehicle_id, fix.at_ms): fix
            for vehicle_id in self._region.vehicles
            for fix in self._tracks.load(vehicle_id, begin - CHUNK_MS, end)
            if begin < fix.received_ms
        }


def _past_fix(index: Mapping[str, int], fix: LivePosition) -> PastFix:
    return PastFix(
        index[fix.vehicle_id],
        fix.at_ms,
        fix.received_ms,
        round(fix.point.lon, 6),
        round(fix.point.lat, 6),
        round(fix.speed_kmh),
        round(fix.heading_deg) % 360,
    )
