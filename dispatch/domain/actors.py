"""Who asks: a person at a seat, a crew, or a machine; and what each role may ask (ORG-04)."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """Role of a login: 调度员, 车组, 规划, 管理员, and machine accounts (网关)."""

    DISPATCHER = "dispatcher"
    CREW = "crew"
    PLANNER = "planner"
    ADMIN = "admin"
    GATEWAY = "gateway"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The author of a command, derived from the login and never from the payload."""

    user: str
    name: str
    role: Role
    unit: str
    vehicle_id: str | None = None
    seat: str | None = None


SYSTEM = Actor(user="system", name="系统", role=Role.ADMIN, unit="")
"""The core itself, for what happens by rule."""
