"""JEMSS's CSV files: several named tables in one file, in any order, with any further columns.

A table is a line with its name (and perhaps how many rows and columns follow), a line with its
column names up to the first empty cell, and its rows up to the first line that starts empty.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.errors import ModelInvalid, at_cell
from simulations.jemss.files import Found
from simulations.jemss.literals import NotALiteral, number

csv.field_size_limit(1_000_000)

COMMENT = "#"
"""Begins a line between tables that says something to people."""


@dataclass(frozen=True)
class Table:
    """One named table; ``first_row`` is the line of its first row in the file, counted from 1."""

    path: Path
    name: str
    columns: dict[str, int]
    rows: list[list[str]]
    first_row: int

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, column: str) -> bool:
        """Whether the table has this column."""
        return column in self.columns

    def texts(self, column: str) -> list[str]:
        """A column as it is written."""
        at = self._at(column)
        if self.rows and max(len(row) for row in self.rows) <= at:
            raise self.wrong(0, column, "", "缺值。改法：补上", "no value. Remedy: give one")
        return [row[at].strip() if at < len(row) else "" for row in self.rows]

    def numbers(
        self,
        column: str,
        low: float = -np.inf,
        high: float = np.inf,
        above: bool = False,
        only: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.float64]:
        """A column of finite numbers in a range; ``above``: greater than ``low``; ``only`` these
        rows are read, the others are 0."""
        texts = self.texts(column)
        if only is not None:
            texts = [text if read else "0" for text, read in zip(texts, only, strict=True)]
        try:
            values = np.array(texts, dtype=np.float64)
        except ValueError:
            values = np.array([self._number(n, column, text) for n, text in enumerate(texts)])
        values = values.reshape(len(texts))
        inside = (values >= low) & (values <= high) & np.isfinite(values)
        if above:
            inside &= values > low
        if not inside.all():
            row = int(np.flatnonzero(~inside)[0])
            bound = f"{'>' if above else '≥'} {low:g}" + (f", ≤ {high:g}" if high < np.inf else "")
            raise self.wrong(row, column, texts[row], f"应为数字，{bound}", f"a number {bound}")
        return values

    def whole(self, column: str, low: float = -np.inf, high: float = np.inf) -> NDArray[np.int64]:
        """A column of whole numbers in a range."""
        values = self.numbers(column, low, high)
        uneven = np.flatnonzero(values != np.floor(values))
        if len(uneven):
            row = int(uneven[0])
            text = self.texts(column)[row]
            raise self.wrong(row, column, text, "应为整数", "give a whole number")
        return values.astype(np.int64)

    def flags(self, column: str) -> NDArray[np.bool_]:
        """A column of 0/1 or true/false."""
        known = {"0": False, "1": True, "false": False, "true": True, "0.0": False, "1.0": True}
        texts = self.texts(column)
        for row, text in enumerate(texts):
            if text.lower() not in known:
                raise self.wrong(row, column, text, "应为 0 或 1", "give 0 or 1")
        return np.array([known[text.lower()] for text in texts], dtype=np.bool_)

    def numbered(self, column: str = "index") -> None:
        """The rows must be numbered 1, 2, 3 …, as everything refers to them by that."""
        values = self.whole(column)
        wrong = np.flatnonzero(values != np.arange(1, len(values) + 1))
        if len(wrong):
            row = int(wrong[0])
            raise self.wrong(
                row,
                column,
                values[row],
                f"应为 {row + 1}：按 1、2、3… 编号",
                f"should be {row + 1}",
            )

    def wrong(self, row: int, column: str, value: object, zh: str, en: str) -> ModelInvalid:
        """The error of one cell; ``row`` counts the table's rows from 0."""
        return at_cell(self.path, self.first_row + row, column, value, zh, en)

    def _number(self, row: int, column: str, text: str) -> float:
        try:
            return number(text)
        except NotALiteral:
            raise self.wrong(row, column, text, "应为数字", "should be a number") from None

    def _at(self, column: str) -> int:
        if column not in self.columns:
            there = ", ".join(self.columns)
            raise ModelInvalid(
                f"{self.path}：表 {self.name}（第 {self.first_row - 1} 行）缺少 {column} 列，"
                f"现有：{there}。改法：补上该列",
                f"{self.path}: table {self.name} (row {self.first_row - 1}) has no column "
                f"{column}, only {there}. Remedy: add it",
            )
        return self.columns[column]


class Tables:
    """All tables of one file."""

    def __init__(self, found: Found) -> None:
        self.path = found.path
        self._tables = _read(found)

    def has(self, name: str) -> bool:
        """Whether the file has a table of this name."""
        return name in self._tables

    def __getitem__(self, name: str) -> Table:
        if name not in self._tables:
            there = ", ".join(self._tables) or "-"
            raise ModelInvalid(
                f"{self.path}：缺少表 {name}，现有：{there}。改法：补上该表",
                f"{self.path}: there is no table {name}, only {there}. Remedy: add the table",
            )
        table = self._tables[name]
        if not table.rows:
            raise ModelInvalid(
                f"{self.path}：表 {name} 没有数据行", f"{self.path}: table {name} has no rows"
            )
        return table


def _read(found: Found) -> dict[str, Table]:
    try:
        text = found.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = found.data.decode("latin-1")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=None)))
    except csv.Error as error:
        raise ModelInvalid(
            f"{found.path}：不是 CSV（{error}）", f"{found.path}: is no CSV ({error})"
        ) from error
    tables: dict[str, Table] = {}
    at = 0
    while at < len(lines):
        if not lines[at] or not lines[at][0].strip() or lines[at][0].startswith(COMMENT):
            at += 1
            continue
        head, at = at, at + 2
        while at < len(lines) and lines[at] and lines[at][0].strip():
            at += 1
        table = _table(found.path, lines, head, at)
        if table.name in tables:
            raise at_cell(
                found.path, head + 1, "1", table.name, "表名重复", "this table is there twice"
            )
        tables[table.name] = table
    return tables


def _table(path: Path, lines: list[list[str]], head: int, end: int) -> Table:
    name = lines[head][0].strip()
    header = [cell.strip() for cell in lines[head + 1]] if head + 1 < len(lines) else []
    header = header[: header.index("")] if "" in header else header
    rows = lines[head + 2 : end]
    for told, real, zh, en in (
        (lines[head][1:2], len(rows), "行", "rows"),
        (lines[head][2:3], len(header), "列", "columns"),
    ):
        if told and told[0].strip().isdigit() and int(told[0]) != real:
            raise at_cell(
                path, head + 1, name, told[0], f"实有 {real} {zh}", f"there are {real} {en}"
            )
    doubled = next((column for column in header if header.count(column) > 1), None)
    if doubled is not None:
        raise at_cell(path, head + 2, doubled, doubled, "列名重复", "this column is there twice")
    return Table(path, name, {c: n for n, c in enumerate(header)}, rows, head + 3)
