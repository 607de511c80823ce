"""Which map lies under the symbols: the pack's tiles, tiles made at start, or lines and names only.

A pack may bring its tiles. One with hand-drawn roads gets them from a quiet process beside the
server, kept for the next start; imported roads are too many for that, so their tiles are made when
they are imported. Until there are tiles, and where there can be none, the screens draw
``roads.geojson``. Nothing of dispatching ever waits for the map.
"""

import logging
from pathlib import Path

from console.maps.sources import OutsideTiles, outside_tiles
from console.settings import Settings
from geo.basemap.archive import Archive, BasemapInvalid, open_archive
from geo.basemap.tiling import TileMaker, TilesNotMade
from stations.region import Region
from stations.regionpack import base_map

log = logging.getLogger("liandong.basemap")

KEPT_MAX = 8
"""Tile files of former versions of a pack that stay in the cache."""


class BaseMap:
    """One for the server. ``load`` runs in a thread of its own; ``close`` ends it."""

    def __init__(self, region: Region, folder: Path, settings: Settings) -> None:
        self._region = region
        self._file = folder / base_map.FILE
        self._cache = settings.map_cache
        self._maker = TileMaker(gently=True)
        self._closed = False
        self.outside: OutsideTiles = outside_tiles(settings)
        self.approval = settings.map_approval
        self.archive: Archive | None = None
        self.making = True

    @property
    def credits(self) -> tuple[str, ...]:
        """Whom the map's licences want named, each once."""
        own = self.archive.attribution if self.archive else self._region.meta.attribution
        return tuple(dict.fromkeys(filter(None, (own, self.outside.credit))))

    @property
    def modelled(self) -> bool:
        """Whether some border of it is not an official one."""
        return any(area.modelled for area in self._region.areas)

    @property
    def schematic(self) -> bool:
        """Whether some road of it was drawn without being surveyed."""
        return any(segment.schematic for segment in self._region.road_segments)

    def load(self) -> None:
        """Find the tiles, or make them."""
        try:
            self.archive = self._packed() or self._made()
        except TilesNotMade as error:
            if not self._closed:
                log.warning("%s", error)
        except OSError as error:
            log.warning(
                "底图缓存 %s 写不进去（%s），地图只显示干线。改法：核对权限"
                "，或设 LIANDONG_MAP_CACHE / its cache cannot be written, only main roads show",
                self._cache,
                error.strerror,
            )
        finally:
            self.making = False

    def close(self) -> None:
        """Let no process go on that nobody needs."""
        self._closed = True
        self._maker.stop()

    def _packed(self) -> Archive | None:
        """The tiles that the pack brings."""
        if not self._file.is_file():
            return None
        try:
            archive = open_archive(self._file)
        except BasemapInvalid as invalid:
            log.warning("%s", invalid)
            return None
        if not base_map.is_current(self._region, archive):
            log.warning(
                "底图 %s 与地区包现在的区域或道路不符。改法：重新执行 liandong region basemap"
                " / the pack has changed since its base map was made: make it again",
                self._file.name,
            )
        return archive

    def _made(self) -> Archive | None:
        """Tiles of hand-drawn roads, from the cache or made now."""
        if self._region.road_file is not None:
            log.info(
                "没有 %s，地图只显示干线。改法：liandong region basemap 地区包 "
                "--osm 文件 / no base map: make it with liandong region basemap PACK --osm FILE",
                self._file.name,
            )
            return None
        code, digest = self._region.meta.code, base_map.digest_of_own(self._region)
        target = self._cache / f"{code}-{digest[:16]}.pmtiles"
        try:
            return open_archive(target)
        except BasemapInvalid as invalid:
            if target.exists():
                log.warning("%s", invalid)
        base_map.make_own(self._region, target, self._maker)
        self._forget_old(code)
        return open_archive(target)

    def _forget_old(self, code: str) -> None:
        files = sorted(self._cache.glob(f"{code}-*.pmtiles"), key=lambda f: f.stat().st_mtime)
        for old in files[:-KEPT_MAX]:
            old.unlink(missing_ok=True)
