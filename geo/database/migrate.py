"""Brings a database to the tables of this release, and tells where the two differ."""

import re
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from geo.database.engine import DatabaseUnusable, is_postgresql, writing
from geo.database.metadata import ONLY_ON, SCHEMA, metadata


def comparison(connection: Connection) -> dict[str, Any]:
    """How Alembic compares the database with the tables in the code."""

    def include(obj: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        if kind == "table":
            if reflected and _PARTITION.fullmatch(name or ""):
                return False
            if obj.info.get(ONLY_ON, connection.dialect.name) != connection.dialect.name:
                return False
        if kind == "index" and not is_postgresql(connection):
            # Declared with ddl_if: on SQLite a geometry is plain bytes, with nothing to index.
            return bool(obj.dialect_options["postgresql"]["using"] != "gist")
        ours: Any = alembic_helpers.include_object
        return bool(ours(obj, name or "", kind, reflected, other))

    return {
        "target_metadata": metadata,
        "include_object": include,
        "render_item": alembic_helpers.render_item,
        "process_revision_directives": alembic_helpers.writer,
        "compare_type": True,
        "compare_server_default": True,
    }


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Make or bring up to date all tables; in one transaction, so a failed step leaves no trace."""
    with writing(engine) as connection:
        if is_postgresql(engine):
            _prepare_postgresql(connection)
        try:
            command.upgrade(_config(connection), revision)
        except CommandError as error:
            raise DatabaseUnusable(
                f"数据库由更新的版本建立（{error}）；请升级本程序",
                f"the database was made by a newer release ({error}); upgrade this program",
            ) from error


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Step back; ``base`` drops all our tables and what is in them."""
    with writing(engine) as connection:
        command.downgrade(_config(connection), revision)


def find_revision(engine: Engine) -> str | None:
    """The step the database stands at; None when it was never ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check_current(engine: Engine) -> None:
    """Refuse a database that is not at this release's tables (for who may not change it)."""
    found, wanted = find_revision(engine), ScriptDirectory(str(_FOLDER)).get_current_head()
    if found != wanted:
        raise DatabaseUnusable(
            f"数据库的表版本是 {found or '空'}，本程序需要 {wanted}；请先用本版本启动一次服务",
            f"the database's tables are at {found or 'nothing'}, this program needs {wanted}; "
            "start the server of this release once",
        )


def find_drift(engine: Engine) -> list[Any]:
    """Differences between the steps' result and the tables in the code; must be empty."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=comparison(connection))
        return list(compare_metadata(context, metadata))


_PARTITION = re.compile(r"\w+_\d{8}")
_FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _prepare_postgresql(connection: Connection) -> None:
    ready = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
    if connection.scalar(text(ready)) and connection.scalar(
        text("SELECT to_regnamespace(:name) IS NOT NULL"), {"name": SCHEMA}
    ):
        return  # an administrator may have made both, and given us no right to
    try:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public"))
    except DBAPIError as error:
        reason = str(error.orig).strip()
        raise DatabaseUnusable(
            f"数据库缺少 PostGIS 扩展或建表权限（{reason}）；请管理员安装 postgresql-15-postgis-3 "
            f"之类的软件包，并执行 CREATE EXTENSION postgis",
            f"the database lacks PostGIS or the right to create tables ({reason}); ask its "
            "administrator for a package like postgresql-15-postgis-3 and CREATE EXTENSION postgis",
        ) from error
