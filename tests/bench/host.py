"""The machine a figure was measured on: a number without it means nothing."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

from geo.database import DatabaseUnusable
from geo.database.server import find_server
from tests.bench.figures import Cell, Table

_PACKAGES = (
    "numpy",
    "scipy",
    "numba",
    "networkx",
    "fastapi",
    "uvicorn",
    "websockets",
    "sqlalchemy",
)


def describe() -> Table:
    """Cores, memory, processor and the versions that matter."""
    facts: dict[str, Cell] = {
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": _memory(),
        "load before the start": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _postgresql(),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    }
    return Table("The machine", [{"what": what, "found": found} for what, found in facts.items()])


def _memory() -> str:
    kib = _field("/proc/meminfo", "MemTotal").split()
    return f"{int(kib[0]) / 2**20:.1f} GiB" if kib else "?"


def _postgresql() -> str:
    try:
        return str(find_server(Path("no-such-folder")).version)
    except DatabaseUnusable as missing:
        return missing.en


def _field(file: str, name: str) -> str:
    """A value of one of the kernel's ``name : value`` files."""
    path = Path(file)
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
