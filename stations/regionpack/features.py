"""Features of a map layer, from GeoJSON or from a Shapefile, each with the line it stands on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapefile

from stations.regionpack.files import read_text
from stations.regionpack.problems import Problem, Say

_ARRAY = re.compile(r'"features"\s*:\s*\[')
_BLANK = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class Feature:
    """One feature: its properties as text, and its GeoJSON geometry (not yet trusted)."""

    file: str
    line: int
    properties: dict[str, str]
    geometry: Any

    @property
    def place(self) -> tuple[str, int]:
        """File and line (in a Shapefile: the number of the record)."""
        return self.file, self.line


def read_layer(folder: Path, stem: str) -> tuple[list[Feature], list[Problem]]:
    """The features of ``stem.geojson``, or of ``stem.shp`` when that is what the centre has."""
    shp = folder / f"{stem}.shp"
    if shp.is_file() and not (folder / f"{stem}.geojson").exists():
        return _read_shapefile(shp)
    return _read_geojson(folder / f"{stem}.geojson")


def _read_geojson(path: Path) -> tuple[list[Feature], list[Problem]]:
    content, problems = read_text(path)
    if not content:
        return [], problems
    try:
        whole = json.loads(content)
    except json.JSONDecodeError as error:
        return [], [_unreadable((path.name, error.lineno), f"GeoJSON: {error.msg}")]
    found = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(found, list):
        return [], [_unreadable((path.name, 1), "GeoJSON: no FeatureCollection")]
    features: list[Feature] = []
    for line, item in zip(_lines(content, len(found)), found, strict=True):
        if isinstance(item, dict) and isinstance(item.get("properties", {}), dict | None):
            given = item.get("properties") or {}
            properties = {name: _as_text(value) for name, value in given.items()}
            features.append(Feature(path.name, line, properties, item.get("geometry")))
        else:
            problems.append(_unreadable((path.name, line), "GeoJSON: not a Feature"))
    return features, problems


def _lines(content: str, count: int) -> Iterator[int]:
    """The line on which each of the ``count`` features begins, 1 when that cannot be told."""
    decoder = json.JSONDecoder()
    start = _ARRAY.search(content)
    position, line, counted = (start.end() if start else len(content)), 1, 0
    for _ in range(count):
        blank = _BLANK.match(content, position)
        position = blank.end() if blank else position
        line += content.count("\n", counted, position)
        counted = position
        try:
            _, position = decoder.raw_decode(content, position)
        except json.JSONDecodeError:
            line = 1
        yield line


def _as_text(value: object) -> str:
    """A property the way a table cell would show it, so that one set of parsers serves both."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value).strip()


def _read_shapefile(path: Path) -> tuple[list[Feature], list[Problem]]:
    """A Shapefile's records; text in UTF-8, or in GBK as Chinese desktop tools write it."""
    why = ""
    for encoding in ("utf-8", "gb18030"):
        try:
            return list(_iter_records(path, encoding)), []
        except Exception as error:  # pyshp lets struct, index and type errors of bad files through
            why = why or f"Shapefile: {error}"
    return [], [_unreadable((path.name, 0), why)]


def _iter_records(path: Path, encoding: str) -> Iterator[Feature]:
    with shapefile.Reader(str(path), encoding=encoding) as reader:
        for number, item in enumerate(reader.iterShapeRecords(), 1):
            properties = {name: _as_text(value) for name, value in item.record.as_dict().items()}
            yield Feature(path.name, number, properties, item.shape.__geo_interface__)


def _unreadable(place: tuple[str, int], why: str) -> Problem:
    return Problem.at(
        place,
        "",
        "",
        Say(f"读不懂这个图层（{why}）", f"the layer cannot be read ({why})"),
        Say("用 GIS 软件重新导出", "export it again from the GIS program"),
    )
