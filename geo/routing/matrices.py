"""Travel times of many places to many, kept as Parquet for planners (规划用时间矩阵).

One row for each pair: ``source``, ``target`` (both by id), ``seconds``. Worked out and written a
block of sources at a time, so that memory is bounded by the block and not by the table. The file
appears under its name only when it is whole.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Point
from geo.routing.router import TableRouter

BLOCK_PAIRS = 1_000_000
"""Pairs worked out at once; about 60 MB with all that is made of them."""
PLACES_MAX = 1_000_000
UNREACHABLE_S = 65_535
LONGEST_S = UNREACHABLE_S - 1
METADATA_KEY = "liandong"


class SecondsType(StrEnum):
    """How a time is kept.

    ``float32``: seconds as they are, infinite where there is no way. ``uint16``: whole seconds,
    half the size, ``UNREACHABLE_S`` where there is no way; a drive longer than ``LONGEST_S`` (18
    hours) is kept as ``LONGEST_S`` and counted in the metadata, never folded into a short one.
    """

    FLOAT32 = "float32"
    UINT16 = "uint16"


class Ends(msgspec.Struct, frozen=True):
    """The places on one side of the table, each with the id that its rows bear."""

    ids: Sequence[str]
    points: Sequence[Point]


class Written(msgspec.Struct, frozen=True):
    """What a finished file holds."""

    pairs: int
    unreachable: int
    saturated: int
    network_version: str


def write_matrix(
    router: TableRouter,
    sources: Ends,
    targets: Ends,
    path: Path,
    *,
    kind: SecondsType = SecondsType.FLOAT32,
    labels: Mapping[str, Any] | None = None,
    on_pairs: Callable[[int], None] = lambda _: None,
    block_pairs: int = BLOCK_PAIRS,
) -> Written:
    """Write the whole table; ``labels`` (profile, slot …) are kept in the file's metadata.

    ``on_pairs`` hears how many pairs each block added. An error leaves a former file untouched.
    """
    import pyarrow.parquet as pq

    for ends in (sources, targets):
        _check(ends)
    schema = _schema(kind)
    starts, goals = router.locate_all(sources.points), router.locate_all(targets.points)
    names = (_text(sources.ids), _text(targets.ids))
    pairs = unreachable = saturated = 0
    with appearing_whole(path) as temporary:  # noqa: SIM117 - closed before it is renamed
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for rows, columns in _blocks(len(starts), len(goals), block_pairs):
                seconds = router.matrix(starts[rows], goals[columns])
                kept, long = _kept(seconds, kind)
                writer.write_table(_table(schema, names, rows, columns, kept))
                pairs += seconds.size
                unreachable += int(np.isinf(seconds).sum())
                saturated += long
                on_pairs(seconds.size)
            done = Written(pairs, unreachable, saturated, router.network_version)
            told = {
                **(labels or {}),
                **msgspec.structs.asdict(done),
                "datum": "WGS-84",
                "unit": "s",
                "sources": len(starts),
                "targets": len(goals),
                "unreachable_as": "inf" if kind is SecondsType.FLOAT32 else UNREACHABLE_S,
            }
            writer.add_key_value_metadata({METADATA_KEY: json.dumps(told, ensure_ascii=False)})
    return done


def _check(ends: Ends) -> None:
    """Every place has an id of its own, and there are some."""
    if not 1 <= len(ends.ids) <= PLACES_MAX or len(ends.ids) != len(ends.points):
        raise ValueError(
            f"{len(ends.ids)} 个编号、{len(ends.points)} 个地点，须一一对应，1 至 {PLACES_MAX} / "
            f"{len(ends.ids)} ids for {len(ends.points)} points: give 1 to {PLACES_MAX} of both"
        )
    if len(set(ends.ids)) != len(ends.ids):
        twice, _ = Counter(ends.ids).most_common(1)[0]
        raise ValueError(
            f"编号 {twice} 重复 / the id {twice} is there twice: 请改为唯一 / rename one"
        )


def _blocks(rows: int, columns: int, pairs: int) -> Iterator[tuple[slice, slice]]:
    """The table in parts of at most so many pairs: whole rows where one fits."""
    wide = min(columns, pairs)
    high = max(1, pairs // wide)
    for top in range(0, rows, high):
        for left in range(0, columns, wide):
            yield slice(top, min(top + high, rows)), slice(left, min(left + wide, columns))


def _kept(seconds: NDArray[np.float64], kind: SecondsType) -> tuple[NDArray[Any], int]:
    """The times as they are kept, and how many of them were too long for it."""
    if kind is SecondsType.FLOAT32:
        return seconds.astype(np.float32), 0
    whole = np.round(seconds)
    long = np.isfinite(whole) & (whole > LONGEST_S)
    whole = np.where(np.isfinite(whole), np.minimum(whole, LONGEST_S), UNREACHABLE_S)
    return whole.astype(np.uint16), int(long.sum())


def _schema(kind: SecondsType) -> Any:
    import pyarrow as pa

    name = pa.dictionary(pa.int32(), pa.string())
    number = pa.float32() if kind is SecondsType.FLOAT32 else pa.uint16()
    return pa.schema(
        [
            pa.field("source", name, nullable=False),
            pa.field("target", name, nullable=False),
            pa.field("seconds", number, nullable=False),
        ]
    )


def _table(
    schema: Any, names: tuple[Any, Any], rows: slice, columns: slice, seconds: NDArray[Any]
) -> Any:
    """One block as rows of pairs; each name is stored once and pointed at."""
    import pyarrow as pa

    high, wide = seconds.shape
    of_source = np.repeat(np.arange(high, dtype=np.int32), wide)
    of_target = np.tile(np.arange(wide, dtype=np.int32), high)
    arrays = [
        pa.DictionaryArray.from_arrays(of_source, names[0][rows]),
        pa.DictionaryArray.from_arrays(of_target, names[1][columns]),
        pa.array(seconds.ravel()),
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _text(ids: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.array(list(ids), pa.string())


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its place when all went well, else disappears."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        with temporary.open("rb+") as made:
            os.fsync(made.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
