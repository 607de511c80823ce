"""Facts about volunteers."""

from dispatch.domain.events.base import Event


class VolunteerCalled(Event, frozen=True, kw_only=True):
    """A volunteer was called (呼叫志愿者)."""

    volunteer_call_id: str
    incident_id: str
    volunteer_code: str
    aed_code: str | None = None


class VolunteerAnswered(Event, frozen=True, kw_only=True):
    """What the volunteer said (志愿者答复)."""

    volunteer_call_id: str
    coming: bool
    minutes: int | None = None
    note: str = ""


VolunteerEvent = VolunteerCalled | VolunteerAnswered
