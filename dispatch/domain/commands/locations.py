"""Wishes about where it is (定位, CALL-08, CALL-12)."""

from dispatch.domain.commands.base import Command, Place
from dispatch.domain.records import Location


class ReportLocation(Command, frozen=True, kw_only=True):
    """One more word on where a call or an incident is; it overwrites nothing."""

    location: Location
    place: Place = Place()
    call_id: str | None = None
    incident_id: str | None = None
    note: str = ""


class PromoteLocation(Command, frozen=True, kw_only=True):
    """This report is the better one: the incident lies there from now on (采用定位)."""

    incident_id: str
    report_no: int


LocationCommand = ReportLocation | PromoteLocation
