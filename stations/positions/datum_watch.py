"""Which datum a terminal really sends in (坐标系疑误), told by how far its drives lie from roads.

A driving vehicle is on a road. Where its fixes lie a street or a hillside away from every road, yet
fit when the same numbers are read in another datum, the register names the wrong one. That is
shown, for each vehicle and source; nothing is converted by it (domain.md §4.3: 550 m and 1.2 km).
"""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import islice
from statistics import median

import msgspec

from geo.coordinates import Datum, Point, distance_m, from_wgs84, to_wgs84
from stations.positions.fix import FixOrigin, LivePosition

READINGS = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
SAMPLES_MIN = 20
SAMPLES_MAX = 60
EVERY_MS = 10_000
APART_M = 100.0
TAKEN_MAX = 500
"""Places looked at in one go: a large fleet takes turns."""
DRIVING_KMH = 15.0
"""Who stands may stand in a yard; only drives are evidence."""
FITS_M = 15.0
"""Half of all fixes lie nearer to their road than this when the datum is right."""
WRONG_M = 25.0
WORSE_BY = 3.0
"""And the datum it is registered with must be so many times worse, not a little."""


class DatumSuspicion(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong datum in the register: which one fits, on how many places that rests.

    ``residual_m`` is the middle distance from the nearest road as registered, ``fits_m`` the one
    when read as ``fits``.
    """

    registered: Datum
    fits: Datum
    samples: int
    residual_m: float
    fits_m: float


class _Samples:
    def __init__(self, datum: Datum, origin: FixOrigin) -> None:
        self.sender = (datum, origin)
        self.residuals: deque[Mapping[Datum, float]] = deque(maxlen=SAMPLES_MAX)


class DatumWatch:
    """Takes a sample of each driving vehicle now and then; constant memory for each."""

    def __init__(self) -> None:
        self._last: dict[str, LivePosition] = {}
        self._waiting: dict[str, LivePosition] = {}
        self._samples: dict[str, _Samples] = {}

    def moved(self, position: LivePosition) -> None:
        """A vehicle moved: is this place worth a look?"""
        if position.speed_kmh < DRIVING_KMH:
            return
        last = self._last.get(position.vehicle_id)
        if last is not None and (
            position.at_ms - last.at_ms < EVERY_MS
            or distance_m(last.point, position.point) < APART_M
        ):
            return
        self._last[position.vehicle_id] = self._waiting[position.vehicle_id] = position

    def take(self) -> list[LivePosition]:
        """The places to be looked at, one of each vehicle at most: of those that wait longest."""
        first = list(islice(self._waiting, TAKEN_MAX))
        return [self._waiting.pop(vehicle_id) for vehicle_id in first]

    def note(self, position: LivePosition, residuals_m: Sequence[float]) -> None:
        """How far the nearest road is from each of the ``readings`` of a place."""
        sender = (position.datum, position.origin)
        samples = self._samples.get(position.vehicle_id)
        if samples is None or samples.sender != sender:
            samples = self._samples[position.vehicle_id] = _Samples(*sender)
        samples.residuals.append(dict(zip(READINGS, residuals_m, strict=True)))

    def suspicion(self, vehicle_id: str) -> DatumSuspicion | None:
        """What fits better than the register, when that is beyond doubt."""
        samples = self._samples.get(vehicle_id)
        if samples is None or len(samples.residuals) < SAMPLES_MIN:
            return None
        middle = {r: median(s[r] for s in samples.residuals) for r in READINGS}
        registered = samples.sender[0]
        as_registered_m = middle[_same(registered)]
        fits = min(middle, key=lambda reading: middle[reading])
        if middle[fits] > FITS_M or as_registered_m < max(WRONG_M, WORSE_BY * middle[fits]):
            return None
        return DatumSuspicion(
            registered=registered,
            fits=fits,
            samples=len(samples.residuals),
            residual_m=round(as_registered_m, 1),
            fits_m=round(middle[fits], 1),
        )


def readings(position: LivePosition) -> list[Point]:
    """Where the numbers that were sent would be in each of ``READINGS``."""
    sent = from_wgs84(position.point, position.datum)
    return [to_wgs84(*sent, datum) for datum in READINGS]


def _same(datum: Datum) -> Datum:
    return Datum.WGS84 if datum is Datum.CGCS2000 else datum
