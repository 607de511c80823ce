"""Which roads a sighting may stand for, and how well each explains it by itself."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.matching.sighting import Sighting
from geo.matching.terms import MatchTerms
from geo.roads.network import RoadNetwork
from geo.roads.snapping import Near, Snapper

Floats = NDArray[np.float64]
Arcs = NDArray[np.int64]


class Candidates(NamedTuple):
    """Places on directed arcs with their log-likelihoods, the best first; each arc once."""

    arc: Arcs
    fraction: Floats
    score: Floats
    metres: Floats

    def take(self, chosen: NDArray[np.int64]) -> "Candidates":
        """Some of them."""
        return Candidates(
            self.arc[chosen], self.fraction[chosen], self.score[chosen], self.metres[chosen]
        )


def candidates(
    network: RoadNetwork, snapper: Snapper, sightings: Sequence[Sighting], terms: MatchTerms
) -> list[Candidates]:
    """The best candidates of each sighting, none where no road is near."""
    if not sightings:
        return []
    near = _both_ways(network, snapper.around([s.point for s in sightings], terms.radius_m))
    score = _emission(network, near, sightings, terms)
    # Of an arc's pieces the best stays, not the nearest: on a hairpin the heading finds the leg.
    best_of_arc = np.lexsort((-score, near.arc, near.asked))
    new = np.ones(len(best_of_arc), dtype=np.bool_)
    asked, arc = near.asked[best_of_arc], near.arc[best_of_arc]
    new[1:] = (asked[1:] != asked[:-1]) | (arc[1:] != arc[:-1])
    kept = best_of_arc[new]
    ranked = kept[np.lexsort((near.arc[kept], -score[kept], near.asked[kept]))]
    bounds = np.searchsorted(near.asked[ranked], np.arange(len(sightings) + 1))
    every = Candidates(near.arc, near.fraction, score, near.metres)
    return [
        every.take(ranked[begin : min(begin + terms.candidates_max, end)])
        for begin, end in pairwise(bounds.tolist())
    ]


def _both_ways(network: RoadNetwork, near: Near) -> Near:
    """The same places, on both arcs of every two-way stretch."""
    back = network.arc_reverse[near.arc].astype(np.int64)
    two_way = back >= 0
    return Near(
        asked=np.concatenate([near.asked, near.asked[two_way]]),
        arc=np.concatenate([near.arc, back[two_way]]),
        fraction=np.concatenate([near.fraction, 1.0 - near.fraction[two_way]]),
        metres=np.concatenate([near.metres, near.metres[two_way]]),
        bearing_deg=np.concatenate([near.bearing_deg, near.bearing_deg[two_way] + 180.0]),
    )


def _emission(
    network: RoadNetwork, near: Near, sightings: Sequence[Sighting], terms: MatchTerms
) -> Floats:
    """Log-likelihood of each place from distance, heading and speed."""
    sigma = np.array([s.accuracy_m or terms.sigma_m for s in sightings])
    sigma = np.clip(sigma, terms.sigma_min_m, terms.sigma_max_m)[near.asked]
    across = 0.5 * (near.metres / sigma) ** 2
    kmh = np.array([s.speed_kmh or 0.0 for s in sightings])[near.asked]
    heading = np.array([np.nan if s.heading_deg is None else s.heading_deg for s in sightings])
    told = np.array([s.speed_kmh is None for s in sightings])[near.asked]
    off = np.abs((heading[near.asked] - near.bearing_deg + 180.0) % 360.0 - 180.0)
    askew = np.minimum(0.5 * (off / terms.heading_sigma_deg) ** 2, terms.heading_worst)
    meant = (told | (kmh >= terms.heading_from_kmh)) & ~np.isnan(askew)
    usual = network.arc_metres[near.arc] / network.arc_seconds[near.arc] * 3.6
    too_fast = np.maximum(kmh / usual - terms.over_speed_free, 0.0) * terms.over_speed_weight
    too_fast = np.minimum(too_fast, terms.heading_worst)
    score: Floats = -across - np.where(meant, askew, 0.0) - too_fast
    return score
