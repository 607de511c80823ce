"""The base map: vector tiles by byte ranges, and the pack's own roads and borders as GeoJSON."""

import re
from dataclasses import astuple
from typing import Any

import msgspec
import shapely
from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from console.api.kept import Kept
from console.api.shared import Running
from console.api.views import shows
from console.people.auth import LoggedIn
from console.problems import problem_response
from dispatch.domain.errors import NotFound
from geo.basemap.archive import MEDIA_TYPE, Archive
from geo.basemap.tiling import ZOOM_MAX
from stations.region import Region

router = APIRouter(prefix="/map", tags=["map 地图"])

GEOJSON = "application/geo+json"
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "GeoJSON FeatureCollection", "content": {GEOJSON: {"schema": {}}}}
}
DIGITS = 5
"""Decimal places of a degree: a metre, which is finer than any screen shows."""


_TILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "PMTiles v3, the whole file", "content": {MEDIA_TYPE: {"schema": {}}}},
    206: {"description": "the bytes asked for", "content": {MEDIA_TYPE: {"schema": {}}}},
    416: {"description": "not one range of bytes within the file"},
}
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class BaseMapView(msgspec.Struct, frozen=True, kw_only=True):
    """What a screen draws under its symbols. While ``making``, tiles may come later.

    ``tiles`` is the PMTiles file, read by ranges; without it ``roads.geojson`` is drawn.
    ``rasters`` lie above it, ``vectors`` take its place; both are asked from elsewhere, each layer
    by its addresses in turn. ``credits`` and ``approval`` (审图号) are to be shown always.
    """

    making: bool
    tiles: str | None
    zoom_max: int
    rasters: tuple[tuple[str, ...], ...]
    vectors: tuple[str, ...]
    credits: tuple[str, ...]
    approval: str
    modelled: bool
    schematic: bool


@router.get("/basemap", **shows(BaseMapView))
async def basemap(system: Running, login: LoggedIn) -> Response:
    """Which map to draw, and whom to name for it."""
    now = system.base_map
    making = now.making  # asked first: once it is over, the file is known
    archive, (layers, vector, _) = now.archive, astuple(now.outside)
    version = _version(archive)
    view = BaseMapView(
        making=making,
        tiles=f"/api/map/basemap.pmtiles?v={version}" if version else None,
        zoom_max=archive.zoom_max if archive else ZOOM_MAX,
        rasters=() if vector else layers,
        vectors=layers[0] if vector and layers else (),
        credits=now.credits,
        approval=now.approval,
        modelled=now.modelled,
        schematic=now.schematic,
    )
    return Response(msgspec.json.encode(view), media_type="application/json")


@router.get("/basemap.pmtiles", response_model=None, responses=_TILES)
async def tiles(request: Request, system: Running, login: LoggedIn) -> Response:
    """The vector tiles; a reader asks for the few ranges it needs."""
    archive = system.base_map.archive
    version = _version(archive)
    if archive is None or version is None:
        raise NotFound(
            "no_base_map",
            "没有底图瓦片",
            "there are no tiles of a base map",
            remedy="liandong region basemap，见运行日志 / see the server's log",
        )
    size = archive.path.stat().st_size
    headers = {
        "ETag": f'"{version}"',
        "Cache-Control": "private, max-age=86400",
        "Vary": "Cookie, Authorization",
        "Accept-Ranges": "bytes",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range")
    if asked is not None and not _is_within(asked, size):
        return _no_such_range(asked, size)
    return FileResponse(archive.path, headers=headers, media_type=MEDIA_TYPE)


def _version(archive: Archive | None) -> str | None:
    """The version of the file; None while there is none, or when somebody took it away."""
    try:
        return archive.version if archive else None
    except FileNotFoundError:
        return None


def _is_within(asked: str, size: int) -> bool:
    """Whether this is one range of bytes that the file has."""
    parts = _RANGE.fullmatch(asked.strip())
    first, last = parts.groups() if parts else ("", "")
    if first:
        return int(first) < size and (not last or int(first) <= int(last))
    return bool(last) and int(last) > 0


def _no_such_range(asked: str, size: int) -> Response:
    response = problem_response(
        416,
        "range_not_satisfiable",
        f"请求的字节范围不可用，文件共 {size} 字节",
        f"not one range of bytes within the {size} of the file",
        field="Range",
        value=asked[:80],
        remedy="Range: bytes=0-1023",
    )
    response.headers["Content-Range"] = f"bytes */{size}"
    return response


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
