"""Places by what a person types: characters, pinyin, initials, any mixture, with slips.

Three inverted indexes (as written, as spelled, by initials) choose some hundred names; those are
judged one by one. Built once, read by every thread.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, log10, radians

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Point, distance_m
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.gazetteer.area_words import AreaWords
from geo.gazetteer.folding import fold_names
from geo.gazetteer.grams import GramIndex
from geo.gazetteer.matching import Key, Typed, qualities
from geo.gazetteer.place import FoundPlace, Place, PlaceKind
from geo.gazetteer.sounding import has_two_readings, sounds_of

Floats = NDArray[np.float64]

_JUDGED_MAX = 64
"""Names that each of the three indexes hands on to be judged."""

_KIND_WORTH = {
    PlaceKind.COUNTY: 0.030,
    PlaceKind.TOWNSHIP: 0.040,
    PlaceKind.VILLAGE: 0.025,
    PlaceKind.HOSPITAL: 0.035,
    PlaceKind.STATION: 0.015,
    PlaceKind.LANDMARK: 0.020,
    PlaceKind.ROAD: 0.020,
    PlaceKind.CROSSROADS: 0.010,
    PlaceKind.KPOST: 0.010,
    PlaceKind.ADDRESS: 0.0,
}
_NEAR_WORTH, _NEAR_M = 0.06, 25_000.0
_PEOPLE_WORTH = 0.02 / 7
_PRESELECT_PRIOR = 3.0
_IN_NAMED_AREA = 0.98
_ANSWER_MIN = 0.42
_BESIDE_BEST = 0.6
"""Beside a good answer a poor one is only noise."""


class PlaceIndex:
    """Finds places in memory. ``areas`` are the names of areas by code, which may lead a query."""

    def __init__(self, places: Sequence[Place], areas: Mapping[str, str] | None = None) -> None:
        """Places are put in the order of their ids, so that answers never hang on their order."""
        self.places = tuple(sorted(places, key=lambda place: place.id))
        self._areas = AreaWords(areas or {}, self.places)
        named = [(i, n) for i, p in enumerate(self.places) for n in (p.name, *p.aliases)]
        folded = fold_names([name for _, name in named]) if named else []
        keys = list(_keys([i for i, _ in named], folded))
        self._place_of = np.array([i for i, _ in keys], dtype=np.intp)
        self._keys = [key for _, key in keys]
        self._written = GramIndex([key.written for key in self._keys], (1, 2))
        self._spelled = GramIndex([key.spelled for key in self._keys], (2, 3))
        self._initials = GramIndex([key.initials for key in self._keys], (2, 3))
        self._lon = np.array([place.point.lon for place in self.places])
        self._lat = np.array([place.point.lat for place in self.places])
        self._worth = np.array([_worth(place) for place in self.places])

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.places)

    def find(self, query: str, near: Point | None = None, limit: int = 10) -> list[FoundPlace]:
        """The best places for a query; see ``PlaceFinder``."""
        typed = Typed.of(query)
        if not typed.written or not self.places or limit < 1:
            return []
        found = self._judge(typed, near, None)
        for area_code, rest in self._areas.qualified(typed.words):
            members = self._areas.members(area_code)
            for place, quality in self._judge(Typed.of(rest), near, members).items():
                found[place] = max(found.get(place, 0.0), _IN_NAMED_AREA * quality)
        enough = _BESIDE_BEST * max(found.values(), default=0.0)
        good = [i for i in sorted(found) if found[i] >= enough]
        prior = self._prior(np.array(good, dtype=np.intp), near)
        score = {i: round(found[i] + more, 6) for i, more in zip(good, prior.tolist(), strict=True)}
        order = sorted(good, key=lambda i: (-score[i], i))
        return [self._answer(i, found[i], near) for i in order[:limit]]

    def _judge(
        self, typed: Typed, near: Point | None, members: NDArray[np.bool_] | None
    ) -> dict[int, float]:
        """Quality of every place that may be meant, by its best name."""
        chosen = self._choose(typed, near, members)
        best: dict[int, float] = {}
        judged = qualities(typed, [self._keys[i] for i in chosen])
        for place, quality in zip(self._place_of[chosen].tolist(), judged, strict=True):
            if quality >= _ANSWER_MIN and quality > best.get(place, 0.0):
                best[place] = quality
        return best

    def _choose(
        self, typed: Typed, near: Point | None, members: NDArray[np.bool_] | None
    ) -> NDArray[np.intp]:
        """The names that share most with the query, between equals the likelier places."""
        chosen: list[NDArray[np.intp]] = []
        for index, text in (
            (self._written, typed.written),
            (self._spelled, typed.spelled),
            (self._initials, "" if typed.is_all_han else typed.initials),
        ):
            if not text:
                continue
            shares = index.shares(text)
            if members is not None:
                shares = np.where(members[self._place_of], shares, 0.0)
            sharing = np.flatnonzero(shares)
            if len(sharing) > _JUDGED_MAX:
                score = shares[sharing] + _PRESELECT_PRIOR * self._prior(
                    self._place_of[sharing], near
                )
                sharing = sharing[np.argpartition(-score, _JUDGED_MAX)[:_JUDGED_MAX]]
            chosen.append(sharing)
        return np.unique(np.concatenate(chosen))

    def _prior(self, chosen: NDArray[np.intp], near: Point | None) -> Floats:
        """What it adds to places to be of their kind, to be large, and to be near."""
        prior: Floats = self._worth[chosen]
        if near is None:
            return prior
        north = (self._lat[chosen] - near.lat) * METRES_PER_DEGREE
        east = (self._lon[chosen] - near.lon) * METRES_PER_DEGREE * cos(radians(near.lat))
        return prior + _NEAR_WORTH * np.exp(-np.hypot(east, north) / _NEAR_M)

    def _answer(self, i: int, quality: float, near: Point | None) -> FoundPlace:
        place = self.places[i]
        metres = round(distance_m(near, place.point), 1) if near else None
        return FoundPlace(place, round(float(quality), 4), metres)


def _worth(place: Place) -> float:
    """What a place is worth before anything was typed: what it is, and how many live there."""
    return _KIND_WORTH[place.kind] + _PEOPLE_WORTH * log10(1 + max(place.population, 0))


def _keys(owners: Sequence[int], folded: Sequence[str]) -> Iterator[tuple[int, Key]]:
    """Every name in all its forms, and once more where part of it is also read otherwise."""
    both = [(i, name) for i, name in zip(owners, folded, strict=True) if has_two_readings(name)]
    for pairs, otherwise in ((list(zip(owners, folded, strict=True)), False), (both, True)):
        if pairs:
            names = [name for _, name in pairs]
            forms = zip(names, *sounds_of(names, otherwise=otherwise), strict=True)
            yield from ((owner, Key(*form)) for (owner, _), form in zip(pairs, forms, strict=True))
