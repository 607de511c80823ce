"""Map matching against the truth: fixes of known drives, scattered as terminals scatter them.

Two places where the nearest road is often the wrong one: an express road with its ramps 25 m from a
service road, and the streets of Jinan. Told is the share of fixes on the road that was driven.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from time import perf_counter

import numpy as np

from geo.matching import Ground, MatchedFix, OnlineMatcher, Refused, match_track
from geo.roads.network import RoadNetwork
from tests.bench.figures import Cell, Effort, Table
from tests.bench.roads_graphs import SHARED
from tests.geo.jinan import jinan_roads
from tests.matching.towns import express_town
from tests.matching.tracks import Terminal, Track, drive, random_route, stretch

DRIVES = {Effort.FULL: 40, Effort.QUICK: 8, Effort.SMOKE: 1}
TERMINALS = ((5.0, 1.0), (5.0, 30.0), (15.0, 5.0), (15.0, 15.0), (30.0, 10.0))
"""Scatter in metres, and seconds between fixes: from a new terminal to a bad one between houses."""


def measure(effort: Effort) -> list[Table]:
    """The tables of this bench."""
    town = express_town()
    misleading = [
        _judged(town.network, way, [route] * DRIVES[effort], (15.0, 5.0))
        for way, route in town.routes.items()
    ]
    tables = [Table("Parallel roads and ramps, 25 m apart; scatter 15 m, a fix in 5 s", misleading)]
    if (SHARED / "jinan").is_dir():
        roads, rng = jinan_roads(SHARED / "jinan"), np.random.default_rng(120)
        routes = [random_route(roads, rng) for _ in range(DRIVES[effort])]
        rows = [
            _judged(roads, f"{sigma_m:g} m, {every_s:g} s", routes, (sigma_m, every_s))
            for sigma_m, every_s in TERMINALS
        ]
        tables.append(Table("Random drives through Jinan, by scatter and interval", rows))
    return tables


def _judged(
    network: RoadNetwork, name: str, routes: Sequence[list[int]], noise: tuple[float, float]
) -> dict[str, Cell]:
    """Shares of right fixes: nearest road, per fix, whole track; and what one fix costs."""
    ground, rng = Ground(network), np.random.default_rng(120)
    terminal = Terminal(sigma_m=noise[0], interval_s=noise[1])
    nearest = online = whole = asked = 0
    per_fix_s: list[float] = []
    for route in routes:
        track = drive(network, route, terminal, rng)
        matcher = OnlineMatcher(ground)
        arcs, _ = ground.snapper.nearest_many([s.point for s in track.sightings])
        started = perf_counter()
        fixes = [matcher.match("V1", sighting) for sighting in track.sightings]
        per_fix_s.append((perf_counter() - started) / max(len(fixes), 1))
        nearest += _right(network, arcs.tolist(), track)
        online += _right(network, _arcs(fixes), track)
        whole += _right(network, _arcs(match_track(ground, track.sightings).fixes), track)
        asked += len(track.arcs)
    return {
        "drive": name,
        "fixes": asked,
        "nearest road": f"{nearest / asked:.1%}",
        "per fix": f"{online / asked:.1%}",
        "whole track": f"{whole / asked:.1%}",
        "ms a fix": round(median(per_fix_s) * 1000, 2),
    }


def _right(network: RoadNetwork, arcs: list[int], track: Track) -> int:
    pairs = zip(arcs, track.arcs, strict=True)
    return sum(stretch(network, found) == stretch(network, true) for found, true in pairs)


def _arcs(fixes: Iterable[MatchedFix | Refused]) -> list[int]:
    return [fix.arc if isinstance(fix, MatchedFix) else -1 for fix in fixes]
