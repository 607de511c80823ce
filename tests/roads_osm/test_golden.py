"""Whole small maps and the networks they must give, reviewed as text.

``LIANDONG_GOLDEN=write pytest tests/roads_osm/test_golden.py`` writes the expected files anew.
"""

import os
from pathlib import Path

import pytest
import shapely

from geo.coordinates import Point
from geo.roads.osm import Place, Surroundings
from tests.roads_osm.osm_drawing import draw, place_of

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("drawing", sorted(p.stem for p in GOLDEN.glob("*.drawing")))
def test_the_network_of_a_drawing_is_the_reviewed_one(drawing: str, tmp_path: Path) -> None:
    town = shapely.box(*place_of(-0.5, 3.5), *place_of(4.5, -0.5))
    seat = Place("中心镇", Point(*place_of(2.0, 0.0)))
    around = Surroundings(urban=town, places=(seat,))
    roads = draw((GOLDEN / f"{drawing}.drawing").read_text("utf-8"), tmp_path, around)
    told = "\n".join(roads.report.lines())
    text = f"{roads.text()}\n{told}\n"
    expected = GOLDEN / f"{drawing}.txt"
    if os.environ.get("LIANDONG_GOLDEN") == "write":
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")
