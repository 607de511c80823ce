"""The road a vehicle is on, fix by fix: a handful of hypotheses per vehicle and nothing more."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import distance_m
from geo.matching.candidates import Candidates, candidates
from geo.matching.ground import Ground
from geo.matching.sighting import MatchedFix, Refused, Sighting, off_road, refusal

Floats = NDArray[np.float64]


class _Track(NamedTuple):
    """What is remembered of a vehicle: its last sighting and at most ``hypotheses_max`` places."""

    last: Sighting
    places: Candidates


class OnlineMatcher:
    """Follows vehicles; each new sighting sharpens or refutes what the earlier ones said."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._tracks: dict[str, _Track] = {}

    def match(self, vehicle_id: str, sighting: Sighting) -> MatchedFix | Refused:
        """The place of one vehicle."""
        return self.match_all([(vehicle_id, sighting)])[0]

    def match_all(self, sightings: Sequence[tuple[str, Sighting]]) -> list[MatchedFix | Refused]:
        """The places of many vehicles: one search of the tree for all of them."""
        out: list[MatchedFix | Refused | None] = []
        last_ms: dict[str, int] = {}
        for vehicle_id, sighting in sightings:
            refused = refusal(sighting, last_ms.get(vehicle_id, self._last_ms(vehicle_id)))
            out.append(refused)
            if refused is None:
                last_ms[vehicle_id] = sighting.at_ms
        good = [pair for pair, refused in zip(sightings, out, strict=True) if refused is None]
        ground = self._ground
        near = candidates(ground.network, ground.snapper, [s for _, s in good], ground.terms)
        matched = iter([self._follow(*pair, at) for pair, at in zip(good, near, strict=True)])
        return [refused or next(matched) for refused in out]

    def hypotheses(self, vehicle_id: str) -> int:
        """How many places are thought possible for a vehicle."""
        track = self._tracks.get(vehicle_id)
        return 0 if track is None else len(track.places.arc)

    def forget(self, vehicle_id: str) -> None:
        """A vehicle signs off; its next sighting starts afresh."""
        self._tracks.pop(vehicle_id, None)

    def _last_ms(self, vehicle_id: str) -> int | None:
        track = self._tracks.get(vehicle_id)
        return None if track is None else track.last.at_ms

    def _follow(self, vehicle_id: str, sighting: Sighting, near: Candidates) -> MatchedFix:
        if not len(near.arc):
            self._tracks[vehicle_id] = _Track(sighting, near)
            return off_road(sighting)
        score = near.score + self._prior(self._tracks.get(vehicle_id), sighting, near)
        share = np.exp(score - score.max())
        share /= share.sum()
        kept = np.argsort(-share, kind="stable")[: self._ground.terms.hypotheses_max]
        places = near.take(kept)._replace(score=np.log(np.maximum(share[kept], 1e-30)))
        self._tracks[vehicle_id] = _Track(sighting, places)
        arc, fraction = int(places.arc[0]), float(places.fraction[0])
        return MatchedFix(
            at_ms=sighting.at_ms,
            arc=arc,
            fraction=fraction,
            on_road=self._ground.network.point_at(arc, fraction),
            access_m=float(places.metres[0]),
            confidence=float(share[kept[0]]),
            off_road=False,
        )

    def _prior(self, track: _Track | None, sighting: Sighting, near: Candidates) -> Floats:
        """What the earlier sightings say of each place; nothing when they cannot lead here."""
        nothing = np.zeros(len(near.arc))
        if track is None or not len(track.places.arc):
            return nothing
        straight_m = distance_m(track.last.point, sighting.point)
        elapsed_s = (sighting.at_ms - track.last.at_ms) / 1000
        driven = self._ground.transition(track.places, near, straight_m, elapsed_s)
        prior: Floats = np.logaddexp.reduce(track.places.score[:, None] + driven, axis=0)
        return prior if np.isfinite(prior).any() else nothing
