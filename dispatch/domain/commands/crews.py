"""Wishes of crews, and the desk's answers."""

from dispatch.domain.commands.base import Command
from dispatch.domain.requests import CrewRequestKind
from stations.crews import CrewMember
from stations.vehicles import Capability


class SignOn(Command, frozen=True, kw_only=True):
    """A crew takes the vehicle over (上班, ORG-08); once more with other people is a change."""

    vehicle_id: str
    crew: tuple[CrewMember, ...] = ()
    pressed_ms: int | None = None


class SignOff(Command, frozen=True, kw_only=True):
    """The crew leaves the vehicle (下班); only when idle."""

    vehicle_id: str
    pressed_ms: int | None = None


class AskDesk(Command, frozen=True, kw_only=True):
    """A crew asks for a pause or reinforcement, or leaves a note (车组请求, VEH-07, VEH-08)."""

    vehicle_id: str
    kind: CrewRequestKind
    text: str = ""
    minutes: int | None = None
    needs: frozenset[Capability] = frozenset()
    pressed_ms: int | None = None


class AnswerCrew(Command, frozen=True, kw_only=True):
    """A desk grants or declines what a crew asked, or has read its note (答复车组)."""

    request_id: str
    granted: bool
    reason: str = ""


CrewCommand = SignOn | SignOff | AskDesk | AnswerCrew
