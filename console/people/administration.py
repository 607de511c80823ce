"""Logins as an administrator changes them (账号管理, ORG-04): within a reach, and never untraced.

Every change and its line in the append-only record (``user_change``) are one transaction. Passwords
are made here, told once, and appear in no record.
"""

import secrets
import string
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, func, insert, select, text, update

from console.people.accounts import Account, Accounts, end_sessions, hash_password
from dispatch.domain.actors import LOGINS, Actor, Role
from dispatch.domain.clock import wall_ms
from dispatch.domain.errors import Conflict, Forbidden, Refusal, no_such
from geo.database import is_postgresql, writing
from stations.accounts import user_account, user_change, user_session
from stations.reach import NOWHERE, Reach
from stations.region import Region

PASSWORD_LENGTH = 14
TOLD_MAX = 200
"""Answers with a password that a lost connection may ask for again."""

_SIGNS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
_CITY_ONLY = frozenset({Role.GATEWAY})
"""A gateway speaks for every vehicle and line: only who reaches the whole may let one in."""


class Managed(msgspec.Struct, frozen=True, kw_only=True):
    """A login as administrators see it; times by the machine's own clock."""

    username: str
    name: str
    role: Role
    unit: str
    vehicle_id: str | None
    disabled: bool
    last_login_ms: int | None
    sessions: int

    @property
    def facts(self) -> dict[str, Any]:
        """What of it is kept in the record of changes."""
        names = ("username", "name", "role", "unit", "vehicle_id", "disabled")
        return {name: getattr(self, name) for name in names}


class PasswordTold(msgspec.Struct, frozen=True, kw_only=True):
    """A login with its new password, told this once."""

    user: Managed
    password: str


