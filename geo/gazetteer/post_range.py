"""A road between two K-posts (桩号区间): ``G209 K1234 到 K1236+500`` as lines on the ground."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians

import shapely

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE, distance_m
from geo.roads.segments import RoadSegment

CARRIAGEWAY_M = 60.0
"""How far off the other carriageway of a road may run."""

BEND_M = 3.0
"""Lines are kept this true: far finer than the width that a restriction looks for a road in."""

CROSSING_M = 30.0
"""A one-way piece of the road beside the range that is shorter only touches it."""

NAMED_MAX = 8
"""So many roads are named to whoever asks for an unknown one."""

Line = tuple[Point, ...]

_KM = re.compile(r"K?\s?(?P<km>\d{1,4}(?:\.\d{1,3})?)(?:\s?\+\s?(?P<m>\d{1,3}))?", re.IGNORECASE)


class KPostError(ValueError):
    """A range of K-posts that nobody can find on the road; says what is known instead."""

    def __init__(
        self, code: str, field: str, value: str | float, detail: str, detail_en: str, remedy: str
    ) -> None:
        """Keep the parts apart so that an API can show each in its place."""
        super().__init__(f"{detail} / {detail_en} → {remedy}")
        self.code = code
        self.field = field
        self.value = value
        self.detail = detail
        self.detail_en = detail_en
        self.remedy = remedy


def read_km(said: str) -> float | None:
    """Kilometres of ``K1234+500``, ``1234+500`` or ``1234.5``; None for anything else."""
    found = _KM.fullmatch(unicodedata.normalize("NFKC", said).strip())
    if found is None or ("." in found["km"] and found["m"]):
        return None
    return round(float(found["km"]) + float(found["m"] or 0) / 1000, 3)


def say_km(k_km: float) -> str:
    """1234.5 as posts and reports write it: 1234+500."""
    whole, metres = divmod(round(k_km * 1000), 1000)
    return f"{whole}+{metres:03d}" if metres else str(whole)


def part_of(line: Sequence[Point], from_share: float, to_share: float) -> Line:
    """The part of a line from one share of its length to another."""
    steps_m = [distance_m(a, b) for a, b in pairwise(line)]
    start_m, end_m = from_share * sum(steps_m), to_share * sum(steps_m)
    part: list[Point] = []
    passed_m = 0.0
    for (a, b), step_m in zip(pairwise(line), steps_m, strict=True):
        low_m, high_m = max(start_m, passed_m), min(end_m, passed_m + step_m)
        for at_m in (low_m, high_m):
            if low_m <= high_m and step_m > 0:
                share = (at_m - passed_m) / step_m
                here = Point(a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat))
                if not part or here != part[-1]:
                    part.append(here)
        passed_m += step_m
    return tuple(part)


def with_carriageways(line: Line, segments: Sequence[RoadSegment]) -> tuple[Line, ...]:
    """The line, and what runs beside it of the same road: its other carriageway.

    Only one-way pieces count: a mountain road that comes back in a hairpin is two-way.
    """
    plane = _Plane(line[0].lat)
    drawn = plane.draw((point.lon, point.lat) for point in line)
    beside = drawn.buffer(CARRIAGEWAY_M, cap_style="flat").difference(drawn.buffer(1.0))
    lines = [plane.read(drawn)]
    for segment in segments:
        if segment.oneway:
            inside = shapely.get_parts(plane.draw(segment.coordinates).intersection(beside))
            lines += [
                plane.read(part)
                for part in inside
                if part.geom_type == "LineString" and part.length > CROSSING_M
            ]
    return tuple(lines)


def empty_range(k_km: float) -> KPostError:
    """The range begins where it ends."""
    return KPostError(
        "empty_post_range", "to_km", k_km,
        f"起止桩号相同：K{say_km(k_km)}",
        f"the range begins and ends at K{say_km(k_km)}",
        "填两个不同的桩号，或在地图上点选一处 / give two posts, or pick a spot on the map",
    )  # fmt: skip


def unknown_road(ref: str, known: Sequence[str]) -> KPostError:
    """No road of this number has posts."""
    names = "、".join(known[:NAMED_MAX]) + (" …" if len(known) > NAMED_MAX else "")
    zh = f"有桩号的道路：{names}" if known else "本区域没有任何里程桩"
    en = f"roads with posts: {names}" if known else "this region has no K-posts at all"
    return KPostError(
        "unknown_post_road", "road", ref,
        f"没有 {ref} 的里程桩；{zh}",
        f"no K-posts of {ref} are known; {en}",
        "核对路线号，或在地图上点选；桩号在区域包 kposts.csv 中补充 / check the road, or pick it "
        "on the map; posts are added in the region pack's kposts.csv",
    )  # fmt: skip


def outside(ref: str, field: str, k_km: float, known_km: Sequence[float]) -> KPostError:
    """The kilometre lies beyond the known posts."""
    known = f"K{say_km(known_km[0])}–K{say_km(known_km[-1])}" if known_km else "—"
    return KPostError(
        "post_out_of_range", field, k_km,
        f"K{say_km(k_km)} 不在 {ref} 已知的桩号 {known} 之内",
        f"K{say_km(k_km)} is not within the known posts of {ref}, {known}",
        "改用已知范围内的桩号，或在地图上点选 / stay within the known posts, or pick it on the map",
    )  # fmt: skip


def gap_between(before_km: float, after_km: float, from_km: float) -> KPostError:
    """Between two known posts the road is not drawn through, or its numbers jump (断链)."""
    return KPostError(
        "post_gap", "from_km", from_km,
        f"K{say_km(before_km)} 与 K{say_km(after_km)} 之间的道路不连续或里程断链",
        f"the road has a gap between K{say_km(before_km)} and K{say_km(after_km)}",
        "分段填写，或在地图上点选、划线 / give the parts one by one, or pick it on the map",
    )  # fmt: skip


class _Plane:
    """Metres east and north, good enough over one road."""

    def __init__(self, lat: float) -> None:
        self._east, self._north = METRES_PER_DEGREE * cos(radians(lat)), METRES_PER_DEGREE

    def draw(self, pairs: Iterable[tuple[float, float]]) -> shapely.LineString:
        """The line on the plane."""
        return shapely.LineString([(lon * self._east, lat * self._north) for lon, lat in pairs])

    def read(self, drawn: shapely.LineString) -> Line:
        """The line on the ground, without vertices that tell nothing."""
        vertices = drawn.simplify(BEND_M).coords
        return tuple(
            Point(round(x / self._east, 7), round(y / self._north, 7)) for x, y in vertices
        )
