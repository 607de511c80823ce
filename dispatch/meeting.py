"""Where a near basic crew and a far advanced one meet (会车点, DSP-03d).

The basic crew reaches the patient, loads, and drives toward the advanced one, which drives toward
it; the patient is in advanced hands where both have arrived. On a network whose roads are driven
both ways alike, no place off the two crews' common way can be better: whatever is gained at one
end is lost at the other. So the two drives are traced, and every junction and bend that both pass
is looked at, and the stretches between them, where they meet in motion; where the carriageways
are apart, nobody can cross between them, and only what both pass counts.
"""

from typing import NamedTuple

from geo.coordinates import Point
from geo.routing.router import RoadPoint, Route, Router

LOAD_S = 10 * 60.0
"""At the patient until the vehicle moves off, for a crew that only takes along (domain.md §5.3:
on-scene medians of 10 to 15 minutes)."""

_DIGITS = 6


class Meeting(NamedTuple):
    """Both are at ``point`` ``at_s`` from now; each one's own arrival there beside it."""

    point: Point
    at_s: float
    basic_s: float
    advanced_s: float
    on_scene: bool


def meet(
    router: Router,
    scene: RoadPoint,
    advanced: RoadPoint,
    basic_leaves_s: float,
    advanced_starts_s: float,
    advanced_at_scene_s: float,
) -> Meeting | None:
    """The place where advanced care begins soonest; on the scene when that is no later."""
    if advanced_at_scene_s <= basic_leaves_s:
        at_scene_s = advanced_at_scene_s
        return Meeting(scene.on_road, at_scene_s, 0.0, at_scene_s, on_scene=True)
    out, back = router.route(scene, advanced), router.route(advanced, scene)
    if out is None or back is None:
        return None
    return best_meeting(out, back, basic_leaves_s, advanced_starts_s)


def best_meeting(
    out: Route, back: Route, basic_leaves_s: float, advanced_starts_s: float
) -> Meeting | None:
    """The soonest place on both ways: ``out`` from the scene, ``back`` toward it."""
    passed = dict(zip(map(_key, back.points), back.passed_s, strict=True))
    theirs = {key: nth for nth, key in enumerate(passed)}
    best: Meeting | None = None
    before: _Passed | None = None
    for point, passed_s in zip(out.points, out.passed_s, strict=True):
        key = _key(point)
        nth = theirs.get(key)
        if nth is None:
            before = None
            continue
        advanced_s = advanced_starts_s + passed[key]
        here = _Passed(point, basic_leaves_s + passed_s, advanced_s, nth)
        for found in (here, _between(before, here)):
            if found is not None and (best is None or found.at_s < best.at_s):
                best = Meeting(found.point, found.at_s, found.basic_s, found.advanced_s, False)
        before = here
    return best


class _Passed(NamedTuple):
    """A place that both pass: when either is there; ``nth`` on the advanced crew's way."""

    point: Point
    basic_s: float
    advanced_s: float
    nth: int

    @property
    def at_s(self) -> float:
        return max(self.basic_s, self.advanced_s)


def _between(start: _Passed | None, end: _Passed) -> _Passed | None:
    """Where on the stretch between two places they pass each other, if they do there."""
    if start is None or start.nth != end.nth + 1:
        return None
    ahead, behind = start.advanced_s - start.basic_s, end.basic_s - end.advanced_s
    if ahead <= 0 or behind <= 0:
        return None
    part = ahead / (ahead + behind)
    lon = start.point.lon + (end.point.lon - start.point.lon) * part
    lat = start.point.lat + (end.point.lat - start.point.lat) * part
    at_s = start.basic_s + (end.basic_s - start.basic_s) * part
    return _Passed(Point(lon, lat), at_s, at_s, end.nth)


def _key(point: Point) -> tuple[float, float]:
    return round(point.lon, _DIGITS), round(point.lat, _DIGITS)
