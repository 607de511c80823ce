"""The online matcher: parallel roads, ramps and odd input, one fix after another."""

from itertools import pairwise

import numpy as np
import pytest

from geo.matching import Ground, MatchedFix, OnlineMatcher, Refused, Sighting
from geo.roads.network import RoadNetwork
from tests.geo.drawing import draw, grid_point
from tests.matching.towns import express_town
from tests.matching.tracks import Terminal, Track, drive, moved, stretch

NAN = float("nan")


def follow(network: RoadNetwork, track: Track) -> list[MatchedFix]:
    matcher = OnlineMatcher(Ground(network))
    fixes = [matcher.match("V1", sighting) for sighting in track.sightings]
    assert all(isinstance(fix, MatchedFix) for fix in fixes)
    return [fix for fix in fixes if isinstance(fix, MatchedFix)]


def share_right(network: RoadNetwork, arcs: list[int], track: Track) -> float:
    pairs = zip(arcs, track.arcs, strict=True)
    return float(np.mean([stretch(network, a) == stretch(network, b) for a, b in pairs]))


def share_nearest(network: RoadNetwork, track: Track) -> float:
    arcs, _ = Ground(network).snapper.nearest_many([s.point for s in track.sightings])
    return share_right(network, arcs.tolist(), track)


@pytest.mark.parametrize("sigma_m", [5.0, 15.0, 30.0])
@pytest.mark.parametrize("interval_s", [1.0, 5.0, 30.0])
@pytest.mark.parametrize("way", ["express", "service", "off_ramp"])
def test_beside_an_express_road_it_is_better_than_the_nearest_road(
    way: str, interval_s: float, sigma_m: float
) -> None:
    town = express_town()
    rng = np.random.default_rng(120)
    terminal = Terminal(sigma_m=sigma_m, interval_s=interval_s)
    ours, nearest = [], []
    for _ in range(6):
        track = drive(town.network, town.routes[way], terminal, rng)
        fixes = follow(town.network, track)
        ours.append(share_right(town.network, [fix.arc for fix in fixes], track))
        nearest.append(share_nearest(town.network, track))
    assert np.mean(ours) >= np.mean(nearest)
    assert np.mean(ours) >= {5.0: 0.9, 15.0: 0.7, 30.0: 0.5}[sigma_m]


def test_the_heading_tells_the_two_directions_of_a_road_apart() -> None:
    network = draw("AB", "A-B").network
    (there,) = np.flatnonzero(network.node_lon[network.arc_head] > 110.005)
    matcher = OnlineMatcher(Ground(network))
    east = Sighting(point=grid_point(0.5, 0.01), at_ms=1000, speed_kmh=50.0, heading_deg=95.0)
    fix = matcher.match("V1", east)
    assert isinstance(fix, MatchedFix)
    assert fix.arc == there
    assert fix.fraction == pytest.approx(0.5, abs=1e-3)
    assert fix.access_m == pytest.approx(10.0, rel=0.02)
    assert fix.confidence > 0.95


def test_without_a_heading_the_first_fix_is_of_two_minds_and_the_drive_decides() -> None:
    network = draw("AB", "A-B").network
    matcher = OnlineMatcher(Ground(network))
    spots = [Sighting(point=grid_point(0.3 + 0.1 * i, 0.0), at_ms=9000 * i) for i in range(4)]
    fixes = [fix for s in spots if isinstance(fix := matcher.match("V1", s), MatchedFix)]
    assert fixes[0].confidence == pytest.approx(0.5)
    assert network.node_lon[network.arc_head[fixes[-1].arc]] > 110.005
    assert fixes[-1].confidence > 0.9


def test_a_standing_vehicle_stays_on_its_road() -> None:
    network = draw("AB\nCD", "A-B C-D").network
    matcher, rng = OnlineMatcher(Ground(network)), np.random.default_rng(1)
    arcs = set()
    for i in range(60):
        point = moved(grid_point(0.5, 0.0), *rng.normal(0.0, 10.0, 2).tolist())
        fix = matcher.match("V1", Sighting(point=point, at_ms=10_000 * i, speed_kmh=0.0))
        assert isinstance(fix, MatchedFix)
        arcs.add(stretch(network, fix.arc))
    assert len(arcs) == 1


