"""Three runs over the file: ways and restrictions, the nodes they need, the lines they make.

Only what roads need is ever kept: pyosmium drops the rest before Python sees it, and of a
province's nodes only those that a road runs over get a place in memory.
"""

from array import array
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium import osm
from osmium.filter import KeyFilter, TagFilter
from osmium.geom import ALL, WKBFactory

from geo.roads.osm.findings import Findings
from geo.roads.osm.source import OsmInvalid, OsmSource, Progress
from geo.roads.osm.tags import Drive, read_way
from geo.roads.profiles import Profile

Bounds = tuple[float, float, float, float]
"""West, south, east and north, degrees."""

MISSING = np.iinfo(np.int32).max
"""The longitude of a vertex that the file does not hold."""

NODE_ID_MAX = 1 << 36
"""Five times the highest number in use; an index for any 64-bit number would need the memory."""

PER_DEGREE = 10_000_000
_WKB_HEADER_BYTES = 9
_SIGNALS = frozenset({"traffic_signals"})
_RAIL = frozenset({"level_crossing"})


@dataclass(frozen=True)
class Sign:
    """A turn restriction as drawn: (kind, from ways, via members, to ways) by OSM id."""

    relation: int
    tags: dict[str, str]
    origins: tuple[int, ...]
    vias: tuple[tuple[str, int], ...]
    targets: tuple[int, ...]

    @property
    def ways(self) -> tuple[int, ...]:
        """Every way that it names."""
        return (*self.origins, *(ref for kind, ref in self.vias if kind == "w"), *self.targets)


@dataclass(frozen=True)
class RawRoads:
    """All road ways of a file as flat columns; vertices of way w at ``first[w]:first[w + 1]``.

    ``along`` and ``back`` are rows of ``drives``, -1 where the way may not be driven that way.
    ``special`` are the nodes with a meaning of their own: a barrier or a signal, by node id.
    """

    way: NDArray[np.int64]
    first: NDArray[np.int64]
    node: NDArray[np.int64]
    lon: NDArray[np.int32]
    lat: NDArray[np.int32]
    along: NDArray[np.int32]
    back: NDArray[np.int32]
    duration_s: NDArray[np.float32]
    drives: list[Drive]
    signs: list[Sign]
    special: dict[int, str]

    def within(self, bounds: Bounds) -> "RawRoads":
        """Only the ways that come into a box of degrees; of a province a prefecture.

        Everything that follows needs several times the memory of what is kept here.
        """
        west, south, east, north = (round(bound * PER_DEGREE) for bound in bounds)
        inside = (self.lon >= west) & (self.lon <= east)
        inside &= (self.lat >= south) & (self.lat <= north)
        kept = np.logical_or.reduceat(inside, self.first[:-1])
        size = np.diff(self.first)
        vertex = np.repeat(kept, size)
        node = self.node[vertex]
        far = set(self.way[~kept].tolist())
        ids = np.fromiter(self.special, np.int64, len(self.special))
        near = set(ids[np.isin(ids, node)].tolist())
        return replace(
            self,
            way=self.way[kept],
            first=np.concatenate([[0], np.cumsum(size[kept])]),
            node=node,
            lon=self.lon[vertex],
            lat=self.lat[vertex],
            along=self.along[kept],
            back=self.back[kept],
            duration_s=self.duration_s[kept],
            signs=[sign for sign in self.signs if not far.issuperset(sign.ways)],
            special={osm_id: kind for osm_id, kind in self.special.items() if osm_id in near},
        )


def read_roads(
    source: OsmSource, profile: Profile, findings: Findings, progress: Progress
) -> RawRoads:
    """Every way an ambulance may drive, with coordinates."""
    ways = _Ways(profile, findings)
    progress.stage("读取道路", "reading ways", source.size)
    tracker = osmium.IdTracker()
    for item in source.objects(osm.WAY | osm.RELATION, progress, *_road_filters()):
        if item.is_way():
            if ways.take(item):
                _check_ids(item, source)
                tracker.add_references(item)
        else:
            ways.take_sign(item)
    progress.stage("读取路口", "reading nodes", source.size)
    # One handler for storing and finding: only the one that stored knows whether to sort first.
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    special = _read_nodes(source, (tracker.id_filter(), locations), profile, progress)
    progress.stage("读取线形", "reading shapes", source.size)
    lon, lat = _read_shapes(source, locations, ways, progress)
    return ways.finish(lon, lat, special)


def _check_ids(way: Any, source: OsmSource) -> None:
    """Refuse a drawing that was never uploaded: its nodes count downwards, which no index takes."""
    refs = [node.ref for node in way.nodes]
    wrong = next((ref for ref in (min(refs), max(refs)) if not 0 < ref <= NODE_ID_MAX), None)
    if wrong is not None:
        raise OsmInvalid(
            f"{source.path.name} 第 {way.id} 号道路用了节点编号 {wrong}，不是已发布的地图。"
            "改法：用 osmium renumber 重新编号",
            f"way {way.id} of {source.path.name} names node {wrong}: this is no published map. "
            "Remedy: number it anew with osmium renumber",
        )


