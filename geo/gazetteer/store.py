"""Names in a file: what an import of OpenStreetMap found, kept beside the roads it found.

``PLC120`` + version, the SHA-256 of the rest, then the records as MessagePack: any changed byte is
refused, and so is a file of another version.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from geo.gazetteer.place import KPost, Place

VERSION = 2
_MAGIC = b"PLC120\x00" + bytes([VERSION])
_DIGEST_BYTES = 32


class PlacesInvalid(ValueError):
    """A file of names that cannot be used: which file, what is wrong, what to do."""

    remedy = ("用 liandong region roads 重新导入", "import it again with liandong region roads")

    def __init__(self, path: Path, zh: str, en: str) -> None:
        self.wrong = (zh, en)
        super().__init__(
            f"地名文件 {path.name} {zh}。改法：{self.remedy[0]} / "
            f"place file {path.name} {en}. Remedy: {self.remedy[1]}"
        )


class ImportedNames(msgspec.Struct, frozen=True):
    """Places, and kilometre posts with the road they measure."""

    places: list[Place] = []
    kposts: list[KPost] = []


def save(places: Iterable[Place], path: Path, kposts: Iterable[KPost] = ()) -> None:
    """Write everything, by id; an interrupted run leaves what was there before untouched."""
    names = ImportedNames(
        sorted(places, key=lambda place: place.id),
        sorted(kposts, key=lambda post: (post.ref, post.k_km, post.point.lon, post.point.lat)),
    )
    content = msgspec.msgpack.encode(names)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            file.write(_MAGIC + hashlib.sha256(content).digest() + content)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def load(path: Path) -> ImportedNames:
    """Read them back; raises ``PlacesInvalid``."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PlacesInvalid(path, f"打不开（{error.strerror}）", f"{error.strerror}") from error
    start = len(_MAGIC) + _DIGEST_BYTES
    if content[: len(_MAGIC)] != _MAGIC:
        raise PlacesInvalid(path, f"不是版本 {VERSION}", f"is not of version {VERSION}")
    if hashlib.sha256(content[start:]).digest() != content[len(_MAGIC) : start]:
        raise PlacesInvalid(path, "已损坏", "is damaged")
    return msgspec.msgpack.decode(content[start:], type=ImportedNames)
