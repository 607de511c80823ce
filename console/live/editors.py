"""Who has which event open, and which field they write (UI-06): told once a second, soon forgotten.

Nothing of it is kept: a window that falls silent is taken to have gone. Owned by the event loop.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from dispatch.domain.actors import Actor

EXPIRES_S = 45.0
"""Windows say that they are still there every fifteen seconds."""
WINDOWS_MAX = 1000


class EditorView(msgspec.Struct, frozen=True, kw_only=True):
    """One window with an event open; ``id`` is the window's, ``field`` what is being written."""

    id: str
    incident_id: str
    user: str
    name: str
    unit: str
    field: str | None
    since_ms: int


class _Here(NamedTuple):
    view: EditorView
    heard_s: float


class Editors:
    """All windows that have an event open."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._here: dict[str, _Here] = {}
        self._changed = False

    def say(
        self, window: str, actor: Actor, incident_id: str | None, field: str | None, at_ms: int
    ) -> None:
        """A window looks at an event, or at none; one too many takes the place of the oldest."""
        key = f"{actor.user}:{window}"
        before = self._here.pop(key, None)
        if incident_id is None:
            self._changed |= before is not None
            return
        same = before is not None and before.view.incident_id == incident_id
        view = EditorView(
            id=key,
            incident_id=incident_id,
            user=actor.user,
            name=actor.name,
            unit=actor.unit,
            field=field,
            since_ms=before.view.since_ms if before is not None and same else at_ms,
        )
        self._changed |= before is None or before.view != view
        while len(self._here) >= WINDOWS_MAX:
            del self._here[next(iter(self._here))]
        self._here[key] = _Here(view, self._now_s())

    def leave(self, user: str) -> None:
        """Somebody's last screen was closed."""
        gone = [key for key, here in self._here.items() if here.view.user == user]
        for key in gone:
            del self._here[key]
        self._changed |= bool(gone)

    def take_changed(self) -> bool:
        """Whether anything changed since this was asked last, silence included."""
        oldest_s = self._now_s() - EXPIRES_S
        silent = [key for key, here in self._here.items() if here.heard_s < oldest_s]
        for key in silent:
            del self._here[key]
        changed, self._changed = self._changed or bool(silent), False
        return changed

    def listed(self, sees: Callable[[str], bool]) -> tuple[EditorView, ...]:
        """Those of events that somebody may see."""
        return tuple(h.view for h in self._here.values() if sees(h.view.incident_id))
