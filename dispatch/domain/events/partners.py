"""Facts about what partner services handed over."""

from dispatch.domain.events.base import Event
from dispatch.domain.partners import PartnerAlarm
from dispatch.domain.records import Location


class AlarmTaken(Event, frozen=True, kw_only=True):
    """A partner handed an alarm over (联动来警)."""

    call_id: str
    alarm: PartnerAlarm
    number: str = ""
    words: str = ""
    location: Location | None = None
    county_code: str | None = None
    township_code: str | None = None


PartnerEvent = AlarmTaken
