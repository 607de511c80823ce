"""Opens either database by its URL, set up for data that must survive a power cut."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError

from geo.database.metadata import SCHEMA
from geo.database.sqlite import register_functions

BUSY_TIMEOUT_MS = 5_000
"""On SQLite journal, positions and logins take turns at writing; on a slow disk a turn lasts."""
CONNECT_TIMEOUT_S = 5

_SQLITE_PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",  # WAL's default is NORMAL, which may lose the last commits on power loss
    "foreign_keys=ON",
    "secure_delete=ON",  # an erased payload must be gone from the file too
)

# A connection that lost its network keeps the writer's lock until the server notices: within
# about ten seconds by these keepalives. Nobody waits longer for a lock than a dispatcher would.
_POSTGRESQL_SETTINGS = {
    "search_path": f"{SCHEMA},public",
    "synchronous_commit": "on",
    "lock_timeout": f"{BUSY_TIMEOUT_MS}ms",
    "statement_timeout": "30s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}


class DatabaseUnusable(Exception):
    """A database that cannot serve as it is; says in Chinese and in English what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


def create_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://…``; opens no connection yet."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, read_only)
    return _postgresql_engine(parsed, read_only)


def is_postgresql(engine: Engine | Connection) -> bool:
    """Whether the rows lie in PostgreSQL (else: SQLite)."""
    return engine.dialect.name == "postgresql"


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite URL; None for PostgreSQL."""
    parsed = _parse(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that will write. SQLite takes its one writer's turn at the start, because a
    reader that turns writer half-way is refused at once instead of waiting."""
    with engine.connect() as connection:
        connection.execution_options(liandong_writes=True)
        with connection.begin():
            yield connection


def _parse(url: str) -> URL:
    shown = url.split("@")[-1]  # never a password in an error
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed is None or parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise DatabaseUnusable(
            f"数据库地址 {shown!r} 不能识别；请写 sqlite:///文件 或 postgresql+psycopg://…",
            f"database URL {shown!r} is not understood; "
            "write sqlite:///file or postgresql+psycopg://…",
        )
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseUnusable(
            f"数据库地址 {shown!r} 没有文件，断电即失；请写 sqlite:///文件",
            f"database URL {shown!r} names no file, so nothing would survive; write sqlite:///file",
        )
    return parsed


def _sqlite_engine(url: URL, read_only: bool) -> Engine:
    path = Path(url.database or "")
    if read_only and not path.exists():
        raise DatabaseUnusable(
            f"数据库文件 {path} 不存在；请检查路径",
            f"database file {path} does not exist; check the path",
        )
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        register_functions(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("liandong_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL, read_only: bool) -> Engine:
    settings = dict(_POSTGRESQL_SETTINGS)
    if read_only:
        settings["default_transaction_read_only"] = "on"
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    given = url.query.get("options", "")
    arguments: dict[str, Any] = {
        "options": f"{options} {given}".strip(),
        "application_name": SCHEMA,
        "connect_timeout": CONNECT_TIMEOUT_S,
        "tcp_user_timeout": 10_000,
    }
    try:
        return sqlalchemy.create_engine(
            url.difference_update_query(["options"]), connect_args=arguments, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        raise DatabaseUnusable(
            f"缺少 Python 包 {error.name}；请安装 liandong120[postgis]",
            f"Python package {error.name} is missing; install liandong120[postgis]",
        ) from error
