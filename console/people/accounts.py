"""Who may log in, and who is logged in: kept in the database, so that a restart logs nobody out.

Passwords are kept as scrypt hashes and tokens as SHA-256 hashes: who reads the database can use
neither. Sessions live by the machine's own time, whatever the training clock shows.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from threading import Lock
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from dispatch.domain.actors import AT_DESK, Actor, Role
from dispatch.domain.clock import wall_ms
from geo.database import writing
from stations.accounts import user_account, user_session

SESSIONS_PER_USER_MAX = 20
PASSWORD_LENGTH_MIN = 8
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**14, 8, 1
_CACHE_MAX = 10_000


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A login: the person, the role, and the unit or vehicle it stands for."""

    username: str
    name: str
    role: Role
    unit: str
    vehicle_id: str | None = None

    @property
    def actor(self) -> Actor:
        """The author of what this person asks."""
        return Actor(
            user=self.username,
            name=self.name,
            role=self.role,
            unit=self.unit,
            vehicle_id=self.vehicle_id,
        )


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """One session of an account."""

    account: Account
    token_hash: bytes
    expires_ms: int

    @property
    def actor(self) -> Actor:
        """The author of whatever is asked in this session."""
        return self.account.actor


class AccountExists(Exception):
    """The user name is taken."""


def hash_password(password: str) -> str:
    """``scrypt$n$r$p$salt$hash``, so that the cost can be raised without losing old passwords."""
    salt = secrets.token_bytes(16)
    derived = _derive(password, salt, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P)
    parts = (_SCRYPT_N, _SCRYPT_R, _SCRYPT_P, b64encode(salt).decode(), b64encode(derived).decode())
    return "scrypt$" + "$".join(map(str, parts))


def password_matches(password: str, kept: str) -> bool:
    """Whether this is the password; a hash of an unknown kind matches nothing."""
    kind, *parts = kept.split("$")
    if kind != "scrypt" or len(parts) != 5:
        return False
    n, r, p = map(int, parts[:3])
    derived = _derive(password, b64decode(parts[3]), n, r, p)
    return hmac.compare_digest(derived, b64decode(parts[4]))


def token_hash_of(token: str) -> bytes:
    """The only form in which a token is kept."""
    return hashlib.sha256(token.encode()).digest()


_NOBODY = f"scrypt${_SCRYPT_N}${_SCRYPT_R}${_SCRYPT_P}${'A' * 22}==${'A' * 43}="
"""Checked when there is no such user, so that the time taken does not tell."""


