"""Rows of a table: header matched to columns, cells parsed, each bad cell reported in its place."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.coordinates import CoordinateError, Datum, Point, to_wgs84
from stations.regionpack.columns import Column, Table
from stations.regionpack.files import read_text
from stations.regionpack.problems import Problem, Rejected, Say, Severity, has_errors


@dataclass(frozen=True)
class Row:
    """One accepted row and where it stands."""

    file: str
    line: int
    values: dict[str, Any]

    @property
    def place(self) -> tuple[str, int]:
        """File and line."""
        return self.file, self.line


@dataclass(frozen=True)
class _Line:
    """The cells of one row as they stand in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Rows:
    """What a table held: accepted rows by key, the keys of rejected ones, and the problems.

    ``complete`` is false when part of the file could not be read at all: then nobody can say that a
    code is not in it.
    """

    accepted: dict[str, Row]
    rejected: frozenset[str]
    problems: list[Problem]
    complete: bool


def read_table(folder: Path, table: Table, datum: Datum) -> Rows:
    """Every row of one CSV file; a bad row is left out, the others stand."""
    lines, problems = _read_lines(folder / table.file)
    if not lines:
        return Rows({}, frozenset(), problems, complete=False)
    header = [cell.strip() for cell in lines[0].cells]
    columns, header_problems = match_columns(table.columns, header, (table.file, 1))
    problems += header_problems
    complete = not has_errors(problems)
    accepted: dict[str, Row] = {}
    rejected: set[str] = set()
    key_columns = table.columns[: table.key_columns]
    for line in lines[1:]:
        place = (table.file, line.number)
        short_by = len(columns) - len(line.cells)
        pairs = zip(columns, line.cells + [""] * short_by, strict=False)
        given = {column: cell.strip() for column, cell in pairs if column}
        key = " ".join(filter(None, (given.get(column) for column in key_columns)))
        values, found = parse_cells(table.columns, given, place, datum)
        found += _check_width(place, line.cells, len(header))
        if key and (key in accepted or key in rejected):
            found.append(_repeated(place, key_columns[0], key))
        if not found and not has_errors(header_problems):
            accepted[key] = Row(*place, values)
        elif key not in accepted:
            rejected.add(key)
        problems += found
    return Rows(accepted, frozenset(rejected), problems, complete)


def read_optional_table(folder: Path, table: Table, datum: Datum) -> Rows:
    """As ``read_table``; a file that is not there is a table without rows."""
    if not (folder / table.file).exists():
        return Rows({}, frozenset(), [], complete=True)
    return read_table(folder, table, datum)


def _read_lines(path: Path) -> tuple[list[_Line], list[Problem]]:
    """The header and every row that is not blank; Excel leaves blank ones behind."""
    content, problems = read_text(path)
    first = content.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=comma, strict=True)
    lines: list[_Line] = []
    number = 1
    try:
        for cells in reader:
            if number == 1 or any(cell.strip() for cell in cells):
                lines.append(_Line(number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        message = Say(f"表格读不懂（{error}）", f"the table cannot be read ({error})")
        remedy = Say("查看此行的英文双引号是否成对", "see whether double quotes are paired here")
        problems.append(Problem.at((path.name, number), "", "", message, remedy))
    return lines, problems


def match_columns(
    columns: Sequence[Column], header: Sequence[str], place: tuple[str, int]
) -> tuple[list[Column | None], list[Problem]]:
    """The column that each header cell names, in Chinese or English, and what is wrong."""
    by_name = {name: column for column in columns for name in (column.name, column.zh)}
    matched = [by_name.get(cell.lower()) for cell in header]
    problems = [
        Problem.at(
            place,
            cell,
            "",
            Say("不认识这一列，已忽略", "unknown column, ignored"),
            Say("改正列名或删去此列", "correct the header or delete the column"),
            Severity.WARNING,
        )
        for cell, column in zip(header, matched, strict=True)
        if cell and column is None
    ]
    problems += [
        Problem.at(
            place,
            column.zh,
            "",
            Say("缺少这一列", "the column is missing"),
            Say(
                f"加上列“{column.zh}”：{column.hint}",
                f"add the column {column.name!r}: {column.hint}",
            ),
        )
        for column in columns
        if column.required and column not in matched
    ]
    return matched, problems


def parse_cells(
    columns: Sequence[Column],
    given: Mapping[Column, str],
    place: tuple[str, int],
    datum: Datum = Datum.WGS84,
) -> tuple[dict[str, Any], list[Problem]]:
    """Values by field name, and one problem for each cell that cannot be taken."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in columns:
        if column not in given and column.required:
            continue  # said once, at the header
        cell = given.get(column, "")
        try:
            values[column.name] = _parse(column, cell)
        except Rejected as error:
            problems.append(Problem.at(place, column.zh, cell, error.message, error.remedy))
    values.pop("remark", None)
    if "lon" in values and "lat" in values:
        lon, lat = values.pop("lon"), values.pop("lat")
        try:
            values["point"] = place_on_earth(lon, lat, datum)
        except Rejected as error:
            problems.append(Problem.at(place, error.field, lat, error.message, error.remedy))
    return values, problems


def place_on_earth(lon: float, lat: float, datum: Datum) -> Point:
    """The WGS-84 position of a pair, rejected when it cannot be one."""
    try:
        return to_wgs84(lon, lat, datum)
    except CoordinateError as error:
        raise no_place(error) from None


def no_place(error: CoordinateError) -> Rejected:
    """What to say of a pair that is no place on Earth."""
    remedy_zh, _, remedy_en = error.remedy.partition(" / ")
    field = "经度" if error.field == "lon" else "纬度"
    return Rejected(Say(error.detail, error.detail_en), Say(remedy_zh, remedy_en), field)


def _parse(column: Column, cell: str) -> Any:
    """The value of one cell; an empty one means the column's default."""
    if cell:
        return column.parse(cell)
    if column.required:
        raise Rejected(
            Say("此格不能为空", "the cell may not be empty"),
            Say(f"填写：{column.hint}", f"fill in: {column.hint}"),
        )
    return column.default


def _check_width(place: tuple[str, int], cells: Sequence[str], width: int) -> list[Problem]:
    """More cells than headers mean that a comma stands inside a cell without quotes."""
    extra = [cell for cell in cells[width:] if cell.strip()]
    if not extra:
        return []
    message = Say("单元格比表头多", "more cells than headers")
    remedy = Say("含逗号的内容要加英文双引号", "put double quotes around text that has a comma")
    return [Problem.at(place, "", ",".join(extra), message, remedy)]


def _repeated(place: tuple[str, int], column: Column, key: str) -> Problem:
    return Problem.at(
        place,
        column.zh,
        key,
        Say("编号与前面某行重复", "the same code stands in a row above"),
        Say("换一个编号，或删去重复行", "give another code or delete the repeated row"),
    )
