"""Wishes put to the core. A command may be refused; an event may not (ARCHITECTURE.md).

One file per kind of record; each ends with the union of its commands.
"""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.commands.alarms import *
from dispatch.domain.commands.base import *
from dispatch.domain.commands.boundary import *
from dispatch.domain.commands.calls import *
from dispatch.domain.commands.crews import *
from dispatch.domain.commands.handovers import *
from dispatch.domain.commands.hospitals import *
from dispatch.domain.commands.incidents import *
from dispatch.domain.commands.intake import *
from dispatch.domain.commands.layouts import *
from dispatch.domain.commands.lines import *
from dispatch.domain.commands.locations import *
from dispatch.domain.commands.merges import *
from dispatch.domain.commands.messages import *
from dispatch.domain.commands.moves import *
from dispatch.domain.commands.pairs import *
from dispatch.domain.commands.papers import *
from dispatch.domain.commands.partners import *
from dispatch.domain.commands.posts import *
from dispatch.domain.commands.referrals import *
from dispatch.domain.commands.roads import *
from dispatch.domain.commands.seats import *
from dispatch.domain.commands.shifts import *
from dispatch.domain.commands.tasks import *
from dispatch.domain.commands.triage import *
from dispatch.domain.commands.vehicles import *
from dispatch.domain.commands.volunteers import *
from dispatch.domain.commands.waiting import *

AnyCommand = (
    AlarmCommand
    | CallCommand
    | BoundaryCommand
    | PairCommand
    | VolunteerCommand
    | LineCommand
    | IncidentCommand
    | TaskCommand
    | VehicleCommand
    | CrewCommand
    | RoadCommand
    | TriageCommand
    | SeatCommand
    | ShiftCommand
    | MessageCommand
    | LayoutCommand
    | HandOverCommand
    | PostCommand
    | MoveCommand
    | PaperCommand
    | IntakeCommand
    | MergeCommand
    | LocationCommand
    | PartnerCommand
    | WaitingCommand
    | ReferralCommand
    | HospitalCommand
)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A command with its author and its idempotency key (幂等键).

    ``intent`` is what the author asked, in his own words: a retry must repeat it exactly, while
    what the rim adds (a ranking, an ETA) may differ. Without it the command itself is compared.
    """

    command_id: str
    actor: Actor
    command: AnyCommand
    intent: bytes = b""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the author is told once it is durable; the same for a retry with the same key."""

    seq: int
    call_id: str | None = None
    incident_id: str | None = None
    task_id: str | None = None
    vehicle_id: str | None = None
    restriction_id: str | None = None
    request_id: str | None = None
    handover_id: str | None = None
    post_id: str | None = None
    book_id: str | None = None
    limit_id: str | None = None
    referral_id: str | None = None
    sheet_id: str | None = None
    message_id: str | None = None
    replacement_task_id: str | None = None
    """The task that took the place of a diverted one, sent in the same keystroke."""
    partner_task_id: str | None = None
    """The second crew of a pair that meets, sent in the same keystroke."""
    boundary_id: str | None = None
    notice_id: str | None = None
    refusal_id: str | None = None
    volunteer_call_id: str | None = None
    kept: str | None = None
    """Why a press changed nothing although it was kept (``WhyKept``)."""
