"""A pack's plain files in memory: read from a folder, packed into a zip, unpacked with suspicion.

What was imported together with roads (``*.network``, ``*.places``) and ready tiles (``*.pmtiles``)
are large and no plain text; they stay beside in the pack's folder and travel in no edition.
"""

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from stations.regionpack.problems import Problem, Say

Contents = Mapping[str, bytes]
"""Of each plain file, by its path inside the pack with forward strokes, what is in it."""

SUFFIXES = frozenset({".csv", ".geojson", ".toml", ".shp", ".shx", ".dbf", ".prj", ".cpg", ".md"})
ZIP_BYTES_MAX = 16 * 1024 * 1024
BYTES_MAX = 64 * 1024 * 1024
FILES_MAX = 500
DEPTH_MAX = 4
FOLDER_DIGITS = 16
_DAY_OF_ALL = (1980, 1, 1, 0, 0, 0)


class ZipRefused(ValueError):
    """A zip that is not unpacked; ``problem`` says what is wrong with it and what helps."""

    def __init__(self, file: str, message: Say, remedy: Say) -> None:
        super().__init__(f"{file}: {message.zh} / {message.en}")
        self.problem = Problem.at((file, 0), "", "", message, remedy)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The plain files of a pack's folder; what is none of a pack's is passed over."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and _belongs(name):
            found[name] = path.read_bytes()
    return found


def write_folder(contents: Contents, folder: Path, beside: Path | None = None) -> None:
    """Lay a pack out for the loader; ``beside`` lends the files too large to travel."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in sorted(beside.iterdir()) if beside and beside.is_dir() else ():
        if path.is_file() and not _belongs(path.name):
            os.symlink(path.resolve(), folder / path.name)


def laid_out(contents: Contents, under: Path, beside: Path) -> Path:
    """The folder below ``under`` that holds this very pack, named by its hash; made once, whole."""
    folder = (under / digest(contents)[:FOLDER_DIGITS]).absolute()
    if not folder.exists():
        under.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".pack-", dir=under) as scratch:
            made = Path(scratch) / "pack"
            made.mkdir()
            write_folder(contents, made, beside.absolute())
            with suppress(OSError):  # somebody else has just made the same one
                made.rename(folder)
    return folder


def digest(contents: Contents) -> str:
    """One hash of names and contents: two packs with the same hash are the same pack."""
    whole = hashlib.sha256()
    for name in sorted(contents):
        whole.update(f"{name}\0{len(contents[name])}\0".encode())
        whole.update(contents[name])
    return whole.hexdigest()


def to_zip(contents: Contents) -> bytes:
    """A zip that is the same to the byte for the same pack: sorted, without times of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _DAY_OF_ALL)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same, whatever machine packs it
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name])
    return buffer.getvalue()


def from_zip(content: bytes) -> dict[str, bytes]:
    """The plain files of a zip, at its top or in its one folder; raises ``ZipRefused``.

    Nothing is written anywhere. A name that leads out of the folder, a link, a locked entry, and
    more than ``BYTES_MAX`` unpacked, whatever the zip claims, refuse the whole.
    """
    if len(content) > ZIP_BYTES_MAX:
        raise _too_large("zip", ZIP_BYTES_MAX)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _without_top(_unpack(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ZipRefused(
            "zip",
            Say(f"不是可读的 zip 文件（{error}）", f"not a readable zip ({error})"),
            Say("重新打包，不加密、不分卷", "pack it again, without a password, in one part"),
        ) from None


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > FILES_MAX:
        raise ZipRefused(
            "zip",
            Say(f"超过 {FILES_MAX} 个文件", f"more than {FILES_MAX} files"),
            Say("只打包地区包的文件", "pack the files of the region pack only"),
        )
    found: dict[str, bytes] = {}
    left = BYTES_MAX
    for entry in entries:
        _check_entry(entry)
        with archive.open(entry) as stream:
            content = stream.read(left + 1)  # never more than is allowed, whatever is claimed
        left -= len(content)
        if left < 0:
            raise _too_large(entry.filename, BYTES_MAX)
        if entry.filename in found:
            raise ZipRefused(
                entry.filename,
                Say("同名文件有两个", "two files have this name"),
                Say("重新打包", "pack it again"),
            )
        found[entry.filename] = content
    return found


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse what would lead out of the folder it is laid out in."""
    path = PurePosixPath(entry.filename)
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    outside = path.is_absolute() or ".." in path.parts or any(s in entry.filename for s in "\\:\0")
    if outside or is_link or len(path.parts) > DEPTH_MAX + 1:
        raise ZipRefused(
            entry.filename,
            Say("路径指向文件夹之外或层次过深", "the path leads out of the folder, or too deep"),
            Say("只打包文件夹内的普通文件", "pack plain files inside the folder only"),
        )


def _without_top(found: dict[str, bytes]) -> dict[str, bytes]:
    """The pack's files, without the one folder that people pack along with them."""
    tops = {PurePosixPath(name).parts[0] for name in found if "/" in name}
    top = f"{next(iter(tops))}/" if len(tops) == 1 and "pack.toml" not in found else ""
    inside = {name.removeprefix(top): content for name, content in found.items()}
    return {name: content for name, content in inside.items() if _belongs(name)}


def _belongs(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not hidden and len(path.parts) <= DEPTH_MAX


def _too_large(file: str, most: int) -> ZipRefused:
    mib = most // (1024 * 1024)
    return ZipRefused(
        file,
        Say(f"超过 {mib} MiB", f"larger than {mib} MiB"),
        Say("只保留本地区的资料，简化线形", "keep this region only, simplify the shapes"),
    )
