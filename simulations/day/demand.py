"""Who calls when: the schedule of a day's calls, a pure function of seed, date and region.

Calls have the same identifiers and contents every time the day is drawn up, so a restarted day
rings the rest of its calls and no call twice.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from hashlib import blake2b
from typing import NamedTuple

from simulations.day.chance import Chance
from simulations.day.complaints import COMPLAINTS, URGENCIES
from simulations.day.places import NetworkLocation, Place, Town, number_and_location, place_in
from simulations.day.words import chasing_words, noise_words, request_words, witness_words

CHINA = timezone(timedelta(hours=8), "UTC+8")
DAY_MS = 86_400_000

TWO_HOUR_WEIGHTS = (7.6, 7.5, 7.45, 8.0, 10.81, 9.2, 8.2, 8.3, 8.4, 8.6, 8.3, 7.64)
"""Shares of the day's calls by two-hour band, peak 08–10 and trough 04–06 (domain.md §5.2)."""

NOISE_SHARES: dict[str, float] = {
    "silent": 32_448, "consult": 5_182, "crossed": 2_219, "misdial": 1_710, "prank": 552,
    "no_sim": 481, "malicious": 269,
}  # fmt: skip
CHASING_COUNT = 65_838
"""Pick-ups of 宁波 2016 that asked for no new ambulance, by class (domain.md §3.1)."""

WITNESS_SHARE = 0.35
"""Of the further calls about a traffic accident or a fall; an assumption."""

PATIENCE_MEDIAN_S = 270.0
CHASING_MEDIAN_S = 420.0
WITNESS_MEDIAN_S = 100.0
FOLLOW_UP_MAX_S = 1800.0
DAYS_KEPT_MAX = 4

_ID = re.compile(r"(?P<day>\d{8})-(?P<world>[0-9a-f]{4})-n?\d{3,}(-\d+)?")


class Demand(NamedTuple):
    """How many people call, and when (the region's own figures times a factor)."""

    sorties_per_100k_day: float = 3.0
    calls_per_sortie: float = 3.5
    two_hour_weights: tuple[float, ...] = TWO_HOUR_WEIGHTS
    urgency_shares: tuple[float, ...] = (0.10, 0.30, 0.40, 0.20)
    factor: float = 1.0


class Trouble(NamedTuple):
    """What really happened, as a desk learns it by asking."""

    code: str
    complaint: str
    urgency: str
    needs: tuple[str, ...]
    patients: int


class PlannedCall(NamedTuple):
    """One call of the day: what its caller says and does, and what is behind it."""

    id: str
    rings_ms: int
    number: str
    town: Town
    place: Place
    location: NetworkLocation | None
    patience_s: float
    """How long it rings before the caller gives up (早释)."""
    words: str = ""
    call_class: str | None = None
    """What a desk will find it to be; None when it reports something (a request)."""
    about: str | None = None
    """The first call about the same event, for witnesses and for people who chase."""
    trouble: Trouble | None = None


class _Drawn(NamedTuple):
    in_order: tuple[PlannedCall, ...]
    by_id: dict[str, PlannedCall]


