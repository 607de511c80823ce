"""A whole track: which arcs were driven, when, and how much better than the nearest road."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import Point
from geo.matching import Ground, MatchedFix, OnlineMatcher, Refused, Sighting, match_track
from geo.roads.network import RoadNetwork
from tests.geo.drawing import draw, grid_point
from tests.geo.random_roads import towns
from tests.matching.towns import express_town
from tests.matching.tracks import Terminal, Track, drive, moved, random_route, stretch

QUIET = Terminal(sigma_m=0.0, interval_s=5.0, heading_sigma_deg=0.0, stale_heading=0.0, silence=0.0)


def right(network: RoadNetwork, arcs: list[int], track: Track) -> int:
    pairs = zip(arcs, track.arcs, strict=True)
    return sum(stretch(network, a) == stretch(network, b) for a, b in pairs)


def arcs_of(fixes: list[MatchedFix | Refused]) -> list[int]:
    return [fix.arc for fix in fixes if isinstance(fix, MatchedFix)]


@pytest.mark.parametrize("way", ["express", "service", "off_ramp"])
def test_an_exact_track_gives_the_arcs_driven_with_their_times(way: str) -> None:
    town = express_town()
    route = town.routes[way]
    track = drive(town.network, route, QUIET, np.random.default_rng(5))
    matched = match_track(Ground(town.network), track.sightings)
    assert [traverse.arc for traverse in matched.traverses] == route
    assert matched.breaks == 0
    start_ms = track.sightings[0].at_ms
    for traverse, entered_s in zip(matched.traverses, track.entered_s, strict=False):
        # Between two sightings the pace is taken as even: off by less than the interval.
        assert abs((traverse.entered_ms - start_ms) / 1000 - entered_s) < QUIET.interval_s


def test_traverses_join_and_only_the_first_and_last_are_parts() -> None:
    town = express_town()
    route = town.routes["off_ramp"]
    track = drive(town.network, route, Terminal(silence=0.1), np.random.default_rng(7))
    traverses = match_track(Ground(town.network), track.sightings).traverses
    assert all(traverse.whole for traverse in traverses[1:-1])
    for a, b in pairwise(traverses):
        assert a.left_ms == b.entered_ms
        assert town.network.arc_head[a.arc] == town.network.arc_tail[b.arc]
    assert all(traverse.entered_ms <= traverse.left_ms for traverse in traverses)


@pytest.mark.parametrize("sigma_m", [5.0, 15.0, 30.0])
@pytest.mark.parametrize("way", ["express", "service", "off_ramp"])
def test_knowing_the_end_is_better_than_knowing_the_beginning_only(
    way: str, sigma_m: float
) -> None:
    town = express_town()
    ground, rng = Ground(town.network), np.random.default_rng(120)
    whole = online = nearest = asked = 0
    for _ in range(6):
        track = drive(town.network, town.routes[way], Terminal(sigma_m=sigma_m), rng)
        matcher = OnlineMatcher(ground)
        fixes = [matcher.match("V1", sighting) for sighting in track.sightings]
        arcs, _ = ground.snapper.nearest_many([s.point for s in track.sightings])
        whole += right(town.network, arcs_of(match_track(ground, track.sightings).fixes), track)
        online += right(town.network, arcs_of(fixes), track)
        nearest += right(town.network, arcs.tolist(), track)
        asked += len(track.arcs)
    assert whole >= online > nearest
    assert whole / asked > 0.75


def test_turning_round_on_the_road_is_two_traverses() -> None:
    network = draw("A..B", "A-B").network
    columns = [0.5, 1.0, 1.5, 2.0, 1.5, 1.0, 0.5]
    track = [
        Sighting(
            point=grid_point(column, 0.0),
            at_ms=30_000 * i,
            speed_kmh=60.0,
            heading_deg=90.0 if i < 4 else 270.0,
        )
        for i, column in enumerate(columns)
    ]
    traverses = match_track(Ground(network), track).traverses
    assert len(traverses) == 2
    assert traverses[1].arc == network.arc_reverse[traverses[0].arc]
    assert traverses[0].left_at == pytest.approx(2 / 3, abs=1e-3)
    assert traverses[0].left_ms == pytest.approx(90_000, abs=2000)


def test_a_piece_off_the_road_parts_the_track() -> None:
    network = draw("A....B", "A-B").network
    rows = [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]
    track = [Sighting(point=grid_point(1.0 + 0.5 * i, r), at_ms=60_000 * i) for i, r in
             enumerate(rows)]  # fmt: skip
    matched = match_track(Ground(network), track)
    assert [isinstance(f, MatchedFix) and f.off_road for f in matched.fixes] == [
        row > 0 for row in rows
    ]
    assert len(matched.traverses) == 2
    assert matched.breaks == 0


def test_a_jump_is_a_break_and_odd_records_are_refused_in_their_place() -> None:
    network = draw("A.........B", "A-B").network
    spots = [(0.0, 0), (0.2, 15), (0.3, 10), (float("nan"), 20), (9.0, 25), (9.2, 40)]
    track = [Sighting(point=moved(grid_point(0, 0), c * 1000, 0.0), at_ms=s * 1000)
             for c, s in spots]  # fmt: skip
    matched = match_track(Ground(network), track)
    fields = [fix.field if isinstance(fix, Refused) else "" for fix in matched.fixes]
    assert fields == ["", "", "at_ms", "lon", "", ""]
    assert matched.breaks == 1
    assert len(matched.traverses) == 2


def test_in_hindsight_the_direction_is_known_from_the_start() -> None:
    ground = Ground(draw("AB", "A-B").network)
    track = [Sighting(point=grid_point(0.3 + 0.1 * i, 0.0), at_ms=9000 * i) for i in range(4)]
    first = match_track(ground, track).fixes[0]
    assert isinstance(first, MatchedFix)
    assert first.confidence > 0.9


odd_numbers = st.one_of(st.none(), st.floats())
odd_sightings = st.builds(
    Sighting,
    point=st.one_of(
        st.builds(grid_point, st.floats(-0.2, 3.2), st.floats(-0.2, 3.2)),
        st.builds(Point, st.floats(), st.floats()),
    ),
    at_ms=st.integers(0, 300_000),
    speed_kmh=st.one_of(st.none(), st.floats(0.0, 120.0), odd_numbers),
    heading_deg=st.one_of(st.none(), st.floats(0.0, 360.0), odd_numbers),
    accuracy_m=st.one_of(st.none(), st.floats(0.0, 100.0), odd_numbers),
)


@given(towns, st.lists(odd_sightings, max_size=12), st.booleans())
def test_whatever_comes_in_there_is_an_answer_and_the_drive_hangs_together(
    network: RoadNetwork, track: list[Sighting], in_order: bool
) -> None:
    ground = Ground(network)
    if in_order:
        track.sort(key=lambda sighting: sighting.at_ms)
    matched = match_track(ground, track)
    matcher = OnlineMatcher(ground)
    answers = [matcher.match("V1", sighting) for sighting in track]
    for one, other in zip(answers, matched.fixes, strict=True):
        assert type(one) is type(other)
    joints = 0
    for a, b in pairwise(matched.traverses):
        assert 0.0 <= a.entered_at <= a.left_at <= 1.0
        assert a.entered_ms <= a.left_ms <= b.entered_ms
        through = a.left_at == 1.0 and b.entered_at == 0.0
        met = network.arc_head[a.arc] == network.arc_tail[b.arc]
        turned = network.arc_reverse[a.arc] == b.arc and abs(a.left_at + b.entered_at - 1) < 1e-6
        joints += not ((through and met) or turned)
    off_road = sum(isinstance(fix, MatchedFix) and fix.off_road for fix in matched.fixes)
    assert joints <= matched.breaks + off_road


def test_an_empty_track_is_empty() -> None:
    matched = match_track(Ground(draw("AB", "A-B").network), [])
    assert (matched.fixes, matched.traverses) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sigma_m", "interval_s", "share"),
    [
        (5.0, 1.0, 0.95),
        (5.0, 30.0, 0.93),
        (15.0, 5.0, 0.87),
        (15.0, 15.0, 0.85),
        (30.0, 10.0, 0.77),
    ],
)
def test_on_the_real_roads_of_jinan(
    jinan: RoadNetwork, sigma_m: float, interval_s: float, share: float
) -> None:
    ground, rng = Ground(jinan), np.random.default_rng(120)
    terminal = Terminal(sigma_m=sigma_m, interval_s=interval_s)
    whole = online = nearest = asked = 0
    driven, found, claimed = 0, 0, 0
    for _ in range(8):
        track = drive(jinan, random_route(jinan, rng), terminal, rng)
        matcher = OnlineMatcher(ground)
        matched = match_track(ground, track.sightings)
        arcs, _ = ground.snapper.nearest_many([s.point for s in track.sightings])
        online += right(jinan, arcs_of([matcher.match("V1", s) for s in track.sightings]), track)
        whole += right(jinan, arcs_of(matched.fixes), track)
        nearest += right(jinan, arcs.tolist(), track)
        asked += len(track.arcs)
        claims = {traverse.arc for traverse in matched.traverses if traverse.whole}
        driven, found = driven + len(track.route), found + len(claims & set(track.route))
        claimed += len(claims)
    figures = [round(n / asked, 3) for n in (nearest, online, whole)]
    figures += [round(found / driven, 3), round(found / claimed, 3)]
    assert nearest < online <= whole, figures
    assert whole / asked > share, figures
    assert found / claimed > 0.8, figures
    assert found / driven > 0.8, figures
