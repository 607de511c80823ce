"""The planner's scenarios on the server's disk: TOML files that the command line reads too."""

import re
from pathlib import Path
from threading import Lock

import msgspec

from dispatch.domain.errors import Conflict, Refusal, no_such
from geo.routing.matrices import appearing_whole
from simulations.scenarios import Scenario, ScenarioInvalid, read_scenario, to_toml

SCENARIOS_MAX = 500
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class KeptScenario(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario on the shelf."""

    id: str
    name: str
    question: str
    changed_ms: int


def _changed_ms(file: Path) -> int:
    return round(file.stat().st_mtime * 1000)


class ScenarioShelf:
    """Scenarios by their id, which the page chooses; bounded, and whole at any moment."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, Lock()

    def names(self) -> list[KeptScenario]:
        """What is there, the last changed first; a file that cannot be read is passed over."""
        found = []
        for file in self._folder.glob("*.toml") if self._folder.is_dir() else ():
            try:
                scenario = read_scenario(file)
            except (ScenarioInvalid, OSError):
                continue
            found.append(
                KeptScenario(
                    id=file.stem,
                    name=scenario.name,
                    question=scenario.question,
                    changed_ms=_changed_ms(file),
                )
            )
        return sorted(found, key=lambda one: (-one.changed_ms, one.id))

    def read(self, id: str) -> Scenario:
        """One scenario."""
        try:
            return read_scenario(self._file(id))
        except OSError:
            raise no_such("情景", "scenario", "scenario_id", id) from None

    def changed_ms(self, id: str) -> int:
        """When it was kept last; 0: never."""
        try:
            return _changed_ms(self._file(id))
        except OSError:
            return 0

    def write(self, id: str, scenario: Scenario, seen_ms: int | None = None) -> None:
        """Keep a scenario, in the place of an older one of this id.

        With ``seen_ms`` only in the place of what was kept then: whoever kept it meanwhile, in
        another window, loses nothing.
        """
        with self._lock:
            self._write(id, scenario, seen_ms)

    def _write(self, id: str, scenario: Scenario, seen_ms: int | None) -> None:
        file = self._file(id)
        self._folder.mkdir(parents=True, exist_ok=True)
        if seen_ms is not None and self.changed_ms(id) not in (seen_ms, 0):
            raise Conflict(
                "scenario_changed",
                "这个方案已在别处另行保存",
                "this scenario was kept elsewhere meanwhile",
                field="scenario_id",
                value=id,
                remedy="另存为新方案，或确认覆盖 / keep yours as a new one, or write over it",
            )
        if not file.exists() and sum(1 for _ in self._folder.glob("*.toml")) >= SCENARIOS_MAX:
            raise Conflict(
                "scenarios_full",
                f"已有 {SCENARIOS_MAX} 个情景",
                f"there are {SCENARIOS_MAX} scenarios already",
                field="scenario_id",
                value=id,
                remedy="先删除不用的情景 / delete those that are not needed",
            )
        with appearing_whole(file) as temporary:
            temporary.write_text(to_toml(scenario), "utf-8")

    def delete(self, id: str) -> None:
        """Throw a scenario away; runs keep their own copy."""
        try:
            self._file(id).unlink()
        except OSError:
            raise no_such("情景", "scenario", "scenario_id", id) from None

    def _file(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise Refusal(
                "scenario_id_invalid",
                "情景编号只能用字母、数字、- 和 _，至多 64 个",
                "a scenario's id has up to 64 letters, digits, - and _",
                field="scenario_id",
                value=id,
                remedy="换一个编号 / choose another id",
            )
        return self._folder / f"{id}.toml"
