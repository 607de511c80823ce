"""The import line, and what each room may lean on from outside: the architecture as a test."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("console", "simulations", "dispatch", "stations", "geo")

FRAMEWORKS = {
    "alembic", "asyncio", "fastapi", "geoalchemy2", "httpx2", "psycopg", "psycopg_pool", "pydantic",
    "pydantic_settings", "sqlalchemy", "sqlite3", "starlette", "structlog", "typer", "uvicorn",
    "websockets",
}  # fmt: skip

STORE = {"alembic", "geoalchemy2", "psycopg", "psycopg_pool", "sqlalchemy", "sqlite3"}

RIMS = {
    "console": FRAMEWORKS,
    "simulations": {"asyncio", "httpx2", "websockets"},
    "geo.database": STORE,
    "dispatch.journal": STORE,
    "geo.routing.external.wire": {"httpx2"},
    "stations.accounts": STORE,
    "stations.partners": STORE,
    "stations.positions.store": STORE,
    "stations.positions.tables": STORE,
    "stations.positions.track_chunks": STORE,
    "stations.positions.track_rows": STORE,
    "stations.positions.tracks": STORE,
    "stations.preferences": STORE,
    "stations.protocols.jt808.connection": {"asyncio"},
    "stations.protocols.jt808.gateway": {"asyncio"},
    "stations.protocols.jt808.turns": {"asyncio"},
    "stations.regionpack.tables": STORE,
    "stations.terminals.store": STORE,
    "stations.terminals.tables": STORE,
}
"""Who may import a framework at all. A module that is not named here is pure."""

ENGINES = ("geo.routing.external", "geo.routing.reference", "geo.routing.scipy_router")
"""Makes of the road engine; behind the Router protocol nobody knows which one answers."""

MAKES_ENGINES = ("console.composition", "geo.routing")


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, include_external_packages=True, cache_dir=None)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def test_the_import_line_is_kept() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_rims_know_a_framework(imports: grimp.ImportGraph) -> None:
    strangers = []
    for module in sorted(imports.modules - FRAMEWORKS):
        allowed = set().union(*(names for rim, names in RIMS.items() if within(module, rim)))
        used = imports.find_modules_directly_imported_by(module) & FRAMEWORKS
        strangers += [f"{module} imports {name}" for name in sorted(used - allowed)]
    assert strangers == []


def test_only_the_composition_root_knows_which_road_engine_runs(imports: grimp.ImportGraph) -> None:
    leaks = [
        f"{importer} imports {engine}"
        for engine in ENGINES
        if engine in imports.modules
        for importer in imports.find_modules_that_directly_import(engine)
        if not any(within(importer, maker) for maker in MAKES_ENGINES)
    ]
    assert leaks == []


def test_nobody_but_the_command_line_imports_the_composition_root(
    imports: grimp.ImportGraph,
) -> None:
    if "console.composition" in imports.modules:
        importers = imports.find_modules_that_directly_import("console.composition")
        assert {name for name in importers if not within(name, "console")} == set()
