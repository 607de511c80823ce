"""The readers' board: only what is durable, and what changed since for every screen.

Rights are asked before a batch and after it, so that a screen is told to drop what it may not see
any more, and is never told the name of anything that it was not shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from dispatch.board import Board, Touched, forget, still
from dispatch.journal.port import Entry
from dispatch.projections import views as v
from dispatch.projections.kinds import KINDS
from dispatch.recovery import replay
from dispatch.sight import Viewer, reach_of
from stations.region import Region

Ids = dict[str, set[str]]
"""Of each kind, names of records."""
_NONE: frozenset[str] = frozenset()


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Whole entities that a batch changed, to be merged by id; ``removed`` are to be dropped:
    they left the board, or this viewer's sight."""

    seq: int
    at_ms: int
    calls: tuple[v.CallView, ...] = ()
    incidents: tuple[v.IncidentView, ...] = ()
    vehicles: tuple[v.VehicleView, ...] = ()
    restrictions: tuple[v.RestrictionView, ...] = ()
    requests: tuple[v.RequestView, ...] = ()
    alarms: tuple[v.AlarmView, ...] = ()
    limits: tuple[v.LimitView, ...] = ()
    seats: tuple[v.SeatView, ...] = ()
    handovers: tuple[v.HandOverView, ...] = ()
    layouts: tuple[v.LayoutView, ...] = ()
    posts: tuple[v.PostView, ...] = ()
    moves: tuple[v.MoveView, ...] = ()
    books: tuple[v.BookView, ...] = ()
    referrals: tuple[v.ReferralView, ...] = ()
    notices: tuple[v.NoticeView, ...] = ()
    hospital_states: tuple[v.HospitalStateView, ...] = ()
    refusals: tuple[v.RefusalView, ...] = ()
    boundaries: tuple[v.BoundaryView, ...] = ()
    shifts: tuple[v.ShiftView, ...] = ()
    messages: tuple[v.MessageView, ...] = ()
    removed: dict[str, tuple[str, ...]] = {}


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a viewer may see, as of journal number ``seq``."""

    seq: int
    calls: tuple[v.CallView, ...]
    incidents: tuple[v.IncidentView, ...]
    vehicles: tuple[v.VehicleView, ...]
    restrictions: tuple[v.RestrictionView, ...]
    requests: tuple[v.RequestView, ...] = ()
    alarms: tuple[v.AlarmView, ...] = ()
    limits: tuple[v.LimitView, ...] = ()
    seats: tuple[v.SeatView, ...] = ()
    handovers: tuple[v.HandOverView, ...] = ()
    layouts: tuple[v.LayoutView, ...] = ()
    posts: tuple[v.PostView, ...] = ()
    moves: tuple[v.MoveView, ...] = ()
    books: tuple[v.BookView, ...] = ()
    referrals: tuple[v.ReferralView, ...] = ()
    notices: tuple[v.NoticeView, ...] = ()
    hospital_states: tuple[v.HospitalStateView, ...] = ()
    refusals: tuple[v.RefusalView, ...] = ()
    boundaries: tuple[v.BoundaryView, ...] = ()
    shifts: tuple[v.ShiftView, ...] = ()
    messages: tuple[v.MessageView, ...] = ()


class ReadSide:
    """Owned by one thread (the server's event loop); nobody else touches it."""

    def __init__(self, board: Board, region: Region) -> None:
        self.board = board
        self.etas: dict[str, v.FreshEta] = {}
        """Arrivals by the roads of now, by task; lost at a restart, and no harm done."""
        self._region = region
        self._before = board
        self._found: tuple[Touched, Ids] | None = None

    def publish(self, entries: Sequence[Entry]) -> Touched:
        """Apply what became durable; entries already applied are passed over."""
        touched = Touched()
        self._before = still(self.board)
        replay(self.board, [e for e in entries if e.seq > self.board.seq], touched)
        return touched

    def forget_before(self, before_ms: int) -> Touched:
        """Drop what ended long ago; screens are told to drop it too."""
        self._before = still(self.board)
        return forget(self.board, before_ms)

    def stand_still(self) -> None:
        """What is applied from here on is compared with the board of this moment."""
        self._before = still(self.board)

    def look_again(self) -> None:
        """Nothing happened since the last batch but on the screens: there is nothing to lose."""
        self._before = self.board

    def snapshot(self, viewer: Viewer) -> BoardView:
        """The whole board as this viewer may see it."""
        every = {name: kind.records(self.board, self._region) for name, kind in KINDS.items()}
        return BoardView(seq=self.board.seq, **self._views(viewer, every))

    def told(self, viewer: Viewer, touched: Touched) -> Ids:
        """What this viewer must hear of the last batch: what it may see, and what it has lost."""
        told: Ids = {}
        related = {} if reach_of(viewer, self._region).whole else self._related(touched)
        for name in KINDS:
            hit: set[str] = getattr(touched, name)
            for record_id in hit | related.get(name, _NONE):
                was = self._sees(viewer, self._before, name, record_id)
                now = self._sees(viewer, self.board, name, record_id)
                if (now and record_id in hit) or was != now:
                    told.setdefault(name, set()).add(record_id)
        return told

    def changes(self, viewer: Viewer, told: Ids, at_ms: int) -> Changes:
        """These records as they are now; what the viewer may not see (any more) is removed."""
        shown: dict[str, list[str]] = {}
        removed: dict[str, tuple[str, ...]] = {}
        for name, ids in told.items():
            shown[name] = [i for i in sorted(ids) if self._sees(viewer, self.board, name, i)]
            if gone := ids.difference(shown[name]):
                removed[name] = tuple(sorted(gone))
        views = self._views(viewer, shown)
        return Changes(seq=self.board.seq, at_ms=at_ms, removed=removed, **views)

    def sees(self, viewer: Viewer, kind: str, record_id: str) -> bool:
        """Whether a viewer may see this record now."""
        return self._sees(viewer, self.board, kind, record_id)

    def _sees(self, viewer: Viewer, board: Board, name: str, record_id: str) -> bool:
        kind = KINDS[name]
        record = kind.records(board, self._region).get(record_id)
        return record is not None and kind.sees(viewer, board, self._region, record)

    def _views(self, viewer: Viewer, ids: Mapping[str, Iterable[str]]) -> dict[str, Any]:
        board, region = self.board, self._region
        views: dict[str, Any] = {}
        for name, wanted in ids.items():
            kind = KINDS[name]
            records = kind.records(board, region)
            views[name] = tuple(
                kind.view(board, region, self.etas, records[i])
                for i in wanted
                if kind.sees(viewer, board, region, records[i])
            )
        return views

    def _related(self, touched: Touched) -> Ids:
        """What may come into sight, or be lost, with an incident: its calls, vehicles, requests.

        The same for every viewer of a batch, and found once.
        """
        if self._found is not None and self._found[0] is touched:
            return self._found[1]
        related: Ids = {"calls": set(), "vehicles": set(), "requests": set()}
        for board in (self._before, self.board) if touched.incidents else ():
            for incident in (board.incidents.get(i) for i in touched.incidents):
                if incident is not None:
                    related["calls"].update(incident.call_ids)
                    related["vehicles"].update(t.vehicle_id for t in board.tasks_of(incident))
            asked = board.requests.values()
            related["requests"].update(r.id for r in asked if r.incident_id in touched.incidents)
        self._found = (touched, related)
        return related
