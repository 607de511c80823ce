"""What becomes of the shapes: stretches, rings, pieces that lead nowhere, the border."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.coordinates import Point
from geo.roads.osm import OsmInvalid, Place, Surroundings, import_roads
from tests.roads_osm.osm_drawing import draw, place_of


def test_pieces_between_junctions_become_one_stretch_that_keeps_its_shape(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C.D
        ....E
        ---
        way one  A-B-C-D  highway=primary
        way two  C-E      highway=primary
        """,
        tmp_path,
    )
    assert roads.arcs() == ["ABC", "CBA", "CD", "CE", "DC", "EC"]
    assert roads.network.arc_metres[roads.arc("ABC")] == pytest.approx(4000, rel=1e-3)


def test_two_ways_driven_alike_join_and_two_of_different_class_do_not(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C.D
        ---
        way one    A-B  highway=primary
        way two    C-B  highway=primary
        way three  C-D  highway=service
        """,
        tmp_path,
    )
    assert roads.arcs() == ["ABC", "CBA", "CD", "DC"]


def test_one_way_streets_drawn_head_to_head_do_not_join(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C
        D...E
        ---
        way one   A-B      highway=primary oneway=yes
        way two   C-B      highway=primary oneway=-1
        way back  C-E-D-A  highway=primary oneway=yes
        """,
        tmp_path,
    )
    assert roads.arcs() == ["ABCEDA"]


def test_a_ring_without_a_junction_opens_once(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B
        D.C
        ---
        way one  A-B-C  highway=primary
        way two  C-D-A  highway=primary
        """,
        tmp_path,
    )
    assert sorted(len(arc) for arc in roads.arcs()) == [5, 5]
    assert roads.network.node_count == 1


def test_a_ring_of_one_way_keeps_its_direction(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.X
        D.C
        ---
        way ring  A-B-C-D-A  highway=primary junction=roundabout
        way in    B-X        highway=primary
        """,
        tmp_path,
    )
    assert roads.arcs() == ["BCDAB", "BX", "XB"]


def test_a_piece_drawn_twice_is_kept_once_and_told(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C
        ---
        way one    A-B-C  highway=service
        way again  A-B    highway=primary
        """,
        tmp_path,
    )
    assert roads.arcs() == ["AB", "BA", "BC", "CB"]
    assert "primary" in roads.arc_text(roads.arc("AB"))
    assert roads.report.found["DUPLICATE"] == 1


def test_a_piece_without_length_joins_its_ends(tmp_path: Path) -> None:
    path = tmp_path / "spot.osm"
    nodes = [(1, 110.0, 32.0), (2, 110.01, 32.0), (3, 110.01, 32.0), (4, 110.02, 32.0)]
    text = "".join(f'<node id="{i}" version="1" lon="{x}" lat="{y}"/>' for i, x, y in nodes)
    refs = "".join(f'<nd ref="{i}"/>' for i, _, _ in nodes)
    tag = '<tag k="highway" v="primary"/>'
    path.write_text(f'<osm version="0.6">{text}<way id="1" version="1">{refs}{tag}</way></osm>')
    network, report = import_roads(path)
    assert (network.node_count, network.arc_count) == (2, 2)
    assert report.found["ZERO_LENGTH"] == 1
    assert (np.diff(network.shape_at[:3]) > 0).all()


def test_what_leads_only_in_falls_away_and_is_told(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C
        ---
        way town  A-B  highway=primary
        way trap  B-C  highway=primary oneway=yes
        """,
        tmp_path,
    )
    assert roads.arcs() == ["AB", "BA"]
    assert roads.report.oneway_km == pytest.approx(2.0, rel=1e-2)
    assert roads.report.islands == 0


ISLAND = """
    A.B.C.D.....X.Y
    ---
    way town    A-B-C-D  highway=primary
    way island  X-Y      highway=primary
    """


def test_an_island_falls_away_and_names_the_township_it_would_strand(tmp_path: Path) -> None:
    spot = Place("孤镇", Point(*place_of(12.1, 0.0)))
    roads = draw(ISLAND, tmp_path, Surroundings(places=(spot,)))
    assert roads.arcs() == ["ABCD", "DCBA"]
    assert roads.report.islands == 1
    assert roads.report.island_km == pytest.approx(2.0, rel=1e-2)
    assert [s.place for s in roads.report.stranded] == ["孤镇"]
    assert roads.report.largest_islands[0].near == "孤镇"
    assert any("孤镇" in line for line in roads.report.lines())


def test_an_island_where_nobody_lives_is_no_warning(tmp_path: Path) -> None:
    town = Place("大镇", Point(*place_of(2.0, 0.0)))
    roads = draw(ISLAND, tmp_path, Surroundings(places=(town,)))
    assert roads.report.stranded == ()


def test_roads_are_cut_at_the_border_of_the_region(tmp_path: Path) -> None:
    box = shapely.box(*place_of(-0.5, 1.0), *place_of(4.5, -1.0))
    roads = draw(ISLAND, tmp_path, Surroundings(clip=box))
    assert roads.arcs() == ["ABCD", "DCBA"]
    assert roads.report.found["OUTSIDE"] == 1


def test_a_region_without_roads_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    far = shapely.box(80, 40, 81, 41)
    with pytest.raises(OsmInvalid, match=r"范围内没有道路.*改法.*no road inside.*Remedy"):
        draw(ISLAND, tmp_path, Surroundings(clip=far))


def test_a_file_without_roads_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(OsmInvalid, match="文件中没有道路"):
        draw("A.B\n---\nway one  A-B  building=yes\n", tmp_path)


def test_a_vertex_that_the_file_lacks_cuts_the_way_there(tmp_path: Path) -> None:
    roads = draw(
        """
        A.B.C
        ---
        way one  A-B-C-Q  highway=primary
        """,
        tmp_path,
    )
    assert roads.arcs() == ["ABC", "CBA"]
    assert roads.report.found["MISSING_NODE"] == 1
