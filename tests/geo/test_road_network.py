"""The network: lines meet where they share a vertex, and nothing vanishes unsaid."""

import numpy as np
import pytest

from geo.coordinates import Point, distance_m
from geo.roads.network import TICKS_PER_S, RoadNetwork
from geo.roads.segments import RoadSegment
from geo.roads.splitting import RoadError
from tests.geo.drawing import STEP_M, draw, grid_point

SPEEDS = {"road": 60.0}


def road(*spots: tuple[float, float], **more: object) -> RoadSegment:
    points = (grid_point(column, row) for column, row in spots)
    line = tuple((p.lon, p.lat) for p in points)
    return RoadSegment(**{"coordinates": line, "road_class": "road", **more})  # type: ignore[arg-type]


def test_lines_are_cut_where_they_share_a_vertex() -> None:
    crossing = draw(
        """
        .N.
        WXE
        .S.
        """,
        "W-X-E N-X-S",
    )
    assert (crossing.network.node_count, crossing.network.arc_count) == (5, 8)
    np.testing.assert_allclose(crossing.network.arc_metres, STEP_M)


def test_a_bend_is_no_junction() -> None:
    bent = draw("A.\nBC", "A-B-C").network
    assert (bent.node_count, bent.arc_count) == (2, 2)
    assert bent.arc_metres[0] == pytest.approx(2 * STEP_M)
    assert bent.point_at(0, 0.5) == bent.point_at(1, 0.5)


def test_lines_that_cross_without_a_shared_vertex_stay_apart() -> None:
    bridge = draw(".N.\nW.E\n.S.", "W-E N-S").network
    assert (bridge.node_count, bridge.arc_count) == (4, 4)
    assert bridge.report.components == 2


def test_a_one_way_road_has_no_way_back() -> None:
    network = draw("AB", "A>B").network
    assert network.arc_reverse.tolist() == [-1]


def test_one_way_lines_there_and_back_are_one_stretch() -> None:
    network = draw("ABC", "A>B>C C>B>A:30").network
    assert network.arc_reverse.tolist() == [1, 0]
    np.testing.assert_allclose(network.arc_seconds, [120.0, 240.0])


def test_a_line_drawn_twice_keeps_the_faster_drive_and_is_counted() -> None:
    network = draw("AB", "A-B:30 A>B:60 A-B:40").network
    assert network.arc_count == 2
    assert network.report.repeated == 2
    np.testing.assert_allclose(network.arc_seconds, [60.0, 90.0])


def test_parallel_roads_of_different_shape_stay_two() -> None:
    network = draw("AB\nCD", "A-B A-C-D-B").network
    assert (network.node_count, network.arc_count) == (2, 4)


def test_a_line_that_meets_itself_is_cut_there() -> None:
    lollipop = draw("A.BC\n..ED", "A-B-C-D-E-B").network
    assert (lollipop.node_count, lollipop.arc_count) == (2, 4)


def test_a_line_that_turns_back_ends_a_street_there() -> None:
    spur = draw("ABC\n.X.", "A-B-X-B-C")
    assert (spur.network.node_count, spur.network.arc_count) == (4, 6)


def test_a_measured_length_overrides_the_drawn_one() -> None:
    network = RoadNetwork.build([road((0, 0), (1, 0), (3, 0), length_m=6000.0)], SPEEDS)
    assert network.arc_metres.tolist() == [6000.0, 6000.0]
    assert network.arc_seconds.tolist() == [360.0, 360.0]


def test_an_unmeasured_length_is_that_of_the_drawing() -> None:
    a, b = grid_point(0, 0), grid_point(3, 4)
    network = RoadNetwork.build([road((0, 0), (3, 4))], SPEEDS)
    assert network.arc_metres[0] == pytest.approx(distance_m(a, b), rel=1e-4)


def test_times_are_whole_ticks_so_that_sums_are_exact() -> None:
    network = RoadNetwork.build([road((0, 0), (1 / 3, 0), speed_kmh=47.0)], SPEEDS)
    ticks = network.arc_seconds * TICKS_PER_S
    assert (ticks == np.round(ticks)).all()
    assert (ticks >= 1).all()


def test_names_and_schematic_marks_stay_with_their_arcs() -> None:
    network = RoadNetwork.build(
        [road((0, 0), (1, 0), name="人民路"), road((1, 0), (2, 0), ref="G70", schematic=True)],
        SPEEDS,
    )
    assert [network.names[i] for i in network.arc_name] == ["人民路", "人民路", "G70", "G70"]
    assert network.arc_schematic.tolist() == [False, False, True, True]


def test_a_line_without_length_is_left_out_and_counted() -> None:
    network = RoadNetwork.build([road((0, 0), (1, 0)), road((1, 0), (1, 0))], SPEEDS)
    assert network.report.without_length == 1
    assert network.report.segments == 2


def test_a_cut_off_corner_of_the_map_is_marked_as_an_island() -> None:
    square = [road((c, r), (c + 1, r)) for c in range(15) for r in range(15)]
    square += [road((c, r), (c, r + 1)) for c in range(15) for r in range(15)]
    network = RoadNetwork.build([*square, road((40, 0), (41, 0))], SPEEDS)
    assert network.report.components == 2
    assert network.arc_island.nonzero()[0].tolist() == [
        network.arc_count - 2,
        network.arc_count - 1,
    ]


def test_the_version_follows_the_times_and_the_shape_version_only_the_roads() -> None:
    fast, slow = (RoadNetwork.build([road((0, 0), (1, 0))], {"road": kmh}) for kmh in (60.0, 30.0))
    again = RoadNetwork.build([road((0, 0), (1, 0))], SPEEDS)
    moved = RoadNetwork.build([road((0, 0), (1, 1))], SPEEDS)
    assert fast.network_version == again.network_version != slow.network_version
    assert fast.shape_version == slow.shape_version != moved.shape_version


def test_the_arrays_cannot_be_written() -> None:
    network = draw("AB", "A-B").network
    with pytest.raises(ValueError, match="read-only"):
        network.arc_seconds[0] = 1.0


def test_every_bad_segment_is_named_at_once_with_its_remedy() -> None:
    bad = [
        road((0, 0)),
        road((0, 0), (1, 0), road_class="towpath"),
        road((0, 0), (1, 0), speed_kmh=-5.0),
        road((0, 0), (1, 0), length_m=float("nan")),
        RoadSegment(coordinates=((110.0, 33.0), (110.0, 133.0)), road_class="road"),
    ]
    with pytest.raises(RoadError) as caught:
        RoadNetwork.build(bad, SPEEDS)
    problems = caught.value.problems
    assert len(problems) == len(bad)
    assert all(f"segment {i} " in problem for i, problem in enumerate(problems, start=1))
    assert "'towpath'" in problems[1]
    assert "which has: road" in problems[1]
    assert "133.0" in problems[4]


def test_a_class_with_an_impossible_speed_is_an_error() -> None:
    with pytest.raises(RoadError, match="speed must be above 0"):
        RoadNetwork.build([road((0, 0), (1, 0))], {"road": 0.0})


def test_no_roads_at_all_is_an_error() -> None:
    with pytest.raises(RoadError, match="no road segments"):
        RoadNetwork.build([], SPEEDS)


def test_the_drawing_lies_where_its_letters_are() -> None:
    drawing = draw("A.B", "A-B")
    assert drawing.on("A>B", 0.0).point == Point(110.0, 33.0)
