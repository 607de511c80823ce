"""A volunteer is called to a scene, and answers (急救志愿者, DSP-22)."""

import msgspec

from dispatch.domain.actors import Actor


class VolunteerCall(msgspec.Struct, frozen=True, kw_only=True):
    """One volunteer called to one incident; ``coming`` is None until an answer is written down."""

    id: str
    incident_id: str
    volunteer_code: str
    called_ms: int
    by: Actor
    aed_code: str | None = None
    """The defibrillator the volunteer is to bring."""
    coming: bool | None = None
    minutes: int | None = None
    answered_ms: int | None = None
    note: str = ""
