"""Who is meant: a planner writes ``420325`` or ``房县``, and either finds the same county."""

import difflib
from collections import Counter
from collections.abc import Mapping

from stations.organisation import UnitKind
from stations.region import Region

SUGGESTED_MAX = 3


class Lookup:
    """Codes of one kind of thing, found by code or by a name that only one of them bears."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        counts = Counter(self._names.values())
        self._codes = {name: code for code, name in self._names.items() if counts[name] == 1}

    def find(self, text: str) -> str | None:
        """The code that is meant; None for what nobody, or more than one, is called."""
        return text if text in self._names else self._codes.get(text)

    def name(self, code: str) -> str:
        """What a code is called."""
        return self._names.get(code, code)

    def near(self, text: str) -> str:
        """What may have been meant, as words for a remedy."""
        alike = [f"{code} {name}" for code, name in self._names.items() if name == text]
        known = [*self._names, *self._codes]
        alike = alike or difflib.get_close_matches(text, known, n=SUGGESTED_MAX, cutoff=0.6)
        alike = alike or [f"{c} {n}" for c, n in list(self._names.items())[:SUGGESTED_MAX]]
        return "、".join(alike[:SUGGESTED_MAX])


class Names:
    """Everything of a region that a scenario may name."""

    def __init__(self, region: Region) -> None:
        stations = (u for u in region.units.values() if u.kind is UnitKind.STATION)
        self.counties = Lookup({c.code: c.name for c in region.counties.values()})
        self.townships = Lookup({t.code: t.name for t in region.townships.values()})
        self.stations = Lookup({u.code: u.name for u in stations})
        self.vehicles = Lookup({v.id: v.name for v in region.vehicles.values()})
        self.hospitals = Lookup({h.code: h.name for h in region.hospitals.values()})
