"""Wishes about people near the scene who are no crew."""

from dispatch.domain.commands.base import Command


class CallVolunteer(Command, frozen=True, kw_only=True):
    """Call a volunteer to the scene, perhaps by way of a defibrillator (呼叫志愿者, DSP-22)."""

    incident_id: str
    volunteer_code: str
    aed_code: str | None = None


class NoteVolunteer(Command, frozen=True, kw_only=True):
    """What the volunteer said (志愿者答复)."""

    volunteer_call_id: str
    coming: bool
    minutes: int | None = None
    note: str = ""


VolunteerCommand = CallVolunteer | NoteVolunteer
