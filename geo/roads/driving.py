"""How fast an ambulance drives: every term is data (``ambulance.toml``), none is in the code.

The kinds of terms are those that emergency profiles elsewhere adjust (a speed per road class,
slower links, pedestrian streets at walking pace, weight and height limits, dear ferries) and those
of this country's day: siren, hours, town and mountain.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S, RoadNetwork
from geo.roads.traits import AreaKind, RoadClass, RoadTraits, Trait

Floats = NDArray[np.float64]
Areas = NDArray[np.uint8]
Positive = Annotated[float, msgspec.Meta(gt=0, lt=1e6)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
ByArea = tuple[Positive, Positive, Positive]
BySiren = tuple[
    Annotated[float, msgspec.Meta(ge=0, lt=1e6)], Annotated[float, msgspec.Meta(ge=0, lt=1e6)]
]
Eight = tuple[
    Positive, Positive, Positive, Positive, Positive, Positive, Positive, Positive
]  # fmt: skip

PARTS_OF_DAY = 8
OFF_PEAK_SLOT = 3
"""A workday from 9 to 12: the times a network carries until somebody asks for others."""

HOURS_PER_DAY = 24
NO_CLASS = "other"
"""The siren's term for every class that has none of its own, and for roads of unknown class."""


class Driving(StrEnum):
    """The same roads have two times: on an emergency run (鸣笛) and on any other trip (不鸣笛)."""

    SIREN = "siren"
    CALM = "calm"


class TraitsMissing(ValueError):
    """Drawn roads know no classes; ``Profile.drawn_seconds`` makes their times."""


class SpeedTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What bends the expected speed of a class."""

    kmh_max: Positive
    signed_share: Share
    over_limit_siren: Positive
    unpaved: Positive
    rough: Positive
    roundabout: Positive
    winding_deg_per_km: Positive


class Delays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seconds lost at points, without and with siren."""

    signal: BySiren
    gate: BySiren
    toll: BySiren
    rail_crossing: BySiren


class FerryTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wait at a ferry, and the share of it that is left to an emergency run."""

    wait_s: Annotated[float, msgspec.Meta(ge=0, lt=1e6)]
    siren_share: Share


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Speed factors of the eight parts of a day; ``starts`` are the hours they begin at."""

    starts: tuple[int, int, int, int, int, int, int, int]
    workday_urban: Eight
    workday_rural: Eight
    restday_urban: Eight
    restday_rural: Eight
    siren_relief: Share

    def factor(self, slot: int, area: AreaKind) -> float:
        """The factor of a slot: 0-7 on a workday, 8-15 on a day off."""
        workday, part = slot < PARTS_OF_DAY, slot % PARTS_OF_DAY
        if area is AreaKind.URBAN:
            return (self.workday_urban if workday else self.restday_urban)[part]
        return (self.workday_rural if workday else self.restday_rural)[part]


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of vehicle on the road."""

    name: str
    height_m: Positive
    width_m: Positive
    weight_t: Positive
    siren_opens_car_bans: bool
    kmh: dict[str, ByArea]
    siren: dict[str, ByArea]
    speed: SpeedTerms
    contraflow_kmh: dict[str, Positive]
    delay_s: Delays
    ferry: FerryTerms
    barriers: dict[str, str]
    hours: Hours

    def slot(self, hour: int, workday: bool) -> int:
        """Which of the sixteen slots an hour of the day lies in."""
        part = sum(start <= hour % HOURS_PER_DAY for start in self.hours.starts) - 1
        return part if workday else part + PARTS_OF_DAY

    def arc_seconds(
        self, network: RoadNetwork, slot: int = OFF_PEAK_SLOT, siren: bool = True
    ) -> Floats:
        """Whole ticks of driving time per arc; infinite where this drive may not go."""
        if network.traits is None:
            raise TraitsMissing(
                "路网不带道路属性，请重新导入 / these roads carry no traits → import"
            )
        return self.seconds_of(network.traits, network.arc_metres, slot, siren)

    def seconds_of(
        self, traits: RoadTraits, metres: Floats, slot: int = OFF_PEAK_SLOT, siren: bool = True
    ) -> Floats:
        """The same for arcs that are not yet a network."""
        kmh = self._kmh(traits, slot, siren)
        ferry = traits.road_class == RoadClass.FERRY
        sailing = np.where(traits.ferry_s > 0, traits.ferry_s, metres / kmh * 3.6)
        wait = np.where(traits.wait_s > 0, traits.wait_s, self.ferry.wait_s)
        wait = wait * (self.ferry.siren_share if siren else 1.0)
        seconds = np.where(ferry, sailing + wait, metres / kmh * 3.6)
        at = int(siren)
        for name in ("signals", "gates", "tolls", "rail_crossings"):
            delay: BySiren = getattr(self.delay_s, name.removesuffix("s"))
            seconds = seconds + getattr(traits, name) * delay[at]
        ticks = np.maximum(np.round(seconds * TICKS_PER_S), 1.0) / TICKS_PER_S
        if not siren:
            ticks[(traits.flags & Trait.SIREN_ONLY) != 0] = np.inf
        result: Floats = ticks
        return result

    def _kmh(self, traits: RoadTraits, slot: int, siren: bool) -> Floats:
        """Speed of each arc before waits."""
        row, column = traits.road_class, traits.area
        expected = self._table(self.kmh)[row, column]
        limit = traits.limit_kmh.astype(np.float64)
        over = self.speed.over_limit_siren if siren else 1.0
        cap = np.where(limit > 0, limit * over, self.speed.kmh_max)
        # The drawn class says what is usual; a sign says what the builders of this road meant.
        kmh = np.maximum(expected, limit * self.speed.signed_share)
        if siren:
            kmh = kmh * self._table(self.siren)[row, column]
        slow = self._slow(slot, siren)[column]
        kmh = np.minimum(np.minimum(kmh * slow, cap), self.speed.kmh_max)
        for flag, factor in (
            (Trait.UNPAVED, self.speed.unpaved),
            (Trait.ROUGH, self.speed.rough),
            (Trait.ROUNDABOUT, self.speed.roundabout),
        ):
            kmh = np.where((traits.flags & flag) != 0, kmh * factor, kmh)
        against = (traits.flags & Trait.CONTRAFLOW) != 0
        walk = np.array([self._contraflow(road_class) for road_class in RoadClass])
        result: Floats = np.where(against, np.minimum(kmh, walk[row]), kmh)
        return result

    def drawn_seconds(self, seconds: Floats, area: Areas, slot: int, siren: bool) -> Floats:
        """Times of roads that were drawn without classes (a pack's own lines), from their one time.

        ``seconds`` are those of an emergency run off-peak, which is what a pack's ``speeds_kmh``
        mean. What is told apart is town and country alone; the siren counts as on a road of no
        particular class.
        """
        at_rest = self._slow(OFF_PEAK_SLOT, True) * self._drawn_siren()
        now = self._slow(slot, siren) * (self._drawn_siren() if siren else 1.0)
        ticks = np.round(seconds * (at_rest / now)[area] * TICKS_PER_S)
        result: Floats = np.maximum(ticks, 1.0) / TICKS_PER_S
        return result

    def _drawn_siren(self) -> Floats:
        return np.array(self.siren[NO_CLASS], dtype=np.float64)

    def _slow(self, slot: int, siren: bool) -> Floats:
        """The factor of the hour for each kind of area; a siren undoes a share of the slowdown."""
        slow = np.array([self.hours.factor(slot, area) for area in AreaKind])
        if siren:
            slow = np.where(slow < 1, 1 - (1 - slow) * (1 - self.hours.siren_relief), slow)
        return slow

    def _contraflow(self, road_class: RoadClass) -> float:
        """Speed against a one-way street; where only its own sign opens it, that of a yard."""
        yard = self.kmh["service"][AreaKind.URBAN]
        return self.contraflow_kmh.get(road_class.name.lower(), yard)

    def _table(self, terms: dict[str, ByArea]) -> Floats:
        """A term by class and area; a class without one has that of "other"."""
        return np.array([terms[term_of(c, terms)] for c in RoadClass], dtype=np.float64)


def term_of(road_class: RoadClass, terms: dict[str, ByArea]) -> str:
    """Which term counts for a class: its own, that of the road it leads to, or "other"."""
    name = road_class.name.lower()
    return next((key for key in (name, name.removesuffix("_link")) if key in terms), NO_CLASS)