def _road_filters() -> tuple[KeyFilter, TagFilter]:
    ways, signs = KeyFilter("highway", "route"), TagFilter(("type", "restriction"))
    ways.enable_for(osm.WAY)
    signs.enable_for(osm.RELATION)
    return ways, signs


class _Ways:
    """Grows the columns of ``RawRoads`` while the ways go by."""

    def __init__(self, profile: Profile, findings: Findings) -> None:
        self._profile, self._findings = profile, findings
        self.way, self.first, self.node = array("q"), array("q", [0]), array("q")
        self._along, self._back, self._duration = array("i"), array("i"), array("f")
        self._drives: dict[Drive | None, int] = {None: -1}
        self._signs: list[Sign] = []

    def take(self, item: Any) -> bool:
        """Note a way if it is a road."""
        self._findings.subject = f"way {item.id}"
        reading = read_way(dict(item.tags), self._profile, self._findings)
        if reading is None or len(item.nodes) < 2:
            return False
        self.way.append(item.id)
        self.node.extend([node.ref for node in item.nodes])
        self.first.append(len(self.node))
        for column, drive in ((self._along, reading.along), (self._back, reading.back)):
            column.append(self._drives.setdefault(drive, len(self._drives) - 1))
        self._duration.append(reading.duration_s)
        return True

    def take_sign(self, item: Any) -> None:
        """Note a turn restriction; what it means is found out when all roads are there."""
        members = [(m.role, m.type, m.ref) for m in item.members]

        def ways(role: str) -> tuple[int, ...]:
            return tuple(ref for r, kind, ref in members if r == role and kind == "w")

        vias = tuple((kind, ref) for role, kind, ref in members if role == "via")
        self._signs.append(Sign(item.id, dict(item.tags), ways("from"), vias, ways("to")))

    def finish(
        self, lon: NDArray[np.int32], lat: NDArray[np.int32], special: dict[int, str]
    ) -> RawRoads:
        """The columns as arrays."""
        return RawRoads(
            way=np.frombuffer(self.way, np.int64),
            first=np.frombuffer(self.first, np.int64),
            node=np.frombuffer(self.node, np.int64),
            lon=lon,
            lat=lat,
            along=np.frombuffer(self._along, np.int32),
            back=np.frombuffer(self._back, np.int32),
            duration_s=np.frombuffer(self._duration, np.float32),
            drives=[drive for drive in self._drives if drive is not None],
            signs=self._signs,
            special=special,
        )


def _read_nodes(
    source: OsmSource, keep: tuple[Any, Any], profile: Profile, progress: Progress
) -> dict[int, str]:
    """Let ``keep`` (filter and store) have the needed nodes; answer what the special ones are."""
    special: dict[int, str] = {}
    told = KeyFilter("barrier", "highway", "railway")
    for item in source.objects(osm.NODE, progress, *keep, told):
        kind = _special(dict(item.tags), profile)
        if kind:
            special[item.id] = kind
    return special


def _special(tags: dict[str, str], profile: Profile) -> str:
    """What a node does to who drives over it: shut, gate, signal, toll, rail or nothing."""
    if tags.get("highway") in _SIGNALS:
        return "signal"
    if tags.get("railway") in _RAIL:
        return "rail"
    barrier = tags.get("barrier", "")
    if not barrier:
        return ""
    if barrier == "toll_booth":
        return "toll"
    effect = profile.barriers.get(barrier, "gate")
    access = next((tags[k] for k in ("motorcar", "motor_vehicle", "vehicle") if k in tags), "")
    if tags.get("emergency") in ("yes", "designated") or access in ("yes", "permissive"):
        effect = "gate" if effect == "shut" else effect
    elif "no" in (tags.get("emergency"), access, tags.get("access")):
        effect = "shut"
    return "" if effect == "open" else effect


def _read_shapes(
    source: OsmSource, locations: Any, ways: _Ways, progress: Progress
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Longitude and latitude of every vertex of every way, in the order of the first run."""
    lon = np.full(len(ways.node), MISSING, dtype=np.int32)
    lat = np.full(len(ways.node), MISSING, dtype=np.int32)
    factory = WKBFactory()
    row = 0
    for item in source.objects(osm.WAY, progress, _road_filters()[0], locations):
        if row == len(ways.way) or item.id != ways.way[row]:
            continue
        part = slice(ways.first[row], ways.first[row + 1])
        row += 1
        try:
            wkb = bytes.fromhex(factory.create_linestring(item, ALL))
            line = np.frombuffer(wkb, dtype="<f8", offset=_WKB_HEADER_BYTES).reshape(-1, 2)
        except osmium.InvalidLocationError:
            line = np.array([_degrees(node.location) for node in item.nodes])
        except RuntimeError:
            continue  # a line of one point, counted as missing vertices
        known = np.round(np.where(np.isnan(line), MISSING / PER_DEGREE, line) * PER_DEGREE)
        lon[part], lat[part] = known.astype(np.int64).T
    return lon, lat


def _degrees(location: Any) -> tuple[float, float]:
    return (location.lon, location.lat) if location.valid() else (np.nan, np.nan)
