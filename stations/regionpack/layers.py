"""Areas and roads of a pack: map features turned into records, bad ones reported and left out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from geo.coordinates import CoordinateError, Datum, to_wgs84_many
from geo.gazetteer import store as places
from geo.gazetteer.store import PlacesInvalid
from geo.regions.areas import Area
from geo.roads import store
from geo.roads.segments import RoadSegment
from geo.roads.store import StoreInvalid
from stations.places import place_file_of
from stations.regionpack.columns import Column
from stations.regionpack.features import Feature, read_layer
from stations.regionpack.problems import Problem, Rejected, Say, Severity, has_errors
from stations.regionpack.rows import Row, Rows, no_place, parse_cells
from stations.regionpack.schema import AREA_COLUMNS, ROAD_COLUMNS

_DECIMALS = 7


def read_areas(folder: Path, datum: Datum) -> Rows:
    """Areas by code as rows whose values make an ``Area``; parents are checked with the tables."""
    features, problems = read_layer(folder, "areas")
    complete = not problems
    accepted: dict[str, Row] = {}
    rejected: set[str] = set()
    for feature in features:
        values, found = _read_properties(feature, AREA_COLUMNS)
        try:
            values["polygon"] = _polygon(feature, datum)
        except Rejected as error:
            found.append(_bad_shape(feature, error))
        key = values.get("code", "")
        if key and (key in accepted or key in rejected):
            found.append(
                Problem.at(
                    feature.place,
                    "编号",
                    key,
                    Say("编号与前面的区域重复", "an area above has the same code"),
                    Say("换编号，或合并为一个 MultiPolygon", "rename, or join into a MultiPolygon"),
                )
            )
        if not has_errors(found):
            accepted[key] = Row(*feature.place, values)
        elif key not in accepted:
            rejected.add(key)
        problems += found
    return Rows(accepted, frozenset(rejected), problems, complete)


def make_areas(rows: Mapping[str, Row]) -> tuple[Area, ...]:
    """The records."""
    return tuple(Area(**row.values) for row in rows.values())


def read_roads(
    folder: Path, datum: Datum, speeds_kmh: Mapping[str, float] | None
) -> tuple[tuple[RoadSegment, ...], list[Problem]]:
    """Road lines. ``speeds_kmh`` is None when the manifest could not be read."""
    features, problems = read_layer(folder, "roads")
    segments: list[RoadSegment] = []
    for feature in features:
        values, found = _read_properties(feature, ROAD_COLUMNS)
        road_class = values.pop("class", "")
        if speeds_kmh is not None and not values.get("speed_kmh") and road_class not in speeds_kmh:
            found += _check_class(feature, road_class, speeds_kmh)
        lines: list[tuple[tuple[float, float], ...]] = []
        try:
            lines = _lines(feature, datum)
            if len(lines) > 1 and values.get("length_m"):
                raise Rejected(
                    Say("多段线带有一个长度", "a line of several parts carries one length"),
                    Say("拆成单线，或去掉长度", "split it into single lines or drop the length"),
                )
        except Rejected as error:
            found.append(_bad_shape(feature, error))
        if not has_errors(found):
            segments += [RoadSegment(coordinates=c, road_class=road_class, **values) for c in lines]
        problems += found
    return tuple(segments), problems


def check_road_file(path: Path) -> list[Problem]:
    """What keeps imported roads, and the names that came with them, from being used."""
    problems: list[Problem] = []
    try:
        store.load(path)
    except StoreInvalid as error:
        problems.append(_unusable(path, error, Severity.ERROR))
    names = place_file_of(path)
    try:
        if names.is_file():
            places.load(names)
    except PlacesInvalid as error:
        # Without names of the map the centre's own are still found: no reason to stand still.
        problems.append(_unusable(names, error, Severity.WARNING))
    return problems


def _unusable(path: Path, error: StoreInvalid | PlacesInvalid, severity: Severity) -> Problem:
    wrong, remedy = Say(*error.wrong), Say(*error.remedy)
    return Problem.at((path.name, 0), "", "", wrong, remedy, severity)


def _read_properties(
    feature: Feature, columns: Sequence[Column]
) -> tuple[dict[str, Any], list[Problem]]:
    """Properties by column, Chinese or English names; an absent one counts as empty."""
    given = {c: feature.properties.get(c.name) or feature.properties.get(c.zh, "") for c in columns}
    values, problems = parse_cells(columns, given, feature.place)
    known = {name for c in columns for name in (c.name, c.zh)}
    problems += [
        Problem.at(
            feature.place,
            name,
            feature.properties[name],
            Say("不认识此属性，已忽略", "unknown property, ignored"),
            Say("改正拼写或删去", "correct the spelling or delete it"),
            Severity.WARNING,
        )
        for name in feature.properties.keys() - known
    ]
    return values, problems


def _geometry(feature: Feature, datum: Datum, kinds: tuple[str, ...]) -> BaseGeometry:
    """The geometry of a feature in WGS-84, rejected when it is of another kind or off the Earth."""
    try:
        geometry = shapely.force_2d(shape(feature.geometry))
    except (
        AttributeError,
        TypeError,
        ValueError,
        KeyError,
        IndexError,
        ShapelyError,
    ) as error:
        raise Rejected(
            Say(f"图形读不懂（{error}）", f"the geometry cannot be read ({error})"),
            Say(
                "线至少两点，面至少四点且首尾相同",
                "two vertices for a line, four for a closed ring",
            ),
        ) from None
    if geometry.geom_type not in kinds:
        raise Rejected(
            Say(f"图形是 {geometry.geom_type}", f"the geometry is a {geometry.geom_type}"),
            Say(f"应为 {' 或 '.join(kinds)}", f"it must be a {' or a '.join(kinds)}"),
        )
    try:
        moved = to_wgs84_many(shapely.get_coordinates(geometry), datum)
    except CoordinateError as error:
        raise no_place(error) from None
    return shapely.set_coordinates(geometry, moved.round(_DECIMALS)) if len(moved) else geometry


def _polygon(feature: Feature, datum: Datum) -> BaseGeometry:
    polygon = _geometry(feature, datum, ("Polygon", "MultiPolygon"))
    if polygon.is_empty or not polygon.is_valid:
        why = explain_validity(polygon) if not polygon.is_empty else "empty"
        raise Rejected(
            Say(f"边界自相交或不闭合（{why}）", f"the border crosses itself or is open ({why})"),
            Say(
                "用 GIS 软件“修复几何”后重新导出",
                "repair the geometry in a GIS program and export again",
            ),
        )
    return polygon


def _lines(feature: Feature, datum: Datum) -> list[tuple[tuple[float, float], ...]]:
    """The vertices of each line of a feature."""
    geometry = _geometry(feature, datum, ("LineString", "MultiLineString"))
    lines = [
        tuple(map(tuple, shapely.get_coordinates(g).tolist())) for g in shapely.get_parts(geometry)
    ]
    if not lines or any(len(set(line)) < 2 for line in lines):
        raise Rejected(
            Say("道路不足两个不同的点", "the road has fewer than two different vertices"),
            Say("补全线形，或删去此条", "draw the line or delete it"),
        )
    return lines


def _check_class(
    feature: Feature, road_class: str, speeds_kmh: Mapping[str, float]
) -> Iterator[Problem]:
    if road_class:
        yield Problem.at(
            feature.place,
            "等级",
            road_class,
            Say("该道路等级没有车速", "the road class has no speed"),
            Say(
                f"在 pack.toml [speeds_kmh] 中加上，已有：{'、'.join(speeds_kmh)}",
                f"add it to [speeds_kmh] in pack.toml, which has: {', '.join(speeds_kmh)}",
            ),
        )


def _bad_shape(feature: Feature, error: Rejected) -> Problem:
    return Problem.at(feature.place, "geometry", "", error.message, error.remedy)
