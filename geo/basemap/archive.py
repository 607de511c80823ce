"""A tile file (PMTiles version 3) as this program makes it: what it holds, or why it is no use."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import MagicNumberNotFound, SpecVersionUnsupported, TileType

FORMAT = 1
"""Grows when layers or properties change in a way that the screens' style must know of."""

MEDIA_TYPE = "application/vnd.pmtiles"

_NO_TILES = (
    MagicNumberNotFound, SpecVersionUnsupported, ValueError, LookupError, EOFError, zlib.error,
)  # fmt: skip
"""What a reader meets in bytes that are no tiles."""

_STAMP = re.compile(r"liandong-basemap/(\d+) ([0-9a-f]*)")


class BasemapInvalid(ValueError):
    """A tile file that cannot be shown: what is wrong and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Archive:
    """A checked tile file. ``made_from`` is the digest of the borders and roads drawn into it."""

    path: Path
    zoom_min: int
    zoom_max: int
    attribution: str
    made_from: str

    @property
    def version(self) -> str:
        """Changes with every file that takes its place; raises ``OSError`` when it is gone."""
        stat = self.path.stat()
        return f"{stat.st_size:x}-{stat.st_mtime_ns:x}"


def stamp_of(made_from: str) -> str:
    """What is written into a file, so that it is known again."""
    return f"liandong-basemap/{FORMAT} {made_from}"


def open_archive(path: Path) -> Archive:
    """The file, checked as far as a reader needs it; ``BasemapInvalid`` with the remedy if not."""
    try:
        with path.open("rb") as file:
            reader = Reader(MmapSource(file))
            header: dict[str, Any] = reader.header()
            metadata: dict[str, Any] = reader.metadata()
        size = path.stat().st_size
    except FileNotFoundError:
        raise _unusable(path, "没有这个文件", "there is no such file") from None
    except OSError as error:
        raise _unusable(path, f"读不出（{error.strerror}）", f"unreadable: {error}") from None
    except _NO_TILES:
        raise _unusable(path, "已损坏，或不是瓦片文件", "damaged, or no tile file") from None
    if header["tile_type"] != TileType.MVT or size < _end_of(header):
        raise _unusable(path, "不完整", "cut off, or no vector tiles")
    stamp = _STAMP.fullmatch(str(metadata.get("description", "")))
    if stamp is None or int(stamp.group(1)) != FORMAT:
        raise _unusable(path, "由其他版本的程序制作", "made by another version of the program")
    return Archive(
        path=path,
        zoom_min=header["min_zoom"],
        zoom_max=header["max_zoom"],
        attribution=str(metadata.get("attribution", "")),
        made_from=stamp.group(2),
    )


def _end_of(header: dict[str, Any]) -> int:
    """The last byte that the parts of the file reach to."""
    parts = ("root", "metadata", "leaf_directory", "tile_data")
    return max(int(header[f"{part}_offset"] + header[f"{part}_length"]) for part in parts)


def _unusable(path: Path, zh: str, en: str) -> BasemapInvalid:
    return BasemapInvalid(
        f"底图 {path.name} {zh}。改法：liandong region basemap 地区包 [--osm 文件] 重新制作",
        f"base map {path.name}: {en}. Remedy: make it again with liandong region basemap PACK "
        "[--osm FILE]",
    )
