"""The region pack that is in force, and how another edition of it comes into force (ORG-01).

The folder named by ``LIANDONG_REGION`` is where a register begins; each edition that an
administrator puts into force is kept whole in the database and counts from then on, over restarts.
Nothing is ever half in force: an edition is checked by the loader, compared, held against what is
going on, and then committed as one row.
"""

import csv
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from console.packs.conflicts import Conflict, Conflicts
from console.packs.store import Edition, FormerChanged, PackStore
from dispatch.board import Board
from dispatch.domain import errors
from dispatch.domain.actors import Actor
from dispatch.register_needs import Needed, needed_rows
from stations.region import Region
from stations.regionpack.contents import Contents, digest, from_zip, read_folder, to_zip
from stations.regionpack.differences import Change, compare
from stations.regionpack.problems import Problem, has_errors
from stations.regionpack.schema import VEHICLES
from stations.regionpack.trial import read_contents
from stations.regionpack.writing import Pack, read_pack
from stations.taking import take_at_once, waits

log = logging.getLogger("liandong.packs")

TRIED_MAX = 5
"""Editions that a start tries, the newest first, before it falls back on the folder."""


@dataclass(frozen=True)
class Trial:
    """A pack held against the one in force: what is wrong with it, what it would change, and what
    speaks against that. Nothing has happened."""

    contents: Contents
    region: Region | None
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def can_be_taken(self) -> bool:
        """Whether it may come into force."""
        blocked = any(conflict.blocks for conflict in self.conflicts)
        return bool(self.changes) and not blocked and not has_errors(self.problems)


@dataclass(frozen=True)
class Start:
    """What a server starts on: the region, its pack, and the newest edition that it could take."""

    region: Region
    contents: Contents
    edition: Edition | None
    passed_over: Edition | None
    """A newer one that lacks what the board still speaks of; the next start tries it again."""


def start_on(
    store: PackStore, folder: Path, base: Region, load_board: Callable[[], Board]
) -> Start:
    """The newest edition that has every row the board speaks of, else the folder as it lies."""
    editions = store.list_editions()
    if not editions:
        return Start(base, read_folder(folder), None, None)
    needed = needed_rows(load_board())
    packs = [from_zip(store.content(edition.number) or b"") for edition in editions[:TRIED_MAX]]
    folder_pack = read_folder(folder)
    for nth, contents in enumerate(packs):
        edition, former = editions[nth], [*packs[nth + 1 : nth + 2], folder_pack]
        region, problems = read_contents(contents, folder)
        if region is None or has_errors(problems):
            log.error("edition %d of the region pack cannot be read any more", edition.number)
        elif lost := _lost(contents, former, needed):
            log.warning("edition %d waits: %s is still in use", edition.number, lost)
        else:
            return Start(region, contents, edition, editions[0] if nth else None)
    return Start(base, folder_pack, None, editions[0])


def region_in_force(store: PackStore, folder: Path, base: Region) -> Region:
    """What whoever is beside the server goes by: the newest edition that can be read, else the
    folder's own region."""
    newest = newest_readable(store, folder)
    return newest[0] if newest else base


def newest_readable(store: PackStore, folder: Path) -> tuple[Region, Contents] | None:
    """The newest edition that can be read; None where there is none."""
    for edition in store.list_editions()[:TRIED_MAX]:
        contents = from_zip(store.content(edition.number) or b"")
        region, problems = read_contents(contents, folder)
        if region is not None and not has_errors(problems):
            return region, contents
    return None


def _lost(contents: Contents, former: Sequence[Contents], needed: Needed) -> str:
    """A row that live records name, that an edition before had, and that this one has not."""
    tables = read_pack(contents).tables
    before = [read_pack(one).tables for one in former]
    for (file, code), record in needed.items():
        had = any(code in one.get(file, {}) for one in before)
        if had and code not in tables.get(file, {}):
            return f"{file} {code} ({record})"
    return ""


