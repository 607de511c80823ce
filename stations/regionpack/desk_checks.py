"""Checks that nobody is left without a desk: dates of units, and areas that lie on each other."""

from collections.abc import Iterator

import shapely

from geo.regions.areas import Area
from stations.organisation import UnitKind
from stations.regionpack.draft import Draft
from stations.regionpack.problems import Say, Severity
from stations.regionpack.rows import Row

_UNITS = "units.csv"
_VEHICLES = "vehicles.csv"
_COUNTIES = "counties.csv"

OVERLAP_SHARE = 0.01
"""So much of the smaller of two areas may lie in the other: borders are never drawn alike."""


def check_dates(draft: Draft) -> None:
    """A unit or vehicle ends after it begins, and a unit not before what obeys it."""
    _drop_backward(draft, _VEHICLES)
    _drop_backward(draft, _UNITS)
    units = draft.rows[_UNITS]
    for row in list(units.values()):
        ends = row.values["valid_to"]
        if ends is not None and row.values["kind"] is UnitKind.CITY_CENTRE:
            draft.report(
                row,
                "停用日期",
                ends,
                Say("此后所有乡镇都没有调度台", "after that no township has a desk"),
                Say("市急救中心不填停用日期", "leave it empty for the city centre"),
            )
            row.values["valid_to"] = None
    for row in list(units.values()):
        above = units.get(row.values["parent"] or "")
        if above is not None and _outlives(row, above):
            draft.report(
                row,
                "上级编号",
                row.values["parent"],
                Say(
                    f"上级 {above.values['valid_to']} 停用，之后由更上级管理",
                    f"what it obeys ends on {above.values['valid_to']}, then whoever is above",
                ),
                Say("改为接替的单位", "name the unit that takes its place"),
                Severity.WARNING,
            )


def _drop_backward(draft: Draft, file: str) -> None:
    """Rows whose last day lies before their first one are left out, and told."""
    for code, row in list(draft.rows[file].items()):
        begins, ends = row.values["valid_from"], row.values["valid_to"]
        if ends is not None and ends < begins:
            draft.report(
                row,
                "停用日期",
                ends,
                Say(f"早于启用日期 {begins}", f"lies before its first day, {begins}"),
                Say("核对两个日期", "check both dates"),
            )
            draft.drop(file, code)


def _outlives(row: Row, above: Row) -> bool:
    ends = above.values["valid_to"]
    return ends is not None and (row.values["valid_to"] is None or row.values["valid_to"] > ends)


def check_desks(draft: Draft) -> None:
    """A county whose own centre ends loses its desk: from then on the centre above takes it."""
    for row in draft.rows[_COUNTIES].values():
        centre = draft.rows[_UNITS].get(row.values["centre_code"])
        ends = centre.values["valid_to"] if centre else None
        if centre is not None and ends is not None:
            above = centre.values["parent"]
            draft.report(
                row,
                "受理中心编号",
                row.values["centre_code"],
                Say(
                    f"该中心 {ends} 停用，其乡镇此后没有自己的调度台，由 {above} 受理",
                    f"it ends on {ends}: its townships have no own desk then, {above} takes them",
                ),
                Say("改为接替的中心", "name the centre that takes its place"),
                Severity.WARNING,
            )


def check_overlaps(draft: Draft, areas: tuple[Area, ...]) -> None:
    """A point in two counties would have two desks; the first drawn gets it."""
    rows = draft.rows["areas"]
    for one, other, share in _overlaps(areas):
        draft.report(
            rows[one.code],
            "geometry",
            one.code,
            Say(
                f"与 {other.code} 重叠 {share:.0%}，重叠处归先画的一个",
                f"overlaps {other.code} by {share:.0%}; the first drawn gets what both cover",
            ),
            Say("改正两者的边界", "correct the border between them"),
            Severity.WARNING,
        )


def _overlaps(areas: tuple[Area, ...]) -> Iterator[tuple[Area, Area, float]]:
    """Pairs of one kind, with the share of the smaller that lies in the other."""
    if not areas:
        return
    polygons = [area.polygon for area in areas]
    tree = shapely.STRtree(polygons)
    for first, second in tree.query(polygons, predicate="intersects").T.tolist():
        if first < second and areas[first].kind is areas[second].kind:
            common = shapely.intersection(polygons[first], polygons[second]).area
            share = common / min(polygons[first].area, polygons[second].area)
            if share > OVERLAP_SHARE:
                yield areas[first], areas[second], share
