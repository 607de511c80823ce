"""The engine that ranks, on the roads of a region: its hierarchy kept from before, or made now.

A kept hierarchy is mapped and checked. Where there is none, a plain search answers until it is
made beside serving, and it is kept for the next start. One that is damaged, or belongs to other
roads, is named in the log and made again. The engine's compiler is loaded here and nowhere
earlier: it takes half a second that no screen has to wait for.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from geo.roads.conditions import RoadState
from stations.region import Region

if TYPE_CHECKING:
    from geo.routing.contracted import ContractedRouter

log = logging.getLogger("liandong.roads")

KEPT_MAX = 4
"""Hierarchies of one pack that are kept, those of its former roads included."""

PREPARING_STEPS = 3


class Shelf:
    """Where the hierarchy of a region's roads is kept: beside imported roads, or in the cache."""

    def __init__(self, region: Region, cache: Path) -> None:
        self.region = region
        name = f"{region.meta.code}-"
        self._stems = [cache / name]
        if region.road_file is not None:
            beside = region.road_file.with_name(f"{region.road_file.stem}-")
            writable = os.access(beside.parent, os.W_OK)
            self._stems.insert(0 if writable else 1, beside)

    def load(self) -> "ContractedRouter | None":
        """The engine of a kept hierarchy, ready; None where none is of use."""
        from geo.routing.contracted import ContractedRouter
        from geo.routing.contracted.store import HierarchyInvalid

        for folder in self._folders():
            try:
                return ContractedRouter.load(folder, self.region.roads)
            except HierarchyInvalid as invalid:
                if folder.exists():
                    log.warning("%s", invalid)
        return None

    def keep(self, router: "ContractedRouter") -> None:
        """Keep the hierarchy where there is room for it; older ones make way. ``OSError``."""
        target = next(self._folders())
        router.save(target)
        version = self.region.roads.shape_version
        kind = f"{target.name.removesuffix(f'{version}.hierarchy')}*.hierarchy"
        others = sorted(target.parent.glob(kind), key=lambda folder: folder.stat().st_mtime)
        for old in others[:-KEPT_MAX]:
            shutil.rmtree(old, ignore_errors=True)

    def _folders(self) -> Iterator[Path]:
        """Where to look, the place to write first."""
        version = self.region.roads.shape_version
        for stem in self._stems:
            yield stem.with_name(f"{stem.name}{version}.hierarchy")


def road_engine(shelf: Shelf) -> "ContractedRouter":
    """The engine, each of whose answers is exact from now on and waits for no compiler."""
    from geo.routing.contracted import ContractedRouter

    router = shelf.load()
    if router is None:
        router = ContractedRouter(shelf.region.roads)
        Thread(
            target=_keep_when_ready, args=(router, shelf), name="liandong-shelf", daemon=True
        ).start()
    router.rehearse()
    return router


def prepare(shelf: Shelf, step: Callable[[int], None]) -> None:
    """Do now what a first start would do beside serving: compile, make the hierarchy, keep it.

    ``step`` hears of each of ``PREPARING_STEPS``. Raises ``OSError`` where it cannot be kept.
    """
    from geo.routing.contracted import ContractedRouter

    router = shelf.load()
    step(1)
    if router is None:
        router = ContractedRouter(shelf.region.roads)
        router.rehearse()
        router.wait()
        shelf.keep(router)
    step(1)
    router.rehearse()
    router.under(RoadState.of(router.network, router.network.arc_seconds * 2.0, (), "rehearsal"))
    step(1)


def _keep_when_ready(router: "ContractedRouter", shelf: Shelf) -> None:
    try:
        router.wait()
        log.info("道路层次已建好 / the road hierarchy is ready")
        shelf.keep(router)
    except OSError as error:
        log.warning(
            "道路层次写不进缓存（%s），下次启动须重建。改法：核对权限，或设 LIANDONG_ROAD_CACHE / "
            "the road hierarchy cannot be kept and is made again at the next start",
            error.strerror,
        )
    except Exception:
        log.exception("the road hierarchy could not be made; a plain search goes on answering")
