"""Checks across the files of a pack: references, the tree of units, positions, road islands."""

from collections import Counter, defaultdict
from itertools import pairwise

import shapely

from geo.coordinates import Point
from geo.regions.areas import Area, AreaKind
from geo.roads.segments import RoadSegment
from stations.organisation import UnitKind
from stations.regionpack.columns import Reference
from stations.regionpack.draft import Draft
from stations.regionpack.problems import Problem, Say, Severity
from stations.regionpack.rows import Row
from stations.regionpack.schema import OPTIONAL_TABLES, REFERENCES, TABLES, TERMINALS

_UNITS = "units.csv"
_COUNTIES = "counties.csv"
_HEADERS = {
    (table.file, column.name): column.zh
    for table in (*TABLES, *OPTIONAL_TABLES)
    for column in table.columns
}
_HEADERS["areas", "parent"] = "上级编号"
_TABLE_OF_AREA = {AreaKind.COUNTY: _COUNTIES, AreaKind.TOWNSHIP: "townships.csv"}
_AREA_PARENT = Reference("areas", "parent", "areas")


def check_tree(draft: Draft) -> None:
    """Every unit but the city centre obeys another, and nobody obeys himself in a circle."""
    units = draft.rows[_UNITS]
    for code, row in list(units.items()):
        parent, kind = row.values["parent"], row.values["kind"]
        if (parent is None) != (kind is UnitKind.CITY_CENTRE):
            message = (
                Say("市急救中心不应有上级", "the city centre obeys nobody")
                if parent
                else Say("缺少上级", "the unit obeys nobody")
            )
            remedy = Say(
                "市中心留空，其余填所属中心", "empty for the city centre, else its centre's code"
            )
            draft.report(row, "上级编号", parent or "", message, remedy)
            draft.drop(_UNITS, code)
        elif _is_circular(code, units):
            draft.report(
                row,
                "上级编号",
                parent,
                Say("上级关系绕成一圈", "the chain of parents is a circle"),
                Say("把其中一个改为真正的上级", "point one of them at its real parent"),
            )
    for code in [code for code in units if _is_circular(code, units)]:
        draft.drop(_UNITS, code)


def _is_circular(code: str, units: dict[str, Row]) -> bool:
    """Whether a unit comes back to itself upwards."""
    seen: set[str] = set()
    above = units[code].values["parent"]
    while above in units and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = units[above].values["parent"]
    return False


def check_references(draft: Draft) -> None:
    """Drop rows that refer to nothing, and then those that referred to the dropped ones."""
    changed = True
    while changed:
        changed = False
        for reference in (*REFERENCES, _AREA_PARENT):
            standing = draft.rows[reference.target]
            for key, row in list(draft.rows[reference.file].items()):
                target = row.values[reference.field]
                if target is None or target in standing:
                    continue
                if reference.target not in draft.incomplete:
                    _report_reference(draft, reference, row, target)
                draft.drop(reference.file, key)
                changed = True


def _report_reference(draft: Draft, reference: Reference, row: Row, target: str) -> None:
    """An error for an unknown code; only a warning when that row is there but bad."""
    known = target in draft.dropped[reference.target]
    message = (
        Say(f"所指的 {reference.target} 行有错误", f"its row in {reference.target} is bad")
        if known
        else Say(f"{reference.target} 中没有这个编号", f"no such code in {reference.target}")
    )
    remedy = (
        Say("先改正那一行", "correct that row first")
        if known
        else Say("改正编号，或先添加那一行", "correct the code or add the row")
    )
    severity = Severity.WARNING if known else Severity.ERROR
    header = _HEADERS[reference.file, reference.field]
    draft.report(row, header, target, message, remedy, severity)


def check_centres(draft: Draft) -> None:
    """The unit that takes a county's calls is a centre; a station cannot answer the telephone."""
    for code, row in list(draft.rows[_COUNTIES].items()):
        unit = draft.rows[_UNITS].get(row.values["centre_code"])
        if unit and unit.values["kind"] is UnitKind.STATION:
            draft.report(
                row,
                "受理中心编号",
                row.values["centre_code"],
                Say("这是急救站，不是急救中心", "this is a station, not a centre"),
                Say("填市或县急救中心的编号", "give the code of a city or county centre"),
            )
            draft.drop(_COUNTIES, code)


def check_areas(draft: Draft) -> None:
    """An area is found by the code of its county or township; another code would never match."""
    for row in draft.rows["areas"].values():
        file = _TABLE_OF_AREA.get(row.values["kind"])
        if file and file not in draft.incomplete and not _was_given(draft, file, row):
            draft.report(
                row,
                "编号",
                row.values["code"],
                Say(f"{file} 中没有这个编号", f"no such code in {file}"),
                Say("两处用同一个编号", "use the same code in both places"),
                Severity.WARNING,
            )


def _was_given(draft: Draft, file: str, row: Row) -> bool:
    """Whether the code stands in the table, be its row good or bad."""
    return row.values["code"] in draft.rows[file].keys() | draft.dropped[file]