class UserChange(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the record: who did what to which login, and how it was before and after."""

    id: int
    at_ms: int
    by_user: str
    by_name: str
    username: str
    what: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Administration:
    """Waits for the database: call it from a worker thread."""

    def __init__(self, engine: Engine, accounts: Accounts, region: Region) -> None:
        self._engine = engine
        self._accounts = accounts
        self._region = region
        self._told: OrderedDict[tuple[str, str], PasswordTold] = OrderedDict()
        self._lock = Lock()

    def list_users(self, by: Actor) -> list[Managed]:
        """Every login in this administrator's reach."""
        return [user for user in self.list_everyone() if self._reaches(by, user.unit)]

    def list_everyone(self) -> list[Managed]:
        """Every login, for whoever has to know what would be left without its unit."""
        with self._engine.connect() as connection:
            return _all(connection)

    def list_changes(self, by: Actor, before_id: int | None, limit: int) -> list[UserChange]:
        """The record, newest first; of others' logins an administrator reads nothing."""
        query = select(user_change).order_by(user_change.c.id.desc())
        if before_id is not None:
            query = query.where(user_change.c.id < before_id)
        if not self._reach(by).whole:
            query = query.where(
                user_change.c.username.in_([u.username for u in self.list_users(by)])
            )
        with self._engine.connect() as connection:
            return [_change(row) for row in connection.execute(query.limit(limit)).mappings()]

    def create(self, by: Actor, key: str, account: Account) -> PasswordTold:
        """A new login with a password of its own."""

        def act(connection: Connection) -> PasswordTold:
            self._check(by, account)
            if _find(connection, account.username) is not None:
                raise Conflict(
                    "user_exists",
                    f"账号 {account.username} 已存在",
                    f"the login {account.username} exists already",
                    field="username",
                    value=account.username,
                    remedy="换一个用户名；停用的账号可重新启用 / choose another name, or enable it",
                )
            password = make_password()
            values = {**msgspec.structs.asdict(account), "role": account.role.value}
            row = {**values, "password_hash": hash_password(password)}
            connection.execute(insert(user_account).values(row))
            user = self._get(connection, account.username)
            self._note(connection, by, "create", None, user)
            return PasswordTold(user=user, password=password)

        return self._once(by, key, act)

    def reset(self, by: Actor, key: str, username: str) -> PasswordTold:
        """A new password; whoever is logged in with the old one is out."""

        def act(connection: Connection) -> PasswordTold:
            user = self._own(connection, by, username)
            password = make_password()
            mine = user_account.c.username == username
            values = {"password_hash": hash_password(password)}
            connection.execute(update(user_account).where(mine).values(values))
            end_sessions(connection, username)
            self._note(connection, by, "password", user, user)
            return PasswordTold(user=self._get(connection, username), password=password)

        return self._once(by, key, act)

    def change(self, by: Actor, username: str, changes: dict[str, Any]) -> Managed:
        """Another name, role, unit or vehicle; closed or opened. The same again changes nothing.

        Whatever it changes of the rights ends the login's sessions.
        """
        with writing(self._engine) as connection:
            _one_at_a_time(connection)
            before = self._own(connection, by, username)
            if all(getattr(before, name) == value for name, value in changes.items()):
                return before
            wanted = replace(before, **changes)
            fields = {name: getattr(wanted, name) for name in Account.__struct_fields__}
            self._check(by, Account(**fields))
            values = {**changes}
            if "role" in values:
                values["role"] = values["role"].value
            mine = user_account.c.username == username
            connection.execute(update(user_account).where(mine).values(values))
            self._keep_an_administrator(connection, before)
            if changes.keys() != {"name"}:
                end_sessions(connection, username)
            after = self._get(connection, username)
            self._note(connection, by, "change", before, after)
        self._accounts.forget(username)
        return after

    def _once(self, by: Actor, key: str, act: Callable[[Connection], PasswordTold]) -> PasswordTold:
        """Do it, or tell again what was told under this key: the first answer may be lost."""
        with self._lock:
            if (by.user, key) in self._told:
                return self._told[by.user, key]
            with writing(self._engine) as connection:
                _one_at_a_time(connection)
                told = act(connection)
            self._accounts.forget(told.user.username)
            self._told[by.user, key] = told
            while len(self._told) > TOLD_MAX:
                self._told.popitem(last=False)
            return told

    def _reach(self, by: Actor) -> Reach:
        return self._region.reaches.get(by.unit, NOWHERE)

    def _reaches(self, by: Actor, unit: str) -> bool:
        reach = self._reach(by)
        return reach.whole or unit in reach.units

    def _own(self, connection: Connection, by: Actor, username: str) -> Managed:
        """A login in reach; others are as unknown as if they were not there."""
        user = _find(connection, username)
        if user is None or not self._reaches(by, user.unit):
            raise no_such("账号", "login", "username", username)
        return user

    def _get(self, connection: Connection, username: str) -> Managed:
        user = _find(connection, username)
        assert user is not None
        return user

    def _check(self, by: Actor, account: Account) -> None:
        """Whether there may be such a login, and this administrator may make it."""
        if account.unit not in self._region.units:
            raise no_such("机构", "unit", "unit", account.unit)
        city = account.role in _CITY_ONLY and not self._reach(by).whole
        if city or not self._reaches(by, account.unit):
            raise Forbidden(
                "out_of_reach",
                f"不在管辖范围内：{account.unit} {account.role.value}",
                f"out of your reach: {account.unit} {account.role.value}",
                field="role" if city else "unit",
                value=account.role.value if city else account.unit,
                remedy="请市中心管理员办理 / ask the administrator of the city centre",
            )
        if account.role not in LOGINS:
            raise Refusal(
                "role_without_login",
                f"角色 {account.role.value} 不能登录",
                f"nobody logs in as {account.role.value}",
                field="role",
                value=account.role.value,
                remedy="选择其他角色 / choose another role",
            )
        self._check_vehicle(account)

    def _check_vehicle(self, account: Account) -> None:
        if (account.role is Role.CREW) != (account.vehicle_id is not None):
            raise Refusal(
                "vehicle_of_a_crew",
                "车组账号须指明车辆，其他账号不可",
                "a crew has a vehicle, nobody else has",
                field="vehicle_id",
                value=account.vehicle_id,
                remedy="选择车辆，或改变角色 / choose a vehicle, or another role",
            )
        vehicle = self._region.vehicles.get(account.vehicle_id or "")
        if account.vehicle_id is not None and vehicle is None:
            raise no_such("车辆", "vehicle", "vehicle_id", account.vehicle_id)
        if vehicle is not None and vehicle.station_code != account.unit:
            raise Refusal(
                "vehicle_elsewhere",
                f"车辆 {vehicle.id} 属于 {vehicle.station_code}，不属于 {account.unit}",
                f"vehicle {vehicle.id} belongs to {vehicle.station_code}, not {account.unit}",
                field="unit",
                value=account.unit,
                remedy=f"机构填 {vehicle.station_code} / give {vehicle.station_code} as the unit",
            )

    def _keep_an_administrator(self, connection: Connection, before: Managed) -> None:
        """Somebody can always mend what an administrator did: the last one stays."""
        if before.role is not Role.ADMIN or before.disabled:
            return
        left = [u for u in _all(connection) if u.role is Role.ADMIN and not u.disabled]
        city = self._region.meta.city_centre
        if not left or (before.unit == city and all(u.unit != city for u in left)):
            raise Conflict(
                "last_administrator",
                f"{before.username} 是最后一个市中心管理员，不能停用或改变",
                f"{before.username} is the last administrator of the city centre and stays",
                field="username",
                value=before.username,
                remedy="先新增另一个市中心管理员 / add another administrator there first",
            )

    def _note(
        self, connection: Connection, by: Actor, what: str, before: Managed | None, after: Managed
    ) -> None:
        values = {
            "at_ms": wall_ms(),
            "by_user": by.user,
            "by_name": by.name,
            "username": after.username,
            "what": what,
            "before": None if before is None else msgspec.json.encode(before.facts).decode(),
            "after": msgspec.json.encode(after.facts).decode(),
        }
        connection.execute(insert(user_change).values(values))


def make_password() -> str:
    """A password that can be read out on the telephone."""
    return "".join(secrets.choice(_SIGNS) for _ in range(PASSWORD_LENGTH))


def _one_at_a_time(connection: Connection) -> None:
    """Two administrators must not each take the other for the last one; SQLite has but one turn."""
    if is_postgresql(connection):
        connection.execute(text("LOCK TABLE user_account IN SHARE ROW EXCLUSIVE MODE"))


def _query() -> Any:
    sessions = (
        select(func.count())
        .where(
            user_session.c.username == user_account.c.username,
            user_session.c.expires_ms > wall_ms(),
        )
        .scalar_subquery()
    )
    return select(user_account, sessions.label("sessions")).order_by(user_account.c.username)


def _all(connection: Connection) -> list[Managed]:
    return [_managed(row) for row in connection.execute(_query()).mappings()]


def _find(connection: Connection, username: str) -> Managed | None:
    found = connection.execute(_query().where(user_account.c.username == username)).mappings()
    row = found.first()
    return None if row is None else _managed(row)


def _managed(row: Any) -> Managed:
    values = {name: row[name] for name in Managed.__struct_fields__}
    return Managed(**{**values, "role": Role(row["role"]), "unit": row["unit"] or ""})


def _change(row: Any) -> UserChange:
    read = {
        name: None if row[name] is None else msgspec.json.decode(row[name])
        for name in ("before", "after")
    }
    return UserChange(**{**row, **read})
