"""Candidates: every road within the radius, each arc once, and no other."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import distance_m
from geo.matching import MatchTerms, Sighting
from geo.matching.candidates import candidates
from geo.roads.network import RoadNetwork
from geo.roads.snapping import Snapper
from tests.geo.drawing import draw, grid_point
from tests.geo.random_roads import spots, towns


@given(towns, st.lists(spots, max_size=4), st.floats(50.0, 2000.0))
def test_candidates_are_the_arcs_within_the_radius(
    network: RoadNetwork, asked: list[tuple[float, float]], radius_m: float
) -> None:
    terms = MatchTerms(radius_m=radius_m, candidates_max=10_000)
    sightings = [Sighting(point=grid_point(*spot), at_ms=0) for spot in asked]
    found = candidates(network, Snapper(network), sightings, terms)
    assert len(found) == len(asked)
    for sighting, near in zip(sightings, found, strict=True):
        assert len(set(near.arc.tolist())) == len(near.arc)
        assert (np.diff(near.score) <= 0).all()
        rows = zip(near.arc.tolist(), near.fraction.tolist(), near.metres.tolist(), strict=True)
        for arc, fraction, metres in rows:
            gap_m = distance_m(sighting.point, network.point_at(arc, fraction))
            assert abs(gap_m - metres) < 0.02 * metres + 0.1
        for arc in set(range(network.arc_count)) - set(near.arc.tolist()):
            _, lon, lat = network.shape(arc)
            line = shapely.LineString(np.column_stack([lon, lat]))
            spot = shapely.Point(sighting.point.lon, sighting.point.lat)
            on_line = line.interpolate(line.project(spot))
            away_m = distance_m(sighting.point, type(sighting.point)(on_line.x, on_line.y))
            assert network.arc_island[arc] or away_m > 0.97 * radius_m


def test_on_a_hairpin_the_heading_finds_the_leg() -> None:
    network = draw("AB\nDC", "A>B>C>D").network
    middle = grid_point(0.5, 0.45)
    terms = MatchTerms(radius_m=700.0, sigma_max_m=500.0)
    for heading, least in ((90.0, 0.0), (270.0, 0.5)):
        sighting = Sighting(
            point=middle, at_ms=0, speed_kmh=40.0, heading_deg=heading, accuracy_m=500.0
        )
        (near,) = candidates(network, Snapper(network), [sighting], terms)
        assert least <= near.fraction[0] <= least + 0.5
