"""``G209 K1234 到 K1236`` becomes the road between two posts, and is refused where nobody knows."""

import pytest

from geo.coordinates import Point, distance_m
from geo.gazetteer.kposts import KPosts
from geo.gazetteer.place import KPost
from geo.gazetteer.post_range import KPostError, read_km
from geo.roads.network import RoadNetwork
from geo.roads.restrictions import Bound, PostRange, Sections, find_sections
from geo.roads.segments import RoadSegment
from geo.roads.snapping import Snapper


def road(
    ref: str, *coordinates: tuple[float, float], name: str = "", oneway: bool = False
) -> RoadSegment:
    return RoadSegment(
        coordinates=coordinates, road_class="primary", name=name, ref=ref, oneway=oneway
    )


# A degree of latitude is 111.2 km: G209 has 10 posted km between 32.11 and 32.20, and a side road.
ROADS = (
    road("G209", (110.68, 32.10), (110.68, 32.15), (110.68, 32.20)),
    road("G209", (110.68, 32.20), (110.70, 32.20), (110.70, 32.22), name="郧阳大道"),
    road("X101", (110.66, 32.15), (110.68, 32.15), (110.70, 32.15)),
    road("G70", (110.50, 32.00), (110.50, 32.20), oneway=True),
    road("G70", (110.5003, 32.20), (110.5003, 32.00), oneway=True),
    road("", (110.50, 32.00), (110.5003, 32.00)),
    road("", (110.50, 32.20), (110.5003, 32.20)),
    # Two pieces that do not meet, and one that is far longer than its numbers say.
    road("S1", (110.0, 32.0), (110.1, 32.0)),
    road("S1", (110.2, 32.0), (110.3, 32.0)),
    road("S2", (110.0, 32.3), (110.4, 32.3)),
)
POSTS = (
    KPost(ref="G209", k_km=1230.0, point=Point(110.68, 32.11)),
    KPost(ref="G209", k_km=1240.0, point=Point(110.68, 32.20)),
    KPost(ref="G209", k_km=1242.0, point=Point(110.70, 32.20)),
    KPost(ref="G70", k_km=100.0, point=Point(110.4999, 32.02)),
    KPost(ref="G70", k_km=110.0, point=Point(110.5004, 32.11)),
    KPost(ref="S1", k_km=1.0, point=Point(110.05, 32.0)),
    KPost(ref="S1", k_km=20.0, point=Point(110.25, 32.0)),
    KPost(ref="S2", k_km=1.0, point=Point(110.05, 32.3)),
    KPost(ref="S2", k_km=3.0, point=Point(110.25, 32.3)),
)
KNOWN = KPosts(POSTS, ROADS)
NETWORK = RoadNetwork.build(ROADS, {"primary": 60.0})


def sections(ref: str, from_km: float, to_km: float, bound: Bound = Bound.BOTH) -> Sections:
    lines = KNOWN.between(ref, from_km, to_km)
    posts = PostRange(ref, from_km, to_km, lines, bound)
    return find_sections(NETWORK, Snapper(NETWORK), posts)


def km_of(found: Sections) -> float:
    metres = (found.end - found.start) * NETWORK.arc_metres[found.arc]
    return round(float(metres.sum()) / 1000, 2)


def names(found: Sections) -> set[str]:
    return {NETWORK.names[NETWORK.arc_name[arc]] for arc in found.arc}


@pytest.mark.parametrize(
    ("said", "km"),
    [("K1234+500", 1234.5), ("1234", 1234.0), ("k12", 12.0), ("1234.5", 1234.5), ("Ｋ５+50", 5.05)],
)
def test_a_post_is_read_as_it_is_written(said: str, km: float) -> None:
    assert read_km(said) == km


@pytest.mark.parametrize("said", ["", "K", "G209", "K1+1000", "1.5+200", "-3"])
def test_what_is_no_post_is_not_read(said: str) -> None:
    assert read_km(said) is None


