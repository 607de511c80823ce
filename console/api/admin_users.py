"""Logins (账号) for the administrator's page: in his unit's reach, each change on the record."""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from console.api.bodies import Body, Identifier
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Account, Login
from console.people.administration import Managed, PasswordTold, UserChange
from console.people.auth import Wished, only_for
from dispatch.domain.actors import LOGINS, ROLE_NAMES, Role

router = APIRouter(prefix="/admin/users", tags=["administration 管理"])

Managing = Annotated[Login, Depends(only_for(Role.ADMIN))]
Username = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$")]
Name = Annotated[str, Field(min_length=1, max_length=40)]

CHANGES_AT_ONCE = 200


class UserBody(Body):
    """A new login; its password is made by the server."""

    username: Username
    name: Name
    role: Role
    unit: Identifier
    vehicle_id: Identifier | None = None


class UserChanges(Body):
    """What is to be changed of a login."""

    name: Name | None = None
    role: Role | None = None
    unit: Identifier | None = None
    vehicle_id: Identifier | None = None
    disabled: bool | None = None


class UserList(msgspec.Struct, frozen=True, kw_only=True):
    """Every login in reach, and the names of the roles that one may have."""

    users: tuple[Managed, ...]
    roles: dict[str, tuple[str, str]]


@router.get("", **shows(UserList))
async def users(system: Running, login: Managing) -> Response:
    """Every login in reach, with its last entry."""
    found = await asyncio.to_thread(system.administration.list_users, login.actor)
    roles = {role.value: ROLE_NAMES[role] for role in LOGINS}
    return answer(UserList(users=tuple(found), roles=roles))


@router.get("/changes", **shows(UserChange, many=True))
async def changes(
    system: Running,
    login: Managing,
    before_id: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=CHANGES_AT_ONCE)] = 100,
) -> Response:
    """Who changed what and when, newest first."""
    listing = system.administration.list_changes
    return answer(await asyncio.to_thread(listing, login.actor, before_id, limit))


@router.post("", **shows(PasswordTold))
async def create(body: UserBody, system: Running, login: Managing, wish: Wished) -> Response:
    """Make a login; the password is told in this answer and never again."""
    account = Account(**body.model_dump())
    told = await asyncio.to_thread(system.administration.create, wish.actor, wish.key, account)
    return answer(told)


@router.patch("/{username}", **shows(Managed))
async def change(
    username: Id, body: UserChanges, system: Running, login: Managing, wish: Wished
) -> Response:
    """Change a login; one that is closed, or has other rights, is out at once."""
    wanted = body.model_dump(exclude_unset=True)
    wanted = {name: v for name, v in wanted.items() if v is not None or name == "vehicle_id"}
    after = await asyncio.to_thread(system.administration.change, wish.actor, username, wanted)
    if wanted.keys() - {"name"}:
        system.hub.close_user(username)
    return answer(after)


@router.post("/{username}/password", **shows(PasswordTold))
async def reset(username: Id, system: Running, login: Managing, wish: Wished) -> Response:
    """Give a new password, told this once; whoever used the old one is out."""
    told = await asyncio.to_thread(system.administration.reset, wish.actor, wish.key, username)
    system.hub.close_user(username)
    return answer(told)