def check_call_signs(draft: Draft) -> None:
    """Two vehicles with one call sign or plate would be mistaken for each other on the radio; one
    that takes the place of another may have its call sign after that one's last day."""
    vehicles = list(draft.rows["vehicles.csv"].values())
    for name in ("name", "plate"):
        alike: dict[str, list[Row]] = defaultdict(list)
        for row in vehicles:
            alike[row.values[name]].append(row)
        for row in vehicles:
            if any(_meet(row, other) for other in alike[row.values[name]] if other is not row):
                draft.report(
                    row,
                    _HEADERS["vehicles.csv", name],
                    row.values[name],
                    Say("与另一辆车相同", "another vehicle has the same"),
                    Say("每辆车各用一个", "give each vehicle its own"),
                    Severity.WARNING,
                )


def _meet(one: Row, other: Row) -> bool:
    """Whether there is a day on which both are in service."""
    return not any(
        first.values["valid_to"] is not None
        and first.values["valid_to"] < second.values["valid_from"]
        for first, second in ((one, other), (other, one))
    )


def check_positions(draft: Draft, areas: tuple[Area, ...]) -> None:
    """Places outside the prefecture are usually a slip of a digit."""
    if not areas:
        return
    whole = [area for area in areas if area.kind is AreaKind.PREFECTURE] or areas
    prefecture = shapely.union_all([area.polygon for area in whole])
    shapely.prepare(prefecture)
    for file in ("townships.csv", _UNITS, "hospitals.csv"):
        for row in draft.rows[file].values():
            point: Point = row.values["point"]
            if not prefecture.covers(shapely.Point(point.lon, point.lat)):
                draft.report(
                    row,
                    "经度",
                    f"{point.lon:.5f},{point.lat:.5f}",
                    Say("位于本地区边界之外", "lies outside the prefecture"),
                    Say(
                        "核对经纬度、是否写反、坐标系",
                        "check the digits, their order and the datum",
                    ),
                    Severity.WARNING,
                )


def check_any_roads(draft: Draft, segments: tuple[RoadSegment, ...]) -> None:
    """A pack without roads works, but on straight lines only; nobody should do so unawares."""
    if segments:
        return
    draft.problems.append(
        Problem.at(
            ("roads", 0),
            "geometry",
            0,
            Say("没有任何道路：所有到达时间都将是直线估算",
                "there are no roads: every arrival time will be a straight-line estimate"),
            Say("提供 roads.geojson，或用 liandong region roads 导入",
                "give roads.geojson, or import with liandong region roads"),
            Severity.WARNING,
        )
    )  # fmt: skip


def check_terminals(draft: Draft) -> None:
    """Every terminal can be recognised, and nothing that marks one marks another too."""
    file = TERMINALS.file
    seen: dict[tuple[str, str], str] = {}
    for key, row in list(draft.rows[file].items()):
        marks = [
            (name, value)
            for name in ("vehicle_id", "phone", "device_id")
            if (value := row.values[name])
        ]
        twice = next((mark for mark in marks if mark in seen), None)
        if marks and twice is None:
            seen.update(dict.fromkeys(marks, key))
            continue
        column, value = twice or ("vehicle_id", "")
        message = (
            Say(f"已属于终端 {seen[twice]}", f"belongs to terminal {seen[twice]} already")
            if twice
            else Say("车辆、终端号、设备号全空", "neither vehicle nor number nor device id")
        )
        remedy = Say("一车一终端，至少填一项", "one terminal a vehicle; fill in at least one")
        draft.report(row, _HEADERS[file, column], value, message, remedy)
        draft.drop(file, key)


def check_islands(draft: Draft, segments: tuple[RoadSegment, ...]) -> None:
    """Roads that do not join the main network, and the units that would be stranded there."""
    island_of = _islands(segments)
    sizes = Counter(island_of.values())
    if len(sizes) < 2:
        return
    main = sizes.most_common(1)[0][0]
    vertices = list(island_of)
    tree = shapely.STRtree(shapely.points(vertices))
    stranded = [
        row.values["name"]
        for row in draft.rows[_UNITS].values()
        if island_of[vertices[tree.nearest(shapely.Point(*_pair(row.values["point"])))]] != main
    ]
    names = "、".join(stranded) or "-"
    draft.problems.append(
        Problem.at(
            ("roads", 0),
            "geometry",
            f"{len(sizes)}",
            Say(f"路网分成互不相通的几块；困在外面的站点：{names}",
                f"the roads form several islands; units off the main one: {names}"),
            Say("在连接处让两条路共用同一个顶点", "let two roads share one vertex where they meet"),
            Severity.WARNING,
        )
    )  # fmt: skip


def _pair(point: Point) -> tuple[float, float]:
    return point.lon, point.lat


def _islands(segments: tuple[RoadSegment, ...]) -> dict[tuple[float, float], tuple[float, float]]:
    """Each vertex with one vertex that stands for its island."""
    root: dict[tuple[float, float], tuple[float, float]] = {}

    def find(vertex: tuple[float, float]) -> tuple[float, float]:
        root.setdefault(vertex, vertex)
        while root[vertex] != vertex:
            root[vertex] = vertex = root[root[vertex]]
        return vertex

    for segment in segments:
        line = [(round(lon, 6), round(lat, 6)) for lon, lat in segment.coordinates]
        for a, b in pairwise(line):
            root[find(a)] = find(b)
    return {vertex: find(vertex) for vertex in list(root)}
