"""Finds the PostgreSQL programs on this machine, and the user they may run as."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

import msgspec

from geo.database.engine import DatabaseUnusable

_DEBIAN = Path("/usr/lib/postgresql")


class Server(msgspec.Struct, frozen=True):
    """One installed PostgreSQL: the folder its programs lie in and its major version."""

    folder: Path
    version: int

    def program(self, name: str) -> Path:
        """The path of one of its programs."""
        return self.folder / name


class Identity(TypedDict, total=False):
    """Whom a program runs as; empty for ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def find_server(data: Path) -> Server:
    """The newest PostgreSQL, or for an existing data folder the one that made it."""
    made_by = data / "PG_VERSION"
    wanted = int(made_by.read_text().strip()) if made_by.exists() else None
    found = [server for server in _list_servers() if wanted in (None, server.version)]
    if not found:
        package = f"postgresql-{wanted}" if wanted else "postgresql"
        raise DatabaseUnusable(
            f"本机没有 PostgreSQL 服务器；请执行 apt install {package} postgresql-postgis",
            f"no PostgreSQL server on this machine; run apt install {package} postgresql-postgis",
        )
    return max(found, key=lambda server: server.version)


def identity() -> Identity:
    """PostgreSQL refuses to run as root, so root's cluster runs as Debian's ``postgres`` user."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise DatabaseUnusable(
            "没有 postgres 用户；请执行 apt install postgresql-common，或不以 root 身份运行",
            "there is no postgres user; run apt install postgresql-common, or do not run as root",
        ) from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _list_servers() -> list[Server]:
    folders = [path.parent for path in _DEBIAN.glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return [Server(folder, _version(folder)) for folder in folders if _is_whole(folder)]


def _is_whole(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres"))


def _version(folder: Path) -> int:
    """The major version, which Debian's folder tells; elsewhere the program is asked."""
    if folder.parent.name.isdigit():
        return int(folder.parent.name)
    command = [str(folder / "postgres"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].split(".")[0])
