"""A private PostgreSQL cluster with PostGIS, for tests and for a centre without a database
administrator: one folder, reachable by a unix socket only, owned by whoever starts it."""

import hashlib
import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, text

from geo.database.engine import DatabaseUnusable
from geo.database.server import Server, find_server, identity

_ROLE = "liandong"
_SOCKET_NAME_MAX = 90  # the kernel takes 107 bytes, of which PostgreSQL adds "/.s.PGSQL.5432"
_WAIT_S = 60
_SETTINGS = """
# Reachable by nobody but this machine's owner of the socket folder.
listen_addresses = ''
unix_socket_permissions = 0700
fsync = on
synchronous_commit = on
max_connections = 50
log_timezone = 'UTC'
timezone = 'UTC'
"""


def default_folder() -> Path:
    """Where a cluster lies when nobody says: root's must be reachable by ``postgres``."""
    return Path("/var/lib/liandong/postgresql") if os.geteuid() == 0 else Path("var/postgresql")


class PrivateCluster:
    """One cluster in one folder. Starting twice is harmless; its data stay when it stops."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or default_folder()).absolute()
        self._data = self._folder / "data"
        self._socket = self._folder / "run"
        if len(os.fsencode(self._socket)) > _SOCKET_NAME_MAX:
            name = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:12]
            self._socket = Path(tempfile.gettempdir()) / f"liandong-{name}"

    def start(self) -> None:
        """Make the cluster if it is new, and have its server run."""
        server = find_server(self._data)
        self._own_folder(self._folder)
        self._own_folder(self._socket)
        if not (self._data / "PG_VERSION").exists():
            self._initialise(server)
        if not self.is_running():
            options = f"-k {shlex.quote(str(self._socket))}"
            log = str(self._folder / "server.log")
            start = ["start", "-w", "-t", str(_WAIT_S), "-l", log, "-o", options]
            self._run(server, "pg_ctl", "-D", str(self._data), *start)

    def stop(self) -> None:
        """End the server in order; nothing happens when it does not run."""
        if self.is_running():
            stop = ["stop", "-w", "-t", str(_WAIT_S), "-m", "fast"]
            self._run(find_server(self._data), "pg_ctl", "-D", str(self._data), *stop)

    def is_running(self) -> bool:
        """Whether the server of this folder runs."""
        if not (self._data / "postmaster.pid").exists():
            return False
        command = [str(find_server(self._data).program("pg_ctl")), "status", "-D", str(self._data)]
        return subprocess.run(command, capture_output=True, **identity()).returncode == 0

    def url(self, name: str = _ROLE) -> str:
        """The address of one of its databases."""
        url = URL.create(
            "postgresql+psycopg", _ROLE, database=name, query={"host": str(self._socket)}
        )
        return url.render_as_string(hide_password=False)

    def ensure_database(self, name: str = _ROLE) -> str:
        """The address of a database with PostGIS, made if it is not there."""
        if not self._exists(name):
            self._administer(f'CREATE DATABASE "{name}"')
            self._administer("CREATE EXTENSION IF NOT EXISTS postgis", name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, throwing out whoever is connected."""
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _exists(self, name: str) -> bool:
        engine = sqlalchemy.create_engine(self.url("postgres"))
        with engine.connect() as connection:
            query = text("SELECT 1 FROM pg_database WHERE datname = :name")
            found = connection.scalar(query, {"name": name}) is not None
        engine.dispose()
        return found

    def _administer(self, command: str, database: str = "postgres") -> None:
        engine = sqlalchemy.create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(command)
        except sqlalchemy.exc.DBAPIError as error:
            if "postgis" in command:
                raise DatabaseUnusable(
                    "本机 PostgreSQL 没有 PostGIS；请执行 apt install postgresql-postgis",
                    "this machine's PostgreSQL has no PostGIS; run apt install postgresql-postgis",
                ) from error
            raise
        finally:
            engine.dispose()

    def _initialise(self, server: Server) -> None:
        # Whoever may open the socket folder (mode 0700) is the owner: trust asks no more.
        asked = ["--locale=C.UTF-8", "-E", "UTF8", "-U", _ROLE, "--auth=trust"]
        self._run(server, "initdb", "-D", str(self._data), *asked)
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_SETTINGS)

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        uid = identity().get("user", os.geteuid())
        if os.geteuid() == 0:
            os.chown(folder, uid, -1)
        if folder.stat().st_uid != uid:
            raise DatabaseUnusable(
                f"文件夹 {folder} 属于别的用户；请换一个数据文件夹",
                f"folder {folder} belongs to another user; choose another data folder",
            )
        folder.chmod(0o700)

    def _run(self, server: Server, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(server.program(program)), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self._folder, check=False, **identity()
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()[-800:]
            raise DatabaseUnusable(
                f"{program} 失败：{said}；日志见 {self._folder / 'server.log'}",
                f"{program} failed: {said}; its log is {self._folder / 'server.log'}",
            )
