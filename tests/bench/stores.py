"""Fresh databases for a bench: one SQLite file, and one PostGIS cluster of its own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.database import DatabaseUnusable
from geo.database.cluster import PrivateCluster


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards; on a real disk, because a sync to memory costs nothing."""
    base = Path("var/bench")
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="scratch-", dir=base)).absolute()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Name and URL of each kind of database this machine has; why the other one is missing."""
    with scratch() as folder:
        found = {"SQLite": f"sqlite:///{folder / 'bench.sqlite3'}"}
        # As root PostgreSQL runs as a user who may not enter every folder: not below ours, then.
        cluster_folder = Path(tempfile.mkdtemp(prefix="liandong-bench-"))
        cluster_folder.chmod(0o755)
        cluster = PrivateCluster(cluster_folder / "pg")
        try:
            try:
                cluster.start()
                found["PostGIS"] = cluster.ensure_database()
            except DatabaseUnusable as missing:
                found["PostGIS: " + missing.en] = ""
            yield found
        finally:
            cluster.stop()
            shutil.rmtree(cluster_folder, ignore_errors=True)
