"""Rasters of where calls come from: GeoTIFF as the cities have them, and XYZ text.

Only what such rasters use is read: one band in strips or tiles, plain or deflated, north up. Cells
come back with x and y rising, as JEMSS has them.
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import Found

Floats = NDArray[np.float64]
Cells = NDArray[np.float64] | NDArray[np.float32]

CELLS_MAX = 200_000_000

_SIZES = {1: ("B", 1), 2: ("s", 1), 3: ("H", 2), 4: ("I", 4), 12: ("d", 8), 16: ("Q", 8)}
WIDTH, HEIGHT, BITS, COMPRESSION, SAMPLES, PREDICTOR = 256, 257, 258, 259, 277, 317
STRIP_AT, STRIP_ROWS, STRIP_BYTES = 273, 278, 279
TILE_WIDTH, TILE_HEIGHT, TILE_AT, TILE_BYTES = 322, 323, 324, 325
SAMPLE_FORMAT, PIXEL_SCALE, TIE_POINT = 339, 33550, 33922
PLAIN, DEFLATED = 1, (8, 32946)
_KINDS = {1: "u", 2: "i", 3: "f"}

OF_CITIES = Path(__file__).parent / "city_rasters"
"""Rasters of JEMSS's own cities: their models name them by a path into a copy of JEMSS."""


@dataclass(frozen=True)
class Raster:
    """``z[i, j]`` is the value of the cell around ``x[i]``, ``y[j]``; both rise evenly."""

    x: Floats
    y: Floats
    dx: float
    dy: float
    z: Cells


def read_raster(found: Found) -> Raster:
    """A raster file of either kind."""
    try:
        if found.data[:2] in (b"II", b"MM"):
            return _tiff(found.data)
        return _xyz(found.data.decode())
    except (ValueError, KeyError, IndexError, struct.error, zlib.error, UnicodeDecodeError) as why:
        raise ModelInvalid(
            f"{found.path}：不是可读的栅格（{why}）。改法：存成不压缩的 GeoTIFF 或 .xyz",
            f"{found.path}: is no raster that can be read ({why}). Remedy: save it as GeoTIFF "
            "without compression, or as .xyz",
        ) from why


def _tiff(data: bytes) -> Raster:
    tags, order = _tags(data)
    width, height = int(tags[WIDTH][0]), int(tags[HEIGHT][0])
    if not 0 < width * height <= CELLS_MAX or tags.get(SAMPLES, (1,))[0] != 1:
        raise ValueError(f"{width} × {height}, {tags.get(SAMPLES)} bands")
    kind = np.dtype(f"{order}{_KINDS[int(tags.get(SAMPLE_FORMAT, (1,))[0])]}{tags[BITS][0] // 8}")
    rows = _tiled(data, tags, kind, width, height) if TILE_AT in tags else _strips(data, tags, kind)
    z = rows.reshape(-1)[: width * height].reshape(height, width)
    dx, dy = (float(v) for v in tags[PIXEL_SCALE][:2])
    column, row, _, x, y = (float(v) for v in tags[TIE_POINT][:5])
    left, top = x - column * dx, y + row * dy
    if dx <= 0 or dy <= 0:
        raise ValueError(f"cell {dx} × {dy}")
    return Raster(
        x=np.asarray((left + 0.5 * dx) + dx * np.arange(width), dtype=np.float64),
        y=np.asarray((top - (height - 0.5) * dy) + dy * np.arange(height), dtype=np.float64),
        dx=dx,
        dy=dy,
        z=_as_real(z[::-1].T),
    )


def _as_real(z: NDArray[Any]) -> Cells:
    """Single numbers stay single: their sum is JEMSS's only then."""
    if z.dtype.kind == "f" and z.dtype.itemsize == 4:
        return np.ascontiguousarray(z, dtype=np.float32)
    return np.ascontiguousarray(z, dtype=np.float64)


def _tags(data: bytes) -> tuple[dict[int, tuple[float, ...]], str]:
    order = "<" if data[:2] == b"II" else ">"
    if struct.unpack_from(f"{order}H", data, 2)[0] != 42:
        raise ValueError("BigTIFF")
    at = struct.unpack_from(f"{order}I", data, 4)[0]
    tags: dict[int, tuple[float, ...]] = {}
    for nth in range(struct.unpack_from(f"{order}H", data, at)[0]):
        entry = at + 2 + 12 * nth
        tag, kind, count = struct.unpack_from(f"{order}HHI", data, entry)
        if kind not in _SIZES or kind == 2:
            continue
        letter, size = _SIZES[kind]
        place = entry + 8
        if size * count > 4:
            place = struct.unpack_from(f"{order}I", data, place)[0]
        tags[tag] = struct.unpack_from(f"{order}{count}{letter}", data, place)
    return tags, order


def _part(data: bytes, tags: dict[int, tuple[float, ...]], at: float, size: float) -> bytes:
    compression = int(tags.get(COMPRESSION, (PLAIN,))[0])
    part = data[int(at) : int(at) + int(size)]
    if compression == PLAIN:
        return part
    if compression not in DEFLATED or tags.get(PREDICTOR, (1,))[0] != 1:
        raise ValueError(f"compression {compression}, predictor {tags.get(PREDICTOR)}")
    return zlib.decompress(part)


def _strips(data: bytes, tags: dict[int, tuple[float, ...]], kind: np.dtype[Any]) -> NDArray[Any]:
    ends = zip(tags[STRIP_AT], tags[STRIP_BYTES], strict=True)
    whole = b"".join(_part(data, tags, at, size) for at, size in ends)
    cells = int(tags[WIDTH][0]) * int(tags[HEIGHT][0])
    return np.frombuffer(whole, dtype=kind, count=cells)


def _tiled(
    data: bytes,
    tags: dict[int, tuple[float, ...]],
    kind: np.dtype[Any],
    width: int,
    height: int,
) -> NDArray[Any]:
    wide, high = int(tags[TILE_WIDTH][0]), int(tags[TILE_HEIGHT][0])
    across, down = -(-width // wide), -(-height // high)
    whole = np.zeros((down * high, across * wide), dtype=kind)
    for nth, (at, size) in enumerate(zip(tags[TILE_AT], tags[TILE_BYTES], strict=True)):
        tile = np.frombuffer(_part(data, tags, at, size), dtype=kind, count=wide * high)
        row, column = nth // across * high, nth % across * wide
        whole[row : row + high, column : column + wide] = tile.reshape(high, wide)
    return np.ascontiguousarray(whole[:height, :width])


def _xyz(text: str) -> Raster:
    rows = [line.replace(",", " ").split() for line in text.splitlines() if line.strip()]
    try:
        float(rows[0][0])
    except ValueError:
        rows = rows[1:]
    cells = np.array([[float(cell) for cell in row[:3]] for row in rows])
    x, column = np.unique(cells[:, 0], return_inverse=True)
    y, row = np.unique(cells[:, 1], return_inverse=True)
    if len(x) < 2 or len(y) < 2 or len(x) * len(y) != len(cells):
        raise ValueError(f"{len(cells)} cells for {len(x)} × {len(y)}")
    z = np.zeros((len(x), len(y)), dtype=np.float32)
    z[column, row] = cells[:, 2]
    dx, dy = ((v[-1] - v[0]) / (len(v) - 1) for v in (x, y))
    return Raster(x, y, float(dx), float(dy), z)