def test_far_from_any_road_is_off_road_and_coming_back_is_matched_again() -> None:
    network = draw("AB", "A-B").network
    matcher = OnlineMatcher(Ground(network))
    rows = [0.0, 0.5, 60.0, 0.0]
    fixes = [
        matcher.match("V1", Sighting(point=grid_point(0.5, row), at_ms=60_000 * i))
        for i, row in enumerate(rows)
    ]
    assert [isinstance(fix, MatchedFix) and fix.off_road for fix in fixes] == [
        False, True, True, False,
    ]  # fmt: skip
    away = fixes[1]
    assert isinstance(away, MatchedFix)
    assert (away.arc, away.confidence, away.on_road) == (-1, 0.0, grid_point(0.5, 0.5))


def test_a_jump_no_vehicle_can_make_starts_afresh() -> None:
    network = draw("A.........B", "A-B").network
    matcher = OnlineMatcher(Ground(network))
    for i, column in enumerate([0.1, 9.9]):
        fix = matcher.match("V1", Sighting(point=grid_point(column, 0.0), at_ms=1000 * i))
        assert isinstance(fix, MatchedFix)
        assert not fix.off_road


@pytest.mark.parametrize(
    ("field", "sighting"),
    [
        ("lon", Sighting(point=moved(grid_point(0, 0), NAN, 0.0), at_ms=5)),
        ("lat", Sighting(point=grid_point(0.0, -1e6), at_ms=5)),
        ("speed_kmh", Sighting(point=grid_point(0, 0), at_ms=5, speed_kmh=NAN)),
        ("speed_kmh", Sighting(point=grid_point(0, 0), at_ms=5, speed_kmh=-1.0)),
        ("heading_deg", Sighting(point=grid_point(0, 0), at_ms=5, heading_deg=float("inf"))),
        ("accuracy_m", Sighting(point=grid_point(0, 0), at_ms=5, accuracy_m=NAN)),
    ],
)
def test_what_is_no_number_is_refused_by_name(field: str, sighting: Sighting) -> None:
    refused = OnlineMatcher(Ground(draw("AB", "A-B").network)).match("V1", sighting)
    assert isinstance(refused, Refused)
    assert refused.field == field
    assert refused.remedy


def test_time_that_goes_back_is_refused_and_changes_nothing() -> None:
    matcher = OnlineMatcher(Ground(draw("AB", "A-B").network))
    spot = grid_point(0.5, 0.0)
    times = [5000, 5000, 4000, 6000]
    answers = matcher.match_all([("V1", Sighting(point=spot, at_ms=t)) for t in times])
    codes = [answer.code if isinstance(answer, Refused) else "" for answer in answers]
    assert codes == ["", "time_not_forward", "time_not_forward", ""]
    assert isinstance(matcher.match("V2", Sighting(point=spot, at_ms=1)), MatchedFix)
    matcher.forget("V1")
    assert isinstance(matcher.match("V1", Sighting(point=spot, at_ms=1)), MatchedFix)


def test_many_vehicles_at_once_are_matched_as_one_by_one() -> None:
    town = express_town()
    rng = np.random.default_rng(3)
    tracks = [drive(town.network, route, Terminal(), rng) for route in town.routes.values()]
    mixed = sorted(
        ((f"V{i}", s) for i, track in enumerate(tracks) for s in track.sightings),
        key=lambda pair: pair[1].at_ms,
    )
    single, together = OnlineMatcher(Ground(town.network)), OnlineMatcher(Ground(town.network))
    cuts = [*range(0, len(mixed), 40), len(mixed)]
    answers = [fix for a, b in pairwise(cuts) for fix in together.match_all(mixed[a:b])]
    assert answers == [single.match(*pair) for pair in mixed]
    assert together.match_all([]) == []


def test_what_is_kept_of_a_vehicle_does_not_grow() -> None:
    town = express_town()
    matcher = OnlineMatcher(ground := Ground(town.network))
    track = drive(town.network, town.routes["service"], Terminal(), np.random.default_rng(2))
    for sighting in track.sightings:
        matcher.match("V1", sighting)
        assert matcher.hypotheses("V1") <= ground.terms.hypotheses_max == 8
