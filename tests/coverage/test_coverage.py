"""Minutes to the nearest crew on the pack's real roads, and what planners read from them."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from console.cli.plan_coverage import show_beyond_reach
from console.planning.of_pack import Day, roads_at
from dispatch.board import Board
from dispatch.domain.records import Duty
from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.roads.driving import Driving
from geo.routing.contracted import ContractedRouter
from simulations.coverage import (
    Places,
    Surface,
    Wanted,
    at_stations,
    beyond_reach,
    change,
    grid,
    standing_now,
    summarise,
    surface,
    townships,
)
from simulations.coverage.change import NotComparable
from simulations.coverage.files import KindUnknown, write
from simulations.coverage.picture import draw
from simulations.coverage.places import GridInvalid
from simulations.coverage.shares import gini
from simulations.coverage.surface import isochrones
from stations.organisation import Level
from stations.region import Region
from stations.regionpack import builtin, load
from stations.vehicles import Capability

REQUIREMENTS = ("SIM-01",)


@cache
def shiyan() -> Region:
    return load(builtin("shiyan"))


@cache
def roads() -> tuple[RoadState, ContractedRouter]:
    return roads_at(shiyan(), 9, Day.WORKDAY, Driving.SIREN)


@cache
def by_day() -> Surface:
    return surface(roads()[1], townships(shiyan()), at_stations(shiyan()))


def made(first: list[float], second: list[float], people: list[float]) -> Surface:
    """A surface over two towns in town and one in the country, by hand."""
    base = townships(shiyan())
    places = Places(
        ids=("a", "b", "c"),
        points=base.points[:3],
        township=("t1", "t2", "t3"),
        county=("x", "x", "y"),
        people=np.array(people),
        urban=np.array([True, True, False]),
    )
    return Surface(places, np.array(first), np.array(second), ("", "", ""), 2, True, "hand")


def test_every_place_is_answered_by_the_crew_that_the_roads_say_is_first() -> None:
    found, (_, router) = by_day(), roads()
    stands = at_stations(shiyan())
    nth = int(np.argmax(np.where(np.isfinite(found.first_min), found.first_min, 0)))
    starts = router.locate_all([stand.point for stand in stands])
    goal = router.locate(found.places.points[nth])
    eta = router.times_to(goal, starts).seconds + [stand.ready_s for stand in stands]
    assert found.first_min[nth] == pytest.approx(eta.min() / 60)
    assert found.second_min[nth] == pytest.approx(np.sort(eta)[1] / 60)
    assert stands[int(np.argmin(eta))].vehicle.id == found.nearest[nth]
    assert (found.second_min >= found.first_min).all()


def test_advanced_crews_alone_are_farther_away_than_anybody() -> None:
    doctors = Wanted(needs=frozenset({Capability.DOCTOR}))
    cities = Wanted(levels=frozenset({Level.CITY}))
    places, router = townships(shiyan()), roads()[1]
    for wanted in (doctors, cities):
        found = surface(router, places, at_stations(shiyan(), wanted))
        assert 0 < found.vehicles < by_day().vehicles
        assert (found.first_min >= by_day().first_min - 1e-9).all()


def test_without_anybody_on_duty_nobody_comes(tmp_path: Path) -> None:
    nobody = surface(roads()[1], townships(shiyan()), at_stations(shiyan(), on_duty=()))
    summary = summarise(nobody)
    assert summary.of("", "all").mean_min is None
    assert all(share.once == 0.0 for share in summary.of("", "urban").shares)
    write(nobody, tmp_path / "n.csv", {})
    assert "inf" not in (tmp_path / "n.csv").read_text("utf-8-sig")


def test_driving_alone_is_shorter_by_the_time_to_get_ready() -> None:
    driving = surface(roads()[1], townships(shiyan()), at_stations(shiyan()), ready=False)
    assert (driving.first_min <= by_day().first_min - 1.9).all()


def test_shares_by_people_in_town_and_country() -> None:
    found = summarise(made([5, 13, 25], [9, 40, np.inf], [300, 100, 600]))
    urban = {s.minutes: (s.once, s.twice) for s in found.of("", "urban").shares}
    rural = {s.minutes: (s.once, s.twice) for s in found.of("y", "rural").shares}
    assert urban == {8.0: (0.75, 0.0), 12.0: (0.75, 0.75), 15.0: (1.0, 0.75)}
    assert rural == {20.0: (0.0, 0.0), 30.0: (1.0, 0.0)}
    assert found.of("", "all").mean_min == pytest.approx((5 * 300 + 13 * 100 + 25 * 600) / 1000)
    assert [w.township for w in found.worst] == ["t3", "t2", "t1"]
    assert found.of("x", "rural").shares == ()


def test_who_cannot_be_reached_is_the_worst_and_counts_in_no_share() -> None:
    found = summarise(made([5, np.inf, 25], [9, np.inf, np.inf], [300, 100, 600]))
    assert found.worst[0].township == "t2"
    assert found.worst[0].mean_min is None
    assert found.of("", "urban").shares[0].once == 0.75


def test_who_has_no_road_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = made([5, np.inf, np.inf], [9, np.inf, np.inf], [300, 100, 0])
    assert beyond_reach(found) == {"t2": 100.0}
    show_beyond_reach(shiyan(), found)
    said = capsys.readouterr().out
    assert "100 人" in said
    assert "t2" in said
    assert "t3" not in said  # nobody lives there
    show_beyond_reach(shiyan(), made([5, 6, 7], [9, 9, 9], [300, 100, 0]))
    assert capsys.readouterr().out == ""


def test_gini_of_waits() -> None:
    even, people = np.array([7.0, 7.0, 7.0]), np.array([1.0, 5.0, 2.0])
    assert gini(even, people) == pytest.approx(0.0)
    # One of two equal groups waits for both: half.
    assert gini(np.array([0.0, 10.0]), np.array([3.0, 3.0])) == pytest.approx(0.5)
    rng = np.random.default_rng(5)
    minutes, ones = rng.uniform(1, 60, 40), np.ones(40)
    pairs = np.abs(minutes[:, None] - minutes[None, :]).mean() / (2 * minutes.mean())
    assert gini(minutes, ones) == pytest.approx(pairs)


def test_the_difference_of_two_fleets_counts_who_comes_into_reach() -> None:
    before = made([5, 13, np.inf], [9, 40, np.inf], [300, 100, 600])
    after = made([9, 7, 25], [9, 40, np.inf], [300, 100, 600])
    found = change(before, after)
    assert found.minutes.tolist() == [4.0, -6.0, -np.inf]
    moved = {(m.kind, m.minutes): (m.gained, m.lost) for m in found.moved}
    assert moved["urban", 8.0] == (100.0, 300.0)
    assert moved["rural", 30.0] == (600.0, 0.0)
    with pytest.raises(NotComparable):
        change(before, by_day())


def test_one_table_in_three_kinds_of_files(tmp_path: Path) -> None:
    told = {"hour": 9}
    for name in ("c.parquet", "c.csv", "c.geojson"):
        write(by_day(), tmp_path / name, told)
    table = pq.read_table(tmp_path / "c.parquet")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    features = json.loads((tmp_path / "c.geojson").read_text("utf-8"))["features"]
    assert table.num_rows == len(rows) == len(features) == len(by_day().places)
    assert json.loads(table.schema.metadata[b"liandong"])["hour"] == 9
    assert float(rows[0]["first_min"]) == table["first_min"][0].as_py()
    assert features[0]["properties"]["nearest"] == rows[0]["nearest"]
    write(change(by_day(), by_day()), tmp_path / "d.csv", told)
    assert "change_min" in (tmp_path / "d.csv").read_text("utf-8-sig")


def test_a_file_of_an_unknown_kind_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(KindUnknown, match=r"\.parquet"):
        write(by_day(), tmp_path / "c.xls", {})
    assert list(tmp_path.iterdir()) == []


def test_a_map_is_drawn_of_places_grids_and_changes(tmp_path: Path) -> None:
    cells = grid(shiyan(), 10.0)
    over = surface(roads()[1], cells, at_stations(shiyan()))
    for name, found in (("g", over), ("d", change(by_day(), by_day()))):
        path = tmp_path / f"{name}.png"
        draw(found, shiyan(), path, "标题", "title")
        assert path.read_bytes().startswith(b"\x89PNG")
    write(over, tmp_path / "g.geojson", {})
    shape = json.loads((tmp_path / "g.geojson").read_text("utf-8"))["features"][0]["geometry"]
    square = shapely.from_geojson(json.dumps(shape))
    assert square.covers(shapely.Point(cells.points[0].lon, cells.points[0].lat))


def test_a_grid_covers_the_ground_and_knows_whose_it_is() -> None:
    cells = grid(shiyan(), 5.0)
    assert 700 < len(cells) < 1500  # 24,000 square kilometres
    assert set(cells.county) >= set(shiyan().counties)
    with pytest.raises(GridInvalid, match="放宽"):
        grid(shiyan(), 0.1)
    with pytest.raises(GridInvalid, match="公里"):
        grid(shiyan(), float("nan"))


def test_isochrones_of_a_fleet_grow_with_the_minutes() -> None:
    state, router = roads()
    city = at_stations(shiyan(), Wanted(levels=frozenset({Level.CITY})))[:4]
    drawn = isochrones(router, state, city, (1.0, 8.0, 15.0))
    assert [ring.minutes for ring in drawn] == [1.0, 8.0, 15.0]
    assert drawn[0].area_km2 == 0.0  # nobody's wheels turn within a minute
    assert 0.0 < drawn[1].area_km2 < drawn[2].area_km2


def test_live_vehicles_count_from_where_they_are_and_only_while_free() -> None:
    region = shiyan()
    at_home = {v.id: region.units[v.station_code].point for v in region.vehicles.values()}
    board = Board()
    everybody = {stand.vehicle.id for stand in at_stations(region)}
    assert {stand.vehicle.id for stand in standing_now(region, board, at_home)} == everybody
    first = sorted(everybody)[0]
    board.duties[first] = Duty(vehicle_id=first, signed_on=False)
    moved = {**at_home, "V010": Point(110.0, 32.0)}
    free = {stand.vehicle.id: stand for stand in standing_now(region, board, moved)}
    assert set(free) == everybody - {first}
    assert free["V010"].point == Point(110.0, 32.0)