class Schedule:
    """The calls of any day of one seeded world."""

    def __init__(self, seed: int, towns: Sequence[Town], demand: Demand | None = None) -> None:
        self._demand = demand or Demand()
        self._chance = Chance(seed)
        self._towns = sorted(towns, key=lambda town: town.code)
        self._populations = [float(town.population) for town in self._towns]
        self._bands = self._demand.two_hour_weights or TWO_HOUR_WEIGHTS
        # Another seed, demand or region is another world: its calls must not pass for these.
        world = repr((seed, self._demand, [(t.code, t.population) for t in self._towns]))
        self._world = blake2b(world.encode(), digest_size=2).hexdigest()
        self._drawn: dict[date, _Drawn] = {}

    def between(self, after_ms: int, until_ms: int) -> list[PlannedCall]:
        """Calls that ring after one moment and not later than another, in order."""
        # A day's last requests are chased after midnight, so the day before counts too.
        day, calls = _day_of(after_ms - DAY_MS), list[PlannedCall]()
        while day <= _day_of(until_ms):
            of_day = self.calls_of(day)
            first = bisect_right(of_day, after_ms, key=_rings_ms)
            calls += of_day[first : bisect_right(of_day, until_ms, key=_rings_ms)]
            day += timedelta(days=1)
        return sorted(calls, key=_order)

    def find(self, call_id: str) -> PlannedCall | None:
        """The plan behind a call that rings, if it is one of this world's."""
        found = _ID.fullmatch(call_id)
        if found is None or found["world"] != self._world:
            return None
        try:
            return self._day(date.fromisoformat(found["day"])).by_id.get(call_id)
        except ValueError:
            return None  # no such date: somebody else's numbering

    def calls_of(self, day: date) -> tuple[PlannedCall, ...]:
        """All calls that begin with something on this calendar day, in the order they ring."""
        return self._day(day).in_order

    def _day(self, day: date) -> _Drawn:
        if day not in self._drawn:
            if len(self._drawn) >= DAYS_KEPT_MAX:
                self._drawn.pop(min(self._drawn))
            in_order = tuple(sorted(self._draw(day), key=_order))
            self._drawn[day] = _Drawn(in_order, {call.id: call for call in in_order})
        return self._drawn[day]

    def _draw(self, day: date) -> Iterator[PlannedCall]:
        demand = self._demand
        requests = sum(self._populations) / 1e5 * demand.sorties_per_100k_day * demand.factor
        others_per_request = max(0.0, demand.calls_per_sortie - 1)
        noise_part = sum(NOISE_SHARES.values()) / (sum(NOISE_SHARES.values()) + CHASING_COUNT)
        for nth in range(self._chance.poisson(requests, day.isoformat(), "requests")):
            request = self._request(day, nth)
            yield request
            yield from self._follow_ups(request, others_per_request * (1 - noise_part))
        noise = requests * others_per_request * noise_part
        for nth in range(self._chance.poisson(noise, day.isoformat(), "noise")):
            yield self._noise(day, nth)

    def _request(self, day: date, nth: int) -> PlannedCall:
        """Somebody needs an ambulance."""
        call, chance = self._somebody_calls(day, f"{nth:03d}"), self._chance
        urgency = chance.index(self._demand.urgency_shares, call.id, "urgency")
        kinds = [complaint.weights[urgency] for complaint in COMPLAINTS]
        complaint = COMPLAINTS[chance.index(kinds, call.id, "complaint")]
        crash = complaint.code == "traffic"
        patients = 1 + min(chance.poisson(0.7, call.id, "patients"), 4) if crash else 1
        needs = tuple(sorted(complaint.needs)) if urgency < 2 else ()
        return call._replace(
            words=request_words(chance, complaint, urgency, call.place.spoken, patients, call.id),
            trouble=Trouble(complaint.code, complaint.zh, URGENCIES[urgency], needs, patients),
        )

    def _follow_ups(self, request: PlannedCall, mean: float) -> Iterator[PlannedCall]:
        """People who chase the ambulance, and others who report the same event."""
        public = request.trouble is not None and request.trouble.code in ("traffic", "fall")
        chased = request
        for nth in range(1, self._chance.poisson(mean, request.id, "follow-ups") + 1):
            name = f"{request.id}-{nth}"
            if public and self._chance.happens(WITNESS_SHARE, name, "witness"):
                yield self._witness(request, name)
            else:
                chased = self._chase(chased, request, name)
                yield chased

    def _witness(self, request: PlannedCall, name: str) -> PlannedCall:
        number, location = number_and_location(self._chance, request.place, name)
        words = witness_words(self._chance, request.place.spoken, name)
        later = self._later(request, request, name, WITNESS_MEDIAN_S)
        return later._replace(number=number, location=location, words=words)

    def _chase(self, last: PlannedCall, request: PlannedCall, name: str) -> PlannedCall:
        """One person on one telephone: each call some minutes after the one before."""
        words = chasing_words(self._chance, request.place.spoken, name)
        later = self._later(last, request, name, CHASING_MEDIAN_S)
        return later._replace(words=words, call_class="chasing")

    def _later(
        self, last: PlannedCall, request: PlannedCall, name: str, median_s: float
    ) -> PlannedCall:
        delay_s = min(self._chance.lognormal(median_s, 0.5, name, "delay"), FOLLOW_UP_MAX_S)
        return request._replace(
            id=name,
            rings_ms=last.rings_ms + round(delay_s * 1000),
            patience_s=self._patience_s(name),
            about=request.id,
        )

    def _noise(self, day: date, nth: int) -> PlannedCall:
        """A call that asks for nothing that a vehicle could bring."""
        call = self._somebody_calls(day, f"n{nth:03d}")
        call_class = list(NOISE_SHARES)[
            self._chance.index(list(NOISE_SHARES.values()), call.id, "class")
        ]
        words = noise_words(self._chance, call_class, call.id)
        return call._replace(words=words, call_class=call_class)

    def _somebody_calls(self, day: date, serial: str) -> PlannedCall:
        """A call at a drawn time from a drawn place, with nothing said yet."""
        name, chance = f"{day:%Y%m%d}-{self._world}-{serial}", self._chance
        town = self._towns[chance.index(self._populations, name, "town")]
        place = place_in(chance, town, name)
        number, location = number_and_location(chance, place, name)
        band = chance.index(self._bands, name, "band")
        within = (band + chance.uniform(name, "moment")) / len(self._bands)
        midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
        return PlannedCall(
            id=name,
            rings_ms=round(midnight.timestamp() * 1000 + within * DAY_MS),
            number=number,
            town=town,
            place=place,
            location=location,
            patience_s=self._patience_s(name),
        )

    def _patience_s(self, name: str) -> float:
        return self._chance.lognormal(PATIENCE_MEDIAN_S, 0.5, name, "patience")


def _day_of(at_ms: int) -> date:
    return datetime.fromtimestamp(at_ms / 1000, CHINA).date()


def _rings_ms(call: PlannedCall) -> int:
    return call.rings_ms


def _order(call: PlannedCall) -> tuple[int, str]:
    return call.rings_ms, call.id
