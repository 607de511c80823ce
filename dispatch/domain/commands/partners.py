"""Wishes of partner services (联动单位, CALL-14, CALL-16)."""

from dispatch.domain.commands.base import Command, IncidentDetails, Place
from dispatch.domain.partners import PartnerKind
from dispatch.domain.records import Location


class TakeAlarm(Command, frozen=True, kw_only=True):
    """A partner hands an alarm over; one alarm of one partner is one record, however often told.

    With ``join_incident_id`` it says that the alarm is about an incident we have told it of.
    """

    partner: str
    kind: PartnerKind
    alarm_id: str
    taken_ms: int
    number: str = ""
    words: str = ""
    location: Location | None = None
    details: IncidentDetails = IncidentDetails()
    place: Place = Place()
    join_incident_id: str | None = None


PartnerCommand = TakeAlarm
