"""The reference heeds turn bans: at a junction, over a way between, for places on the way.

One-way streets keep these maps from being solved by turning round at the next junction, which no
sign forbids.
"""

from itertools import pairwise
from pathlib import Path

import pytest

from geo.coordinates import Point
from geo.routing.reference import NetworkxRouter
from tests.roads_osm.osm_drawing import Imported, draw
from tests.roads_osm.test_turn_bans import DUAL

SQUARE = """
    A.B.C
    .....
    D.E.F
    ---
    way ab  A-B  highway=primary
    way bc  B-C  highway=primary oneway=yes
    way be  B-E  highway=primary
    way ef  E-F  highway=primary
    way cf  C-F  highway=primary
    way de  D-E  highway=primary
    """


def drive(roads: Imported, start: str, end: str) -> str:
    """The letters that the fastest way passes, from the middle of one road to that of another."""
    router = NetworkxRouter(roads.network)
    places = [router.locate(_between(roads, *ends)) for ends in (start, end)]
    route = router.route(*places)
    times = router.times_to(places[1], [places[0]])
    if route is None:
        assert times.seconds[0] == float("inf")
        return "-"
    assert times.seconds[0] == route.duration_s
    spots = {spot: letter for letter, spot in roads.letters.items()}
    passed = [spots.get((round(p.lon, 7), round(p.lat, 7)), "") for p in route.points]
    letters = [letter for letter in passed if letter]
    return "".join([letters[0], *(b for a, b in pairwise(letters) if a != b)]) if letters else ""


def _between(roads: Imported, a: str, b: str) -> Point:
    (lon_a, lat_a), (lon_b, lat_b) = roads.letters[a], roads.letters[b]
    return Point((lon_a + lon_b) / 2, (lat_a + lat_b) / 2)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("", "BE"),
        ("turn no_right_turn ab B be", "BCFE"),
        ("turn only_straight_on ab B bc", "BCFE"),
        ("turn no_right_turn ab B be\n    turn no_right_turn bc C cf", "-"),
    ],
)
def test_a_forbidden_turn_costs_the_detour(tmp_path: Path, signs: str, expected: str) -> None:
    roads = draw(SQUARE + f"\n    {signs}", tmp_path)
    assert drive(roads, "AB", "DE") == expected


def test_a_place_beside_the_banned_turn_is_reached_the_long_way(tmp_path: Path) -> None:
    roads = draw(SQUARE + "\n    turn no_right_turn ab B be", tmp_path)
    assert drive(roads, "AB", "BE") == "BCFE"


def test_who_comes_from_elsewhere_is_not_banned(tmp_path: Path) -> None:
    roads = draw(SQUARE + "\n    turn no_right_turn ab B be", tmp_path)
    assert drive(roads, "DE", "BE") == "E"


def test_a_chain_is_forbidden_only_as_a_whole(tmp_path: Path) -> None:
    one_way = DUAL.replace(
        "way gap   B-E  highway=primary", "way gap B-E highway=primary oneway=yes"
    )
    free = draw(one_way, tmp_path)
    assert drive(free, "AB", "ED") == "BE"
    banned = draw(one_way + "\n    turn no_u_turn out1 gap in2", tmp_path)
    assert drive(banned, "AB", "ED") == "BCFE"
    assert drive(banned, "BE", "ED") == "E"
