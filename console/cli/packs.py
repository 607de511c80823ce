"""``liandong region diff | export | import``: packs compared, written out, and put into force.

Looking goes beside a running server; putting into force needs it stopped (the page does it live).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy import Engine

from console.composition import load_region, pack_folder
from console.packs.conflicts import Conflicts
from console.packs.in_force import Packs, Trial, start_on
from console.packs.store import PackStore
from console.people.accounts import Accounts
from console.people.administration import Administration
from console.settings import load_settings
from dispatch.domain.actors import SYSTEM
from dispatch.domain.clock import wall_ms
from dispatch.domain.errors import Refusal
from dispatch.journal.port import JournalError
from dispatch.journal.stored import StoredJournal, open_journal
from dispatch.recovery import load_board
from geo.database import DatabaseUnusable, create_engine
from stations import regionpack
from stations.regionpack.contents import Contents, ZipRefused, from_zip, read_folder, to_zip
from stations.regionpack.differences import Change, ChangeKind, RowChange, compare
from stations.regionpack.writing import column_named, read_pack
from stations.terminals.store import TerminalStore

CODE_USER_ERROR = 2
CODE_DIFFERENT = 1

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_KINDS = {
    ChangeKind.ADDED: "新增 added",
    ChangeKind.REMOVED: "删除 removed",
    ChangeKind.CHANGED: "修改 changed",
}


def region_diff(
    old: Annotated[Path, typer.Argument(help="旧：文件夹或 zip / a folder or zip")],
    new: Annotated[Path, typer.Argument(help="新：文件夹或 zip / a folder or zip")],
) -> None:
    """比较两个地区包，逐行逐格 / compare two packs, row by row; code 1 when they differ."""
    changes = compare(read_pack(_contents(old)), read_pack(_contents(new)))
    for line in _told(changes):
        _say(line)
    _say(f"{len(changes)} 处差异 / {len(changes)} differences")
    if changes:
        raise typer.Exit(CODE_DIFFERENT)


def region_export(
    target: Annotated[Path, typer.Argument(help="写到这个 zip / the zip to write")],
    number: Annotated[int, typer.Option(help="第几版，默认现行 / which edition")] = 0,
) -> None:
    """导出现行的地区包 / write the pack in force, or an edition, as a zip."""
    with_packs = _Open(read_only=True)
    try:
        packs = with_packs.packs
        contents = packs.contents_of(number) if number else packs.contents
        target.write_bytes(to_zip(contents))
    except Refusal as refusal:
        _stop(refusal.zh, refusal.en)
    except OSError as error:
        _stop(f"写不进 {target}：{error.strerror}", f"cannot write {target}: {error.strerror}")
    finally:
        with_packs.close()
    _say(f"已写出 / written: {target}")


def region_import(
    pack: Annotated[Path, typer.Argument(help="文件夹或 zip / a folder or zip")],
    reason: Annotated[str, typer.Option(help="原因 / why")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看差异 / only look")] = False,
) -> None:
    """预览或生效地区包；生效时服务须已停止 / try a pack out, or put it into force at rest."""
    contents = _contents(pack)
    with_packs = _Open(read_only=dry_run)
    try:
        trial = with_packs.packs.try_out(contents)
        for line in _report(trial):
            _say(line)
        if dry_run:
            raise typer.Exit(0 if trial.can_be_taken else CODE_DIFFERENT)
        if not reason.strip():
            _stop("请用 --reason 写明原因", "say why with --reason")
        facts = {"at_ms": wall_ms(), "journal_seq": with_packs.seq, "reason": reason.strip()}
        key = f"{with_packs.packs.hash} {wall_ms()}"
        edition = with_packs.packs.put_into_force(trial, SYSTEM, key, **facts)
    except Refusal as refusal:
        _stop(refusal.zh, refusal.en)
    finally:
        with_packs.close()
    _say(f"第 {edition.number} 版，下次启动生效 / edition {edition.number}, from the next start on")


class _Open:
    """The packs of this machine's settings; to write, no server may run beside."""

    def __init__(self, *, read_only: bool) -> None:
        settings = load_settings()
        try:
            self._journal: StoredJournal = open_journal(settings.database_url, read_only=read_only)
        except (DatabaseUnusable, JournalError) as error:
            _stop(error.zh, error.en)
        self._engine: Engine = create_engine(settings.database_url)
        base, folder = load_region(settings.region), pack_folder(settings.region)
        board = load_board(self._journal)
        store = PackStore(self._engine, base.meta.code)
        start = start_on(store, folder, base, lambda: board)
        accounts = Accounts(self._engine, settings.session_hours)
        administration = Administration(self._engine, accounts, start.region)
        terminals = TerminalStore(self._engine)
        conflicts = Conflicts(lambda: board, administration.list_everyone, terminals.load)
        self.packs = Packs(store, folder, start, conflicts)
        self.seq = board.seq

    def close(self) -> None:
        """Let go of the journal and the database."""
        self._engine.dispose()
        self._journal.close()


def _contents(pack: Path) -> Contents:
    if pack.is_dir():
        return read_folder(pack)
    if not pack.is_file():
        _stop(f"没有 {pack}", f"there is no {pack}")
    try:
        return from_zip(pack.read_bytes())
    except ZipRefused as refused:
        problem = refused.problem
        _stop(
            f"{problem.file}：{problem.message_zh}。改法：{problem.remedy_zh}",
            f"{problem.file}: {problem.message_en}. Remedy: {problem.remedy_en}",
        )


def _report(trial: Trial) -> Iterator[str]:
    if trial.problems:
        yield from regionpack.render(trial.problems)
    yield from _told(trial.changes)
    for conflict in trial.conflicts:
        word = "冲突 conflict" if conflict.blocks else "留意 mind"
        yield f"{word} {conflict.file} {conflict.key}：{conflict.zh} / {conflict.en}"
    yield f"{len(trial.changes)} 处差异 / {len(trial.changes)} differences"


def _told(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        if not isinstance(change, RowChange):
            sizes = f"{len(change.before or b'')} → {len(change.after or b'')} B"
            yield f"{_KINDS[change.kind]} {change.file} {sizes}"
            continue
        before, after = change.before or {}, change.after or {}
        cells = "；".join(
            f"{_header(change.file, name)} {before.get(name, '')} → {after.get(name, '')}"
            for name in change.fields
        )
        yield f"{_KINDS[change.kind]} {change.file} {change.key}：{cells}"


def _header(file: str, name: str) -> str:
    column = column_named(file, name)
    return column.zh if column else name


def _say(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)


def _stop(zh: str, en: str) -> NoReturn:
    err.print(zh, style="bold red", markup=False, soft_wrap=True)
    err.print(en, markup=False, soft_wrap=True)
    raise typer.Exit(CODE_USER_ERROR)
