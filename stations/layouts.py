"""Which desk a call rings at, which desk owns what comes of it, and who helps out (ORG-02).

Each centre works in one of three layouts, and may work in another at night. A layout is data with
a moment from which it counts; nobody restarts anything (practice of HZ, GZ, ZZ, 绵阳).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from geo.coordinates import distance_m
from stations.organisation import UnitKind
from stations.region import Region

DAY_MINUTES = 24 * 60
_DAY_MS = DAY_MINUTES * 60_000
_BEIJING_MS = 8 * 3_600_000


class Layout(StrEnum):
    """How a centre's calls are taken (受理模式): 统一受理, 自行受理, 上级受理后转派."""

    UNIFIED = "unified"
    OWN = "own"
    TRANSFER = "transfer"


LAYOUT_NAMES: dict[Layout, tuple[str, str]] = {
    Layout.UNIFIED: ("统一受理", "taken and dispatched above"),
    Layout.OWN: ("自行受理", "takes its own calls"),
    Layout.TRANSFER: ("上级受理后转派", "taken above, then handed over"),
}


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """Another layout from one time of day to another (夜间归并); it may go over midnight.

    Minutes after midnight in China: 22:00 is 1320.
    """

    layout: Layout
    from_minute: int
    to_minute: int

    def covers(self, at_ms: int) -> bool:
        """Whether this moment lies in the window; its end does not."""
        minute = (at_ms + _BEIJING_MS) % _DAY_MS // 60_000
        if self.from_minute < self.to_minute:
            return self.from_minute <= minute < self.to_minute
        return minute >= self.from_minute or minute < self.to_minute


class LayoutPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a centre's layout is from a moment on, until its next plan."""

    unit: str
    from_ms: int
    layout: Layout
    night: Night | None = None
    partner: str | None = None
    """The desk that helps out when nobody answers here; None: by rule (``partner_of``)."""

    def at(self, at_ms: int) -> Layout:
        """The layout by day or by night."""
        return self.night.layout if self.night and self.night.covers(at_ms) else self.layout


Plans = Mapping[str, Sequence[LayoutPlan]]
"""Of each centre its plans, earliest first."""


class Layouts:
    """Answers for one region and the plans of a moment; cheap to make, nothing is kept."""

    def __init__(self, region: Region, plans: Plans) -> None:
        self._region = region
        self._plans = plans

    def plan(self, unit: str, at_ms: int) -> LayoutPlan:
        """The plan that counts; a centre without one takes its own calls, as its pack says."""
        for plan in reversed(self._plans.get(unit, ())):
            if plan.from_ms <= at_ms:
                return plan
        return LayoutPlan(unit=unit, from_ms=0, layout=Layout.OWN)

    def layout_of(self, unit: str, at_ms: int) -> Layout:
        """How a centre works at this moment."""
        return self.plan(unit, at_ms).at(at_ms)

    def desk_of(self, county_code: str | None, at_ms: int) -> str:
        """The centre at which a call from this county rings; the city's when nobody knows where."""
        return self._upwards(county_code, at_ms, {Layout.OWN})

    def owner_of(self, county_code: str | None, at_ms: int) -> str:
        """The centre that is to own an incident there, whoever takes the call."""
        return self._upwards(county_code, at_ms, {Layout.OWN, Layout.TRANSFER})

    def partner_of(self, unit: str, at_ms: int) -> str | None:
        """The desk that helps out: as planned, else the centre above, for the city the nearest.

        None where there is but one centre. A centre whose calls are taken above is no help.
        """
        planned = self.plan(unit, at_ms).partner
        if planned is not None and self._stands(planned, at_ms):
            return planned
        if unit != self._region.meta.city_centre:
            return self._upwards_from(self._parent(unit), at_ms, {Layout.OWN})
        here = self._region.units[unit].point
        others = [u for u in self._region.centres if u.code != unit and self._takes(u.code, at_ms)]
        nearest = min(others, key=lambda u: distance_m(here, u.point), default=None)
        return nearest.code if nearest else None

    def _upwards(self, county_code: str | None, at_ms: int, stops: set[Layout]) -> str:
        return self._upwards_from(self._region.centre_of_county(county_code), at_ms, stops)

    def _upwards_from(self, unit: str, at_ms: int, stops: set[Layout]) -> str:
        """The first centre on the way up that stands and works so; the city takes the rest."""
        city = self._region.meta.city_centre
        while unit != city:
            if self._stands(unit, at_ms) and self.layout_of(unit, at_ms) in stops:
                return unit
            unit = self._parent(unit)
        return city

    def _takes(self, unit: str, at_ms: int) -> bool:
        return self._stands(unit, at_ms) and self.layout_of(unit, at_ms) is Layout.OWN

    def _stands(self, unit: str, at_ms: int) -> bool:
        known = self._region.units.get(unit)
        return known is not None and known.kind is not UnitKind.STATION and known.stands(at_ms)

    def _parent(self, unit: str) -> str:
        known = self._region.units.get(unit)
        return (known.parent if known else None) or self._region.meta.city_centre