class Packs:
    """Holds what runs and what is in force; ``try_out`` and ``put_into_force`` wait for disk and
    database and are called from a worker thread, one at a time."""

    def __init__(self, store: PackStore, folder: Path, start: Start, conflicts: Conflicts) -> None:
        self._store = store
        self._conflicts = conflicts
        self.folder = folder
        self.region = start.region
        self.started = start
        newest = start.passed_over or start.edition
        content = store.content(newest.number) if newest else None
        self.edition = newest
        self.contents: Contents = from_zip(content) if content else start.contents
        self.pack: Pack = read_pack(self.contents)
        self._running = read_pack(start.contents)
        self.hash = digest(self.contents)

    @property
    def waiting(self) -> tuple[Change, ...]:
        """What of the edition in force waits for the next start."""
        units = self.region.units
        return tuple(change for change in compare(self._running, self.pack) if waits(change, units))

    @property
    def folder_moved_on(self) -> bool:
        """Whether somebody has changed the folder since the edition in force was made."""
        return self.edition is not None and self.folder_hash() != self.edition.folder_hash

    def folder_hash(self) -> str:
        """The hash of the plain files in the folder as they lie now."""
        return digest(read_folder(self.folder))

    def editions(self) -> list[Edition]:
        """Every edition, the newest first."""
        return self._store.list_editions()

    def contents_of(self, number: int) -> Contents:
        """What an edition says."""
        content = self._store.content(number)
        if content is None:
            raise errors.no_such("版本", "edition", "number", number)
        return from_zip(content)

    def contents_before(self, number: int) -> Contents:
        """What was in force before an edition: the one before it, or the folder it began with."""
        numbers = [edition.number for edition in self.editions()]
        older = [each for each in numbers if each < number]
        if older:
            return self.contents_of(older[0])
        first = next(edition for edition in self.editions() if edition.number == number)
        if self.folder_hash() != first.former_hash:
            raise errors.NotFound(
                "former_unknown",
                "第一版之前的文件夹已改动，无法比较",
                "the folder that the first edition was made from has changed since",
                remedy="可导出各版本的 zip 比较 / export the editions and compare those",
            )
        return read_folder(self.folder)

    def done(self, by: Actor, key: str) -> Edition | None:
        """The edition that this very wish has made already."""
        return self._store.find_wish(f"{by.user} {key}")

    def try_out(self, contents: Contents) -> Trial:
        """A pack against the one in force, by the loader, the comparison and what is going on."""
        region, problems = read_contents(contents, self.folder)
        try:
            changes = compare(self.pack, read_pack(contents))
        except (UnicodeDecodeError, csv.Error):  # a table that is none: its problem is told above
            return Trial(contents, None, tuple(problems), (), ())
        found = self._conflicts.find(changes, self.region, region)
        return Trial(contents, region, tuple(problems), changes, tuple(found))

    def put_into_force(self, trial: Trial, by: Actor, key: str, **facts: Any) -> Edition:
        """Commit an edition; the caller then lets the running server take it (``take``).

        Raises ``errors.Conflict`` when something speaks against it or somebody was faster.
        """
        if not trial.can_be_taken:
            raise refusal_of(trial)
        try:
            return self._store.add(
                self.edition.number if self.edition else 0,
                to_zip(trial.contents),
                f"{by.user} {key}",
                hash=digest(trial.contents),
                former_hash=self.hash,
                folder_hash=self.folder_hash(),
                by_user=by.user,
                by_name=by.name,
                **facts,
            )
        except FormerChanged:
            raise moved_on() from None

    def take(self, trial: Trial, edition: Edition) -> None:
        """Let the running server see what may change under it; the rest waits for its next start.

        In the event loop, after the commit.
        """
        assert trial.region is not None
        self.edition, self.contents, self.hash = edition, trial.contents, edition.hash
        self.pack = read_pack(trial.contents)
        take_at_once(self.region, trial.region, edition.at_ms)
        self._note_joined()

    def _note_joined(self) -> None:
        """Vehicles that joined the running server are part of what runs: they wait for nothing any
        more, and to take one out again waits."""
        file = VEHICLES.file
        running, rows = self._running.tables.get(file, {}), self.pack.tables.get(file, {})
        joined = {key: row for key, row in rows.items() if key in self.region.vehicles}
        tables = {**self._running.tables, file: {**joined, **running}}
        self._running = replace(self._running, tables=tables)


def refusal_of(trial: Trial) -> errors.Refusal:
    """Why a pack does not come into force."""
    wrong = sum(1 for p in trial.problems if has_errors([p]))
    blocks = [conflict for conflict in trial.conflicts if conflict.blocks]
    if not wrong and not blocks:
        return errors.Refusal(
            "nothing_changed",
            "与现行版本相同，没有可生效的改动",
            "the same as what is in force: nothing to change",
            remedy="先修改再提交 / change something first",
        )
    first_zh = blocks[0].zh if blocks else trial.problems[0].message_zh
    first_en = blocks[0].en if blocks else trial.problems[0].message_en
    return errors.Conflict(
        "pack_not_taken",
        f"未生效：{wrong} 处错误，{len(blocks)} 处冲突；{first_zh}",
        f"not taken: {wrong} errors, {len(blocks)} conflicts; {first_en}",
        remedy="先预览差异，逐项解决 / look at the dry run and settle each",
    )


def moved_on() -> errors.Conflict:
    """Somebody put another edition into force since this one was begun."""
    return errors.Conflict(
        "pack_moved_on",
        "期间已有新版本生效，请重新预览",
        "another edition came into force meanwhile: look at the differences again",
        remedy="刷新页面；草稿保留 / reload; the draft is kept",
    )
