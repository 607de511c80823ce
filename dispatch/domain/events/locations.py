"""Facts about where it is."""

from dispatch.domain.events.base import Event
from dispatch.domain.records import Location


class LocationReported(Event, frozen=True, kw_only=True):
    """Somebody said where a call or an incident is (定位报告)."""

    location: Location
    call_id: str | None = None
    incident_id: str | None = None
    note: str = ""
    county_code: str | None = None
    township_code: str | None = None


class LocationPromoted(Event, frozen=True, kw_only=True):
    """A desk took another report for where the incident is (采用定位)."""

    incident_id: str
    report_no: int
    location: Location
    county_code: str | None = None
    township_code: str | None = None


LocationEvent = LocationReported | LocationPromoted
