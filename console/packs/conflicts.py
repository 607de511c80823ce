"""What speaks against another edition of the pack: who is on a task, who logs in, who reports.

A conflict that blocks keeps the whole edition out; a warning is shown and taken note of.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from console.people.administration import Managed
from dispatch.board import Board
from dispatch.register_needs import Needed, needed_rows
from stations.questions import built_in
from stations.region import Region
from stations.regionpack.differences import Change, ChangeKind, RowChange
from stations.terminals.terminal import Terminal


@dataclass(frozen=True)
class Conflict:
    """One thing that speaks against a change, in both languages, with what helps."""

    file: str
    key: str
    blocks: bool
    zh: str
    en: str
    remedy: str


class Conflicts:
    """Looks at the board, the logins and the register of terminals as they are at this moment."""

    def __init__(
        self,
        board: Callable[[], Board],
        users: Callable[[], Sequence[Managed]],
        terminals: Callable[[], Iterable[Terminal]],
    ) -> None:
        self._board = board
        self._users = users
        self._terminals = terminals

    def find(
        self, changes: Sequence[Change], running: Region, newer: Region | None
    ) -> list[Conflict]:
        """Everything that speaks against these changes."""
        rows = [change for change in changes if isinstance(change, RowChange)]
        gone = [change for change in rows if change.kind is ChangeKind.REMOVED]
        found: list[Conflict] = []
        if newer is not None and newer.meta.code != running.meta.code:
            found.append(_other_region(running, newer))
        if gone:
            found += _still_needed(gone, needed_rows(self._board()))
            found += self._bound(gone)
        found += self._moved(rows)
        found += self._retired(rows)
        if newer is not None:
            found += _same_version(running, newer)
        return found

    def _bound(self, gone: Sequence[RowChange]) -> Iterator[Conflict]:
        """Logins and terminals of what would be gone."""
        units = {change.key for change in gone if change.file == "units.csv"}
        vehicles = {change.key for change in gone if change.file == "vehicles.csv"}
        for user in self._users() if units or vehicles else ():
            if user.disabled or not (user.unit in units or user.vehicle_id in vehicles):
                continue
            of_vehicle = user.vehicle_id in vehicles
            yield Conflict(
                "vehicles.csv" if of_vehicle else "units.csv",
                str(user.vehicle_id) if of_vehicle else user.unit,
                True,
                f"账号 {user.username}（{user.name}）属于它",
                f"the login {user.username} ({user.name}) belongs to it",
                "先停用账号或改到别处 / disable the login or move it first",
            )
        for terminal in self._terminals():
            if terminal.vehicle_id in vehicles:
                yield Conflict(
                    "vehicles.csv",
                    terminal.vehicle_id,
                    False,
                    f"终端 {terminal.id} 绑定在它上面，此后不再移动任何车辆",
                    f"terminal {terminal.id} is bound to it and will move no vehicle then",
                    "在终端页解绑或改绑 / unbind it on the page of terminals",
                )

    def _moved(self, rows: Sequence[RowChange]) -> Iterator[Conflict]:
        """Vehicles that would belong elsewhere in the middle of a task, and their crews' logins."""
        moved = {c.key: c for c in rows if c.file == "vehicles.csv" and c.before and c.after}
        moved = {key: c for key, c in moved.items() if "station_code" in c.fields}
        if not moved:
            return
        board = self._board()
        for key in moved:
            task = board.task_of(key)
            if task is not None:
                yield Conflict(
                    "vehicles.csv",
                    key,
                    False,
                    f"正在执行任务 {task.id}，改站后由新站点的中心看到",
                    f"is on task {task.id}; its new station's centre will see it",
                    "可等任务结束再改 / it may wait until the task is over",
                )
        for user in self._users():
            change = moved.get(user.vehicle_id or "")
            if (
                change
                and not user.disabled
                and user.unit != (change.after or {}).get("station_code")
            ):
                yield Conflict(
                    "vehicles.csv",
                    change.key,
                    False,
                    f"车组账号 {user.username} 仍属 {user.unit}",
                    f"the crew's login {user.username} still belongs to {user.unit}",
                    "生效后在账号页改机构 / change its unit on the page of logins",
                )

    def _retired(self, rows: Sequence[RowChange]) -> Iterator[Conflict]:
        """Vehicles that get a last day in the middle of a task."""
        board = self._board()
        for change in rows:
            given = change.after is not None and change.after.get("valid_to")
            task = board.task_of(change.key) if change.file == "vehicles.csv" else None
            if given and task is not None and "valid_to" in change.fields:
                yield Conflict(
                    "vehicles.csv",
                    change.key,
                    False,
                    f"正在执行任务 {task.id}；停用后把这次做完，不再派新任务",
                    f"is on task {task.id}: past its last day it ends that one and gets no other",
                    "无需处理 / nothing has to be done",
                )


def _still_needed(gone: Sequence[RowChange], needed: Needed) -> Iterator[Conflict]:
    for change in gone:
        record = needed.get((change.file, change.key))
        if record is not None:
            yield Conflict(
                change.file,
                change.key,
                True,
                f"仍被记录引用：{record}",
                f"a live record still names it: {record}",
                "任务和事件结束 12 小时后再删；机构和车辆可填停用日期 / remove it 12 hours after "
                "its events and tasks have ended, or give a unit or vehicle a last day instead",
            )


def _other_region(running: Region, newer: Region) -> Conflict:
    return Conflict(
        "pack.toml",
        "",
        True,
        f"是另一个地区（{newer.meta.code}），现在运行的是 {running.meta.code}",
        f"another region ({newer.meta.code}); this server runs {running.meta.code}",
        "另起服务，用 LIANDONG_REGION 指定 / start another server with LIANDONG_REGION",
    )


def _same_version(running: Region, newer: Region) -> Iterator[Conflict]:
    """Sets that say something else under a version that is already known."""
    books = (running.questions, *(dated.book for dated in running.coming_questions))
    known = {(one.id, one.version): one for book in (built_in(), *books) for one in book.sets}
    later = (newer.questions, *(dated.book for dated in newer.coming_questions))
    told: set[tuple[str, str]] = set()
    for one in (one for book in later for one in book.sets):
        key = (one.id, one.version)
        if known.setdefault(key, one) != one and key not in told:
            told.add(key)
            yield Conflict(
                f"questions/sets/{one.id}.toml",
                one.version,
                True,
                f"“{one.zh}”改了内容，版本仍是 {one.version}",
                f"“{one.en}” says something else under the same version {one.version}",
                "换一个版本号，进行中的分诊才能按原版问完 / give another version, so that whoever "
                "is in the middle of asking goes on by the former one",
            )
