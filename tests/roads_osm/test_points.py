"""What stands on the road: barriers, signals, tolls, rails."""

from pathlib import Path

import pytest

from tests.roads_osm.osm_drawing import Imported, draw

LANE = """
    W.A.B.C.F
    ..E...D..
    ---
    way lane  A-B-C    highway=service
    way loop  A-E-D-C  highway=residential
    way west  W-A      highway=residential
    way east  C-F      highway=residential
    """


def lane(folder: Path, tags: str) -> Imported:
    """The lane with these tags at B."""
    return draw(LANE + f"\n    node B {tags}", folder)


@pytest.mark.parametrize(
    "tags",
    [
        "barrier=bollard",
        "barrier=block",
        "barrier=gate access=no",
        "barrier=gate motor_vehicle=no",
        "barrier=gate emergency=no",
    ],
)
def test_a_barrier_that_nobody_opens_cuts_the_road(tmp_path: Path, tags: str) -> None:
    roads = lane(tmp_path, tags)
    assert roads.network.node_count == 6, "W A C F, and an end on either side of B"
    assert roads.report.found["BARRIER"] == 1


@pytest.mark.parametrize(
    "tags",
    [
        "barrier=gate",
        "barrier=lift_gate",
        "barrier=gate access=private",
        "barrier=bollard emergency=yes",
        "barrier=bollard motor_vehicle=yes",
        "barrier=gate access=no emergency=yes",
        "barrier=something_new",
    ],
)
def test_a_gate_costs_time_and_stays_a_junction(tmp_path: Path, tags: str) -> None:
    roads = lane(tmp_path, tags)
    assert roads.network.node_count == 5
    assert "gates=1" in roads.arc_text(roads.arc("AB"))


@pytest.mark.parametrize("tags", ["barrier=entrance", "barrier=cattle_grid", "barrier=kerb"])
def test_what_hinders_nobody_is_no_barrier(tmp_path: Path, tags: str) -> None:
    roads = lane(tmp_path, tags)
    assert roads.network.node_count == 4


def test_signals_tolls_and_rails_are_counted_where_one_drives_over_them(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C.D.E
        ---
        way one  A-B-C-D-E  highway=primary
        node B   highway=traffic_signals
        node C   railway=level_crossing
        node E   highway=traffic_signals
        """,
        tmp_path,
    )
    there, back = roads.arc_text(roads.arc("ABCDE")), roads.arc_text(roads.arc("EDCBA"))
    assert "signals=2 rail_crossings=1" in there
    assert "signals=1 rail_crossings=1" in back
