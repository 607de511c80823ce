"""Facts about crews."""

from dispatch.domain.events.base import DutyEvent, Event
from dispatch.domain.requests import CrewRequestKind
from stations.crews import CrewMember
from stations.vehicles import Capability


class CrewSigned(DutyEvent, frozen=True, kw_only=True):
    """A crew signed on or off (上下班)."""

    on: bool
    crew: tuple[CrewMember, ...] = ()


class CrewAsked(Event, frozen=True, kw_only=True):
    """A crew asked or told its desk something (车组请求)."""

    request_id: str
    kind: CrewRequestKind
    vehicle_id: str
    received_ms: int
    text: str = ""
    minutes: int | None = None
    needs: frozenset[Capability] = frozenset()
    task_id: str | None = None
    incident_id: str | None = None


class CrewAnswered(Event, frozen=True, kw_only=True):
    """The desk granted or declined it (答复车组)."""

    request_id: str
    granted: bool
    reason: str = ""


CrewEvent = CrewSigned | CrewAsked | CrewAnswered
