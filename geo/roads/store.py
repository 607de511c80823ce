"""A road network in one file: flat arrays behind a short table of contents, mapped, not read.

``RLD120`` + version, the length and digest of the contents, the contents as JSON, then every array
at a multiple of 64 bytes. A load checks the contents in full and every array by its sum, which any
changed byte changes and which costs a tenth of a second where a SHA-256 costs two; ``verify``
computes the SHA-256 as well.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.roads.network import BuildReport, RoadNetwork
from geo.roads.traits import RoadTraits
from geo.roads.turns import TurnBans

VERSION = 1
_MAGIC = b"RLD120\x00" + bytes([VERSION])
_LENGTH_BYTES = 8
_DIGEST_BYTES = 32
_ALIGNMENT = 64

_ARRAYS = (
    "node_lon", "node_lat", "arc_tail", "arc_head", "arc_reverse", "arc_metres", "arc_seconds",
    "arc_schematic", "arc_island", "arc_name", "arc_first", "shape_lon", "shape_lat", "shape_at",
)  # fmt: skip
_TRAIT = "trait."


class StoreInvalid(ValueError):
    """A network file that cannot be used: which file, what is wrong, what to do."""

    remedy = ("用 liandong region roads 重新导入", "import it again with liandong region roads")

    def __init__(self, path: Path, zh: str, en: str) -> None:
        self.wrong = (zh, en)
        self.zh = f"路网文件 {path.name} {zh}。改法：{self.remedy[0]}"
        self.en = f"road file {path.name} {en}. Remedy: {self.remedy[1]}"
        super().__init__(f"{self.zh} / {self.en}")


class _Column(msgspec.Struct, frozen=True):
    """One array: where it begins after the contents, and how to know that it is whole."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    total: int
    sha256: str


class _Contents(msgspec.Struct, frozen=True):
    shape_version: str
    network_version: str
    report: BuildReport
    origin: dict[str, str]
    columns: tuple[_Column, ...]


def save(network: RoadNetwork, path: Path, origin: Mapping[str, str] | None = None) -> None:
    """Write the network; an interrupted run leaves what was there before untouched."""
    arrays = dict(_columns(network))
    columns: list[_Column] = []
    offset = 0
    for name, array in arrays.items():
        digest = hashlib.sha256(_bytes(array)).hexdigest()
        columns.append(_Column(name, array.dtype.str, array.shape, offset, _total(array), digest))
        offset += _aligned(array.nbytes)
    contents = msgspec.json.encode(
        _Contents(
            shape_version=network.shape_version,
            network_version=network.network_version,
            report=network.report,
            origin=dict(origin or {}),
            columns=tuple(columns),
        )
    )
    head = _MAGIC + len(contents).to_bytes(_LENGTH_BYTES, "little")
    head += hashlib.sha256(contents).digest() + contents
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            file.write(head.ljust(_aligned(len(head)), b"\0"))
            for array in arrays.values():
                file.write(_bytes(array))
                file.write(b"\0" * (_aligned(array.nbytes) - array.nbytes))
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def load(path: Path) -> RoadNetwork:
    """The network, its arrays mapped from the file; raises ``StoreInvalid`` naming the file."""
    contents, arrays = _open(path)
    traits = {n.removeprefix(_TRAIT): a for n, a in arrays.items() if n.startswith(_TRAIT)}
    columns: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    network = RoadNetwork(
        **columns,
        names=_words(arrays["names"]),
        report=contents.report,
        turns=TurnBans.unflattened(
            arrays["turn_pairs"], arrays["turn_chains"], arrays["turn_chain_first"]
        ),
        traits=RoadTraits(**traits) if traits else None,
    )
    # Both are digests of everything above, which the checks have just held against the file.
    vars(network).update(
        shape_version=contents.shape_version, network_version=contents.network_version
    )
    return network


def origin_of(path: Path) -> dict[str, str]:
    """Where the roads in a file come from, as told when it was saved."""
    return _open(path)[0].origin


def verify(path: Path) -> None:
    """Hold every array against its SHA-256; raises ``StoreInvalid``."""
    contents, arrays = _open(path)
    for column in contents.columns:
        if hashlib.sha256(_bytes(arrays[column.name])).hexdigest() != column.sha256:
            raise _damaged(path, column.name)


def _columns(network: RoadNetwork) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array of a network by the name it has in the file."""
    for name in _ARRAYS:
        yield name, getattr(network, name)
    if network.traits is not None:
        for name, array in vars(network.traits).items():
            yield _TRAIT + name, array
    chains, first = network.turns.flattened()
    yield "turn_pairs", network.turns.pairs
    yield "turn_chains", chains
    yield "turn_chain_first", first
    yield "names", np.frombuffer("\n".join(network.names).encode(), dtype=np.uint8)


def _open(path: Path) -> tuple[_Contents, dict[str, NDArray[Any]]]:
    """Contents and mapped arrays of a file, each checked."""
    if not path.is_file():
        raise StoreInvalid(path, "不存在", "is missing")
    if path.stat().st_size < len(_MAGIC) + _LENGTH_BYTES + _DIGEST_BYTES:
        raise StoreInvalid(path, "不是路网文件", "is no road network")
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    contents, start = _read_contents(path, whole)
    arrays: dict[str, NDArray[Any]] = {}
    for column in contents.columns:
        dtype = np.dtype(column.dtype)
        size = dtype.itemsize * int(np.prod(column.shape, dtype=np.int64))
        begin = start + column.offset
        if begin + size > len(whole):
            raise StoreInvalid(path, "不完整", f"is cut off within {column.name}")
        # A plain view of the map: it costs less per access than a memmap and is read-only too.
        part = np.asarray(whole[begin : begin + size]).view(dtype).reshape(column.shape)
        if _total(part) != column.total:
            raise _damaged(path, column.name)
        arrays[column.name] = part
    return contents, arrays


def _read_contents(path: Path, whole: NDArray[np.uint8]) -> tuple[_Contents, int]:
    """The table of contents, and where the arrays begin."""
    head = whole[: len(_MAGIC) + _LENGTH_BYTES + _DIGEST_BYTES].tobytes()
    if head[: len(_MAGIC) - 1] != _MAGIC[:-1]:
        raise StoreInvalid(path, "不是路网文件", "is no road network")
    if head[len(_MAGIC) - 1] != VERSION:
        raise StoreInvalid(path, f"不是版本 {VERSION}", f"is not of version {VERSION}")
    length = int.from_bytes(head[len(_MAGIC) : len(_MAGIC) + _LENGTH_BYTES], "little")
    encoded = whole[len(head) : len(head) + length].tobytes()
    if hashlib.sha256(encoded).digest() != head[-_DIGEST_BYTES:]:
        raise _damaged(path, "contents")
    return msgspec.json.decode(encoded, type=_Contents), _aligned(len(head) + length)


def _damaged(path: Path, part: str) -> StoreInvalid:
    return StoreInvalid(path, f"已损坏（{part}）", f"is damaged ({part})")


def _total(array: NDArray[Any]) -> int:
    """The sum of an array's bytes as 64-bit words: a single changed byte cannot leave it alone."""
    raw = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    words = len(raw) // 8 * 8
    total = int(raw[:words].view(np.uint64).sum(dtype=np.uint64))
    return (total + int.from_bytes(raw[words:].tobytes(), "little")) % 2**64


def _bytes(array: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _words(encoded: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(encoded.tobytes().decode().split("\n"))


def _aligned(size: int) -> int:
    """The next multiple of the alignment."""
    return -(-size // _ALIGNMENT) * _ALIGNMENT
