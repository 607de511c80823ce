"""Finding a model's files: beside each other, compressed, or inside ``roads.zip``.

A name is always taken relative to the model's folder, whatever paths the model was made under:
``$jemssDir/…``, ``$configFileDir/…`` and absolute paths are looked for by ever shorter ends.
"""

import gzip
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from simulations.jemss.errors import ModelInvalid

BYTES_MAX = 1_000_000_000
"""A file that unpacks to more than this is taken for a mistake."""

_VARIABLE = re.compile(r"\$(\w+|\(VERSION\))")
KNOWN_VARIABLES = frozenset({"jemssDir", "configFileDir", "genConfigFileDir", "(VERSION)"})


@dataclass(frozen=True)
class Found:
    """A file's content, and where it was, for messages."""

    path: Path
    data: bytes


def check_name(where: str, name: str) -> None:
    """A file name may hold JEMSS's own variables and no code."""
    rest = _VARIABLE.sub("", name)
    unknown = [v for v in _VARIABLE.findall(name) if v not in KNOWN_VARIABLES]
    if "$" in rest or "`" in rest or unknown:
        raise ModelInvalid(
            f"{where}：文件名 {name!r} 含代码，已拒绝（只解析，从不执行）。改法：写相对路径",
            f"{where}: the file name {name!r} holds code and is refused (files are parsed, never "
            "evaluated). Remedy: write a relative path",
        )


def find(folder: Path, name: str, beside: Path | None = None, at_last: Path | None = None) -> Found:
    """The file of this name, plain, gzipped or in a zip archive beside where it should be.

    ``beside`` is looked in first, ``at_last`` when it is nowhere else.
    """
    tried = list(_candidates(folder, name, beside))
    if at_last is not None:
        tried.append(at_last / PurePosixPath(name.replace("\\", "/")).name)
    for path in tried:
        found = _read(path)
        if found is not None:
            return found
    raise ModelInvalid(
        f"{tried[0]}：找不到文件。改法：放入该文件（也可为 .gz，或放进同一文件夹的 .zip）",
        f"{tried[0]}: no such file. Remedy: put it there (.gz or inside a .zip beside it will do)",
    )


def _candidates(folder: Path, name: str, beside: Path | None) -> list[Path]:
    parts = [p for p in PurePosixPath(_VARIABLE.sub("", name.replace("\\", "/"))).parts if p != "/"]
    places = [folder] if beside is None else [beside, folder]
    paths = [place.joinpath(*parts) for place in places]
    inner = [part for part in parts if part not in ("..", ".")]
    paths += [place.joinpath(*inner[n:]) for place in places for n in range(len(inner))]
    if name.startswith("$jemssDir"):  # a model inside a copy of JEMSS names what lies beside it
        paths += [up.joinpath(*inner) for up in folder.resolve().parents]
    return list(dict.fromkeys(paths))


def _read(path: Path) -> Found | None:
    try:
        if path.is_file():
            return Found(path, _unpacked(path) if path.suffix == ".gz" else path.read_bytes())
        packed = path.with_name(path.name + ".gz")
        if packed.is_file():
            return Found(packed, _unpacked(packed))
        if path.parent.is_dir():
            return _from_archives(path)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise ModelInvalid(
            f"{path}：读不了（{error}）。改法：核对文件是否完整、有无读取权限",
            f"{path}: cannot be read ({error}). Remedy: check that it is whole and readable",
        ) from error
    return None


def _from_archives(path: Path) -> Found | None:
    for archive in sorted(path.parent.glob("*.zip")):
        with zipfile.ZipFile(archive) as packed:
            for member in packed.infolist():
                name = PurePosixPath(member.filename).name
                if name in (path.name, f"{path.name}.gz") and not member.is_dir():
                    _bounded(archive, member.file_size)
                    data = packed.read(member)
                    if name != path.name:
                        data = _gunzipped(archive / name, io.BytesIO(data))
                    return Found(archive / name, data)
    return None


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as packed:
        return _gunzipped(path, packed)


def _gunzipped(path: Path, packed: BinaryIO) -> bytes:
    with gzip.GzipFile(fileobj=packed) as opened:
        data = opened.read(BYTES_MAX + 1)
    _bounded(path, len(data))
    return data


def _bounded(path: Path, size: int) -> None:
    if size > BYTES_MAX:
        raise ModelInvalid(
            f"{path}：解压后超过 {BYTES_MAX // 1_000_000} MB，已拒绝",
            f"{path}: unpacks to more than {BYTES_MAX // 1_000_000} MB, refused",
        )
