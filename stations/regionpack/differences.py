"""What is otherwise between two packs: rows added, removed and changed cell by cell; other files.

``take(pack, compare(pack, other))`` says what ``other`` says; the property is tested.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from stations.regionpack.writing import Cells, Pack


class ChangeKind(StrEnum):
    """What happened to a row or a file: 新增, 删除, 修改."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class RowChange:
    """One row of a table; ``before`` or ``after`` is None where there is none."""

    file: str
    key: str
    before: Cells | None
    after: Cells | None

    @property
    def kind(self) -> ChangeKind:
        """Whether it is new, gone or otherwise."""
        return _kind(self.before, self.after)

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that say something else than before."""
        before, after = self.before or {}, self.after or {}
        names = dict.fromkeys((*before, *after))
        return tuple(name for name in names if before.get(name, "") != after.get(name, ""))


@dataclass(frozen=True)
class FileChange:
    """A file that is no table: settings, areas, roads, questions."""

    file: str
    before: bytes | None
    after: bytes | None

    @property
    def kind(self) -> ChangeKind:
        """Whether it is new, gone or otherwise."""
        return _kind(self.before, self.after)


Change = RowChange | FileChange
V = TypeVar("V")


def compare(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Every change from one pack to another, table by table, in the order of the new rows.

    The order of rows means nothing and is no change.
    """
    return (*_row_changes(old, new), *_file_changes(old, new))


def take(pack: Pack, changes: Iterable[Change]) -> Pack:
    """The pack with these changes; a new row comes last, a changed one stays where it is."""
    tables = {file: dict(rows) for file, rows in pack.tables.items()}
    files = dict(pack.files)
    for change in changes:
        if isinstance(change, FileChange):
            _put(files, change.file, change.after)
        else:
            _put(tables.setdefault(change.file, {}), change.key, change.after)
    return Pack({file: rows for file, rows in tables.items() if rows}, files)


def _put(there: dict[str, V], key: str, value: V | None) -> None:
    if value is None:
        there.pop(key, None)
    else:
        there[key] = value


def _row_changes(old: Pack, new: Pack) -> Iterator[Change]:
    for file in dict.fromkeys((*old.tables, *new.tables)):
        before, after = old.tables.get(file, {}), new.tables.get(file, {})
        for key in dict.fromkeys((*after, *before)):
            if before.get(key) != after.get(key):
                yield RowChange(file, key, before.get(key), after.get(key))


def _file_changes(old: Pack, new: Pack) -> Iterator[Change]:
    for file in sorted({*old.files, *new.files}):
        if old.files.get(file) != new.files.get(file):
            yield FileChange(file, old.files.get(file), new.files.get(file))


def _kind(before: object | None, after: object | None) -> ChangeKind:
    if before is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
