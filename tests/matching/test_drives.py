"""Drives out of fixes: what was driven teaches the road, standing and lies do not."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from geo.matching import Ground, MatchedFix, OnlineMatcher, Sighting
from geo.matching.drives import DriveFollower
from geo.roads.live_speeds import ArcDrive, LiveSpeeds, SpeedTerms
from geo.roads.network import RoadNetwork
from geo.routing.scipy_router import ScipyRouter
from tests.geo.drawing import draw, grid_point
from tests.matching.tracks import Terminal, drive, moved, random_route

GOOD = Terminal(sigma_m=8.0, silence=0.0)
ROAD = draw("A.B.C.D\n.......\n..X.Y..", "A-B-C-D B-X C-Y").network
"""Three stretches in a row between side roads, each driven both ways."""


def eastward(network: RoadNetwork) -> list[int]:
    east = network.node_lon[network.arc_head] > network.node_lon[network.arc_tail]
    order = np.argsort(network.node_lon[network.arc_tail])
    along = network.node_lat[network.arc_head] == network.node_lat[network.arc_tail]
    return [int(arc) for arc in order if east[arc] and along[arc]]


class Run:
    """One vehicle on a road; its fixes are matched and followed as they come."""

    def __init__(self, network: RoadNetwork, vehicle_id: str = "V1") -> None:
        self.network = network
        ground = Ground(network)
        self.matcher, self.follower = OnlineMatcher(ground), DriveFollower(ground)
        self.vehicle_id = vehicle_id
        self.drives: list[ArcDrive] = []

    def see(self, sighting: Sighting) -> None:
        fix = self.matcher.match(self.vehicle_id, sighting)
        assert isinstance(fix, MatchedFix)
        usual_s = self.network.arc_seconds
        self.drives += self.follower.follow(self.vehicle_id, fix, usual_s)

    def ride(
        self, start_s: float, seconds: float, from_x: float, to_x: float, every_s: float = 5.0
    ) -> None:
        """Drive along the road from one place of the drawing to another."""
        for t in np.arange(0.0, seconds, every_s):
            x = from_x + (to_x - from_x) * t / seconds
            self.see(
                Sighting(
                    point=grid_point(x, 0.0),
                    at_ms=round((start_s + t) * 1000),
                    speed_kmh=abs(to_x - from_x) / seconds * 3600 if to_x != from_x else 0.0,
                    heading_deg=90.0 if to_x != from_x else None,
                )
            )

    def ratios(self) -> list[float]:
        return [d.seconds / d.usual_s for d in self.drives]


@pytest.fixture
def run() -> Run:
    return Run(ROAD)


def usual_seconds(cells: float) -> float:
    """How long the profile takes for some cells of the drawing."""
    per_cell = ROAD.arc_seconds[eastward(ROAD)].sum() / 6.0
    return float(per_cell * cells)


def test_a_drive_at_the_usual_pace_says_so(run: Run) -> None:
    run.ride(0, usual_seconds(6), 0.0, 6.0)
    assert len(run.drives) == 2, "the last stretch is not behind it yet"
    assert run.ratios() == pytest.approx([1.0, 1.0], abs=0.05)
    [open_piece] = run.follower.under_way()
    assert open_piece.share == pytest.approx(1.0, abs=0.1)


def test_a_slow_drive_tells_by_how_much(run: Run) -> None:
    run.ride(0, 2.5 * usual_seconds(6), 0.0, 6.0)
    assert run.ratios() == pytest.approx([2.5, 2.5], rel=0.05)


def test_a_stop_at_a_signal_is_part_of_the_drive(run: Run) -> None:
    half = usual_seconds(3)
    run.ride(0, half, 0.0, 3.0)
    run.ride(half, 60.0, 3.0, 3.0)
    run.ride(half + 60.0, half, 3.0, 6.0)
    assert run.ratios()[1] == pytest.approx(1.0 + 60.0 / usual_seconds(2), rel=0.1)


def test_standing_for_ten_minutes_is_no_drive(run: Run) -> None:
    half = usual_seconds(3)
    run.ride(0, half, 0.0, 3.0)
    run.ride(half, 600.0, 3.0, 3.0)
    assert run.follower.under_way() == []
    run.ride(half + 600.0, half, 3.0, 6.0)
    assert max(run.ratios()) < 1.3
    assert all(piece.seconds / piece.usual_s < 1.3 for piece in run.follower.under_way())


def test_a_vehicle_that_has_not_set_off_teaches_nothing(run: Run) -> None:
    rng = np.random.default_rng(120)
    for t in range(0, 900, 5):
        east, north = rng.normal(0, 5.0, 2)
        run.see(Sighting(point=moved(grid_point(1.0, 0.0), east, north), at_ms=t * 1000))
    assert run.drives == []
    assert run.follower.under_way() == []


@pytest.mark.parametrize("silence_s", [91.0, 3000.0])
def test_a_silence_ends_the_drive(run: Run, silence_s: float) -> None:
    half = usual_seconds(3)
    run.ride(0, half, 0.0, 3.0)
    run.ride(half + silence_s, half, 3.0, 6.0)
    assert all(0.9 < ratio < 1.1 for ratio in run.ratios())
    assert all(piece.share < 0.9 for piece in run.drives[1:])


def test_a_jump_along_the_road_is_no_drive(run: Run) -> None:
    run.ride(0, usual_seconds(1), 0.0, 1.0)
    at_ms = round(usual_seconds(1) * 1000)
    run.see(Sighting(point=grid_point(5.5, 0.0), at_ms=at_ms, heading_deg=90.0))
    assert run.drives == []


def test_leaving_the_road_ends_the_drive(run: Run) -> None:
    run.ride(0, usual_seconds(1.5), 0.0, 1.5)
    after_ms = round(usual_seconds(1.5) * 1000)
    run.see(Sighting(point=grid_point(1.5, 1.0), at_ms=after_ms, speed_kmh=20.0))
    assert run.follower.under_way() == []


def test_whoever_is_forgotten_begins_anew(run: Run) -> None:
    run.ride(0, usual_seconds(1.5), 0.0, 1.5)
    assert run.follower.under_way()
    run.follower.forget("V1")
    assert run.follower.under_way() == []


def test_a_road_closed_to_this_drive_teaches_nothing(run: Run) -> None:
    arc = eastward(ROAD)[1]
    closed = ROAD.arc_seconds.copy()
    closed[arc] = np.inf
    matcher = OnlineMatcher(Ground(ROAD))
    for i in range(40):
        at = Sighting(point=grid_point(i * 0.15, 0.0), at_ms=i * 5000, heading_deg=90.0)
        fix = matcher.match("V1", at)
        assert isinstance(fix, MatchedFix)
        run.drives += run.follower.follow("V1", fix, closed)
    assert arc not in {piece.arc for piece in run.drives}
    assert all(np.isfinite(piece.usual_s) for piece in run.drives)


def test_the_fleet_learns_a_slowed_corridor_of_a_real_city_and_nothing_else(
    jinan: RoadNetwork,
) -> None:
    """Drives with a known truth: on one corridor all take three times as long."""
    rng = np.random.default_rng(120)
    route = random_route(jinan, rng, seconds_min=420.0)
    corridor = route[len(route) // 3 : 2 * len(route) // 3]
    slow = jinan.arc_seconds.copy()
    slow[corridor] *= 3.0
    truth = replace(jinan, arc_seconds=slow)
    ground, speeds = Ground(jinan), LiveSpeeds(SpeedTerms(window_s=3600))
    matcher, follower = OnlineMatcher(ground), DriveFollower(ground)
    for vehicle_id in ("V1", "V2", "V3", "V4", "V5"):
        track = drive(truth, route, GOOD, rng)
        for sighting in track.sightings:
            fix = matcher.match(vehicle_id, sighting)
            assert isinstance(fix, MatchedFix)
            for one in follower.follow(vehicle_id, fix, jinan.arc_seconds):
                speeds.note(one)
    now_ms = track.sightings[-1].at_ms
    learned = speeds.estimate(now_ms, follower.under_way())
    factor = dict(zip(learned.arcs.tolist(), learned.factor.tolist(), strict=True))
    inside = [factor.get(arc, 1.0) for arc in corridor]
    on_the_way = [factor.get(arc, 1.0) for arc in set(route) - set(corridor)]
    assert np.median(inside) > 1.6
    assert np.median(on_the_way) == pytest.approx(1.0, abs=0.25)
    assert set(factor) <= set(range(jinan.arc_count))
    beside = set(factor) - set(route)
    assert len(beside) < len(route) / 4, "hardly anything was learned of roads nobody drove"


def test_an_arrival_through_the_slowed_corridor_moves_and_others_do_not() -> None:
    network = draw("A.B.C.D\n.......\nE.F.G.H", "A-B-C-D A-E D-H E-F-G-H B-F C-G").network
    usual = ScipyRouter(network)
    a, d = usual.locate(grid_point(0.2, 0.0)), usual.locate(grid_point(5.8, 0.0))
    e, h = usual.locate(grid_point(0.2, 2.0)), usual.locate(grid_point(5.8, 2.0))
    before = [float(usual.times_to(d, [a]).seconds[0]), float(usual.times_to(h, [e]).seconds[0])]
    top = [arc for arc in eastward(network) if _y(network, arc) == 0]
    drives = [
        ArcDrive(arc, vehicle, 0, 1.0, 3 * network.arc_seconds[arc], network.arc_seconds[arc])
        for arc in top
        for vehicle in ("V1", "V2", "V3")
    ]
    speeds = LiveSpeeds()
    for one in drives:
        speeds.note(one)
    learned = speeds.estimate(0)
    slowed = ScipyRouter(network.timed(learned.times(network.arc_seconds), "learned"))
    after = [float(slowed.times_to(d, [a]).seconds[0]), float(slowed.times_to(h, [e]).seconds[0])]
    assert after[0] > before[0] * 1.3
    assert after[1] == before[1]


def _y(network: RoadNetwork, arc: int) -> int:
    north = grid_point(0.0, 0.0).lat
    return round((north - float(network.node_lat[network.arc_tail[arc]])) / 0.01)


def test_parts_of_a_route_that_were_driven_join_without_gaps(jinan: RoadNetwork) -> None:
    rng = np.random.default_rng(7)
    route = random_route(jinan, rng, seconds_min=300.0)
    run = Run(jinan)
    for sighting in drive(jinan, route, GOOD, rng).sightings:
        run.see(sighting)
    on_route = [piece for piece in run.drives if piece.arc in set(route)]
    assert len(on_route) > len(route) / 3
    order = [route.index(piece.arc) for piece in on_route]
    assert all(a <= b for a, b in pairwise(order))
