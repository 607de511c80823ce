"""The pack that this server goes by, for whoever works beside it: its edition in force (ADR 0025).

Editions lie in the database and simulations run in processes of their own, which read a folder; so
the newest edition is laid out beside the planner's other files, where the server's own runs find
it too.
"""

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from console.composition import load_region, pack_folder
from console.packs.in_force import newest_readable
from console.packs.store import PackStore
from console.planning.desk import PACKS
from console.settings import Settings
from geo.database import DatabaseUnusable, create_engine, sqlite_path
from stations.regionpack.contents import laid_out
from stations.regionpack.tables import region_edition


def own_pack_folder(settings: Settings, database: str = "") -> Path:
    """The folder of the pack in force in this database (by default the server's own).

    A server that has never run has no editions: then it is the folder it will begin with. Raises
    ``PackInvalid``, and ``DatabaseUnusable`` where nobody can say which edition is in force.
    """
    url, folder = database or settings.database_url, pack_folder(settings.region)
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return folder
    engine = create_engine(url, read_only=True)
    try:
        if not inspect(engine).has_table(region_edition.name, schema=region_edition.schema):
            return folder
        store = PackStore(engine, load_region(settings.region).meta.code)
        newest = newest_readable(store, folder)
    except SQLAlchemyError as error:
        raise DatabaseUnusable(
            f"读不了现行地区包（{type(error).__name__}）。改法：核对数据库，或用 --region 指明",
            f"the pack in force cannot be read ({type(error).__name__}): check the database, or "
            "name a pack with --region",
        ) from error
    finally:
        engine.dispose()
    if newest is None:
        return folder
    return laid_out(newest[1], settings.planning_folder / PACKS, folder)
