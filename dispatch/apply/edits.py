"""Which field of an event was written last by whom; beside every change of what desks write."""

from collections.abc import Mapping
from typing import Any

from dispatch.domain.edits import FIELD_NAMES, FieldEdit
from dispatch.domain.events.base import Event
from dispatch.domain.records import Incident


def edited(incident: Incident, changes: Mapping[str, Any], event: Event) -> dict[str, Any]:
    """The changes with the marks they leave; a field that stays the same keeps its mark."""
    mark = FieldEdit(
        version=incident.version + 1,
        user=event.by.user,
        name=event.by.name,
        at_ms=event.at_ms,
    )
    written = {
        name: mark
        for name, value in changes.items()
        if name in FIELD_NAMES and value != getattr(incident, name)
    }
    if not written:
        return dict(changes)
    return {**changes, "edits": {**incident.edits, **written}}
