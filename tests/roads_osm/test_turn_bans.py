"""Turn restrictions on a crossing: what may no longer be driven, in letters."""

from pathlib import Path

import pytest

from tests.roads_osm.osm_drawing import Imported, draw

CROSSING = """
    ..N..
    .....
    W.X.E
    .....
    ..S..
    ---
    way west   W-X  highway=primary
    way east   X-E  highway=primary
    way north  X-N  highway=primary
    way south  X-S  highway=primary
    """


def crossing(folder: Path, *turns: str) -> Imported:
    """The crossing with these restrictions."""
    return draw(CROSSING + "\n    ".join(["", *turns]), folder)


def test_no_left_turn_forbids_that_turn_only(tmp_path: Path) -> None:
    assert crossing(tmp_path, "turn no_left_turn west X north").bans() == ["WXN"]


def test_only_straight_on_forbids_every_other_way_out_turning_back_too(tmp_path: Path) -> None:
    roads = crossing(tmp_path, "turn only_straight_on west X east")
    assert roads.bans() == ["WXN", "WXS", "WXW"]


def test_no_u_turn_forbids_turning_back(tmp_path: Path) -> None:
    assert crossing(tmp_path, "turn no_u_turn west X west").bans() == ["WXW"]


def test_no_exit_names_several_ways_out(tmp_path: Path) -> None:
    path = tmp_path / "drawing.osm"
    roads = crossing(tmp_path, "turn no_exit west X north", "turn no_exit west X south")
    assert path.is_file()
    assert roads.bans() == ["WXN", "WXS"]


@pytest.mark.parametrize("words", ["except=emergency", "except=psv;emergency"])
def test_a_restriction_that_exempts_ambulances_is_none(tmp_path: Path, words: str) -> None:
    roads = crossing(tmp_path, f"turn no_left_turn west X north {words}")
    assert roads.bans() == []
    assert roads.report.found["TURN_EXEMPT"] == 1


def test_an_exemption_for_buses_exempts_no_ambulance(tmp_path: Path) -> None:
    assert crossing(tmp_path, "turn no_left_turn west X north except=bus").bans() == ["WXN"]


def test_a_restriction_at_certain_hours_is_noted_and_not_applied(tmp_path: Path) -> None:
    hours = "restriction:conditional=no_left_turn@(07:00-09:00)"
    roads = crossing(tmp_path, f"turn - west X north {hours}")
    assert roads.bans() == []
    assert roads.report.found["TURN_TIMED"] == 1


def test_a_restriction_that_points_nowhere_is_told_and_hurts_nothing(tmp_path: Path) -> None:
    roads = crossing(tmp_path, "turn no_left_turn nowhere X north", "turn no_left_turn west N east")
    assert roads.bans() == []
    assert roads.report.found["TURN_NOWHERE"] == 2
    assert roads.report.examples["TURN_NOWHERE"][0] == "relation 1 no_left_turn"


def test_a_restriction_of_unknown_kind_is_told(tmp_path: Path) -> None:
    roads = crossing(tmp_path, "turn no_flying west X north")
    assert roads.report.found["TURN_UNKNOWN"] == 1


def test_a_from_way_that_passes_through_leaves_the_side_open_and_is_not_guessed(
    tmp_path: Path,
) -> None:
    roads = draw(
        """
        ..N
        W.X.E
        ---
        way main  W-X-E  highway=primary
        way side  X-N    highway=primary
        turn no_left_turn main X side
        """,
        tmp_path,
    )
    assert roads.bans() == []
    assert roads.report.found["TURN_UNCLEAR"] == 1


def test_a_to_way_that_passes_through_is_not_guessed_either(tmp_path: Path) -> None:
    roads = draw(
        """
        ..N
        W.X.E
        ---
        way main  W-X-E  highway=primary
        way side  N-X    highway=primary
        turn no_left_turn side X main
        """,
        tmp_path,
    )
    assert roads.bans() == []
    assert roads.report.found["TURN_UNCLEAR"] == 1


DUAL = """
    A.B.C
    .....
    D.E.F
    ---
    way out1  A-B  highway=primary oneway=yes
    way out2  B-C  highway=primary oneway=yes
    way gap   B-E  highway=primary
    way in1   F-E  highway=primary oneway=yes
    way in2   E-D  highway=primary oneway=yes
    way w     D-A  highway=primary
    way e     C-F  highway=primary
    """


def test_a_ban_over_a_way_forbids_the_whole_sequence_only(tmp_path: Path) -> None:
    roads = draw(DUAL + "\n    turn no_u_turn out1 gap in2", tmp_path)
    assert roads.bans() == ["ABED"]
    assert roads.network.turns.chains
    assert len(roads.network.turns.pairs) == 0


def test_a_ban_over_two_ways_is_one_longer_chain(tmp_path: Path) -> None:
    two = (
        DUAL.replace("way gap   B-E", "way gap   B-G").replace(".....", "..G..", 1)
        + "\n    way gap2 G-E highway=primary\n    turn no_u_turn out1 gap gap2 in2"
    )
    roads = draw(two, tmp_path)
    assert roads.bans() == ["ABGED"]


def test_an_only_sign_over_a_way_leaves_one_way_out_at_its_end(tmp_path: Path) -> None:
    roads = draw(DUAL + "\n    turn only_right_turn out1 gap in2", tmp_path)
    assert roads.bans() == ["ABEB"]


def test_a_junction_of_a_restriction_stays_a_junction_though_only_two_ways_meet(
    tmp_path: Path,
) -> None:
    roads = draw(
        """
        A.B.C
        ---
        way one  A-B  highway=primary
        way two  B-C  highway=primary
        turn no_u_turn one B one
        """,
        tmp_path,
    )
    assert roads.bans() == ["ABA"]


def test_bans_on_roads_that_fell_away_fall_with_them(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C
        ...D
        ---
        way one   A-B  highway=primary
        way two   B-C  highway=primary oneway=yes
        turn no_straight_on one B two
        """,
        tmp_path,
    )
    assert roads.bans() == []
    assert roads.report.turns_dropped == 1
