"""Tables of a pack as rows of text, and back into the same file, for whoever edits single rows."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from stations.regionpack.columns import Column, Table
from stations.regionpack.contents import Contents
from stations.regionpack.schema import OPTIONAL_TABLES, TABLES

ALL_TABLES: dict[str, Table] = {table.file: table for table in (*TABLES, *OPTIONAL_TABLES)}
"""Every table a pack may have, by its file."""

Cells = Mapping[str, str]
"""The cells of one row that are not empty, by the column's English name (or its own header)."""

Rows = Mapping[str, Cells]
"""The rows of a table by their key: the cells of its first columns, with a space between."""


class _Lines(Protocol):
    """A reader of the module ``csv``, which tells how far it has come."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True)
class Pack:
    """A pack as people change it: tables by row, everything else by file."""

    tables: Mapping[str, Rows] = field(default_factory=dict)
    files: Contents = field(default_factory=dict)


def key_of(table: Table, cells: Cells) -> str:
    """What tells a row from the others."""
    names = (column.name for column in table.columns[: table.key_columns])
    return " ".join(filter(None, (cells.get(name) for name in names)))


def read_pack(contents: Contents) -> Pack:
    """A pack that the loader has read without errors, as rows and files."""
    tables = {
        name: read_rows(ALL_TABLES[name], content)
        for name, content in contents.items()
        if name in ALL_TABLES
    }
    files = {name: content for name, content in contents.items() if name not in ALL_TABLES}
    return Pack(tables, files)


def read_rows(table: Table, content: bytes) -> Rows:
    """The rows of one file, blank ones left out."""
    lines = _lines(content)
    columns = _columns(table, next(lines, []))
    rows: dict[str, Cells] = {}
    for line in lines:
        pairs = zip(columns, (cell.strip() for cell in line), strict=False)
        cells = {name: cell for name, cell in pairs if name and cell}
        if cells:
            rows[key_of(table, cells)] = cells
    return rows


def write_pack(pack: Pack, like: Contents) -> dict[str, bytes]:
    """The files of a pack. A table that says what it said in ``like`` keeps its very bytes; another
    keeps that file's headers, and gets those it has new cells for."""
    written = dict(pack.files)
    for name, rows in pack.tables.items():
        former = like.get(name, b"")
        if former and read_rows(ALL_TABLES[name], former) == rows:
            written[name] = former
        else:
            written[name] = write_rows(ALL_TABLES[name], rows, former)
    return written


def write_rows(table: Table, rows: Rows, like: bytes = b"") -> bytes:
    """A CSV file, with the byte order mark that Excel wants."""
    header = [cell.strip() for cell in next(_lines(like), [])] if like else []
    names = _columns(table, header)
    for column in table.columns:
        used = column.required or any(column.name in cells for cells in rows.values())
        if column.name not in names and used:
            names.append(column.name)
            header.append(_like_the_others(header, column))
    for name in dict.fromkeys(name for cells in rows.values() for name in cells):
        if name not in names:
            names.append(name)
            header.append(name)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cells.get(name, "") for name in names] for cells in rows.values())
    return buffer.getvalue().encode("utf-8-sig")


def keys_by_line(table: Table, content: bytes) -> dict[int, str]:
    """Which row begins on which line of a file, for problems that the loader tells by line."""
    lines = _lines(content)
    columns = _columns(table, next(lines, []))
    found: dict[int, str] = {}
    number = lines.line_num + 1
    for line in lines:
        cells = {name: cell.strip() for name, cell in zip(columns, line, strict=False)}
        found[number] = key_of(table, cells)
        number = lines.line_num + 1
    return found


def column_named(file: str, header: str) -> Column | None:
    """The column that a problem's field means, in either language."""
    columns: Iterable[Column] = ALL_TABLES[file].columns if file in ALL_TABLES else ()
    return next((c for c in columns if header in (c.name, c.zh)), None)


def _columns(table: Table, header: list[str]) -> list[str]:
    """The columns' names in the order of the file; unknown ones under their own header."""
    known = {name: column.name for column in table.columns for name in (column.name, column.zh)}
    return [known.get(cell.strip().lower(), cell.strip()) for cell in header]


def _like_the_others(header: list[str], column: Column) -> str:
    """A new header in the language of the file."""
    chinese = any(not cell.isascii() for cell in header) or not header
    return column.zh if chinese else column.name


def _lines(content: bytes) -> _Lines:
    text = content.decode("utf-8-sig")
    comma = max(",;\t", key=text.split("\n", 1)[0].count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=comma)
