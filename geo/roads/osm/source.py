"""An OpenStreetMap file in portions of a few MiB: how far the reading is, and where it breaks.

A PBF file is a row of blobs that are decoded one by one, so its length fields alone show at once
whether the download is whole. Other formats (.osm, .osm.gz, .osm.bz2) are read in one portion.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import osmium
from osmium.io import File, FileBuffer, Reader, ThreadPool

PORTION_BYTES = 4 * 1024 * 1024
_BLOB_HEADER_BYTES_MAX = 64 * 1024
_BLOB_BYTES_MAX = 32 * 1024 * 1024
_XML_STARTS = (b"<?xml", b"<osm", b"\xef\xbb\xbf<", b"\x1f\x8b", b"BZh")


class Progress(Protocol):
    """Who shows how far an import is."""

    def stage(self, zh: str, en: str, total: int) -> None:
        """A new stage begins, of ``total`` units."""
        ...

    def advance(self, done: int) -> None:
        """``done`` more units of the stage are through."""
        ...


class Silent:
    """Progress that nobody watches."""

    def stage(self, zh: str, en: str, total: int) -> None:
        """Nothing to show."""

    def advance(self, done: int) -> None:
        """Nothing to show."""


class OsmInvalid(ValueError):
    """A file that cannot be imported: what is wrong and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Portion:
    """Something pyosmium can read, and the bytes of the file it stands for."""

    data: File | FileBuffer
    start: int
    size: int


class OsmSource:
    """A checked file; ``portions`` may be read as often as needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise OsmInvalid(
                f"没有文件 {path.name}。改法：核对路径",
                f"there is no file {path.name}. Remedy: check the path",
            )
        self.size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
        is_xml = start.lstrip().startswith(_XML_STARTS)
        self._blobs = [] if is_xml else self._find_blobs()

    def portions(self) -> Iterator[Portion]:
        """The file from front to end."""
        if not self._blobs:
            yield Portion(File(str(self.path)), 0, self.size)
            return
        with self.path.open("rb") as file:
            header = file.read(self._blobs[0][1])
            group: list[tuple[int, int]] = []
            for blob in self._blobs[1:]:
                group.append(blob)
                if sum(size for _, size in group) >= PORTION_BYTES or blob is self._blobs[-1]:
                    start, size = group[0][0], sum(size for _, size in group)
                    file.seek(start)
                    yield Portion(FileBuffer(header + file.read(size), "pbf"), start, size)
                    group = []

    def objects(self, kinds: Any, progress: Progress, *handlers: Any) -> Iterator[Any]:
        """The objects of these kinds that pass all handlers, portion by portion."""
        pool = ThreadPool()
        for portion in self.portions():
            try:
                with Reader(portion.data, kinds, thread_pool=pool) as reader:
                    yield from osmium.OsmFileIterator(reader, *handlers)
            except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
                if isinstance(error, OsmInvalid):
                    raise
                raise self.broken(portion.start, error) from None
            progress.advance(portion.size)

    def broken(self, start: int, error: Exception) -> OsmInvalid:
        """The error to raise when a portion cannot be decoded."""
        return OsmInvalid(
            f"{self.path.name} 从第 {start} 字节起读不懂（{error}）。改法：重新下载并核对校验和",
            f"{self.path.name} cannot be read from byte {start} on ({error}). "
            "Remedy: download it again and compare the checksum",
        )

    def _find_blobs(self) -> list[tuple[int, int]]:
        """Start and size of every blob."""
        blobs: list[tuple[int, int]] = []
        with self.path.open("rb") as file:
            position = 0
            while position < self.size:
                file.seek(position)
                size = self._blob_size(file.read(4 + _BLOB_HEADER_BYTES_MAX), position)
                if position + size > self.size:
                    raise self._cut_off(position)
                blobs.append((position, size))
                position += size
        if not blobs:
            raise OsmInvalid(
                f"{self.path.name} 是空文件。改法：重新下载",
                f"{self.path.name} is empty. Remedy: download it again",
            )
        return blobs

    def _blob_size(self, content: bytes, position: int) -> int:
        """Bytes of the blob that begins here, its header included."""
        if len(content) < 4:
            raise self._cut_off(position)
        (header_size,) = struct.unpack(">I", content[:4])
        header = content[4 : 4 + header_size]
        if header_size <= _BLOB_HEADER_BYTES_MAX and len(header) < header_size:
            raise self._cut_off(position)
        kind, data_size = _parse_header(header) if len(header) == header_size else (b"", 0)
        expected = b"OSMData" if position else b"OSMHeader"
        if kind != expected or not 0 < data_size <= _BLOB_BYTES_MAX:
            raise self._not_osm() if position == 0 else self.broken(position, ValueError("blob"))
        return int(4 + header_size + data_size)

    def _cut_off(self, position: int) -> OsmInvalid:
        return OsmInvalid(
            f"{self.path.name} 不完整：文件在第 {self.size} 字节结束，从第 {position} 字节开始的"
            "数据块缺了一部分。改法：重新下载并核对文件大小",
            f"{self.path.name} is cut off: it ends at byte {self.size} within the block that "
            f"begins at byte {position}. Remedy: download it again and compare the size",
        )

    def _not_osm(self) -> OsmInvalid:
        return OsmInvalid(
            f"{self.path.name} 不是 OpenStreetMap 文件。改法：使用 .osm.pbf 或 .osm 文件",
            f"{self.path.name} is no OpenStreetMap file. Remedy: give a .osm.pbf or .osm file",
        )


def _parse_header(header: bytes) -> tuple[bytes, int]:
    """Kind and data size of a blob header (protobuf: 1 = type, 2 = index, 3 = size)."""
    kind, size, at = b"", 0, 0
    try:
        while at < len(header):
            key, at = _varint(header, at)
            value, at = _varint(header, at)
            if key & 7 == 2:
                kind = header[at : at + value] if key >> 3 == 1 else kind
                at += value
            elif key >> 3 == 3:
                size = value
    except IndexError:
        return b"", 0
    return kind, size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length number and where the next field begins."""
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | data[at] << shift, at + 1
