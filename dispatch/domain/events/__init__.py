"""Facts, as the journal keeps them. An event is applied, never refused (ARCHITECTURE.md).

Names and fields are stored for years: add fields with defaults, never rename or remove one.
One file per kind of record; each ends with the union of its events.
"""

import msgspec

from dispatch.domain.events.alarms import *
from dispatch.domain.events.base import *
from dispatch.domain.events.boundary import *
from dispatch.domain.events.calls import *
from dispatch.domain.events.crews import *
from dispatch.domain.events.handovers import *
from dispatch.domain.events.hospitals import *
from dispatch.domain.events.incidents import *
from dispatch.domain.events.intake import *
from dispatch.domain.events.layouts import *
from dispatch.domain.events.lines import *
from dispatch.domain.events.locations import *
from dispatch.domain.events.merges import *
from dispatch.domain.events.messages import *
from dispatch.domain.events.moves import *
from dispatch.domain.events.pairs import *
from dispatch.domain.events.papers import *
from dispatch.domain.events.partners import *
from dispatch.domain.events.posts import *
from dispatch.domain.events.referrals import *
from dispatch.domain.events.roads import *
from dispatch.domain.events.seats import *
from dispatch.domain.events.shifts import *
from dispatch.domain.events.tasks import *
from dispatch.domain.events.triage import *
from dispatch.domain.events.vehicles import *
from dispatch.domain.events.volunteers import *
from dispatch.domain.events.waiting import *

AnyEvent = (
    AlarmEvent
    | CallEvent
    | BoundaryEvent
    | PairEvent
    | VolunteerEvent
    | LineEvent
    | IncidentEvent
    | TaskEvent
    | VehicleEvent
    | CrewEvent
    | RoadEvent
    | TriageFact
    | SeatEvent
    | ShiftEvent
    | MessageEvent
    | LayoutEvent
    | HandOverEvent
    | PostEvent
    | MoveEvent
    | PaperEvent
    | IntakeEvent
    | MergeEvent
    | LocationEvent
    | PartnerEvent
    | WaitingEvent
    | ReferralEvent
    | HospitalEvent
)

# Sets sorted: the same event is the same bytes in every process, and so is the hash chain.
_encoder = msgspec.json.Encoder(order="deterministic")

_decoder = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """The journal's JSON of an event."""
    return _encoder.encode(event)


def decode(payload: bytes) -> AnyEvent:
    """The event of a journal payload."""
    event: AnyEvent = _decoder.decode(payload)
    return event