class Accounts:
    """Users and sessions. Its methods wait for the database: call them from a worker thread,
    except ``find_cached``, which never waits."""

    def __init__(self, engine: Engine, session_hours: float) -> None:
        self._engine = engine
        self._session_ms = round(session_hours * 3_600_000)
        self._cache: dict[bytes, Login] = {}
        self._lock = Lock()

    def add(self, account: Account, password: str) -> None:
        """Make a login; ``AccountExists`` when the name is taken."""
        with writing(self._engine) as connection:
            if _known(connection, [account.username]):
                raise AccountExists(account.username)
            connection.execute(insert(user_account).values(_row(account, hash_password(password))))

    def ensure_all(self, accounts: Iterable[Account], password: str) -> None:
        """Make those of these logins that are missing, all with one password: for the demo."""
        wanted = {account.username: account for account in accounts}
        with writing(self._engine) as connection:
            missing = wanted.keys() - _known(connection, wanted)
            if missing:
                password_hash = hash_password(password)
                rows = [_row(wanted[name], password_hash) for name in sorted(missing)]
                connection.execute(insert(user_account), rows)

    def count_at_desks(self) -> dict[str, int]:
        """How many could log in at each unit's desk."""
        query = (
            select(user_account.c.unit, func.count())
            .where(user_account.c.role.in_(AT_DESK), user_account.c.disabled.is_(False))
            .group_by(user_account.c.unit)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def is_empty(self) -> bool:
        """Whether nobody could log in."""
        with self._engine.connect() as connection:
            return connection.execute(select(user_account.c.username).limit(1)).first() is None

    def log_in(self, username: str, password: str) -> tuple[str, Login] | None:
        """A new session and its token; None when name or password are wrong or disabled."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(user_account).where(user_account.c.username == username)
            ).first()
        kept = _NOBODY if row is None else row.password_hash
        if not password_matches(password, kept) or row is None or row.disabled:
            return None
        token = secrets.token_urlsafe(32)
        now_ms = wall_ms()
        login = Login(
            account=_account(row),
            token_hash=token_hash_of(token),
            expires_ms=now_ms + self._session_ms,
        )
        with writing(self._engine) as connection:
            _make_room(connection, username, now_ms)
            values = {
                "token_hash": login.token_hash,
                "username": username,
                "created_ms": now_ms,
                "expires_ms": login.expires_ms,
            }
            connection.execute(insert(user_session).values(values))
            mine = user_account.c.username == username
            connection.execute(update(user_account).where(mine).values(last_login_ms=now_ms))
        self._remember(login)
        return token, login

    def find_cached(self, token_hash: bytes) -> Login | None:
        """The session if it is known without asking the database and has not expired."""
        login = self._cache.get(token_hash)
        return login if login is not None and login.expires_ms > wall_ms() else None

    def find(self, token_hash: bytes) -> Login | None:
        """The session of a token, if it has not expired or been ended."""
        query = (
            select(user_account, user_session.c.expires_ms)
            .join(user_session, user_session.c.username == user_account.c.username)
            .where(user_session.c.token_hash == token_hash, user_account.c.disabled.is_(False))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None or row.expires_ms <= wall_ms():
            return None
        login = Login(account=_account(row), token_hash=token_hash, expires_ms=row.expires_ms)
        self._remember(login)
        return login

    def find_account(self, username: str) -> Account | None:
        """The login of this name, whether anybody is logged in with it or not."""
        query = select(user_account).where(
            user_account.c.username == username, user_account.c.disabled.is_(False)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _account(row)

    def list_names(self, usernames: Iterable[str]) -> dict[str, str]:
        """How these logins are called; unknown ones are left out."""
        query = select(user_account.c.username, user_account.c.name)
        wanted = user_account.c.username.in_(list(usernames))
        with self._engine.connect() as connection:
            return {row.username: row.name for row in connection.execute(query.where(wanted))}

    def log_out(self, token_hash: bytes) -> None:
        """End a session."""
        with self._lock:
            self._cache.pop(token_hash, None)
        with writing(self._engine) as connection:
            connection.execute(delete(user_session).where(user_session.c.token_hash == token_hash))

    def disable(self, username: str) -> None:
        """Close an account and end its sessions."""
        with writing(self._engine) as connection:
            mine = user_account.c.username == username
            connection.execute(update(user_account).where(mine).values(disabled=True))
            end_sessions(connection, username)
        self.forget(username)

    def forget(self, username: str) -> None:
        """Ask the database anew for whatever this login wants next: something of it changed."""
        with self._lock:
            for login in [x for x in self._cache.values() if x.account.username == username]:
                del self._cache[login.token_hash]

    def _remember(self, login: Login) -> None:
        with self._lock:
            if len(self._cache) >= _CACHE_MAX:
                self._cache.pop(next(iter(self._cache)))
            self._cache[login.token_hash] = login


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, dklen=32)


def _known(connection: Connection, usernames: Iterable[str]) -> set[str]:
    wanted = set(usernames)
    return wanted.intersection(connection.scalars(select(user_account.c.username)))


def _row(account: Account, password_hash: str) -> dict[str, str | None]:
    values = {**msgspec.structs.asdict(account), "password_hash": password_hash}
    return {**values, "role": account.role.value}


def _account(row: Row[Any]) -> Account:
    return Account(
        username=row.username,
        name=row.name,
        role=Role(row.role),
        unit=row.unit or "",
        vehicle_id=row.vehicle_id,
    )


def end_sessions(connection: Connection, username: str) -> None:
    """Every session of a login, in the transaction that changes it."""
    connection.execute(delete(user_session).where(user_session.c.username == username))


def _make_room(connection: Connection, username: str, now_ms: int) -> None:
    """Drop expired sessions and the oldest of a user who logs in again and again."""
    sessions = user_session.c
    connection.execute(delete(user_session).where(sessions.expires_ms <= now_ms))
    newest = (
        select(sessions.token_hash)
        .where(sessions.username == username)
        .order_by(sessions.created_ms.desc())
    )
    surplus = connection.scalars(newest).all()[SESSIONS_PER_USER_MAX - 1 :]
    if surplus:
        connection.execute(delete(user_session).where(sessions.token_hash.in_(surplus)))
