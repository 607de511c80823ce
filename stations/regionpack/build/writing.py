"""Writes the files of a pack the way a person would keep them: one row, one feature, one line."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from stations.regionpack.columns import Table
from stations.regionpack.schema import (
    AREA_KINDS,
    CAPABILITIES,
    CENTRES,
    LEVELS,
    UNIT_KINDS,
    VEHICLE_KINDS,
)

_WORDS: dict[str, Mapping[str, Any]] = {
    "level": LEVELS,
    "units.csv kind": UNIT_KINDS,
    "vehicles.csv kind": VEHICLE_KINDS,
    "capabilities": CAPABILITIES,
    "centres": CENTRES,
}


def write_table(folder: Path, table: Table, records: Iterable[Mapping[str, Any]]) -> None:
    """A CSV with Chinese headers and a BOM, so that Excel opens it in the right encoding."""
    with (folder / table.file).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.zh for column in table.columns])
        for record in records:
            writer.writerow([_cell(table.file, c.name, record.get(c.name)) for c in table.columns])


def _cell(file: str, name: str, value: Any) -> str:
    """A value as a Chinese reader expects it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.5f}"
    words = _WORDS.get(name) or _WORDS.get(f"{file} {name}")
    if words is None:
        return str(value)
    chinese = _chinese(words)
    return "；".join(chinese[word] for word in str(value).split(";") if word)


def write_layer(
    folder: Path,
    name: str,
    metadata: Mapping[str, str],
    features: Iterable[tuple[Mapping[str, Any], BaseGeometry]],
) -> None:
    """A GeoJSON FeatureCollection, compact, with its origin on the second line."""
    lines = ",\n".join(
        _compact({"type": "Feature", "properties": properties, "geometry": mapping(geometry)})
        for properties, geometry in features
    )
    (folder / f"{name}.geojson").write_text(
        f'{{"type":"FeatureCollection","name":"{name}",\n'
        f'"metadata":{_compact(metadata)},\n'
        f'"features":[\n{lines}\n]}}\n',
        encoding="utf-8",
        newline="\n",
    )


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _chinese(words: Mapping[str, Any]) -> dict[str, str]:
    """Each value with the first word for it, which is the Chinese one."""
    return {str(member): word for word, member in reversed(list(words.items()))}


AREA_WORDS = _chinese(AREA_KINDS)
"""The Chinese word that a layer uses for each kind of area."""
