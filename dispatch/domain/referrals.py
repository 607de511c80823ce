"""Two-way referral (双向转诊, DSP-19): a patient goes up to a better hospital, or down to recover.

A referral is an order between two hospitals of the network with a state of its own; its drive is an
event of kind ``transfer`` that points back at it. Only what the drive needs is kept of the patient.
"""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.triage import Urgency


class Direction(StrEnum):
    """Up to a hospital that can do more, or down to one nearer home (上转、下转)."""

    UP = "up"
    DOWN = "down"


DIRECTION_NAMES: dict[Direction, tuple[str, str]] = {
    Direction.UP: ("上转", "up"),
    Direction.DOWN: ("下转", "down"),
}


class ReferralState(StrEnum):
    """State of a referral (转诊状态)."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SCHEDULED = "scheduled"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


REFERRAL_NAMES: dict[ReferralState, tuple[str, str]] = {
    ReferralState.REQUESTED: ("待接收", "requested"),
    ReferralState.ACCEPTED: ("已接收", "accepted"),
    ReferralState.REFUSED: ("拒收", "refused"),
    ReferralState.SCHEDULED: ("已排车", "scheduled"),
    ReferralState.UNDER_WAY: ("转运中", "under way"),
    ReferralState.COMPLETED: ("已完成", "completed"),
    ReferralState.CANCELLED: ("已取消", "cancelled"),
}

REFERRAL_OVER = frozenset({ReferralState.REFUSED, ReferralState.COMPLETED, ReferralState.CANCELLED})


class PatientBrief(msgspec.Struct, frozen=True, kw_only=True):
    """The least that crew and receiving hospital must know; no identity number, no address."""

    name: str = ""
    sex: str = ""
    age: int | None = None
    condition: str = ""


class ReferralStep(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a referral's state: when, by whom, and why."""

    state: ReferralState
    at_ms: int
    by: Actor
    note: str = ""


class Referral(msgspec.Struct, frozen=True, kw_only=True):
    """The order (转诊单). ``wanted_ms`` is when the sending hospital wants it done."""

    id: str
    from_hospital: str
    to_hospital: str
    direction: Direction
    patient: PatientBrief
    reason: str
    urgency: Urgency
    requested_ms: int
    wanted_ms: int | None
    steps: tuple[ReferralStep, ...]
    scheduled_ms: int | None = None
    incident_id: str | None = None

    @property
    def state(self) -> ReferralState:
        """Where it stands."""
        return self.steps[-1].state

    @property
    def over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in REFERRAL_OVER
