"""The offline base map: the pack's own roads and borders as GeoJSON."""

from typing import Any

import shapely
from fastapi import APIRouter, Request, Response

from console.api.kept import Kept
from console.api.shared import Running
from console.auth import LoggedIn
from stations.region import Region

router = APIRouter(prefix="/map", tags=["map 地图"])

GEOJSON = "application/geo+json"
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "GeoJSON FeatureCollection", "content": {GEOJSON: {"schema": {}}}}
}
DIGITS = 5
"""Decimal places of a degree: a metre, which is finer than any screen shows."""


@router.get("/roads.geojson", response_model=None, responses=_DOCUMENTED)
async def roads(request: Request, system: Running, login: LoggedIn) -> Response:
    """Roads with their class, name and whether they are schematic."""
    kept = system.kept("roads", lambda: Kept.of_json(_roads(system.region), GEOJSON))
    return kept.respond(request)


@router.get("/areas.geojson", response_model=None, responses=_DOCUMENTED)
async def areas(request: Request, system: Running, login: LoggedIn) -> Response:
    """Counties and townships, marked where their borders are modelled."""
    kept = system.kept("areas", lambda: Kept.of_json(_areas(system.region), GEOJSON))
    return kept.respond(request)


def _roads(region: Region) -> dict[str, Any]:
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": _rounded(segment.coordinates)},
            "properties": {
                "class": segment.road_class,
                "name": segment.name,
                "ref": segment.ref,
                "schematic": segment.schematic,
            },
        }
        for segment in region.road_lines
    )


def _areas(region: Region) -> dict[str, Any]:
    return _collection(
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(
                shapely.transform(area.polygon, lambda xy: xy.round(DIGITS))
            ),
            "properties": {
                "code": area.code,
                "name": area.name,
                "kind": area.kind.value,
                "parent": area.parent,
                "modelled": area.modelled,
            },
        }
        for area in region.areas
    )


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _rounded(coordinates: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in coordinates]
