"""Single rows of the pack as a page edits them: put into the pack in force, within a reach."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from console.packs.in_force import Packs
from dispatch.domain.errors import Conflict, Forbidden, Refusal, no_such
from stations.reach import Reach
from stations.regionpack.contents import Contents
from stations.regionpack.differences import Change, RowChange
from stations.regionpack.writing import ALL_TABLES, Cells, Pack, key_of, write_pack

CELL_LENGTH_MAX = 500
SCOPED = ("units.csv", "vehicles.csv", "hospitals.csv", "terminals.csv")
"""Tables whose rows belong to somebody beneath the city; the others are the city's alone."""


@dataclass(frozen=True)
class Edit:
    """One row as it is to be: ``key`` of the row it was, empty for a new one; None removes it."""

    file: str
    key: str
    cells: Cells | None


def edited(packs: Packs, edits: Iterable[Edit], files: Mapping[str, bytes | None]) -> Contents:
    """The pack in force with these rows and files instead of its own."""
    tables = {file: dict(rows) for file, rows in packs.pack.tables.items()}
    for edit in edits:
        if edit.file not in ALL_TABLES:
            raise no_such("数据表", "table", "file", edit.file)
        tables[edit.file] = _with(tables.get(edit.file, {}), edit)
    others = {**packs.pack.files, **files}
    kept = {name: content for name, content in others.items() if content is not None}
    return write_pack(Pack(tables, kept), packs.contents)


def _with(rows: dict[str, Cells], edit: Edit) -> dict[str, Cells]:
    """The rows of a table with one otherwise; a row that gets another key keeps its place."""
    if edit.key and edit.key not in rows:
        raise Conflict(
            "row_gone",
            f"{edit.file} 中已没有 {edit.key}",
            f"{edit.file} has no {edit.key} any more",
            field=edit.file,
            value=edit.key,
            remedy="从草稿中去掉这一行 / take this row out of the draft",
        )
    cells = _cleaned(edit)
    if cells is None:
        return {key: row for key, row in rows.items() if key != edit.key}
    key = key_of(ALL_TABLES[edit.file], cells)
    if key != edit.key and key in rows:
        raise Conflict(
            "row_exists",
            f"{edit.file} 中已有 {key}",
            f"{edit.file} has a row {key} already",
            field=edit.file,
            value=key,
            remedy="换一个编号，或修改原有的行 / choose another code, or change that row",
        )
    if not edit.key:
        return {**rows, key: cells}
    return {key if old == edit.key else old: cells if old == edit.key else row
            for old, row in rows.items()}  # fmt: skip


def _cleaned(edit: Edit) -> Cells | None:
    if edit.cells is None:
        return None
    for name, cell in edit.cells.items():
        if len(cell) > CELL_LENGTH_MAX or any(sign in cell for sign in "\r\n\0"):
            raise Refusal(
                "cell_unfit",
                f"{name} 超过 {CELL_LENGTH_MAX} 字或含换行",
                f"{name} is longer than {CELL_LENGTH_MAX} signs or has line breaks",
                field=name,
                value=cell[:80],
                remedy="缩短，写成一行 / make it shorter, in one line",
            )
    return {name: cell.strip() for name, cell in edit.cells.items() if cell.strip()}


def check_reach(changes: Sequence[Change], reach: Reach) -> None:
    """Refuse a change of what is not this administrator's."""
    units = [c for c in changes if isinstance(c, RowChange) and c.file == "units.csv"]
    # Whoever may not add the unit is refused for that very row.
    new = {unit.key for unit in units if unit.before is None}
    for change in () if reach.whole else changes:
        sides = (change.before, change.after) if isinstance(change, RowChange) else ()
        given = [side for side in sides if side is not None]
        if not given or not all(owns(reach, change.file, side, new) for side in given):
            key = change.key if isinstance(change, RowChange) else ""
            raise Forbidden(
                "out_of_reach",
                f"不在管辖范围内：{change.file} {key}",
                f"out of your reach: {change.file} {key}",
                field=change.file,
                value=key,
                remedy="请市中心管理员办理 / ask the administrator of the city centre",
            )


def owns(reach: Reach, file: str, cells: Cells, new_units: Container[str] = ()) -> bool:
    """Whether a row is of a unit beneath; a new unit is of the one that it obeys."""
    if reach.whole:
        return True
    code = cells.get("code", "")
    return {
        "units.csv": code in reach.units
        or (code in new_units and cells.get("parent", "") in reach.units),
        "vehicles.csv": cells.get("station_code", "") in reach.units
        or cells.get("station_code", "") in new_units,
        "hospitals.csv": cells.get("county_code", "") in reach.counties,
        "terminals.csv": cells.get("vehicle_id", "") in reach.vehicles,
    }.get(file, False)
