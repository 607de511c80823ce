"""Places in a file: what an import of OpenStreetMap found, kept beside the roads it found."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from geo.gazetteer.place import Place

VERSION = 1


class PlacesInvalid(ValueError):
    """A file of places that cannot be used."""

    def __init__(self, path: Path, error: Exception | str) -> None:
        super().__init__(
            f"地名文件 {path.name} 读不懂（{error}），请重新导入 / "
            f"place file {path.name} cannot be read ({error}); import it again"
        )


class _File(msgspec.Struct, frozen=True):
    version: int
    places: list[Place]


def save(places: Iterable[Place], path: Path) -> None:
    """Write all places, by id."""
    ordered = sorted(places, key=lambda place: place.id)
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(msgspec.msgpack.encode(_File(VERSION, ordered)))
    partial.replace(path)


def load(path: Path) -> list[Place]:
    """Read them back; raises ``PlacesInvalid``."""
    try:
        file = msgspec.msgpack.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as error:
        raise PlacesInvalid(path, error) from error
    if file.version != VERSION:
        raise PlacesInvalid(path, f"version {file.version}")
    return file.places
