"""The import of an OpenStreetMap extract: how long, how much memory at most, how large the result.

A real extract where there is one, and towns made up of blocks: streets with bends and names, bans,
villages, shops, and around them the houses that every extract is full of and no road needs. Each
import is the command as a user types it, in a process of its own, whose peak is the system's word.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import osmium
from osmium.osm import mutable

from tests.bench.figures import Cell, Effort, Table
from tests.stations.region_packs import write_pack

BLOCKS = {Effort.FULL: (80, 160, 320), Effort.QUICK: (80,), Effort.SMOKE: (12,)}
"""Streets each way: 320 make 102,000 junctions and 1.1 million road vertices."""

_WEST, _SOUTH, _EAST, _NORTH = 109.9, 31.9, 110.5, 32.3
_BENDS = 5
_HOUSES = 2
_FAMILY = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林郑"
_MIDDLE = "家湾坪沟河山岭坡垭坝湖潭口堡寨店铺营庄园"
_ONEWAYS = {3: "yes", 4: "-1"}
_CLASSES = ("primary", "secondary", "tertiary", "residential", "residential", "service")


def measure(effort: Effort) -> list[Table]:
    """The table of this bench."""
    with TemporaryDirectory() as folder:
        extracts = [_made_up(Path(folder), blocks) for blocks in BLOCKS[effort]]
        rows = [_imported(extract, Path(folder)) for extract in extracts]
    return [
        Table(
            "liandong region roads: roads, names and turn bans of an extract",
            rows,
            ("peak is the resident memory of the whole command; some 150 MB of it are Python and",
             "its libraries; memory follows the road vertices inside the file, not its houses"),
        )
    ]  # fmt: skip


def _imported(osm: Path, folder: Path) -> dict[str, Cell]:
    pack = folder / osm.stem
    pack.mkdir()
    write_pack(pack)
    command = [str(Path(sys.executable).with_name("liandong")), "region", "roads", str(pack)]
    started = perf_counter()
    with subprocess.Popen(
        [*command, "--osm", str(osm)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdout is not None
        said = running.stdout.read().decode()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - started
    if running.returncode:
        raise RuntimeError(said)
    return {
        "extract": said.partition("：")[0],
        "file MB": round(osm.stat().st_size / 1e6, 1),
        "junctions": int(said.split("→ ")[1].split()[0]),
        "s": round(seconds, 1),
        "peak MB": round(used.ru_maxrss / 1024),
        "network MB": round((pack / "roads.network").stat().st_size / 1e6, 1),
        "names MB": round((pack / "roads.places").stat().st_size / 1e6, 1),
    }


def _made_up(folder: Path, blocks: int) -> Path:
    """An extract with so many streets each way."""
    path = folder / f"blocks-{blocks}.osm.pbf"
    town = _Town(blocks)
    with osmium.SimpleWriter(str(path)) as writer:
        for node in town.nodes():
            writer.add_node(node)
        for way in town.ways():
            writer.add_way(way)
        for ban in town.bans():
            writer.add_relation(ban)
    return path


class _Town:
    """Node (row, column, bend) by number; each junction has a street to its east and its north."""

    def __init__(self, blocks: int) -> None:
        self._blocks = blocks
        self._lon_step, self._lat_step = (_EAST - _WEST) / blocks, (_NORTH - _SOUTH) / blocks
        self._streets = blocks * blocks * 2

    def nodes(self) -> Iterator[mutable.Node]:
        """Junctions, then the bends of all streets, then the corners of houses."""
        for junction in range(self._blocks**2):
            tags = {}
            if junction % 7 == 0:
                tags = {"place": "village", "name": self._name(junction) + "村"}
            elif junction % 5 == 0:
                tags = {"shop": "yes", "name": self._name(junction) + "超市"}
            yield mutable.Node(id=junction + 1, location=self._spot(junction), tags=tags)
        for street in range(self._streets):
            for bend in range(_BENDS):
                yield mutable.Node(
                    id=self._bend(street, bend), location=self._between(street, bend)
                )
        for corner in range(self._blocks**2 * _HOUSES * 4):
            yield mutable.Node(
                id=self._house(corner), location=self._spot(corner // (_HOUSES * 4), 0.3)
            )

    def ways(self) -> Iterator[mutable.Way]:
        """Streets, one way in ten, and houses."""
        for street in range(self._streets):
            start, end = self._ends(street)
            if end is None:
                continue
            bends = [self._bend(street, bend) for bend in range(_BENDS)]
            row = street // 2 // self._blocks if street % 2 == 0 else street // 2 % self._blocks
            tags = {"highway": _CLASSES[row % len(_CLASSES)], "name": self._name(row * 31) + "路"}
            if row % 10 in _ONEWAYS:
                tags["oneway"] = _ONEWAYS[row % 10]
            yield mutable.Way(id=street + 1, nodes=[start + 1, *bends, end + 1], tags=tags)
        for house in range(self._blocks**2 * _HOUSES):
            corners = [self._house(house * 4 + corner) for corner in (0, 1, 2, 3, 0)]
            yield mutable.Way(id=self._streets + 1 + house, nodes=corners, tags={"building": "yes"})

    def bans(self) -> Iterator[mutable.Relation]:
        """At every twentieth junction no left turn, from its west to its north."""
        for junction in range(self._blocks + 1, self._blocks**2 - self._blocks, 20):
            members = [
                ("w", 2 * (junction - 1) + 1, "from"),
                ("n", junction + 1, "via"),
                ("w", 2 * junction + 2, "to"),
            ]
            tags = {"type": "restriction", "restriction": "no_left_turn"}
            yield mutable.Relation(id=junction, members=members, tags=tags)

    def _ends(self, street: int) -> tuple[int, int | None]:
        """Junctions of an even (eastward) or odd (northward) street; none beyond the border."""
        start = street // 2
        row, column = divmod(start, self._blocks)
        if street % 2 == 0:
            return start, start + 1 if column + 1 < self._blocks else None
        return start, start + self._blocks if row + 1 < self._blocks else None

    def _bend(self, street: int, bend: int) -> int:
        return self._blocks**2 + 1 + street * _BENDS + bend

    def _house(self, corner: int) -> int:
        return self._blocks**2 + 1 + self._streets * _BENDS + corner

    def _spot(self, junction: int, aside: float = 0.0) -> tuple[float, float]:
        row, column = divmod(junction, self._blocks)
        return (
            _WEST + (column + aside) * self._lon_step,
            _SOUTH + (row + aside) * self._lat_step,
        )

    def _between(self, street: int, bend: int) -> tuple[float, float]:
        lon, lat = self._spot(street // 2)
        share, sway = (bend + 1) / (_BENDS + 1), 0.05 * (-1) ** bend
        east, north = (share, sway) if street % 2 == 0 else (sway, share)
        return lon + east * self._lon_step, lat + north * self._lat_step

    def _name(self, seed: int) -> str:
        one, other = divmod(seed, len(_MIDDLE))
        return _FAMILY[one % len(_FAMILY)] + _MIDDLE[other] + _MIDDLE[(one * 7 + other) % 20]
