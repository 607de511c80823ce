"""The region pack as the administrator's page shows it: tables, changes, problems, conflicts."""

from collections.abc import Iterable, Mapping

import msgspec

from console.packs.drafts import SCOPED, owns
from console.packs.in_force import Packs, Trial
from console.packs.question_views import (
    QuestionsView,
    former_text,
    from_day_of,
    question_fields,
    question_views,
)
from console.packs.store import Edition
from dispatch.domain.errors import no_such
from stations.organisation import day_in_china
from stations.reach import Reach
from stations.regionpack.differences import Change, FileChange
from stations.regionpack.problems import Problem, Severity
from stations.regionpack.writing import ALL_TABLES, column_named, keys_by_line
from stations.taking import ADDED_AT_ONCE, CHANGED_AT_ONCE, QUESTIONS, REMOVED_AT_ONCE, waits

CHANGES_SHOWN = 500
PROBLEMS_SHOWN = 500
FIELDS_SHOWN = 200


class ColumnView(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table: its names, what to write, and whether a change of it counts at once."""

    name: str
    zh: str
    hint: str
    required: bool
    is_key: bool
    at_once: bool


class TableView(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the pack and what of it a running server takes."""

    file: str
    rows: int
    columns: tuple[ColumnView, ...]
    added_at_once: bool
    removed_at_once: bool


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is no table."""

    file: str
    bytes: int


class EditionView(msgspec.Struct, frozen=True, kw_only=True):
    """One edition and who put it into force."""

    number: int
    hash: str
    at_ms: int
    by_user: str
    by_name: str
    reason: str


class ChangedField(msgspec.Struct, frozen=True, kw_only=True):
    """One cell that is otherwise."""

    name: str
    zh: str
    before: str
    after: str


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One row or file that is otherwise; ``waits`` for the next start of the server, or counts from
    ``from_day`` on."""

    file: str
    key: str
    name: str
    kind: str
    fields: tuple[ChangedField, ...]
    waits: bool
    from_day: str = ""


class ProblemView(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a cell; ``column`` by its English name, ``key`` of its row."""

    file: str
    line: int
    key: str
    column: str
    value: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    severity: str


class ConflictView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that speaks against it."""

    file: str
    key: str
    blocks: bool
    zh: str
    en: str
    remedy: str


class TrialView(msgspec.Struct, frozen=True, kw_only=True):
    """A dry run. ``changes`` and ``problems`` may be cut; the numbers are of all."""

    hash: str
    can_be_taken: bool
    change_count: int
    waiting_count: int
    problem_count: int
    changes: tuple[ChangeView, ...]
    problems: tuple[ProblemView, ...]
    conflicts: tuple[ConflictView, ...]


class PackView(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force and what waits; ``today`` is the day in China by the server's clock."""

    region: str
    name: str
    version: str
    today: str
    hash: str
    whole: bool
    edition: int | None
    passed_over: int | None
    folder: str
    folder_moved_on: bool
    waiting: tuple[ChangeView, ...]
    editions: tuple[EditionView, ...]
    tables: tuple[TableView, ...]
    files: tuple[FileView, ...]
    questions: tuple[QuestionsView, ...]


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """One row by its key; cells by the column's English name, empty ones left out."""

    key: str
    cells: dict[str, str]


class RowsView(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one table that an administrator may change, of the pack with this hash."""

    file: str
    hash: str
    rows: tuple[RowView, ...]


class EditionChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition changed."""

    number: int
    changes: tuple[ChangeView, ...]


def pack_view(packs: Packs, reach: Reach, now_ms: int) -> PackView:
    """The page's first look; a county sees its own tables and no editions."""
    meta = packs.region.meta
    files = [name for name in ALL_TABLES if reach.whole or name in SCOPED]
    plain = packs.pack.files if reach.whole else {}
    return PackView(
        region=meta.code,
        name=meta.name,
        version=meta.version,
        today=day_in_china(now_ms),
        hash=packs.hash,
        whole=reach.whole,
        edition=packs.edition.number if packs.edition else None,
        passed_over=packs.started.passed_over.number if packs.started.passed_over else None,
        folder=packs.folder.name if reach.whole else "",
        folder_moved_on=reach.whole and packs.folder_moved_on,
        waiting=change_views(packs, packs.waiting) if reach.whole else (),
        editions=tuple(map(edition_view, packs.editions())) if reach.whole else (),
        tables=tuple(_table(packs, file, reach) for file in files),
        files=tuple(FileView(file=f, bytes=len(content)) for f, content in plain.items()),
        questions=tuple(question_views(packs.region, plain)) if reach.whole else (),
    )


def rows_view(packs: Packs, file: str, reach: Reach) -> RowsView:
    """The rows of a table."""
    if file not in ALL_TABLES or not (reach.whole or file in SCOPED):
        raise no_such("数据表", "table", "file", file)
    rows = packs.pack.tables.get(file, {})
    own = (
        RowView(key=key, cells=dict(cells))
        for key, cells in rows.items()
        if owns(reach, file, cells)
    )
    return RowsView(file=file, hash=packs.hash, rows=tuple(own))


def trial_view(packs: Packs, trial: Trial) -> TrialView:
    """A dry run as the page shows it."""
    units = packs.region.units
    lines = _Lines(trial.contents)
    return TrialView(
        hash=packs.hash,
        can_be_taken=trial.can_be_taken,
        change_count=len(trial.changes),
        waiting_count=sum(waits(change, units) for change in trial.changes),
        problem_count=len(trial.problems),
        changes=change_views(packs, trial.changes[:CHANGES_SHOWN]),
        problems=tuple(_problem(p, lines) for p in _errors_first(trial)[:PROBLEMS_SHOWN]),
        conflicts=tuple(ConflictView(**vars(conflict)) for conflict in trial.conflicts),
    )


def change_views(packs: Packs, changes: Iterable[Change]) -> tuple[ChangeView, ...]:
    """Changes, cell by cell."""
    return tuple(_change(change, packs) for change in changes)


def edition_view(edition: Edition) -> EditionView:
    """An edition without what only the machine needs."""
    return EditionView(**{name: getattr(edition, name) for name in EditionView.__struct_fields__})


def _errors_first(trial: Trial) -> list[Problem]:
    return sorted(trial.problems, key=lambda p: (p.severity is not Severity.ERROR, p.file, p.line))


def _table(packs: Packs, file: str, reach: Reach) -> TableView:
    table, at_once = ALL_TABLES[file], CHANGED_AT_ONCE.get(file, frozenset())
    rows = packs.pack.tables.get(file, {}).values()
    return TableView(
        file=file,
        rows=sum(owns(reach, file, cells) for cells in rows),
        columns=tuple(
            ColumnView(
                name=column.name,
                zh=column.zh,
                hint=column.hint,
                required=column.required,
                is_key=nth < table.key_columns,
                at_once=at_once is None or column.name in at_once,
            )
            for nth, column in enumerate(table.columns)
        ),
        added_at_once=file in ADDED_AT_ONCE,
        removed_at_once=file in REMOVED_AT_ONCE,
    )


class _Lines:
    """Which row stands on a line of a file, worked out once for each file that has problems."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._known: dict[str, dict[int, str]] = {}

    def key(self, file: str, line: int) -> str:
        """The key of the row, empty where there is none."""
        if file not in ALL_TABLES or file not in self._contents:
            return ""
        if file not in self._known:
            try:
                self._known[file] = keys_by_line(ALL_TABLES[file], self._contents[file])
            except ValueError:  # a file in another encoding: its problem says so
                self._known[file] = {}
        return self._known[file].get(line, "")


def _problem(problem: Problem, lines: _Lines) -> ProblemView:
    column = column_named(problem.file, problem.field)
    return ProblemView(
        file=problem.file,
        line=problem.line,
        key=lines.key(problem.file, problem.line),
        column=column.name if column else problem.field,
        value=problem.value,
        zh=problem.message_zh,
        en=problem.message_en,
        remedy_zh=problem.remedy_zh,
        remedy_en=problem.remedy_en,
        severity=problem.severity.value,
    )


def _change(change: Change, packs: Packs) -> ChangeView:
    later = waits(change, packs.region.units)
    if isinstance(change, FileChange):
        return _file_change(change, packs.pack.files, later)
    before, after = change.before or {}, change.after or {}
    return ChangeView(
        file=change.file,
        key=change.key,
        name=after.get("name", "") or before.get("name", ""),
        kind=change.kind.value,
        fields=tuple(
            ChangedField(
                name=name,
                zh=column.zh if (column := column_named(change.file, name)) else name,
                before=before.get(name, ""),
                after=after.get(name, ""),
            )
            for name in change.fields
        ),
        waits=later,
    )


def _file_change(change: FileChange, files: Mapping[str, bytes], later: bool) -> ChangeView:
    """A file that is otherwise: questions by their places, others by their size alone."""
    before, after = change.before, change.after
    if change.file.startswith(QUESTIONS) and change.file.endswith(".toml"):
        other = former_text(change.file, files)
        places = question_fields(before or other, after or other)
        fields = tuple(
            ChangedField(name=place, zh=place, before=old, after=new) for place, old, new in places
        )
    else:
        sizes = (str(len(content or b"")) for content in (before, after))
        fields = (ChangedField(name="bytes", zh="字节", before=next(sizes), after=next(sizes)),)
    return ChangeView(
        file=change.file,
        key="",
        name="",
        kind=change.kind.value,
        fields=fields[:FIELDS_SHOWN],
        waits=later,
        from_day=from_day_of(change.file),
    )
