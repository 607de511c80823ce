"""The readers' board: only what is durable, and what changed since for every screen."""

from collections.abc import Iterable, Sequence

import msgspec

from dispatch.board import Board, Touched, forget
from dispatch.journal.port import Entry
from dispatch.projections import views as v
from dispatch.recovery import replay
from dispatch.rights import (
    Viewer,
    sees_call,
    sees_incident,
    sees_request,
    sees_restrictions,
    sees_vehicle,
)
from stations.region import Region


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Whole entities that a batch changed, to be merged by id; ``removed`` left the board."""

    seq: int
    at_ms: int
    calls: tuple[v.CallView, ...] = ()
    incidents: tuple[v.IncidentView, ...] = ()
    vehicles: tuple[v.VehicleView, ...] = ()
    restrictions: tuple[v.RestrictionView, ...] = ()
    requests: tuple[v.RequestView, ...] = ()
    removed: dict[str, tuple[str, ...]] = {}


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a viewer may see, as of journal number ``seq``."""

    seq: int
    calls: tuple[v.CallView, ...]
    incidents: tuple[v.IncidentView, ...]
    vehicles: tuple[v.VehicleView, ...]
    restrictions: tuple[v.RestrictionView, ...]
    requests: tuple[v.RequestView, ...] = ()


class ReadSide:
    """Owned by one thread (the server's event loop); nobody else touches it."""

    def __init__(self, board: Board, region: Region) -> None:
        self.board = board
        self.etas: dict[str, v.FreshEta] = {}
        """Arrivals by the roads of now, by task; lost at a restart, and no harm done."""
        self._region = region

    def publish(self, entries: Sequence[Entry]) -> Touched:
        """Apply what became durable; entries already applied are passed over."""
        touched = Touched()
        replay(self.board, [e for e in entries if e.seq > self.board.seq], touched)
        return touched

    def forget_before(self, before_ms: int) -> Touched:
        """Drop what ended long ago; screens are told to drop it too."""
        return forget(self.board, before_ms)

    def snapshot(self, viewer: Viewer) -> BoardView:
        """The whole board as this viewer may see it."""
        board = self.board
        return BoardView(
            seq=board.seq,
            calls=self._calls(viewer, board.calls),
            incidents=self._incidents(viewer, board.incidents),
            vehicles=self._vehicles(viewer, self._region.vehicles),
            restrictions=self._restrictions(viewer, board.restrictions),
            requests=self._requests(viewer, board.requests),
        )

    def changes(self, viewer: Viewer, touched: Touched, at_ms: int) -> Changes:
        """What this viewer is told of a batch; rights are checked here, at publish time."""
        board = self.board
        return Changes(
            seq=board.seq,
            at_ms=at_ms,
            calls=self._calls(viewer, [i for i in sorted(touched.calls) if i in board.calls]),
            incidents=self._incidents(
                viewer, [i for i in sorted(touched.incidents) if i in board.incidents]
            ),
            vehicles=self._vehicles(viewer, sorted(touched.vehicles)),
            restrictions=self._restrictions(viewer, sorted(touched.restrictions)),
            requests=self._requests(viewer, sorted(touched.requests)),
            removed={
                "calls": tuple(i for i in sorted(touched.calls) if i not in board.calls),
                "incidents": tuple(
                    i for i in sorted(touched.incidents) if i not in board.incidents
                ),
                "restrictions": tuple(
                    i for i in sorted(touched.restrictions) if i not in board.restrictions
                ),
                "requests": tuple(i for i in sorted(touched.requests) if i not in board.requests),
            },
        )

    def _calls(self, viewer: Viewer, ids: Iterable[str]) -> tuple[v.CallView, ...]:
        calls = (self.board.calls[i] for i in ids)
        return tuple(
            v.call_view(call, self._region) for call in calls if sees_call(viewer, self.board, call)
        )

    def _incidents(self, viewer: Viewer, ids: Iterable[str]) -> tuple[v.IncidentView, ...]:
        incidents = (self.board.incidents[i] for i in ids)
        return tuple(
            v.incident_view(self.board, self._region, incident, self.etas)
            for incident in incidents
            if sees_incident(viewer, self.board, incident)
        )

    def _vehicles(self, viewer: Viewer, ids: Iterable[str]) -> tuple[v.VehicleView, ...]:
        return tuple(v.vehicle_view(self.board, i) for i in ids if sees_vehicle(viewer, i))

    def _restrictions(self, viewer: Viewer, ids: Iterable[str]) -> tuple[v.RestrictionView, ...]:
        if not sees_restrictions(viewer):
            return ()
        known = self.board.restrictions
        return tuple(v.restriction_view(known[i]) for i in ids if i in known)

    def _requests(self, viewer: Viewer, ids: Iterable[str]) -> tuple[v.RequestView, ...]:
        known = self.board.requests
        asked = (known[i] for i in ids if i in known)
        return tuple(v.request_view(r) for r in asked if sees_request(viewer, r))
