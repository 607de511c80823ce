"""Coverage as files: Parquet or CSV (one row a place), GeoJSON for any map."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geo.routing.matrices import METADATA_KEY, appearing_whole
from simulations.coverage.change import Change
from simulations.coverage.places import Places
from simulations.coverage.surface import Surface

DIGITS = 5
KINDS = (".parquet", ".csv", ".geojson")

Columns = dict[str, list[Any]]


class KindUnknown(ValueError):
    """A file name with an ending that nobody can write."""


def columns_of(found: Surface | Change) -> Columns:
    """The rows of a file as columns; minutes that are infinite are left empty."""
    surface = found.after if isinstance(found, Change) else found
    places = surface.places
    columns: Columns = {
        "place": list(places.ids),
        "township": list(places.township),
        "county": list(places.county),
        "lon": [round(point.lon, DIGITS) for point in places.points],
        "lat": [round(point.lat, DIGITS) for point in places.points],
        "people": [round(float(people), 1) for people in places.people],
        "urban": [bool(urban) for urban in places.urban],
    }
    if isinstance(found, Change):
        columns["before_min"] = _minutes(found.before.first_min)
        columns["after_min"] = _minutes(found.after.first_min)
        columns["change_min"] = _minutes(found.minutes)
    else:
        columns["first_min"] = _minutes(surface.first_min)
        columns["second_min"] = _minutes(surface.second_min)
        columns["nearest"] = list(surface.nearest)
    return columns


def write(found: Surface | Change, path: Path, told: Mapping[str, Any]) -> None:
    """By the file's ending; ``told`` (the terms it was worked out under) goes along.

    CSV has them as lines that begin with ``#``. Raises ``KindUnknown``, ``OSError``.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise KindUnknown(
            f"{path.name}：不认识的文件类型，可用 {'、'.join(KINDS)} / write {', '.join(KINDS)}"
        )
    surface = found.after if isinstance(found, Change) else found
    terms = {**told, "network_version": surface.network_version, "datum": "WGS-84"}
    columns = columns_of(found)
    with appearing_whole(path) as temporary:
        if kind == ".parquet":
            _parquet(columns, temporary, terms)
        elif kind == ".csv":
            _csv(columns, temporary, terms)
        else:
            temporary.write_text(json.dumps(geojson(columns, surface.places, terms)), "utf-8")


def geojson(columns: Columns, places: Places, told: Mapping[str, Any]) -> dict[str, Any]:
    """Points, or the squares of a grid, with their columns as properties."""
    features = []
    for nth in range(len(places)):
        facts = {name: column[nth] for name, column in columns.items()}
        lon, lat = facts.pop("lon"), facts.pop("lat")
        shape = _shape(lon, lat, places.cell_km)
        features.append({"type": "Feature", "properties": facts, "geometry": shape})
    return {"type": "FeatureCollection", "liandong": dict(told), "features": features}


def _shape(lon: float, lat: float, cell_km: float) -> dict[str, Any]:
    if not cell_km:
        return {"type": "Point", "coordinates": [lon, lat]}
    up = cell_km / 2 / 111.195
    side = up / float(np.cos(np.radians(lat)))
    corners = ((-side, -up), (side, -up), (side, up), (-side, up), (-side, -up))
    ring = [[round(lon + x, DIGITS), round(lat + y, DIGITS)] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def _minutes(values: "np.ndarray") -> list[float | None]:
    return [round(float(v), 2) if np.isfinite(v) else None for v in values]


def _csv(columns: Columns, path: Path, told: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for name, value in told.items():
            file.write(f"# {name}: {value}\n")
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _parquet(columns: Columns, path: Path, told: Mapping[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(columns).replace_schema_metadata(
        {METADATA_KEY: json.dumps(dict(told), ensure_ascii=False)}
    )
    pq.write_table(table, path, compression="zstd")
