"""Datums: right to the centimetre in both directions, and clear about nonsense."""

import re
from math import inf, nan

import eviltransform
import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from geo.coordinates import (
    CoordinateError,
    Datum,
    Point,
    distance_m,
    from_wgs84,
    from_wgs84_many,
    to_wgs84,
    to_wgs84_many,
)

SHIYAN = Point(110.798, 32.629)
china = st.builds(Point, st.floats(72.1, 137.7), st.floats(0.9, 55.7))


def test_gcj02_moves_shiyan_by_554_metres() -> None:
    lon, lat = from_wgs84(SHIYAN, Datum.GCJ02)
    assert distance_m(SHIYAN, Point(lon, lat)) == pytest.approx(554, abs=1)


def test_bd09_moves_shiyan_by_1181_metres() -> None:
    lon, lat = from_wgs84(SHIYAN, Datum.BD09)
    assert distance_m(SHIYAN, Point(lon, lat)) == pytest.approx(1181, abs=1)


@pytest.mark.parametrize(
    ("place", "gcj"),
    [
        (Point(110.798, 32.629), (110.8033201, 32.6268104)),
        (Point(121.4737, 31.2304), (121.4782231, 31.2284577)),
        (Point(116.3974, 39.9093), (116.4036437, 39.9107035)),
    ],
)
def test_known_places_come_out_where_the_maps_show_them(
    place: Point, gcj: tuple[float, float]
) -> None:
    assert from_wgs84(place, Datum.GCJ02) == pytest.approx(gcj, abs=1.5e-7)
    back = to_wgs84(*gcj, Datum.GCJ02)
    assert distance_m(back, place) < 0.05


@given(china)
def test_an_independent_implementation_agrees_within_two_centimetres(place: Point) -> None:
    lat, lon = eviltransform.wgs2gcj(place.lat, place.lon)
    assert distance_m(Point(*from_wgs84(place, Datum.GCJ02)), Point(lon, lat)) < 0.02
    lat, lon = eviltransform.wgs2bd(place.lat, place.lon)
    assert distance_m(Point(*from_wgs84(place, Datum.BD09)), Point(lon, lat)) < 0.02


@given(china, st.sampled_from(Datum))
@example(Point(105.0, 35.0), Datum.GCJ02)  # where the formula has a kink
@example(Point(105.0, 35.0), Datum.BD09)
def test_there_and_back_is_within_a_centimetre(place: Point, datum: Datum) -> None:
    assert distance_m(to_wgs84(*from_wgs84(place, datum), datum), place) < 0.01


anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(st.one_of(anywhere, china.map(lambda p: (p.lon, p.lat)))), st.sampled_from(Datum))
def test_many_at_once_are_converted_as_one_by_one(
    pairs: list[tuple[float, float]], datum: Datum
) -> None:
    rows = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    out = [from_wgs84(Point(*pair), datum) for pair in pairs]
    assert np.allclose(from_wgs84_many(rows, datum), np.array(out).reshape(-1, 2), atol=1e-9)


@given(st.lists(china, min_size=1), st.sampled_from(Datum))
def test_many_there_and_back_are_within_a_centimetre(places: list[Point], datum: Datum) -> None:
    rows = np.array([(p.lon, p.lat) for p in places])
    back = to_wgs84_many(from_wgs84_many(rows, datum), datum)
    for place, found in zip(places, back.tolist(), strict=True):
        assert distance_m(place, Point(*found)) < 0.01


def test_a_grid_over_all_of_china_comes_back_within_a_centimetre() -> None:
    lon, lat = np.meshgrid(np.linspace(73.5, 135.1, 400), np.linspace(3.8, 53.6, 300))
    rows = np.stack([lon.ravel(), lat.ravel()], axis=1)
    for datum in (Datum.GCJ02, Datum.BD09):
        off = to_wgs84_many(from_wgs84_many(rows, datum), datum) - rows
        assert np.abs(off).max() * 111_320 < 0.01


def test_one_bad_row_of_many_is_named() -> None:
    rows = np.array([(110.8, 32.6), (32.6, 110.8)])
    with pytest.raises(CoordinateError, match=re.escape("写反了")):
        to_wgs84_many(rows, Datum.GCJ02)


@given(st.floats(-180, 60), st.floats(-90, 90))
def test_outside_china_gcj02_is_wgs84(lon: float, lat: float) -> None:
    assert from_wgs84(Point(lon, lat), Datum.GCJ02) == (lon, lat)
    assert to_wgs84(lon, lat, Datum.GCJ02) == Point(lon, lat)


@pytest.mark.parametrize("place", [Point(71.95, 35.0), Point(137.88, 35.0), Point(105.0, 55.88)])
def test_just_outside_the_box_too(place: Point) -> None:
    assert to_wgs84(*from_wgs84(place, Datum.GCJ02), Datum.GCJ02) == place


@given(china)
def test_cgcs2000_is_wgs84(place: Point) -> None:
    assert from_wgs84(place, Datum.CGCS2000) == (place.lon, place.lat)


@pytest.mark.parametrize(
    ("lon", "lat", "field"),
    [(nan, 32.0, "lon"), (110.0, inf, "lat"), (200.0, 32.0, "lon"), (110.0, -91.0, "lat")],
)
@pytest.mark.parametrize("datum", Datum)
def test_what_is_no_place_on_earth_is_refused_by_name_and_value(
    lon: float, lat: float, field: str, datum: Datum
) -> None:
    with pytest.raises(CoordinateError) as caught:
        to_wgs84(lon, lat, datum)
    assert caught.value.field == field
    assert str(lon if field == "lon" else lat) in str(caught.value)
    assert caught.value.remedy


def test_a_swapped_pair_is_recognised() -> None:
    with pytest.raises(CoordinateError, match=re.escape("写反了")):
        to_wgs84(32.629, 110.798, Datum.GCJ02)


@given(china, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_distances_are_within_six_per_mille_of_the_ellipsoid(
    a: Point, d_lon: float, d_lat: float
) -> None:
    b = Point(a.lon + d_lon, a.lat + d_lat)
    true_m = geodesic((a.lat, a.lon), (b.lat, b.lon)).meters
    assert distance_m(a, b) == pytest.approx(true_m, rel=0.006, abs=0.01)
