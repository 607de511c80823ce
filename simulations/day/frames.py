"""The frames of the live channel, as far as the day needs them; what it does not know it drops."""

from simulations.day.views import (
    AlarmView,
    BoundaryView,
    CallView,
    ClockView,
    HandOverView,
    HospitalStateView,
    IncidentView,
    NoticeView,
    ReferralView,
    RestrictionView,
    VehicleView,
    View,
)
from simulations.day.views_written import MessageView, ShiftView


class SnapshotFrame(View, frozen=True, tag_field="type", tag="snapshot"):
    """All there is."""

    epoch: str
    seq: int
    now_ms: int
    clock: ClockView
    calls: tuple[CallView, ...]
    incidents: tuple[IncidentView, ...]
    vehicles: tuple[VehicleView, ...]
    restrictions: tuple[RestrictionView, ...] = ()
    handovers: tuple[HandOverView, ...] = ()
    alarms: tuple[AlarmView, ...] = ()
    boundaries: tuple[BoundaryView, ...] = ()
    referrals: tuple[ReferralView, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    hospital_states: tuple[HospitalStateView, ...] = ()
    messages: tuple[MessageView, ...] = ()
    shifts: tuple[ShiftView, ...] = ()


class ChangesFrame(View, frozen=True, tag_field="type", tag="changes"):
    """Whole entities that changed."""

    seq: int
    calls: tuple[CallView, ...]
    incidents: tuple[IncidentView, ...]
    vehicles: tuple[VehicleView, ...]
    removed: dict[str, tuple[str, ...]]
    restrictions: tuple[RestrictionView, ...] = ()
    handovers: tuple[HandOverView, ...] = ()
    alarms: tuple[AlarmView, ...] = ()
    boundaries: tuple[BoundaryView, ...] = ()
    referrals: tuple[ReferralView, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    hospital_states: tuple[HospitalStateView, ...] = ()
    messages: tuple[MessageView, ...] = ()
    shifts: tuple[ShiftView, ...] = ()


class TickFrame(View, frozen=True, tag_field="type", tag="tick"):
    """The clock, once a second."""

    now_ms: int
    clock: ClockView


class AlarmFrame(View, frozen=True, tag_field="type", tag="alarm"):
    """Something is wrong at the server."""

    code: str
    zh: str
    en: str
    active: bool


class RoadsFrame(View, frozen=True, tag_field="type", tag="roads"):
    """Other road times are in force, as of a moment of the server's clock."""

    version: str
    changed_ms: int


class EditorsFrame(View, frozen=True, tag_field="type", tag="editors"):
    """Who looks at which event: of no concern to whoever only presses."""


Frame = SnapshotFrame | ChangesFrame | TickFrame | AlarmFrame | RoadsFrame | EditorsFrame
