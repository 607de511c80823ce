"""Who asks: a person at a seat, a crew, a machine, or a rule; the roles of ORG-04."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """Role of a login; ``ROLE_NAMES`` has the Chinese terms. ``SYSTEM`` is nobody's login."""

    DISPATCHER = "dispatcher"
    SHIFT_LEADER = "shift_leader"
    STATION_DUTY = "station_duty"
    HOSPITAL = "hospital"
    CREW = "crew"
    PLANNER = "planner"
    QUALITY = "quality"
    OBSERVER = "observer"
    ADMIN = "admin"
    GATEWAY = "gateway"
    PARTNER = "partner"
    SYSTEM = "system"


ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.DISPATCHER: ("调度员", "dispatcher"),
    Role.SHIFT_LEADER: ("班长", "shift leader"),
    Role.STATION_DUTY: ("值班", "station duty"),
    Role.HOSPITAL: ("接收医院", "receiving hospital"),
    Role.CREW: ("车组", "crew"),
    Role.PLANNER: ("规划", "planner"),
    Role.QUALITY: ("质控", "quality inspector"),
    Role.OBSERVER: ("观察员（卫健委）", "observer (health authority)"),
    Role.ADMIN: ("管理员", "administrator"),
    Role.GATEWAY: ("网关", "gateway"),
    Role.PARTNER: ("联动单位", "partner service"),
    Role.SYSTEM: ("系统", "the core itself"),
}

AT_DESK = (Role.DISPATCHER, Role.SHIFT_LEADER, Role.ADMIN)
"""Who sits at a dispatch desk (调度台) and decides."""

LOGINS = tuple(role for role in Role if role not in (Role.SYSTEM, Role.PARTNER))
"""The roles an account may have; nobody logs in as the core itself, and partners have keys."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The author of a command, derived from the login and never from the payload."""

    user: str
    name: str
    role: Role
    unit: str
    vehicle_id: str | None = None
    seat: str | None = None


SYSTEM = Actor(user="system", name="系统", role=Role.SYSTEM, unit="")
"""The core itself, for what happens by rule."""
