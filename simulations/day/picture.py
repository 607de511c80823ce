"""The day's picture of the world: the board as the live channel shows it, and the server's time."""

from simulations.day.frames import ChangesFrame, RoadsFrame, SnapshotFrame
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
    TaskView,
    VehicleView,
)
from simulations.day.views_written import MessageView, ShiftView

SILENCE_MAX_S = 3.0


class ServerTime:
    """The server's clock between two ticks, whatever its speed, stopped when it is paused.

    It never runs further ahead than ``SILENCE_MAX_S`` of silence allow: a server that has gone
    away does not let time pass either.
    """

    def __init__(self) -> None:
        self.speed = 1.0
        self.paused = True
        self._base_ms = 0
        self._heard_s = 0.0

    @property
    def running(self) -> bool:
        """Whether time passes: not before the first word, not while paused."""
        return not self.paused

    def heard(self, now_ms: int, clock: ClockView, monotonic_s: float) -> None:
        """A snapshot or tick told the time."""
        self._base_ms, self._heard_s = now_ms, monotonic_s
        self.speed, self.paused = clock.speed, clock.paused

    def stop(self) -> None:
        """Nothing is heard any more: time stands where it was last heard."""
        self.paused = True

    def now_ms(self, monotonic_s: float) -> int:
        """The server's time now; a little behind it, never ahead."""
        if self.paused:
            return self._base_ms
        elapsed_s = min(SILENCE_MAX_S, max(0.0, monotonic_s - self._heard_s))
        return self._base_ms + int(elapsed_s * 1000 * self.speed)


class Picture:
    """Calls, incidents and vehicles by id, merged as a console merges them."""

    def __init__(self) -> None:
        self.epoch: str | None = None
        self.seq: int | None = None
        self.calls: dict[str, CallView] = {}
        self.incidents: dict[str, IncidentView] = {}
        self.vehicles: dict[str, VehicleView] = {}
        self.restrictions: dict[str, RestrictionView] = {}
        self.handovers: dict[str, HandOverView] = {}
        self.alarms: dict[str, AlarmView] = {}
        self.boundaries: dict[str, BoundaryView] = {}
        self.referrals: dict[str, ReferralView] = {}
        self.notices: dict[str, NoticeView] = {}
        self.hospital_states: dict[str, HospitalStateView] = {}
        self.messages: dict[str, MessageView] = {}
        self.shifts: dict[str, ShiftView] = {}
        self.road_news = 0
        """Counts how often the system began to drive by other closures or slow roads."""
        self._heeded: frozenset[str] = frozenset()

    def replace(self, frame: SnapshotFrame) -> None:
        """Start anew from a snapshot."""
        self.epoch, self.seq = frame.epoch, frame.seq
        self.calls = {call.id: call for call in frame.calls}
        self.incidents = {incident.id: incident for incident in frame.incidents}
        self.vehicles = {vehicle.id: vehicle for vehicle in frame.vehicles}
        self.restrictions = {one.id: one for one in frame.restrictions}
        self.handovers = {one.id: one for one in frame.handovers}
        self.alarms = {one.id: one for one in frame.alarms}
        self.boundaries = {one.id: one for one in frame.boundaries}
        self.referrals = {one.id: one for one in frame.referrals}
        self.notices = {one.id: one for one in frame.notices}
        self.hospital_states = {one.id: one for one in frame.hospital_states}
        self.messages = {one.id: one for one in frame.messages}
        self.shifts = {one.id: one for one in frame.shifts}
        self._heed(frame.now_ms)

    def hear_of_roads(self, frame: RoadsFrame) -> None:
        """Other times are in force. Most are speeds of the hour, which send nobody another way."""
        self._heed(frame.changed_ms)

    def _heed(self, now_ms: int) -> None:
        in_force = frozenset(
            one.id
            for one in self.restrictions.values()
            if one.from_ms <= now_ms and (one.until_ms is None or now_ms < one.until_ms)
        )
        if in_force != self._heeded:
            self._heeded = in_force
            self.road_news += 1

    def merge(self, frame: ChangesFrame) -> None:
        """Take over what changed."""
        self.seq = frame.seq
        self.calls.update((call.id, call) for call in frame.calls)
        self.incidents.update((incident.id, incident) for incident in frame.incidents)
        self.vehicles.update((vehicle.id, vehicle) for vehicle in frame.vehicles)
        self.restrictions.update((one.id, one) for one in frame.restrictions)
        for restriction_id in frame.removed.get("restrictions", ()):
            self.restrictions.pop(restriction_id, None)
        self.handovers.update((one.id, one) for one in frame.handovers)
        for handover_id in frame.removed.get("handovers", ()):
            self.handovers.pop(handover_id, None)
        self.boundaries.update((one.id, one) for one in frame.boundaries)
        self.referrals.update((one.id, one) for one in frame.referrals)
        for referral_id in frame.removed.get("referrals", ()):
            self.referrals.pop(referral_id, None)
        for boundary_id in frame.removed.get("boundaries", ()):
            self.boundaries.pop(boundary_id, None)
        self.notices.update((one.id, one) for one in frame.notices)
        for notice_id in frame.removed.get("notices", ()):
            self.notices.pop(notice_id, None)
        self.hospital_states.update((one.id, one) for one in frame.hospital_states)
        for state_id in frame.removed.get("hospital_states", ()):
            self.hospital_states.pop(state_id, None)
        self.messages.update((one.id, one) for one in frame.messages)
        for message_id in frame.removed.get("messages", ()):
            self.messages.pop(message_id, None)
        self.shifts.update((one.id, one) for one in frame.shifts)
        for sheet_id in frame.removed.get("shifts", ()):
            self.shifts.pop(sheet_id, None)
        self.alarms.update((one.id, one) for one in frame.alarms)
        for alarm_id in frame.removed.get("alarms", ()):
            self.alarms.pop(alarm_id, None)
        for call_id in frame.removed.get("calls", ()):
            self.calls.pop(call_id, None)
        for incident_id in frame.removed.get("incidents", ()):
            self.incidents.pop(incident_id, None)

    def task_of(self, vehicle: VehicleView) -> tuple[IncidentView, TaskView] | None:
        """The active task of a vehicle with its incident."""
        incident = self.incidents.get(vehicle.incident_id or "")
        if incident is None:
            return None
        task = next((t for t in incident.tasks if t.id == vehicle.task_id), None)
        return (incident, task) if task is not None else None

    def incident_of(self, call_id: str | None) -> IncidentView | None:
        """The incident that a call opened or joined, while it is on the board."""
        call = self.calls.get(call_id or "")
        return self.incidents.get(call.incident_id or "") if call else None
