"""How fast an ambulance drives, term by term."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.roads.driving import Profile, TraitsMissing
from geo.roads.network import TICKS_PER_S, RoadNetwork
from geo.roads.osm import Surroundings
from geo.roads.profiles import ProfileInvalid, ambulance, read_profile
from geo.roads.segments import RoadSegment
from geo.roads.traits import AreaKind, RoadClass
from tests.roads_osm.osm_drawing import Imported, draw

TOML = Path(__file__).parents[2] / "geo" / "roads" / "ambulance.toml"


def seconds(roads: Imported, path: str, **asked: int | bool) -> float:
    """Seconds for one arc."""
    drive = ambulance().arc_seconds(roads.network, **asked)  # type: ignore[arg-type]
    return float(drive[roads.arc(path)])


def street(folder: Path, tags: str, more: str = "") -> Imported:
    """A street of two kilometres with these tags."""
    return draw(f"A.B\n---\nway one  A-B  {tags}\n{more}", folder)


def with_terms(folder: Path, old: str, new: str) -> Profile:
    """The ambulance with one term changed."""
    text = TOML.read_text("utf-8")
    assert text.count(old) == 1, old
    path = folder / "own.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return read_profile(path)


def test_a_siren_is_never_slower(tmp_path: Path) -> None:
    for road_class in ("motorway oneway=no", "primary", "residential", "track", "service"):
        roads = street(tmp_path, f"highway={road_class}")
        for slot in range(16):
            assert seconds(roads, "AB", slot=slot) <= seconds(roads, "AB", slot=slot, siren=False)


def test_without_siren_what_a_siren_opens_is_closed(tmp_path: Path) -> None:
    roads = street(tmp_path, "highway=pedestrian")
    assert seconds(roads, "AB", siren=False) == np.inf
    assert seconds(roads, "AB", siren=True) < np.inf


def test_the_network_carries_the_times_of_a_siren_off_peak(tmp_path: Path) -> None:
    roads = street(tmp_path, "highway=primary")
    assert np.array_equal(roads.network.arc_seconds, ambulance().arc_seconds(roads.network))
    assert np.isfinite(roads.network.arc_seconds).all()


def test_times_are_whole_ticks(tmp_path: Path) -> None:
    roads = street(tmp_path, "highway=primary maxspeed=47")
    for slot in range(16):
        ticks = ambulance().arc_seconds(roads.network, slot, False) * TICKS_PER_S
        assert (ticks == np.round(ticks)).all()


def test_a_signed_limit_holds_without_siren_and_bends_with_it(tmp_path: Path) -> None:
    roads = street(tmp_path, "highway=primary maxspeed=20")
    metres = roads.network.arc_metres[0]
    assert seconds(roads, "AB", siren=False) == pytest.approx(metres / 20 * 3.6, rel=1e-3)
    assert seconds(roads, "AB", siren=True) == pytest.approx(metres / 24 * 3.6, rel=1e-3)


def test_a_higher_limit_than_usual_is_believed_in_part(tmp_path: Path) -> None:
    plain = street(tmp_path, "highway=tertiary")
    signed = street(tmp_path, "highway=tertiary maxspeed=80")
    usual, better = (60 / seconds(r, "AB", siren=False) for r in (plain, signed))
    assert better == pytest.approx(usual * 80 * 0.75 / 40, rel=1e-3)


def test_a_town_street_is_slower_than_a_country_road(tmp_path: Path) -> None:
    drawing = "A.B\n---\nway one  A-B  highway=primary"
    country = draw(drawing, tmp_path)
    town = draw(drawing, tmp_path, Surroundings(urban=shapely.box(100, 20, 120, 40)))
    assert seconds(town, "AB") > seconds(country, "AB")


def test_a_road_that_winds_is_slower(tmp_path: Path) -> None:
    roads = draw(
        """
        A.C.E.G
        .B.D.F.
        ---
        way one  A-B-C-D-E-F-G  highway=primary
        """,
        tmp_path,
    )
    traits = roads.network.traits
    assert traits is not None
    assert traits.area.tolist() == [AreaKind.RURAL] * 2, "six bends in eight kilometres are few"
    sharp = with_terms(tmp_path, "winding_deg_per_km = 350.0", "winding_deg_per_km = 50.0")
    winding = draw(
        "A.C.E.G\n.B.D.F.\n---\nway one  A-B-C-D-E-F-G  highway=primary", tmp_path, profile=sharp
    )
    assert winding.network.arc_seconds[0] > roads.network.arc_seconds[0]


def test_a_ferry_takes_its_crossing_and_its_wait(tmp_path: Path) -> None:
    tags = "route=ferry motor_vehicle=yes duration=00:10"
    roads = street(tmp_path, tags)
    assert seconds(roads, "AB", siren=False) == 600 + 900
    assert seconds(roads, "AB", siren=True) == 600 + 450
    timetable = street(tmp_path, tags + " interval=00:20")
    assert seconds(timetable, "AB", siren=False) == 600 + 600


def test_signals_and_gates_cost_less_with_siren(tmp_path: Path) -> None:
    plain = street(tmp_path, "highway=primary")
    lit = street(tmp_path, "highway=primary", "node B highway=traffic_signals")
    for siren, lost in ((False, 18.0), (True, 4.0)):
        more = seconds(lit, "AB", siren=siren) - seconds(plain, "AB", siren=siren)
        assert more == pytest.approx(lost, abs=0.01)


def test_the_rush_hour_is_slower_and_the_siren_undoes_half_of_it(tmp_path: Path) -> None:
    town = Surroundings(urban=shapely.box(100, 20, 120, 40))
    roads = draw("A.B\n---\nway one  A-B  highway=primary", tmp_path, town)
    rush, night = ambulance().slot(8, workday=True), ambulance().slot(3, workday=True)
    for siren in (False, True):
        assert seconds(roads, "AB", slot=rush, siren=siren) > seconds(
            roads, "AB", slot=night, siren=siren
        )
    kmh = [7200 / seconds(roads, "AB", slot=rush, siren=s) for s in (False, True)]
    assert kmh[0] == pytest.approx(34 * 0.72, rel=1e-2)
    assert kmh[1] == pytest.approx(34 * 1.35 * 0.86, rel=1e-2)


def test_a_day_has_eight_parts_and_days_off_have_their_own() -> None:
    profile = ambulance()
    assert [profile.slot(hour, True) for hour in (0, 5, 6, 8, 13, 23)] == [0, 0, 1, 2, 4, 7]
    assert profile.slot(8, False) == 10


def test_a_profile_may_open_one_way_streets_against_their_direction(tmp_path: Path) -> None:
    own = with_terms(tmp_path, "[contraflow_kmh]\n", "[contraflow_kmh]\nresidential = 10.0\n")
    drawing = """
        A.B
        D.C
        ---
        way one   A-B      highway=residential oneway=yes
        way loop  B-C-D-A  highway=residential
        """
    assert draw(drawing, tmp_path).arcs() == ["AB", "ADCB", "BCDA"]
    roads = draw(drawing, tmp_path, profile=own)
    assert roads.arcs() == ["AB", "ADCB", "BA", "BCDA"]
    arc = roads.arc("BA")
    assert own.arc_seconds(roads.network, siren=False)[arc] == np.inf
    assert own.arc_seconds(roads.network)[arc] == pytest.approx(2000 / 10 * 3.6, rel=1e-2)


def test_every_class_has_a_speed() -> None:
    assert set(ambulance().kmh) == {road_class.name.lower() for road_class in RoadClass}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("height_m = 2.8", "height_m = -1", "height_m"),
        ("height_m = 2.8", 'height_m = "high"', "height_m"),
        ("primary = [34.0, 52.0, 36.0]", "primary = [34.0, 52.0]", "kmh"),
        ("primary = [34.0, 52.0, 36.0]", "primary = [34.0, 0.0, 36.0]", "kmh"),
        ("primary = [34.0, 52.0, 36.0]", "primary = [34.0, nan, 36.0]", "kmh"),
        ("track = [14.0, 18.0, 12.0]", "trakc = [14.0, 18.0, 12.0]", "trakc"),
        ("other = [1.15, 1.10, 1.05]", "any = [1.15, 1.10, 1.05]", "siren.any"),
        ("starts = [0, 6,", "starts = [1, 6,", "starts"),
        ('bollard = "shut"', 'bollard = "maybe"', "barriers"),
        ("kmh_max = 110.0", "kmh_maximum = 110.0", "kmh_maximum"),
    ],
)
def test_a_wrong_term_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = TOML.read_text("utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace(f"\n{old}", f"\n{new}", 1), "utf-8")
    with pytest.raises(ProfileInvalid, match=named):
        read_profile(path)


def test_drawn_roads_have_no_traits_to_make_times_from() -> None:
    line = ((110.0, 32.0), (110.1, 32.0))
    drawn = RoadNetwork.build([RoadSegment(coordinates=line, road_class="road")], {"road": 60.0})
    with pytest.raises(TraitsMissing):
        ambulance().arc_seconds(drawn)


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "ambulance.toml"
    path.write_text("[kmh]\nprimary = [30.0, 50.0, 30.0]\n", "utf-8")
    own = read_profile(path)
    assert own.kmh["primary"] == (30.0, 50.0, 30.0)
    assert own.kmh["trunk"] == ambulance().kmh["trunk"]
    assert own.hours == ambulance().hours


def test_every_wrong_term_is_named_with_its_line_its_value_and_what_would_do(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ambulance.toml"
    path.write_text(
        "height_m = -1\n[kmh]\nprimary = [0, 50, 30]\nmotorwy = [80, 80, 70]\n"
        "[speed]\nkmh_max = nan\nkmh_maxx = 100\n",
        "utf-8",
    )
    with pytest.raises(ProfileInvalid) as raised:
        read_profile(path)
    problems = {p.term: p for p in raised.value.problems}
    assert {term: p.line for term, p in problems.items()} == {
        "height_m": 1, "kmh.primary": 3, "kmh.motorwy": 4, "speed.kmh_max": 6, "speed.kmh_maxx": 7,
    }  # fmt: skip
    assert problems["height_m"].value == -1
    assert "2.8" in problems["height_m"].remedy_zh
    assert "motorway" in problems["kmh.motorwy"].remedy_en
    assert "kmh_max" in problems["speed.kmh_maxx"].remedy_en


def test_a_file_that_is_no_toml_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "ambulance.toml"
    path.write_text("height_m = 2.8\nwidth_m == 2\n", "utf-8")
    with pytest.raises(ProfileInvalid) as raised:
        read_profile(path)
    assert raised.value.problems[0].line == 2


def test_drawn_roads_have_the_hours_and_the_siren_of_town_and_country() -> None:
    profile, seconds = ambulance(), np.array([1000.0, 1000.0])
    area = np.array([AreaKind.URBAN, AreaKind.RURAL], dtype=np.uint8)
    usual, rush = profile.slot(10, True), profile.slot(8, True)
    assert profile.drawn_seconds(seconds, area, usual, siren=True).tolist() == [1000.0, 1000.0]
    siren, calm = (profile.drawn_seconds(seconds, area, rush, siren=s) for s in (True, False))
    assert siren == pytest.approx([1000 * 0.94 / 0.86, 1000 / 0.975], rel=1e-3)
    assert calm == pytest.approx([1000 * 0.94 * 1.15 / 0.72, 1000 * 1.10 / 0.95], rel=1e-3)
