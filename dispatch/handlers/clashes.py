"""Two desks write one field of one event: the second is told, nothing is overwritten (UI-06)."""

from enum import StrEnum
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict

from dispatch.domain.commands import IncidentDetails
from dispatch.domain.edits import FIELD_NAMES
from dispatch.domain.errors import Conflict
from dispatch.domain.records import Incident, Location


def check_seen(
    incident: Incident, details: IncidentDetails, seen_version: int | None, user: str
) -> None:
    """Refuse what would write over another person's change that the author had not seen.

    ``seen_version`` is the event's version that lay under the edit; without one, who writes last
    counts, as for a program that knows better. One's own change is no clash, nor is the same value.
    """
    if seen_version is None:
        return
    clashes = [
        _clash(incident, name, value)
        for name, value in asdict(details).items()
        if value is not UNSET
        and (edit := incident.edits.get(name)) is not None
        and edit.version > seen_version
        and edit.user != user
        and value != getattr(incident, name)
    ]
    if not clashes:
        return
    first = clashes[0]
    zh, en = FIELD_NAMES[first["field"]]
    raise Conflict(
        "field_changed",
        f"「{zh}」已由 {first['by']} 改为「{first['theirs']}」，您写的「{first['yours']}」没有存",
        f"{first['by']} has changed the {en} to '{first['theirs']}'; "
        f"your '{first['yours']}' is not saved",
        field=first["field"],
        value=first["yours"],
        remedy="选一个：采用对方的，或用您的覆盖 / choose theirs, or put yours over it",
        clashes=clashes,
        version=incident.version,
    )


def _clash(incident: Incident, field: str, yours: Any) -> dict[str, Any]:
    edit = incident.edits[field]
    return {
        "field": field,
        "yours": _shown(yours),
        "theirs": _shown(getattr(incident, field)),
        "by": edit.name,
        "at_ms": edit.at_ms,
        "version": edit.version,
    }


def _shown(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Location):
        return {"lon": value.point.lon, "lat": value.point.lat}
    if isinstance(value, frozenset):
        return sorted(_shown(one) for one in value)
    return value.value if isinstance(value, StrEnum) else value