def test_the_road_between_two_posts_is_measured_along_it() -> None:
    [line] = KNOWN.between("G209", 1234, 1236.5)
    assert line[0].lat == pytest.approx(32.146, abs=1e-4)
    assert line[-1].lat == pytest.approx(32.1685, abs=1e-4)
    found = sections("G209", 1234, 1236.5)
    assert names(found) == {"G209"}  # the side road that it crosses is not meant
    assert km_of(found) == pytest.approx(2 * 2.5, abs=0.05)


def test_a_range_said_backwards_is_the_same_road() -> None:
    assert KNOWN.between("209国道", 1236, 1234) == KNOWN.between("G209", 1234, 1236)


def test_a_range_goes_on_over_a_post_around_a_bend_and_a_change_of_name() -> None:
    found = sections("G209", 1239, 1241)
    assert names(found) == {"G209", "郧阳大道"}
    [line] = KNOWN.between("G209", 1239, 1241)
    assert Point(110.68, 32.2) in line


def test_one_direction_of_a_two_way_road_leaves_the_other_open() -> None:
    growing = sections("G209", 1234, 1236, Bound.GROWING)
    falling = sections("G209", 1234, 1236, Bound.FALLING)
    assert set(growing.arc) & set(falling.arc) == set()
    assert set(growing.arc) == set(NETWORK.arc_reverse[falling.arc])
    heads = NETWORK.node_lat[NETWORK.arc_head[growing.arc]]
    assert (heads > NETWORK.node_lat[NETWORK.arc_tail[growing.arc]]).all()


def test_both_carriageways_of_a_motorway_are_closed_or_the_one_that_is_meant() -> None:
    assert len(KNOWN.between("G70", 103, 105)) == 2
    both = sections("G70", 103, 105)
    assert len(both.arc) == 2
    assert km_of(both) == pytest.approx(2 * 2.0, abs=0.1)
    [north] = sections("G70", 103, 105, Bound.GROWING).arc
    [south] = sections("G70", 103, 105, Bound.FALLING).arc
    assert {north, south} == set(both.arc)
    assert NETWORK.node_lat[NETWORK.arc_head[north]] > 32.1


@pytest.mark.parametrize(
    ("ref", "from_km", "to_km", "code", "field", "named"),
    [
        ("G999", 1, 2, "unknown_post_road", "road", "G209"),
        ("G209", 1234, 1234, "empty_post_range", "to_km", "K1234"),
        ("G209", 1200, 1234, "post_out_of_range", "from_km", "K1230–K1242"),
        ("G209", 1234, 1300.5, "post_out_of_range", "to_km", "K1300+500"),
        ("S1", 2, 3, "post_gap", "from_km", "K1 与 K20"),
        ("S2", 1, 2, "post_gap", "from_km", "断链"),
    ],
)
def test_what_cannot_be_found_is_refused_with_what_is_known(
    ref: str, from_km: float, to_km: float, code: str, field: str, named: str
) -> None:
    with pytest.raises(KPostError) as refused:
        KNOWN.between(ref, from_km, to_km)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert named in refused.value.detail
    assert refused.value.detail_en
    assert refused.value.remedy


def test_a_region_without_posts_says_so() -> None:
    with pytest.raises(KPostError, match="没有任何里程桩"):
        KPosts((), ROADS).between("G209", 1, 2)


def test_a_thousand_bends_are_kept_as_few_corners() -> None:
    bends = [(110.0 + i / 10_000, 33.0 + (i % 2) / 1_000_000) for i in range(3000)]
    posts = [KPost(ref="G5", k_km=k, point=Point(*bends[i])) for k, i in ((0, 0), (28.0, 2999))]
    [line] = KPosts(posts, [road("G5", *bends)]).between("G5", 1, 27)
    assert len(line) < 10
    assert distance_m(line[0], line[-1]) == pytest.approx(26_000, rel=0.01)
